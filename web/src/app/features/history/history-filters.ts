import { ChangeDetectionStrategy, Component, inject, input, signal } from '@angular/core';
import { type QueryStatus, queryStatuses } from '@orrery/contracts';
import { Connections } from '../../core/connections';
import { Icon } from '../../ui/icon';
import { HistoryStore } from './history.store';

const words: Readonly<Record<QueryStatus, string>> = {
  success: 'Succeeded',
  error: 'Failed',
  cancelled: 'Cancelled',
  running: 'Running',
};
const isStatus = (text: string): text is QueryStatus => (queryStatuses as readonly string[]).includes(text);

/** Narrows a history view: recent or saved, words, state, connection. */
@Component({
  selector: 'o-history-filters',
  imports: [Icon],
  template: `
    <div class="first">
      <div class="kinds" role="group" aria-label="Which queries">
        <button type="button" [attr.aria-pressed]="!store.saved()" (click)="store.saved.set(false)">Recent</button>
        <button type="button" [attr.aria-pressed]="store.saved()" (click)="store.saved.set(true)">Saved</button>
      </div>
      @if (!wide()) {
        <button
          type="button"
          class="btn btn-ghost btn-icon"
          aria-label="Filter by state and connection"
          title="Filter by state and connection"
          [class.set]="store.status() !== null || store.connectionId() !== null"
          [attr.aria-expanded]="open()"
          (click)="open.set(!open())"
        >
          <o-icon name="filter" [size]="14" />
        </button>
      }
    </div>
    <label class="search">
      <o-icon name="search" [size]="14" />
      <span class="visually-hidden">Search the history</span>
      <input
        type="search"
        class="input input-small"
        placeholder="Search queries"
        [value]="store.search()"
        (input)="search($event)"
      />
    </label>
    @if (wide() || open()) {
      <div class="selects">
        @if (!store.saved()) {
          <select class="input input-small" aria-label="State" (change)="pickStatus($event)">
            <option value="" [selected]="store.status() === null">Any state</option>
            @for (status of statuses; track status) {
              <option [value]="status" [selected]="store.status() === status">{{ words[status] }}</option>
            }
          </select>
        }
        <select class="input input-small" aria-label="Connection" (change)="pickConnection($event)">
          <option value="" [selected]="store.connectionId() === null">Any connection</option>
          @for (connection of connections.all(); track connection.id) {
            <option [value]="connection.id" [selected]="store.connectionId() === connection.id">{{ connection.name }}</option>
          }
        </select>
      </div>
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class.wide]': 'wide()' },
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 6px;
      padding: 0 8px 8px;
      border-bottom: 1px solid var(--o-line);
    }
    .first {
      display: flex;
      gap: 6px;
    }
    .first .set {
      color: var(--o-accent);
    }
    .kinds {
      display: flex;
      flex: 1;
      padding: 2px;
      border-radius: var(--o-radius);
      background: var(--o-hover);
    }
    .kinds button {
      flex: 1;
      height: 24px;
      padding: 0 14px;
      border-radius: var(--o-radius-small);
      color: var(--o-text-dim);
      font-size: var(--o-size-small);
      font-weight: 500;
    }
    .kinds button[aria-pressed='true'] {
      background: var(--o-chosen);
      color: var(--o-text);
    }
    .search {
      position: relative;
      display: block;
    }
    .search o-icon {
      position: absolute;
      top: 7px;
      left: 8px;
      color: var(--o-text-faint);
    }
    .search input {
      padding-left: 28px;
    }
    .selects {
      display: flex;
      gap: 6px;
    }
    select {
      min-width: 0;
      flex: 1;
      font-size: var(--o-size-small);
    }
    :host(.wide) {
      flex-flow: row wrap;
      gap: 8px;
      padding: 10px 16px;
    }
    :host(.wide) .search {
      flex: 1 1 220px;
    }
    :host(.wide) select {
      flex: none;
      width: 170px;
    }
    @media (max-width: 700px) {
      :host(.wide) .first,
      :host(.wide) .selects {
        flex: 1 1 100%;
      }
      :host(.wide) select {
        flex: 1;
      }
    }
  `,
})
export class HistoryFilters {
  readonly wide = input(false);
  /** Beside the editor, state and connection are asked for when they are wanted. */
  protected readonly open = signal(false);
  protected readonly store = inject(HistoryStore);
  protected readonly connections = inject(Connections);
  protected readonly statuses = queryStatuses;
  protected readonly words = words;

  protected search(event: Event): void {
    if (event.target instanceof HTMLInputElement) this.store.search.set(event.target.value);
  }

  protected pickStatus(event: Event): void {
    const value = event.target instanceof HTMLSelectElement ? event.target.value : '';
    this.store.status.set(isStatus(value) ? value : null);
  }

  protected pickConnection(event: Event): void {
    const value = event.target instanceof HTMLSelectElement ? event.target.value : '';
    this.store.connectionId.set(value === '' ? null : value);
  }
}
