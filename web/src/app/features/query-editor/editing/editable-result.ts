import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  ElementRef,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  output,
  untracked,
  viewChild,
} from '@angular/core';
import { Commands } from '../../../core/commands';
import { insertsFor } from '../../../core/insert-statements';
import { Keys } from '../../../core/keys';
import { TAB } from '../../../core/workspace';
import { CellEditor, type EditEnd } from '../../../row-editing/edit/cell-editor';
import { EditedTable } from '../../../row-editing/edited-table';
import { EditingDesk } from '../../../row-editing/editing-desk';
import { ChangesPanel } from '../../../row-editing/panels/changes-panel';
import { SetsPanel } from '../../../row-editing/panels/sets-panel';
import { StagedBar } from '../../../row-editing/panels/staged-bar';
import { Applying } from '../../../row-editing/staging/applying';
import { ChangesStore } from '../../../row-editing/staging/changes.store';
import { StagingStore } from '../../../row-editing/staging/staging.store';
import { WholeCells } from '../../../row-editing/whole-cells';
import type { CutCell } from '../../../ui/cell-viewer/cut-cell';
import { focusAfter } from '../../../ui/focus-after';
import { Icon } from '../../../ui/icon';
import { type Box, boxOfCell } from '../../../ui/result-grid/cell-box';
import type { CopyBlock } from '../../../ui/result-grid/copy-formats';
import { type CopiedNotice, type GridCell, ResultGrid } from '../../../ui/result-grid/result-grid';
import { SplitPane } from '../../../ui/split-pane';
import { EditedResult, type ShownSet } from './edited-result';
import { ResultEditing } from './result-editing';

/** A result set in its grid, whose rows are edited in place where they are one table's. */
@Component({
  selector: 'o-editable-result',
  imports: [CellEditor, ChangesPanel, Icon, ResultGrid, SetsPanel, SplitPane, StagedBar],
  providers: [
    EditedResult,
    { provide: EditedTable, useExisting: EditedResult },
    ChangesStore,
    StagingStore,
    EditingDesk,
    Applying,
    ResultEditing,
  ],
  templateUrl: './editable-result.html',
  styleUrl: './editable-result.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class EditableResult {
  readonly shown = input.required<ShownSet>();
  readonly count = input.required<number>();
  readonly label = input('Result');
  /** It is the result set on the screen. */
  readonly onScreen = input(true);
  readonly at = output<GridCell | null>();
  readonly selected = output<{ readonly rows: number; readonly columns: number } | null>();
  readonly view = output();
  readonly copied = output<CopiedNotice>();

  readonly result = inject(EditedResult);
  readonly desk = inject(EditingDesk);
  readonly staging = inject(StagingStore);
  protected readonly hands = inject(ResultEditing);
  readonly #applying = inject(Applying);
  readonly #wholes = inject(WholeCells);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly grid = viewChild.required(ResultGrid);
  protected readonly set = computed(() => this.shown().set);
  protected readonly insert = computed((): ((block: CopyBlock) => string) | null => {
    const { run, statement, set } = this.shown();
    return insertsFor(run.ask.kind, statement, set.columns, this.result.source());
  });
  /** Where the editor lies: over its cell. */
  protected readonly box = linkedSignal<unknown, Box | null>({
    source: () => [this.desk.editing(), this.hands.movements()],
    computation: (_, before) => {
      const at = this.desk.editing();
      return at && (boxOfCell(this.#host, at.line, at.place) ?? before?.value ?? null);
    },
  });
  constructor() {
    effect(() => {
      const shown = this.shown();
      untracked(() => {
        this.result.show(shown);
      });
    });
    effect(() => {
      // what a result is a result of is asked once it is whole: until then its rows are still coming
      if (!this.shown().run.running() && this.onScreen())
        untracked(() => {
          this.result.ask();
        });
    });
    effect(() => {
      const at = this.desk.goTo();
      if (!at) return;
      untracked(() => {
        this.desk.goTo.set(null);
        queueMicrotask(() => {
          this.grid().goTo(at.line, at.place);
        });
      });
    });
    // a conflict is looked at where it can be resolved
    effect(() => {
      if (this.staging.conflicts().size > 0)
        untracked(() => {
          this.desk.showChanges();
        });
    });
    const tab = inject(TAB);
    const id = crypto.randomUUID();
    const when = (): boolean => tab.active() && this.onScreen() && this.staging.size() > 0;
    const remove = inject(Commands).add(
      {
        id: `result.apply.${id}`,
        title: 'Apply the staged changes',
        group: 'Rows',
        icon: 'check',
        keys: 'mod+alt+enter',
        when,
        run: () => void this.apply(),
      },
      {
        id: `result.preview.${id}`,
        title: 'Preview the staged changes',
        group: 'Rows',
        icon: 'eye',
        keys: 'alt+p',
        when,
        run: () => void this.preview(),
      },
      {
        id: `result.discard.${id}`,
        title: 'Discard the staged changes',
        group: 'Rows',
        icon: 'x',
        when,
        run: () => void this.discard(),
      },
    );
    // Elsewhere in the tab these keys save the query.
    const unbind = inject(Keys).bind({
      keys: 'mod+s',
      title: 'Apply the staged changes, in the result',
      group: 'Rows',
      when: () => when() && this.#host.contains(document.activeElement),
      run: () => void this.apply(),
    });
    inject(DestroyRef).onDestroy(() => {
      remove();
      unbind();
    });
  }

  focus(): void {
    this.grid().focus();
  }

  /** Of a cell that was sent cut: how to have it whole. */
  cutOf({ row, place, column }: GridCell): CutCell | null {
    const lines = this.desk.lines();
    return lines.isCut(row, place) && !lines.isChanged(row, place)
      ? this.#wholes.cutCell(this.result.addressOf(row, place), column)
      : null;
  }

  protected ended({ value, move, isLeft }: EditEnd): void {
    const at = this.desk.editing();
    this.desk.editing.set(null);
    if (at && value !== undefined) this.desk.set(at, value);
    if (!isLeft) this.focus();
    if (move !== undefined) this.grid().step(move);
  }

  /** The ways to apply leave the keyboard in the grid. */
  protected apply(): Promise<void> {
    return focusAfter(this.#applying.apply(), () => {
      this.focus();
    });
  }

  protected preview(): Promise<void> {
    return focusAfter(this.#applying.preview(), () => {
      this.focus();
    });
  }

  protected async discard(): Promise<void> {
    await this.#applying.discard();
    this.focus();
  }
}
