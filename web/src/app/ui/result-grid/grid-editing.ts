import type { CellFace } from './cell-drawer';
import type { GridModel } from './grid-model';
import type { GridSelection } from './grid-selection';
import type { CellAction } from './result-menu';
import type { RowState } from './row-mark';

/**
 * What lies over a result's rows where they can be edited: values that wait, new rows below, and what keys do. Lines are counted as they
 * are shown, places of columns as the result has them.
 */
export interface GridEditing {
  /** The grid shows other rows, or the same in another order. */
  shows(model: GridModel): void;
  /** A signal: grows with everything that changes what is shown. */
  turn(): unknown;
  /** The rows and the new ones below them. */
  count(): number;
  /** The value alone: a copy asks for millions. */
  value(line: number, place: number): unknown;
  face(line: number, place: number): Omit<CellFace, 'inRange' | 'atKeyboard'> | undefined;
  stateOf(line: number): RowState | undefined;
  reached(selection: Pick<GridSelection, 'head' | 'block' | 'columns'>): void;
  /** True where the key was one of its own. */
  press(event: KeyboardEvent, move: (event: KeyboardEvent) => boolean): boolean;
  /** Begins to edit a cell; false where that can't be. */
  open(line: number, place: number): boolean;
  /** Empties the selected cells, or says why that can't be. */
  clear(): void;
  paste(text: string, places: readonly number[]): void;
  /** What the menu of the cell at the keyboard offers besides. */
  actions(): readonly CellAction[];
  /** Opens what a value refers to. */
  follow(line: number, place: number): void;
  /** The cells moved on the screen. */
  moved(): void;
}
