import type { ExplorerColumn, RowKey } from '@orrery/contracts';
import type { RowsAnswer } from '../../../core/rows-answer';
import { type Cells, cellOf, hasCell, idOfKey } from '../staging/cells';
import type { EditableRow, StagedRow } from '../staging/staged-edits';

/** A line of the grid: a row of the page, or a new one. */
export interface TableLine {
  /** Null where the table has no key: the row can't be told from others, and not be edited. */
  readonly id: string | null;
  readonly key: RowKey | null;
  /** The row's values in the order of the columns; undefined for a new one. */
  readonly row: readonly unknown[] | undefined;
  /** Its place on the page. */
  readonly at: number;
}

/** What is staged for rows, by their ids. */
export interface StagedLookup {
  get(id: string): StagedRow | undefined;
}

/** The page's rows with what is staged laid over them, and the new rows below. */
export class TableLines {
  readonly lines: readonly TableLine[];
  readonly #matches: readonly ReadonlySet<string>[];
  readonly #cut: ReadonlySet<string>;

  constructor(
    readonly columns: readonly ExplorerColumn[],
    answer: Pick<RowsAnswer, 'rows' | 'rowKeys' | 'matches' | 'cutCells'>,
    newRows: readonly StagedRow[],
    private readonly staged: StagedLookup,
  ) {
    this.lines = [
      ...answer.rows.map((row, at): TableLine => {
        const key = answer.rowKeys[at] ?? null;
        return { id: key === null ? null : idOfKey(key), key, row, at };
      }),
      ...newRows.map(({ id }, n): TableLine => ({ id, key: null, row: undefined, at: answer.rows.length + n })),
    ];
    this.#matches = (answer.matches ?? []).map((names) => new Set(names));
    this.#cut = new Set(answer.cutCells.map(([row, column]) => `${String(row)}/${String(column)}`));
  }

  get count(): number {
    return this.lines.length;
  }

  stagedAt(line: number): StagedRow | undefined {
    const id = this.lines[line]?.id;
    return id === null || id === undefined ? undefined : this.staged.get(id);
  }

  /** The value that is shown: the staged one, where there is one. Undefined where it is left to the database. */
  value(line: number, place: number): unknown {
    const column = this.columns[place];
    const staged = this.stagedAt(line);
    if (!column) return undefined;
    if (staged && hasCell(staged.values, column.name)) return cellOf(staged.values, column.name);
    if (staged?.defaults.includes(column.name)) return undefined;
    const row = this.lines[line]?.row;
    return row ? row[place] : undefined;
  }

  /** The value as it was read. */
  original(line: number, place: number): unknown {
    return this.lines[line]?.row?.[place];
  }

  isChanged(line: number, place: number): boolean {
    const staged = this.stagedAt(line);
    const name = this.columns[place]?.name;
    return staged !== undefined && name !== undefined && (hasCell(staged.values, name) || staged.defaults.includes(name));
  }

  isMatch(line: number, place: number): boolean {
    return this.#matches[line]?.has(this.columns[place]?.name ?? '') ?? false;
  }

  /** The cell is longer than was sent: it can't be edited here. */
  isCut(line: number, place: number): boolean {
    return this.#cut.has(`${String(line)}/${String(place)}`);
  }

  /** The row as it was read, by names. What was sent cut is left out: it is not what the database holds. */
  cells(line: number): Cells {
    const row = this.lines[line]?.row;
    if (!row) return {};
    const whole = this.columns.map(({ name }, place): [string, unknown] => [name, row[place] ?? null]);
    return Object.fromEntries(whole.filter((_, place) => !this.isCut(line, place)));
  }

  /** A line as something that can be staged; undefined where it can't be told from others. */
  editable(line: number): EditableRow | undefined {
    const at = this.lines[line];
    return at?.id === null || at === undefined ? undefined : { id: at.id, key: at.key, cells: this.cells(line) };
  }

  lineOf(id: string): number {
    return this.lines.findIndex((line) => line.id === id);
  }
}
