import {
  CellStyleModule,
  ColumnApiModule,
  ColumnAutoSizeModule,
  InfiniteRowModelModule,
  ModuleRegistry,
  RenderApiModule,
  ScrollApiModule,
  type ColDef,
  type GridOptions,
} from 'ag-grid-community';
import { CellDrawer, type CellSource } from './cell-drawer';
import { ColumnHead, CornerHead, type HeaderActions } from './grid-header';
import type { GridLines } from './grid-lines';
import type { GridModel } from './grid-model';
import { gridTheme } from './grid-theme';
import { RowMark } from './row-mark';

/** The parts of the grid that are used; all of them would weigh a megabyte more. */
ModuleRegistry.registerModules([
  CellStyleModule,
  ColumnApiModule,
  ColumnAutoSizeModule,
  InfiniteRowModelModule,
  RenderApiModule,
  ScrollApiModule,
]);

export const rowNumberId = 'row';
/** px */
export const rowHeight = 24;
/** px */
export const headHeight = 30;
export const columnId = (place: number): string => `c${place.toString()}`;
/** The place of a column by its id; undefined for the row numbers. Names are no ids: they may be doubled, empty, or `__proto__`. */
export const columnPlace = (id: string | null | undefined): number | undefined =>
  id?.startsWith('c') ? Number(id.slice(1)) : undefined;

/** The head of a column; null where it isn't drawn. */
export const headOf = (host: HTMLElement, place: number): Element | null =>
  host.querySelector(`.ag-header-cell[col-id="${columnId(place)}"]`);

/** Opens what the menu key would open on a head that had the keyboard, which goes into the menu. */
export function openByKey(head: Element | null): void {
  const box = head?.getBoundingClientRect();
  if (box)
    head?.dispatchEvent(
      new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: box.left, clientY: box.bottom + 2 }),
    );
}

const rowNumber = new Intl.NumberFormat('en');
const widestAtFirst = 320;

/** The width that a column gets by itself. px */
export const firstWidth = (model: GridModel, place: number, narrow: boolean): number =>
  model.width(place, narrow ? 218 : widestAtFirst);

function dataColumn({ model }: GridLines, place: number, actions: HeaderActions, cells: CellSource, narrow: boolean): ColDef {
  return {
    colId: columnId(place),
    headerName: model.columns[place]?.name ?? '',
    headerComponent: ColumnHead,
    headerComponentParams: { actions, place },
    width: firstWidth(model, place, narrow),
    ...(narrow && place === 0 ? { pinned: 'left' as const } : {}),
    cellRenderer: CellDrawer,
    cellRendererParams: { source: cells, place },
  };
}

/** Lines that the grid asks for at a time. */
const blockSize = 200;
/** What each line is to the grid, which draws a line without data anew whenever there are more. */
const block = Array.from({ length: blockSize }, () => ({}));

/**
 * How a grid shows so many lines, and looks. The infinite row model keeps nodes only for what is near the screen, and its nodes carry
 * no data: cells read the lines by their row's index, so scrolling never waits and 100,000 rows cost what 100 do.
 */
export const spreadsheet = (count: () => number): GridOptions => ({
  theme: gridTheme,
  rowModelType: 'infinite',
  datasource: {
    getRows: (asked) => {
      asked.successCallback(block, count());
    },
  },
  infiniteInitialRowCount: count(),
  cacheBlockSize: blockSize,
  maxBlocksInCache: 4,
  suppressHeaderFocus: true,
  suppressDragLeaveHidesColumns: true,
  suppressContextMenu: true,
  suppressColumnMoveAnimation: true,
  suppressRowHoverHighlight: false,
  suppressRowTransform: true,
  suppressMaxRenderedRowRestriction: true,
  // Cells are drawn with their rows: later, while rows stream in, they would stay empty for as long as the page is busy.
  suppressAnimationFrame: true,
  animateRows: false,
  // What is missing is said where its reason is known: still running, or nothing found.
  suppressOverlays: ['loading', 'noRows', 'noMatchingRows'],
  rowBuffer: 6,
  rowHeight,
});

/** How the grid shows a result. */
export function gridOptions(lines: GridLines, actions: HeaderActions, cells: CellSource, narrow: boolean): GridOptions {
  const numbers: ColDef = {
    colId: rowNumberId,
    headerName: 'Row',
    headerComponent: CornerHead,
    headerComponentParams: { actions },
    pinned: 'left',
    lockPosition: 'left',
    lockPinned: true,
    suppressMovable: true,
    resizable: false,
    width: 52,
    minWidth: 40,
    hide: narrow,
    cellClass: 'o-row-number',
    cellRenderer: RowMark,
    cellRendererParams: { marks: lines },
  };
  return {
    ...spreadsheet(() => lines.count),
    columnDefs: [numbers, ...lines.model.columns.map((_, place) => dataColumn(lines, place, actions, cells, narrow))],
    defaultColDef: {
      resizable: true,
      sortable: false,
      minWidth: 40,
      suppressHeaderMenuButton: true,
      suppressKeyboardEvent: () => true,
    },
    headerHeight: headHeight,
  };
}

/** The width of the row numbers for so many rows. px */
export const rowNumberWidth = (rows: number): number => Math.max(40, rowNumber.format(rows).length * 7.25 + 18);
