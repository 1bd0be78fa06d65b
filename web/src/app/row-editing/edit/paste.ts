import type { ExplorerColumn } from '@orrery/contracts';
import type { Cells } from '../staging/cells';
import { readCell } from './cell-input';

/** Where a pasted block goes: cells of rows that are there, and new rows for what hangs over the end. */
export interface PastePlan {
  readonly cells: readonly { readonly row: number; readonly column: string; readonly value: unknown }[];
  readonly newRows: readonly Cells[];
  /** Cells that fell beyond the last column, or on a column that can't be written. */
  readonly dropped: number;
}

export interface PasteTarget {
  /** The columns on the screen, left to right. */
  readonly columns: readonly ExplorerColumn[];
  readonly rows: number;
  readonly top: number;
  readonly left: number;
  /** The selected block, where it is larger than a cell: a single value fills it, a block repeats in it. */
  readonly height: number;
  readonly width: number;
  readonly mayAdd: boolean;
}

/** The text that stands for NULL in what is pasted. */
const isNull = (text: string, column: ExplorerColumn): boolean =>
  (text === '' && column.kind !== 'string') || (text === 'NULL' && column.nullable);

/** Lays a block of texts over a table. */
export function planPaste(block: readonly (readonly string[])[], target: PasteTarget): PastePlan {
  const blockWidth = Math.max(...block.map((row) => row.length), 1);
  // as in a spreadsheet: a selection that is a multiple of the block is filled with it
  const height = target.height % block.length === 0 ? Math.max(target.height, block.length) : block.length;
  const width = target.width % blockWidth === 0 ? Math.max(target.width, blockWidth) : blockWidth;
  const cells: { row: number; column: string; value: unknown }[] = [];
  const newRows: Cells[] = [];
  let dropped = 0;
  for (let down = 0; down < height; down += 1) {
    const texts = block[down % block.length] ?? [];
    const row = target.top + down;
    const added: [string, unknown][] = [];
    for (let right = 0; right < width; right += 1) {
      const text = texts[right % blockWidth];
      if (text === undefined) continue;
      const column = target.columns[target.left + right];
      if (!column?.writable || (row >= target.rows && !target.mayAdd)) {
        dropped += 1;
        continue;
      }
      const value = isNull(text, column) ? null : readCell(column, text).value;
      if (row < target.rows) cells.push({ row, column: column.name, value });
      else added.push([column.name, value]);
    }
    if (added.length > 0) newRows.push(Object.fromEntries(added));
  }
  return { cells, newRows, dropped };
}
