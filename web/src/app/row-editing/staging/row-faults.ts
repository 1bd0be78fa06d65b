import type { ExplorerColumn } from '@orrery/contracts';
import { cellFault } from '../edit/cell-input';
import type { ChangeFinding } from './apply-faults';
import { cellOf, hasCell } from './cells';
import type { StagedRow } from './staged-edits';

/** A cell that can't be applied as it is, and why. */
export interface RowFault {
  readonly id: string;
  readonly column: string;
  readonly message: string;
}

/** A new row must be given a value of it. */
const isRequired = (column: ExplorerColumn): boolean => !column.nullable && column.default === null && column.generated === null;

/** What is wrong with a staged cell, found without asking the database. */
export function givenFault(row: StagedRow, column: ExplorerColumn): string | undefined {
  if (hasCell(row.values, column.name)) return cellFault(column, cellOf(row.values, column.name));
  return row.op === 'insert' && isRequired(column) ? `${column.name} needs a value.` : undefined;
}

/** Finds the first cell of a row that can't be applied. Only what is given is looked at, and what a new row must be given. */
export function rowFaults(columns: readonly ExplorerColumn[]): (row: StagedRow) => RowFault | undefined {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const required = columns.filter(isRequired).map(({ name }) => name);
  return (row) => {
    if (row.op === 'delete') return undefined;
    // known only where the table was read
    const dropped = columns.length > 0 && [...Object.keys(row.values), ...row.defaults].find((name) => !byName.has(name));
    if (typeof dropped === 'string')
      return { id: row.id, column: dropped, message: 'The table has no such column any more: revert this edit.' };
    for (const name of [...Object.keys(row.values), ...(row.op === 'insert' ? required : [])]) {
      const column = byName.get(name);
      const message = column && givenFault(row, column);
      if (message !== undefined) return { id: row.id, column: name, message };
    }
    return undefined;
  };
}

/** What the database said of rows: by the row, by its column; under '' where it named none. */
export type Refusals = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** The refusals with what an apply of these rows was told besides. */
export function withFindings(refusals: Refusals, findings: readonly ChangeFinding[], rows: readonly StagedRow[]): Refusals {
  const next = new Map(refusals);
  for (const { change, column, message } of findings) {
    const row = rows[change];
    if (row) next.set(row.id, new Map([...(next.get(row.id) ?? []), [column ?? '', message]]));
  }
  return next;
}

/** The refusals without what was said of cells that were edited since: they are not what was refused. */
export function forgiven(refusals: Refusals, cells: readonly (readonly [id: string, column: string])[]): Refusals {
  const next = new Map(refusals);
  for (const [id, column] of cells) {
    const said = new Map([...(next.get(id) ?? [])].filter(([name]) => name !== column && name !== ''));
    if (said.size > 0) next.set(id, said);
    else next.delete(id);
  }
  return next;
}
