import { ChangeDetectionStrategy, Component, effect, inject, signal } from '@angular/core';
import type { ChangeSet } from '@orrery/contracts';
import { faultOf } from '../../core/fault-of';
import { RemoteSource } from '../../core/remote';
import { Progress } from '../../ui/progress';
import { agoText, exactTimeText } from '../../ui/time-text';
import { EditedTable } from '../edited-table';
import { ChangesStore } from '../staging/changes.store';

/** What was applied to the table, newest first, each of which can be undone while its rows are as it left them. */
@Component({
  selector: 'o-sets-panel',
  imports: [Progress],
  template: `
    <o-progress [active]="sets.loading()" />
    @if (sets.fault(); as fault) {
      <p class="fault" role="alert">{{ fault.message }}</p>
    }
    @if (fault(); as fault) {
      <p class="fault" role="alert">{{ fault }}</p>
    }
    <ul>
      @for (set of sets.value()?.items; track set.id) {
        <li>
          <div class="what">
            <strong>{{ wordsOf(set) }}</strong>
            <time [attr.datetime]="set.createdAt" [title]="exact(set.createdAt)">{{ ago(set.createdAt) }}</time>
          </div>
          @if (set.undoneBy) {
            <span class="badge">undone</span>
          } @else if (set.undoable) {
            <button
              type="button"
              class="btn btn-small"
              [attr.aria-label]="'Undo ' + wordsOf(set)"
              [disabled]="busy() !== null"
              (click)="undo(set)"
            >
              {{ busy() === set.id ? 'Undoing…' : 'Undo' }}
            </button>
          } @else {
            <span class="badge">can’t be undone</span>
          }
          @for (note of set.undoNotes; track note) {
            <p>{{ note }}</p>
          }
        </li>
      } @empty {
        @if (sets.now().state === 'ready') {
          <li class="none">Nothing was applied to this table yet. What you apply can be undone from here.</li>
        }
      }
    </ul>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      display: block;
      position: relative;
      height: 100%;
      overflow: auto;
    }
    li {
      display: grid;
      grid-template-columns: 1fr auto;
      align-items: center;
      gap: 2px 8px;
      padding: 8px 10px 8px 12px;
      border-bottom: 1px solid color-mix(in srgb, var(--o-line), transparent 35%);
      font-size: var(--o-size-small);
    }
    .what {
      display: flex;
      flex-direction: column;
      min-width: 0;
    }
    strong {
      font-weight: 500;
    }
    time {
      color: var(--o-text-faint);
    }
    p {
      grid-column: 1 / -1;
      color: var(--o-text-dim);
      line-height: 16px;
    }
    .fault {
      padding: 8px 12px;
      background: var(--o-danger-soft);
      color: var(--o-danger);
      font-size: var(--o-size-small);
    }
    .none {
      display: block;
      padding: 24px 20px;
      border: 0;
      color: var(--o-text-dim);
      font-size: var(--o-size);
      text-align: center;
      text-wrap: balance;
    }
  `,
})
export class SetsPanel {
  readonly #changes = inject(ChangesStore);
  readonly #table = inject(EditedTable);
  protected readonly sets = new RemoteSource<{ readonly items: readonly ChangeSet[] }>();
  protected readonly busy = signal<string | null>(null);
  protected readonly fault = signal<string | null>(null);
  protected readonly ago = agoText;
  protected readonly exact = exactTimeText;

  constructor() {
    effect(() => {
      this.#changes.applied();
      void this.sets.load(() => this.#changes.sets());
    });
  }

  protected wordsOf({ inserts, updates, deletes, undoes }: ChangeSet): string {
    const parts = [
      inserts > 0 ? `${inserts.toLocaleString('en')} new` : '',
      updates > 0 ? `${updates.toLocaleString('en')} changed` : '',
      deletes > 0 ? `${deletes.toLocaleString('en')} deleted` : '',
    ].filter((part) => part !== '');
    return `${undoes === null ? '' : 'Undo: '}${parts.join(', ')}`;
  }

  protected async undo(set: ChangeSet): Promise<void> {
    this.busy.set(set.id);
    this.fault.set(null);
    try {
      await this.#table.changed(await this.#changes.undo(set.id));
    } catch (error) {
      this.fault.set(faultOf(error).message);
    } finally {
      this.busy.set(null);
    }
  }
}
