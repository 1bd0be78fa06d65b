import type { ResultColumn } from '@orrery/contracts';
import type { CellPlace, RunOptions, Session, Statement } from '../driver.js';
import { parsedCell, type RawRow, rawRows } from './raw-json.js';

/** The whole answer of a statement whose rows are few. */
export interface Answer {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly RawRow[];
  readonly affected: number | null;
  /** Cells that were cut. */
  readonly cut: readonly CellPlace[];
}

/** Runs a statement and gathers its rows as JSON text. For answers that are bounded by what was asked. Throws DriverFault. */
export async function ask(session: Session, statement: Statement, options: RunOptions = {}): Promise<Answer> {
  let columns: readonly ResultColumn[] = [];
  const rows: RawRow[] = [];
  let affected: number | null = null;
  const cut: CellPlace[] = [];
  for await (const event of session.run(statement, options)) {
    if (event.type === 'columns') columns = event.columns;
    else if (event.type === 'rows') {
      for (const [row, column] of event.cut) cut.push([rows.length + row, column]);
      rows.push(...rawRows(event.json.toString('utf8')));
    } else if (event.type === 'end') affected = event.affectedRows;
  }
  return { columns, rows, affected, cut };
}

/** The first cell of the first row, parsed; null where there is none. */
export const firstCell = (rows: readonly RawRow[]): unknown => {
  const cell = rows[0]?.[0];
  return cell === undefined ? null : parsedCell(cell);
};
