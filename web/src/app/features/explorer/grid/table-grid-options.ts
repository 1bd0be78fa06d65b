import type { ExplorerColumn } from '@orrery/contracts';
import type { ColDef, GridOptions } from 'ag-grid-community';
import { CornerHead } from '../../../ui/result-grid/grid-header';
import { GridModel } from '../../../ui/result-grid/grid-model';
import { columnId, rowNumberId, rowNumberWidth, spreadsheet } from '../../../ui/result-grid/grid-options';
import { RowMark, type RowMarks, type RowState } from '../../../ui/result-grid/row-mark';
import type { ArrangedColumn } from '../explorer-view';
import { CellDrawer, type CellSource } from '../../../ui/result-grid/cell-drawer';
import { type HeadSource, TableHead } from './table-head';
import type { TableLines } from '../../../row-editing/lines/table-lines';

/** px: room in a head for its key marks, arrow and menu */
const marksWidth = 64;
const widestAtFirst = 280;
const widestOnPhone = 170;

export interface TableGrid {
  readonly columns: readonly ExplorerColumn[];
  readonly arranged: readonly ArrangedColumn[];
  readonly lines: () => TableLines;
  readonly narrow: boolean;
  readonly headHeight: number;
  readonly cells: CellSource;
  readonly heads: HeadSource;
  readonly stateOf: (line: number) => RowState | undefined;
  /** How many rows stand before this page. */
  readonly firstRow: () => number;
  readonly selectAll: () => void;
}

/** A width at which a column's name, marks and first values can be read. px */
export function fitted(lines: TableLines, place: number, most: number): number {
  const column = lines.columns[place];
  const rows = Array.from({ length: Math.min(lines.count, 200) }, (_, line) => lines.at(line)?.row ?? []);
  const marks = (column?.isKey ? 1 : 0) + (column?.references ? 1 : 0);
  const head = (column?.name.slice(0, 60).length ?? 0) * 7 + marksWidth + marks * 22;
  return Math.max(Math.min(head, most), new GridModel(lines.columns, rows).width(place, most) + (column?.references ? 14 : 0));
}

/** The width that a column gets by itself. px */
export const firstFit = (lines: TableLines, place: number, narrow: boolean): number =>
  fitted(lines, place, narrow ? widestOnPhone : widestAtFirst);

/** The width of the row numbers up to this one, beside what marks a row. px */
export const numbersWidth = (last: number): number => rowNumberWidth(Math.max(9_999, last)) + 10;

/** How the grid shows a table: cells read the lines by their place, so nothing is copied, wrapped or waited for. */
export function tableGridOptions(grid: TableGrid): GridOptions {
  const lines = grid.lines();
  const numbers: ColDef = {
    colId: rowNumberId,
    headerName: 'Row',
    headerComponent: CornerHead,
    headerComponentParams: { actions: { selectAll: grid.selectAll } },
    pinned: 'left',
    lockPosition: 'left',
    lockPinned: true,
    suppressMovable: true,
    resizable: false,
    width: numbersWidth(grid.firstRow() + lines.count),
    minWidth: 40,
    hide: grid.narrow,
    cellClass: 'o-row-number',
    cellRenderer: RowMark,
    cellRendererParams: {
      marks: {
        stateOf: grid.stateOf,
        isNew: (line: number) => grid.lines().at(line)?.row === undefined,
        numberOf: (line: number) => grid.firstRow() + line + 1,
      } satisfies RowMarks,
    },
  };
  return {
    ...spreadsheet(() => grid.lines().count),
    columnDefs: [numbers, ...grid.arranged.map((column, at) => dataColumn(grid, column, at === 0))],
    defaultColDef: {
      resizable: true,
      sortable: false,
      minWidth: 48,
      suppressHeaderMenuButton: true,
      suppressHeaderKeyboardEvent: () => true,
      suppressKeyboardEvent: () => true,
    },
    headerHeight: grid.headHeight,
  };
}

function dataColumn(grid: TableGrid, { place, name, hidden, pinned, width }: ArrangedColumn, isFirst: boolean): ColDef {
  return {
    colId: columnId(place),
    headerName: name,
    headerComponent: TableHead,
    headerComponentParams: { source: grid.heads, place },
    width: width ?? firstFit(grid.lines(), place, grid.narrow),
    hide: hidden,
    ...(pinned || (grid.narrow && isFirst) ? { pinned: 'left' as const } : {}),
    cellRenderer: CellDrawer,
    cellRendererParams: { source: grid.cells, place },
  };
}
