import type { CellFace } from './cell-drawer';
import type { CellBlock } from './cell-range';
import type { CopyBlock } from './copy-formats';
import type { GridEditing } from './grid-editing';
import type { GridModel } from './grid-model';
import type { RowMarks, RowState } from './row-mark';

/** What the lines of a grid show: the rows as they came, or what is laid over them. */
export class GridLines implements RowMarks {
  constructor(
    readonly model: GridModel,
    private readonly editing: GridEditing | null,
  ) {}

  get count(): number {
    return this.editing?.count() ?? this.model.rows.length;
  }

  face(line: number, place: number): Omit<CellFace, 'inRange' | 'atKeyboard'> | undefined {
    if (this.editing) return this.editing.face(line, place);
    const column = this.model.columns[place];
    return column && line >= 0 && line < this.model.rows.length
      ? {
          value: this.model.value(line, place),
          column,
          isDefault: false,
          state: 'plain',
          fault: undefined,
          isMatch: false,
          isCut: false,
        }
      : undefined;
  }

  value(line: number, place: number): unknown {
    return this.editing ? this.editing.value(line, place) : this.model.value(line, place);
  }

  stateOf(line: number): RowState | undefined {
    return this.editing?.stateOf(line);
  }

  isNew(line: number): boolean {
    return line >= this.model.rows.length;
  }

  numberOf(line: number): number {
    return line + 1;
  }

  /** The cells of a block, `columns` being the places of the columns on the screen, left to right. */
  block({ top, left, bottom, right }: CellBlock, columns: readonly number[]): CopyBlock {
    const taken = columns.slice(left, right + 1);
    const rows: unknown[][] = [];
    for (let line = top; line <= bottom; line += 1) rows.push(taken.map((place) => this.value(line, place) ?? null));
    return { columns: taken.flatMap((place) => this.model.columns[place] ?? []), rows };
  }
}
