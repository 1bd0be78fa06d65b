import type { ResultColumn } from '@orrery/contracts';
import { cellText, kindGlyphs } from './cell-text';
import { sortOrder, type SortDirection } from './sort-order';

export interface GridSort {
  readonly column: number;
  readonly direction: SortDirection;
}

const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\ud800-\udbff]/g;
/** Widths of the two type faces of the grid, px a character. */
const cellCharacter = 7.25;
const headerCharacter = 7.3;
const cellPadding = 21;
/** The button of a column's menu stands beside its name. px */
const menuWidth = 18;
const narrowest = 56;

const characters = (text: string): number => text.length + (text.match(wide)?.length ?? 0);

/**
 * The rows behind a grid, as they came: nothing is copied or wrapped, whatever their number. A sort is a list of places. Rows that
 * arrive after a sort stand below the sorted ones until it is done again.
 */
export class GridModel {
  #order: Uint32Array | undefined;
  #sort: GridSort | undefined;

  constructor(
    readonly columns: readonly ResultColumn[],
    readonly rows: readonly (readonly unknown[])[],
  ) {}

  get sort(): GridSort | undefined {
    return this.#sort;
  }

  sortBy(sort: GridSort | undefined): void {
    const column = sort && this.columns[sort.column];
    this.#sort = column ? sort : undefined;
    this.#order = column ? sortOrder(this.rows, sort.column, column.kind, sort.direction) : undefined;
  }

  /** Where a shown row stands among the rows as they came. */
  place(shown: number): number {
    return this.#order?.[shown] ?? shown;
  }

  value(shown: number, column: number): unknown {
    return this.rows[this.place(shown)]?.[column];
  }

  /** A width in px at which the column's name and the values of the first rows can be read. */
  width(column: number, most: number, sample = 200): number {
    const name = this.columns[column]?.name ?? '';
    const kind = this.columns[column]?.kind ?? 'other';
    let widest = characters(name.slice(0, 100)) * headerCharacter + kindGlyphs[kind].length * 6 + 18 + menuWidth;
    for (let row = 0; row < Math.min(sample, this.rows.length); row += 1) {
      const { text, note } = cellText(this.rows[row]?.[column], { kind });
      const length = characters(text.slice(0, 150)) + (note === undefined ? 0 : note.length + 1);
      widest = Math.max(widest, length * cellCharacter);
    }
    return Math.round(Math.max(narrowest, Math.min(most, widest + cellPadding)));
  }
}
