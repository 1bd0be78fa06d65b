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

const rowNumber = new Intl.NumberFormat('en');
const widestAtFirst = 320;
/** px: where nothing hovers, the button of a column's menu always shows. */
const menuWidth = 18;

/** The width that a column gets by itself. px */
export const firstWidth = (model: GridModel, place: number, narrow: boolean): number =>
  narrow ? model.width(place, 200) + menuWidth : model.width(place, widestAtFirst);

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

/**
 * How the grid shows a model of any length. The infinite row model keeps nodes only for what is near the screen, and its nodes carry
 * no data: cells read the model by their row's index, so scrolling never waits and 100,000 rows cost what 100 do.
 */
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
    theme: gridTheme,
    rowModelType: 'infinite',
    datasource: {
      getRows: (asked) => {
        asked.successCallback([], lines.count);
      },
    },
    infiniteInitialRowCount: lines.count,
    cacheBlockSize: 200,
    maxBlocksInCache: 4,
    columnDefs: [numbers, ...lines.model.columns.map((_, place) => dataColumn(lines, place, actions, cells, narrow))],
    defaultColDef: {
      resizable: true,
      sortable: false,
      minWidth: 40,
      suppressHeaderMenuButton: true,
      suppressKeyboardEvent: () => true,
    },
    suppressHeaderFocus: true,
    suppressDragLeaveHidesColumns: true,
    suppressContextMenu: true,
    suppressColumnMoveAnimation: true,
    suppressRowHoverHighlight: false,
    suppressRowTransform: true,
    suppressMaxRenderedRowRestriction: true,
    animateRows: false,
    // What is missing is said where its reason is known: still running, or nothing found.
    suppressOverlays: ['loading', 'noRows', 'noMatchingRows'],
    rowBuffer: 6,
    rowHeight,
    headerHeight: headHeight,
  };
}

/** The width of the row numbers for so many rows. px */
export const rowNumberWidth = (rows: number): number => Math.max(40, rowNumber.format(rows).length * 7.25 + 18);
