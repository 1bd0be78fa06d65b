import { Injectable, inject } from '@angular/core';
import { Confirm } from '../../core/confirm';
import { Dialogs } from '../../core/dialogs';
import { faultOf } from '../../core/fault-of';
import { Toasts } from '../../core/toasts';
import { EditedTable } from '../edited-table';
import { EditingDesk } from '../editing-desk';
import { ChangesStore } from './changes.store';
import { PreviewDialog, type PreviewAsk } from './preview-dialog';
import { changesText } from './row-changes';
import { StagingStore, mostChanges } from './staging.store';

type Preview = Awaited<ReturnType<StagingStore['preview']>>;

/** What an undo of these changes would not do, in words. */
const warningsOf = ({ undoable, undoNotes }: Preview): readonly string[] =>
  undoable || undoNotes.length > 0 ? undoNotes : ['They can’t be undone.'];

/** The way from staged edits to applied ones: checked, warned of what can't be undone, sent, told, and undone again. */
@Injectable()
export class Applying {
  readonly #table = inject(EditedTable);
  readonly #staging = inject(StagingStore);
  readonly #changes = inject(ChangesStore);
  readonly #desk = inject(EditingDesk);
  readonly #dialogs = inject(Dialogs);
  readonly #confirm = inject(Confirm);
  readonly #toasts = inject(Toasts);
  /** What was said of undoing, read and agreed to: it is not said again. */
  readonly #agreed = new Set<string>();

  /** Applies what is staged; what can't be undone is said before. True where it was applied. */
  async apply(): Promise<boolean> {
    const count = this.#staging.size();
    if (count === 0 || this.#staging.applying()) return false;
    if (count > mostChanges) {
      this.#toasts.show(
        `At most ${mostChanges.toLocaleString('en')} changes are applied at once. Revert some, or import a file.`,
      );
      return false;
    }
    const [wrong, ...others] = this.#staging.localFaults();
    if (wrong) {
      const more = others.length > 0 ? ` (and ${others.length.toLocaleString('en')} more)` : '';
      this.#toasts.show(`${wrong.column} can’t be applied: ${wrong.message}${more}`);
      this.#showTrouble(wrong.id, wrong.column);
      return false;
    }
    if (await this.#mustWarn()) return this.preview();
    return this.#applyNow(count);
  }

  /** Shows the statements; from there they can be applied. True where they were. */
  async preview(): Promise<boolean> {
    const count = this.#staging.size();
    if (count === 0) return false;
    let shown: readonly string[] = [];
    const load = async (): Promise<Preview> => {
      const preview = await this.#staging.preview();
      shown = warningsOf(preview);
      return preview;
    };
    if ((await this.#dialogs.open<boolean, PreviewAsk>(PreviewDialog, { data: { count, load } })) !== true) return false;
    for (const warning of shown) this.#agreed.add(warning);
    return this.apply();
  }

  /** Throws away what is staged, once that was agreed to. */
  async discard(): Promise<void> {
    const count = this.#staging.size();
    const sure = await this.#confirm.ask({
      heading: `Discard ${changesText(count)}`,
      text: `${this.#desk.rowsText(count)} go back to what the database holds. This can’t be taken back.`,
      action: 'Discard',
      danger: true,
    });
    if (sure) this.#staging.discard();
  }

  /** Whether something must be said of undoing it that was not said before. A preview that fails lets the apply say why. */
  async #mustWarn(): Promise<boolean> {
    try {
      return warningsOf(await this.#staging.preview()).some((warning) => !this.#agreed.has(warning));
    } catch {
      return false;
    }
  }

  async #applyNow(count: number): Promise<boolean> {
    const applied = await this.#staging.apply();
    if (!applied) {
      const [id] = [...this.#staging.conflicts().keys(), ...this.#staging.refused().keys()];
      const [column] =
        this.#staging
          .refused()
          .get(id ?? '')
          ?.keys() ?? [];
      if (id !== undefined) this.#showTrouble(id, column);
      return false;
    }
    if (this.#desk.side() === 'changes') this.#desk.side.set(null);
    const { answer, sent } = applied;
    await this.#table.changed(answer, sent);
    const { changeSetId, undoable } = answer;
    this.#toasts.show(
      `Applied ${changesText(count)}.`,
      changeSetId !== null && undoable ? { label: 'Undo', run: () => void this.#undo(changeSetId) } : undefined,
    );
    return true;
  }

  async #undo(changeSetId: string): Promise<void> {
    try {
      await this.#table.changed(await this.#changes.undo(changeSetId));
      this.#toasts.show('Undone.');
    } catch (error) {
      this.#toasts.fault(faultOf(error));
    }
  }

  #showTrouble(id: string, column: string | undefined): void {
    this.#desk.showChanges();
    const line = this.#desk.lines().lineOf(id);
    const place = this.#table.columns().findIndex(({ name }) => name === column);
    if (line >= 0) this.#desk.goTo.set({ line, place: Math.max(place, 0) });
  }
}
