import type { RowKey } from '@orrery/contracts';
import { type Cells, cellOf, hasCell, sameValue, withCell, withoutCell } from './cells';

/** What shall be done to a row and is not applied yet. */
export interface StagedRow {
  readonly id: string;
  readonly op: 'insert' | 'update' | 'delete';
  /** Null for a new row. */
  readonly key: RowKey | null;
  /** The row as it was read when it was first touched; empty for a new one. */
  readonly base: Cells;
  /** The new values, of the changed columns only. */
  readonly values: Cells;
  /** Columns that get their default. */
  readonly defaults: readonly string[];
}

/** A row that can be staged: one that was read, or a new one that is staged already. */
export interface EditableRow {
  readonly id: string;
  readonly key: RowKey | null;
  readonly cells: Cells;
}

/** One step of the edits: what the rows that it touched were, and what they became. */
export interface Step {
  readonly label: string;
  readonly before: ReadonlyMap<string, StagedRow | undefined>;
  readonly after: ReadonlyMap<string, StagedRow | undefined>;
}

/** The steps that were made, and those that were taken back. */
export interface StagedHistory {
  readonly done: readonly Step[];
  readonly undone: readonly Step[];
}

/** A value that is left to the database. */
export const defaultValue: unique symbol = Symbol('the default');
export type NewValue = unknown;

/** One cell's new value. */
export interface CellEdit {
  readonly row: EditableRow;
  readonly column: string;
  /** `defaultValue` for the column's default. */
  readonly value: NewValue;
}

/**
 * The edits of a table that wait to be applied, with their undo and redo. Every change is one step, however many rows it touches; a
 * step costs what it changes, not what is staged.
 */
export class StagedEdits {
  readonly #rows = new Map<string, StagedRow>();
  #done: Step[] = [];
  #undone: Step[] = [];

  get rows(): ReadonlyMap<string, StagedRow> {
    return this.#rows;
  }
  get size(): number {
    return this.#rows.size;
  }
  /** What undo would take back; undefined where there is nothing. */
  get undoLabel(): string | undefined {
    return this.#done.at(-1)?.label;
  }
  get redoLabel(): string | undefined {
    return this.#undone.at(-1)?.label;
  }
  get(id: string): StagedRow | undefined {
    return this.#rows.get(id);
  }

  /** Sets cells, in one step. A cell that is set back to what it was is no edit any more. */
  setCells(label: string, edits: readonly CellEdit[]): void {
    const after = new Map<string, StagedRow | undefined>();
    for (const { row, column, value } of edits) {
      const now = after.has(row.id) ? after.get(row.id) : this.#rows.get(row.id);
      after.set(row.id, withEdit(now, row, column, value));
    }
    this.#step(label, after);
  }

  /** Adds new rows, in one step. */
  insert(
    label: string,
    rows: readonly { readonly id: string; readonly values: Cells; readonly defaults?: readonly string[] }[],
  ): void {
    const after = rows.map(({ id, values, defaults }): [string, StagedRow] => [
      id,
      { id, op: 'insert', key: null, base: {}, values, defaults: defaults ?? [] },
    ]);
    this.#step(label, new Map(after));
  }

  /** Marks rows as deleted; a new one just goes. */
  remove(label: string, rows: readonly EditableRow[]): void {
    const after = new Map<string, StagedRow | undefined>();
    for (const row of rows) {
      const now = this.#rows.get(row.id);
      if (now?.op === 'insert') after.set(row.id, undefined);
      else if (now?.op !== 'delete')
        after.set(row.id, { id: row.id, op: 'delete', key: row.key, base: now?.base ?? row.cells, values: {}, defaults: [] });
    }
    this.#step(label, after);
  }

  /** Takes the edits of rows back, in one step. */
  revert(label: string, ids: readonly string[]): void {
    this.#step(label, new Map(ids.filter((id) => this.#rows.has(id)).map((id) => [id, undefined])));
  }

  /** Puts rows as they are given, in one step: how a conflict is resolved. */
  put(label: string, rows: ReadonlyMap<string, StagedRow | undefined>): void {
    this.#step(label, rows);
  }

  /** Answers which rows it touched. */
  undo(): readonly string[] {
    const step = this.#done.pop();
    if (!step) return [];
    this.#undone.push(step);
    return this.#set(step.before);
  }

  redo(): readonly string[] {
    const step = this.#undone.pop();
    if (!step) return [];
    this.#done.push(step);
    return this.#set(step.after);
  }

  /** Forgets everything: it is applied, or thrown away. */
  clear(): void {
    this.#rows.clear();
    this.#done = [];
    this.#undone = [];
  }

  /** The steps that undo and redo go along, the latest of each last. */
  get history(): StagedHistory {
    return { done: this.#done, undone: this.#undone };
  }

  /** Takes up what was staged on an earlier visit. */
  load(rows: readonly StagedRow[], history: StagedHistory = { done: [], undone: [] }): void {
    this.clear();
    for (const row of rows) this.#rows.set(row.id, row);
    this.#done = [...history.done];
    this.#undone = [...history.undone];
  }

  #step(label: string, after: ReadonlyMap<string, StagedRow | undefined>): void {
    const changed = new Map([...after].filter(([id, row]) => row !== this.#rows.get(id)));
    if (changed.size === 0) return;
    const before = new Map([...changed.keys()].map((id) => [id, this.#rows.get(id)]));
    this.#done.push({ label, before, after: changed });
    this.#undone = [];
    this.#set(changed);
  }

  #set(rows: ReadonlyMap<string, StagedRow | undefined>): readonly string[] {
    for (const [id, row] of rows) {
      if (row) this.#rows.set(id, row);
      else this.#rows.delete(id);
    }
    return [...rows.keys()];
  }
}

function withEdit(now: StagedRow | undefined, row: EditableRow, column: string, value: NewValue): StagedRow | undefined {
  // a row that shall go is not edited on the way
  if (now?.op === 'delete') return now;
  const staged = now ?? { id: row.id, op: 'update' as const, key: row.key, base: row.cells, values: {}, defaults: [] };
  const defaults = staged.defaults.filter((name) => name !== column);
  if (value === defaultValue) return { ...staged, values: withoutCell(staged.values, column), defaults: [...defaults, column] };
  const isBack = staged.op === 'update' && hasCell(staged.base, column) && sameValue(cellOf(staged.base, column), value);
  const values = isBack ? withoutCell(staged.values, column) : withCell(staged.values, column, value);
  if (staged.op === 'update' && defaults.length === 0 && Object.keys(values).length === 0) return undefined;
  return { ...staged, values, defaults };
}
