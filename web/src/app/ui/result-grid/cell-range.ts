/** A cell by where it stands on the screen: row from the top, column from the left. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

/** A block of cells, both ends included. */
export interface CellBlock {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** A selection as in a spreadsheet: it began at `anchor` and reaches to `head`, which is where the keyboard is. */
export interface CellRange {
  readonly anchor: CellPlace;
  readonly head: CellPlace;
}

export const rangeAt = (place: CellPlace): CellRange => ({ anchor: place, head: place });
export const reachTo = (range: CellRange, head: CellPlace): CellRange => ({ anchor: range.anchor, head });

/** Whole rows, the head in the first column so that the view does not jump sideways. */
export const wholeRows = (from: number, to: number, columns: number): CellRange => ({
  anchor: { row: from, column: columns - 1 },
  head: { row: to, column: 0 },
});

/** Whole columns, the head in the first row. */
export const wholeColumns = (from: number, to: number, rows: number): CellRange => ({
  anchor: { row: rows - 1, column: from },
  head: { row: 0, column: to },
});

export const everything = (rows: number, columns: number): CellRange => ({
  anchor: { row: rows - 1, column: columns - 1 },
  head: { row: 0, column: 0 },
});

export function blockOf({ anchor, head }: CellRange): CellBlock {
  return {
    top: Math.min(anchor.row, head.row),
    left: Math.min(anchor.column, head.column),
    bottom: Math.max(anchor.row, head.row),
    right: Math.max(anchor.column, head.column),
  };
}

export const isInside = (block: CellBlock, row: number, column: number): boolean =>
  row >= block.top && row <= block.bottom && column >= block.left && column <= block.right;

export const isOneCell = (block: CellBlock): boolean => block.top === block.bottom && block.left === block.right;

/** Where the keyboard goes once a cell was edited; `next` and `previous` go on in the rows beside. */
export type Step = 'down' | 'up' | 'next' | 'previous';

/** Where a step leads, within the grid. */
export function stepFrom(
  { row, column }: CellPlace,
  step: Step,
  { rows, columns }: Pick<GridSize, 'rows' | 'columns'>,
): CellPlace {
  if (step === 'down' || step === 'up') return { row: Math.max(0, Math.min(rows - 1, row + (step === 'down' ? 1 : -1))), column };
  const at = Math.max(0, Math.min(rows * columns - 1, row * columns + column + (step === 'next' ? 1 : -1)));
  return { row: Math.floor(at / columns), column: at % columns };
}

export interface GridSize {
  readonly rows: number;
  readonly columns: number;
  /** Rows that Page Up and Page Down move by. */
  readonly page: number;
}

interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** Where the head goes with a key, within the grid; undefined where the key does not move. */
export function headAfter(press: KeyPress, from: CellPlace, size: GridSize): CellPlace | undefined {
  if (press.altKey) return undefined;
  const far = press.ctrlKey || press.metaKey;
  const lastRow = size.rows - 1;
  const lastColumn = size.columns - 1;
  const to = (row: number, column: number): CellPlace => ({
    row: Math.max(0, Math.min(lastRow, row)),
    column: Math.max(0, Math.min(lastColumn, column)),
  });
  switch (press.key) {
    case 'ArrowUp':
      return to(far ? 0 : from.row - 1, from.column);
    case 'ArrowDown':
      return to(far ? lastRow : from.row + 1, from.column);
    case 'ArrowLeft':
      return to(from.row, far ? 0 : from.column - 1);
    case 'ArrowRight':
      return to(from.row, far ? lastColumn : from.column + 1);
    case 'Home':
      return to(far ? 0 : from.row, 0);
    case 'End':
      return to(far ? lastRow : from.row, lastColumn);
    case 'PageUp':
      return to(from.row - size.page, from.column);
    case 'PageDown':
      return to(from.row + size.page, from.column);
    default:
      return undefined;
  }
}
