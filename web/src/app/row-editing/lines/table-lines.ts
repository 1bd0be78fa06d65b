import type { ExplorerColumn, RowKey } from '@orrery/contracts';
import type { RowsAnswer } from '../../core/rows-answer';
import { type Cells, cellOf, hasCell, idOfKey } from '../staging/cells';
import type { EditableRow, StagedRow } from '../staging/staged-edits';

/** A column on the screen, by the name that the table gives it. */
export interface LineColumn extends ExplorerColumn {
  /** Its values are no cells of the table: they are computed from others. */
  readonly computed?: boolean;
}

/** Rows as they were read, by their line on the screen. They are asked for one by one: there may be a million. */
export interface LineRows {
  readonly count: number;
  /** The values in the order of the columns. */
  row(line: number): readonly unknown[] | undefined;
  /** Null where the row can't be told from others. */
  key(line: number): RowKey | null;
  /** The cell is longer than was sent. */
  isCut(line: number, place: number): boolean;
  /** The cell holds what was searched for. */
  isMatch(line: number, place: number): boolean;
}

/** A line of the grid: a row that was read, or a new one. */
export interface TableLine {
  /** Null where the row has no key: it can't be told from others, and not be edited. */
  readonly id: string | null;
  readonly key: RowKey | null;
  /** The row's values in the order of the columns; undefined for a new one. */
  readonly row: readonly unknown[] | undefined;
  /** Its place on the screen. */
  readonly at: number;
}

/** What is staged for rows, by their ids. */
export interface StagedLookup {
  get(id: string): StagedRow | undefined;
}

/** The rows with what is staged laid over them, and the new rows below. */
export class TableLines {
  #lines: Map<string, number> | undefined;

  constructor(
    readonly columns: readonly LineColumn[],
    private readonly rows: LineRows,
    private readonly newRows: readonly StagedRow[],
    private readonly staged: StagedLookup,
  ) {}

  get count(): number {
    return this.rows.count + this.newRows.length;
  }

  at(line: number): TableLine | undefined {
    const row = this.rows.row(line);
    if (row) {
      const key = this.rows.key(line);
      return { id: key === null ? null : idOfKey(key), key, row, at: line };
    }
    const added = this.newRows[line - this.rows.count];
    return added && { id: added.id, key: null, row: undefined, at: line };
  }

  stagedAt(line: number): StagedRow | undefined {
    const id = this.at(line)?.id;
    return id === null || id === undefined ? undefined : this.staged.get(id);
  }

  /** The value that is shown: the staged one, where there is one. Undefined where it is left to the database. */
  value(line: number, place: number): unknown {
    const column = this.columns[place];
    if (!column) return undefined;
    const staged = column.computed === true ? undefined : this.stagedAt(line);
    if (staged && hasCell(staged.values, column.name)) return cellOf(staged.values, column.name);
    if (staged?.defaults.includes(column.name)) return undefined;
    return this.rows.row(line)?.[place];
  }

  /** The value as it was read. */
  original(line: number, place: number): unknown {
    return this.rows.row(line)?.[place];
  }

  isChanged(line: number, place: number): boolean {
    const column = this.columns[place];
    const staged = column === undefined || column.computed === true ? undefined : this.stagedAt(line);
    return (
      staged !== undefined &&
      column !== undefined &&
      (hasCell(staged.values, column.name) || staged.defaults.includes(column.name))
    );
  }

  isMatch(line: number, place: number): boolean {
    return this.rows.isMatch(line, place);
  }

  /** The cell is longer than was sent: it can't be edited here. */
  isCut(line: number, place: number): boolean {
    return this.rows.isCut(line, place);
  }

  /** The row as it was read, by names. What was sent cut or is computed is left out: it is not what the database holds. */
  cells(line: number): Cells {
    const row = this.rows.row(line);
    if (!row) return {};
    const whole = this.columns.map((column, place) => ({ column, place, value: row[place] ?? null }));
    return Object.fromEntries(
      whole
        .filter(({ column, place }) => column.computed !== true && !this.isCut(line, place))
        .map(({ column, value }): [string, unknown] => [column.name, value]),
    );
  }

  /** A line as something that can be staged; undefined where it can't be told from others. */
  editable(line: number): EditableRow | undefined {
    const at = this.at(line);
    return at?.id === null || at === undefined ? undefined : { id: at.id, key: at.key, cells: this.cells(line) };
  }

  /** Where a row stands; -1 where it is not among these. */
  lineOf(id: string): number {
    if (!this.#lines) {
      this.#lines = new Map();
      for (let line = 0; line < this.count; line += 1) {
        const own = this.at(line)?.id;
        if (own !== null && own !== undefined && !this.#lines.has(own)) this.#lines.set(own, line);
      }
    }
    return this.#lines.get(id) ?? -1;
  }
}

/** The rows of a page, as it was answered. */
export function rowsOfPage(
  columns: readonly LineColumn[],
  answer: Pick<RowsAnswer, 'rows' | 'rowKeys' | 'matches' | 'cutCells'> | undefined,
): LineRows {
  const matches = (answer?.matches ?? []).map((names) => new Set(names));
  const cut = new Set((answer?.cutCells ?? []).map(([row, column]) => `${String(row)}/${String(column)}`));
  return {
    count: answer?.rows.length ?? 0,
    row: (line) => answer?.rows[line],
    key: (line) => answer?.rowKeys[line] ?? null,
    isCut: (line, place) => cut.has(`${String(line)}/${String(place)}`),
    isMatch: (line, place) => matches[line]?.has(columns[place]?.name ?? '') ?? false,
  };
}
