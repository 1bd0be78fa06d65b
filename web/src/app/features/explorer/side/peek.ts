import { Injectable, inject, signal, untracked } from '@angular/core';
import { type Fault, type FilterLeaf, type Relation, explorerCount, explorerRows, schemaTable } from '@orrery/contracts';
import { Api } from '../../../core/api';
import { faultOf } from '../../../core/fault-of';
import { RemoteSource } from '../../../core/remote';
import { ExplorerStore } from '../explorer.store';
import { scalar } from '../filter/filter-parts';
import { type RowsAnswer, parseRows } from '../../../core/rows-answer';
import { type Cells, cellOf } from '../../../row-editing/staging/cells';

/** Rows of a child table that are shown beside their parent. */
const childRows = 50;

/** A row of another table, found by one of its columns. */
export interface PeekAt {
  readonly table: string;
  readonly filter: FilterLeaf;
}

/** Rows of another table that refer to a row. */
export interface Children {
  readonly relation: Relation;
  readonly filter: FilterLeaf;
  readonly count: number | null;
  readonly fault: Fault | null;
}

/** A walk along foreign keys, beside the grid: the way one came is kept, and leads back. */
@Injectable()
export class Peek {
  readonly #api = inject(Api);
  readonly #store = inject(ExplorerStore);
  readonly trail = signal<readonly PeekAt[]>([]);
  readonly #row = new RemoteSource<RowsAnswer>();
  readonly row = this.#row.now;
  /** Relations whose rows are shown beside each row that is looked at. */
  readonly unfolded = signal<ReadonlySet<string>>(new Set());
  readonly #relations = new Map<string, Promise<readonly Relation[]>>();

  /** Where the walk began. */
  readonly from = this.#store.title;

  /** Shows the rows of a relation beside each row, or no longer. */
  fold(relationId: string): void {
    this.unfolded.update((now) =>
      now.has(relationId) ? new Set([...now].filter((id) => id !== relationId)) : new Set([...now, relationId]),
    );
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
    let found = (await this.#incoming(id, table)).flatMap((relation): Children[] => {
      const [from] = relation.columnsFrom;
      const [to] = relation.columnsTo;
      const value = to === undefined ? undefined : cellOf(cells, to);
      if (from === undefined || relation.columnsFrom.length !== 1 || value === null || value === undefined) return [];
      return [{ relation, filter: { column: from, operator: '=', value: scalar(value) }, count: null, fault: null }];
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
      const { total } = await this.#api.call(
        explorerCount,
        { id, table: child.relation.tableFrom, filter: child.filter },
        { signal },
      );
      return { ...child, count: total };
    } catch (error) {
      return { ...child, fault: faultOf(error) };
    }
  }

  #incoming(id: string, table: string): Promise<readonly Relation[]> {
    let known = this.#relations.get(table);
    if (!known) {
      known = this.#api.call(schemaTable, { id, table }).then((found) =>
        found.relations.filter(
          (relation) =>
            relation.tableTo === found.table &&
            relation.relationType !== 'many-to-many' &&
            // True of the rows alone whose type says so: one column does not tell which.
            relation.condition === undefined &&
            (relation.source === 'declared' || relation.state === 'accepted'),
        ),
      );
      this.#relations.set(table, known);
      known.catch(() => this.#relations.delete(table));
    }
    return known;
  }
}
