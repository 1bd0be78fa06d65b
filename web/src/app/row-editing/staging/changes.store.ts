import { Injectable, inject, signal } from '@angular/core';
import {
  type ChangeSet,
  type ChangesAnswer,
  type RowChange,
  changeSetList,
  changeSetUndo,
  explorerChange,
} from '@orrery/contracts';
import { Api } from '../../core/api';
import { EditedTable } from '../edited-table';

/** What is sent to the database to change the table's rows, and what was applied before. Everything here throws a `Fault`. */
@Injectable()
export class ChangesStore {
  readonly #api = inject(Api);
  readonly #edited = inject(EditedTable);
  readonly #applied = signal(0);
  /** Grows with every set of changes that was applied or undone. */
  readonly applied = this.#applied.asReadonly();

  /** The statements that the changes would run. */
  preview(changes: readonly RowChange[]): Promise<ChangesAnswer> {
    return this.#send(changes, { preview: true });
  }

  /** Applies all of the changes or none; under the same key they happen once. */
  async apply(changes: readonly RowChange[], idempotencyKey: string): Promise<ChangesAnswer> {
    const answer = await this.#send(changes, { idempotencyKey });
    this.#applied.update((n) => n + 1);
    return answer;
  }

  /** The newest sets of changes that were applied to the table. */
  async sets(): Promise<{ items: readonly ChangeSet[]; nextCursor: string | null }> {
    const { place } = this.#edited;
    if (!place) return { items: [], nextCursor: null };
    return this.#api.call(changeSetList, { id: place.connectionId, table: place.table, limit: 30 });
  }

  /** Undoes an applied set of changes. */
  async undo(changeSetId: string): Promise<ChangesAnswer> {
    const answer = await this.#api.call(changeSetUndo, {
      ...this.#table(),
      changeSetId,
      idempotencyKey: crypto.randomUUID(),
    });
    this.#applied.update((n) => n + 1);
    return answer;
  }

  #send(changes: readonly RowChange[], how: { preview?: boolean; idempotencyKey?: string }): Promise<ChangesAnswer> {
    return this.#api.call(explorerChange, { ...this.#table(), changes: [...changes], ...how });
  }

  #table(): { id: string; table: string } {
    const { place } = this.#edited;
    return { id: place?.connectionId ?? '', table: place?.table ?? '' };
  }
}
