import type { Signal } from '@angular/core';
import type { ChangesAnswer, ExplorerColumn, ResultEditability, RowChange } from '@orrery/contracts';
import type { KindWords } from '../core/kind-words';
import type { TablePlace } from '../core/table-tab';
import type { LineColumn, LineRows } from './lines/table-lines';
import type { CellAddress } from './whole-cells';

/**
 * The table whose rows are edited, as whoever shows them knows it: the table explorer a page of it, the editor a result that comes
 * from it. Everything here works on this, and on nothing else of theirs.
 */
export abstract class EditedTable {
  /** Null where there is none: then nothing is staged or sent. */
  abstract readonly place: TablePlace | null;
  /** What its kind calls tables, rows and columns. */
  abstract readonly words: Signal<KindWords>;
  /** What is on the screen, left to right. */
  abstract readonly columns: Signal<readonly LineColumn[]>;
  /** All columns of the table: what a new row must be given is found here. */
  abstract readonly tableColumns: Signal<readonly ExplorerColumn[]>;
  abstract readonly editability: Signal<ResultEditability | null>;
  /** Why rows can’t be added though others can be edited; null where they can. */
  abstract readonly whyNoNewRows: Signal<string | null>;
  abstract readonly rows: Signal<LineRows>;
  /** Where a cell of the screen is found again in the table; null where it can’t be. */
  abstract addressOf(line: number, place: number): CellAddress | null;
  /** Under which what is staged is kept in the browser; empty while the table is not known. */
  abstract readonly draftKey: Signal<string>;
  /** So many rows have something staged. */
  abstract mark(staged: number): void;
  /** Changes were applied, or, where none were sent, undone or met as somebody else’s: what the database holds now is to be shown. */
  abstract changed(answer: ChangesAnswer, sent?: readonly RowChange[]): Promise<void>;
}
