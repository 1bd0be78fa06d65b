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
  type ICellRendererParams,
} from 'ag-grid-community';
import { standsRight, type CellText } from './cell-text';
import { ColumnHead, CornerHead, type HeaderActions } from './grid-header';
import type { GridModel } from './grid-model';
import { gridTheme } from './grid-theme';

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

/** A cell whose text has a note beside it: the length of what was cut, the size of binary. */
function withNote({ text, note }: CellText): HTMLElement {
  const cell = document.createElement('span');
  cell.className = 'o-noted';
  const main = document.createElement('span');
  main.className = 'main';
  main.textContent = text;
  const aside = document.createElement('span');
  aside.className = 'note';
  aside.textContent = note ?? '';
  cell.append(main, aside);
  return cell;
}

interface Painted {
  /** Whether the cell at a shown row and a place of the result is selected. */
  isSelected(row: number, column: number): boolean;
  /** Whether it is the cell at the keyboard. */
  isHead(row: number, column: number): boolean;
}

function dataColumn(model: GridModel, place: number, actions: HeaderActions, painted: Painted, narrow: boolean): ColDef {
  const column = model.columns[place];
  return {
    colId: columnId(place),
    headerName: column?.name ?? '',
    headerComponent: ColumnHead,
    headerComponentParams: { actions, place },
    width: firstWidth(model, place, narrow),
    ...(narrow && place === 0 ? { pinned: 'left' as const } : {}),
    valueGetter: ({ node }) => model.text(node?.rowIndex ?? -1, place).text,
    cellClass: ({ rowIndex }) => {
      const { look, note } = model.text(rowIndex, place);
      const classes = [`o-${look}`];
      if (note !== undefined) classes.push('o-has-note');
      if (column && standsRight(column.kind)) classes.push('o-right');
      if (painted.isHead(rowIndex, place)) classes.push('o-at');
      else if (painted.isSelected(rowIndex, place)) classes.push('o-in');
      return classes;
    },
    cellRendererSelector: ({ node }) =>
      model.text(node.rowIndex ?? -1, place).note === undefined
        ? undefined
        : {
            component: (params: ICellRendererParams) => withNote(model.text(params.node.rowIndex ?? -1, place)),
          },
  };
}

/**
 * How the grid shows a model of any length. The infinite row model keeps nodes only for what is near the screen, and its nodes carry
 * no data: cells read the model by their row's index, so scrolling never waits and 100,000 rows cost what 100 do.
 */
export function gridOptions(model: GridModel, actions: HeaderActions, painted: Painted, narrow: boolean): GridOptions {
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
    valueGetter: ({ node }) => rowNumber.format((node?.rowIndex ?? 0) + 1),
  };
  return {
    theme: gridTheme,
    rowModelType: 'infinite',
    datasource: {
      getRows: (asked) => {
        asked.successCallback([], model.rows.length);
      },
    },
    infiniteInitialRowCount: model.rows.length,
    cacheBlockSize: 200,
    maxBlocksInCache: 4,
    columnDefs: [numbers, ...model.columns.map((_, place) => dataColumn(model, place, actions, painted, narrow))],
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
