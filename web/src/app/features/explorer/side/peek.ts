import { Injectable, inject, signal, untracked } from '@angular/core';
import {
  type Fault,
  type Filter,
  type Referrer,
  explorerCount,
  explorerReferrers,
  explorerRows,
  schemaTable,
} from '@orrery/contracts';
import { Api } from '../../../core/api';
import { faultOf } from '../../../core/fault-of';
import { RemoteSource } from '../../../core/remote';
import { Schemas } from '../../../core/schemas';
import { ExplorerStore } from '../explorer.store';
import { type RowsAnswer, parseRows } from '../../../core/rows-answer';
import { filterOfPairs } from '../../../row-editing/reference';
import { type Cells, cellOf } from '../../../row-editing/staging/cells';

/** Rows of a child table that are shown beside their parent. */
const childRows = 50;

/** A row of another table, found by some of its columns. */
export interface PeekAt {
  readonly table: string;
  readonly filter: Filter;
}

/** Rows of another table that refer to a row. */
export interface Children {
  /** The same for every row of the table that is referred to. */
  readonly id: string;
  readonly table: string;
  readonly columns: readonly string[];
  readonly filter: Filter;
  readonly count: number | null;
  readonly fault: Fault | null;
}

/** A walk along foreign keys, beside the grid: the way one came is kept, and leads back. */
@Injectable()
export class Peek {
  readonly #api = inject(Api);
  readonly #store = inject(ExplorerStore);
  readonly #schemas = inject(Schemas);
  readonly trail = signal<readonly PeekAt[]>([]);
  readonly #row = new RemoteSource<RowsAnswer>();
  readonly row = this.#row.now;
  /** References whose rows are shown beside each row that is looked at. */
  readonly unfolded = signal<ReadonlySet<string>>(new Set());
  readonly #referrers = new Map<string, Promise<readonly Referrer[]>>();

  /** Where the walk began. */
  readonly from = this.#store.title;

  /** Shows the rows of a reference beside each row, or no longer. */
  fold(id: string): void {
    this.unfolded.update((now) => (now.has(id) ? new Set([...now].filter((one) => one !== id)) : new Set([...now, id])));
  }

  /** Begins a walk. */
  open(at: PeekAt): void {
    this.#go([at]);
  }

  /** One step further. */
  step(at: PeekAt): void {
    this.#go([...untracked(this.trail), at]);
  }

  /** Back to a place of the way. */
  back(to: number): void {
    this.#go(untracked(this.trail).slice(0, to + 1));
  }

  #go(trail: readonly PeekAt[]): void {
    this.trail.set(trail);
    const at = trail.at(-1);
    const id = this.#store.place?.connectionId;
    if (!at || id === undefined) return;
    this.#row.clear();
    void this.#row.load(() =>
      this.#api.call(
        explorerRows,
        { id, table: at.table, filter: at.filter, pagination: { page: 1, limit: 2 } },
        { parse: parseRows },
      ),
    );
  }

  /** The first rows of a table that refer to a row. */
  rowsOf({ table, filter }: PeekAt, signal: AbortSignal): Promise<RowsAnswer> {
    return this.#api.call(
      explorerRows,
      { id: this.#store.place?.connectionId ?? '', table, filter, pagination: { page: 1, limit: childRows } },
      { parse: parseRows, signal },
    );
  }

  /** The tables that refer to a row of a table, each with how many of its rows do: told one after the other. */
  async *children(table: string, cells: Cells, signal: AbortSignal): AsyncGenerator<readonly Children[], void, undefined> {
    const id = this.#store.place?.connectionId;
    if (id === undefined) return;
    let found = (await this.#referring(id, table)).flatMap(({ table: from, columns, refColumns }): Children[] => {
      const filter = filterOfPairs(columns.map((column, at) => [column, cellOf(cells, refColumns[at] ?? '')]));
      return filter ? [{ id: `${from} ${JSON.stringify(columns)}`, table: from, columns, filter, count: null, fault: null }] : [];
    });
    yield found;
    for (const [at, child] of found.entries()) {
      if (signal.aborted) return;
      const counted = await this.#count(id, child, signal);
      found = found.with(at, counted);
      yield found;
    }
  }

  async #count(id: string, child: Children, signal: AbortSignal): Promise<Children> {
    try {
      const { total } = await this.#api.call(explorerCount, { id, table: child.table, filter: child.filter }, { signal });
      return { ...child, count: total };
    } catch (error) {
      return { ...child, fault: faultOf(error) };
    }
  }

  #referring(id: string, table: string): Promise<readonly Referrer[]> {
    let known = this.#referrers.get(table);
    if (!known) {
      known = Promise.all([this.#declared(id, table), this.#accepted(id, table)]).then((found) => withoutTwins(found.flat()));
      this.#referrers.set(table, known);
      const forget = (): void => void this.#referrers.delete(table);
      // While the schema is being read, what is accepted in it is not known yet.
      if (untracked(this.#schemas.of(id).listing.now).state === 'ready') known.catch(forget);
      else known.then(forget, forget);
    }
    return known;
  }

  async #declared(id: string, table: string): Promise<readonly Referrer[]> {
    return (await this.#api.call(explorerReferrers, { id, table })).referrers;
  }

  /** What was found in the names and the values, and somebody said is true. Of tables that no catalog knows there is none. */
  async #accepted(id: string, table: string): Promise<readonly Referrer[]> {
    const schema = this.#schemas.of(id);
    try {
      if (!untracked(schema.byTable).has(table)) return [];
      const known = await this.#api.call(schemaTable, { id, table });
      return known.relations
        .filter(
          (relation) =>
            relation.tableTo === known.table &&
            relation.relationType !== 'many-to-many' &&
            // True of the rows alone whose type says so: one column does not tell which.
            relation.condition === undefined &&
            relation.source === 'inferred' &&
            relation.state === 'accepted',
        )
        .map(({ tableFrom, columnsFrom, columnsTo }) => ({ table: tableFrom, columns: columnsFrom, refColumns: columnsTo }));
    } catch {
      return [];
    }
  }
}

/** One reference of each table and columns: the first of those that say the same. */
function withoutTwins(all: readonly Referrer[]): readonly Referrer[] {
  const seen = new Set<string>();
  return all.filter(({ table, columns, refColumns }) => {
    const key = JSON.stringify([table, columns, refColumns]);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}
