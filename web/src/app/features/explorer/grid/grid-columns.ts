import type { GridApi, GridOptions } from 'ag-grid-community';
import { columnId, columnPlace, rowNumberId } from '../../../ui/result-grid/grid-options';
import { type ArrangedColumn, type ColumnView, moved, withWidth } from '../explorer-view';

/** Orders, hides, pins and sizes the grid's columns as they are arranged. */
export function arrangeColumns(api: GridApi, arranged: readonly ArrangedColumn[], isNarrow: boolean): void {
  api.applyColumnState({
    state: [
      { colId: rowNumberId },
      ...arranged.map(({ place, hidden, pinned, width }, at) => ({
        colId: columnId(place),
        hide: hidden,
        pinned: pinned || (isNarrow && at === 0) ? ('left' as const) : null,
        ...(width === undefined ? {} : { width }),
      })),
    ],
    applyOrder: true,
  });
}

/** Gives columns the room that the rows shown now need, where that is more; one that somebody has sized stays as it is. */
export function widen(api: GridApi, arranged: readonly ArrangedColumn[], fit: (place: number) => number, numbers: number): void {
  const wanted = arranged.flatMap(({ place, hidden, width }) =>
    hidden || width !== undefined ? [] : [{ key: columnId(place), newWidth: fit(place) }],
  );
  api.setColumnWidths(
    [{ key: rowNumberId, newWidth: numbers }, ...wanted].filter(
      ({ key, newWidth }) => newWidth > (api.getColumn(key)?.getActualWidth() ?? Infinity),
    ),
  );
}

/** Keeps in the view what is done to columns by hand on the grid: their widths and their order. */
export function columnEvents(
  columns: readonly { readonly name: string }[],
  change: (how: (view: ColumnView) => ColumnView) => void,
): Pick<GridOptions, 'onColumnResized' | 'onColumnMoved'> {
  const nameOf = (id: string | undefined): string | undefined => columns[columnPlace(id) ?? -1]?.name;
  return {
    onColumnResized: ({ finished, source, column }) => {
      const name = nameOf(column?.getColId());
      if (finished && source === 'uiColumnResized' && column && name !== undefined)
        change((view) => withWidth(view, name, column.getActualWidth()));
    },
    onColumnMoved: ({ api, finished, source, column }) => {
      const name = nameOf(column?.getColId());
      if (!finished || source !== 'uiColumnMoved' || name === undefined) return;
      const names = api.getAllGridColumns().flatMap((other) => nameOf(other.getColId()) ?? []);
      change((view) => moved(columns, view, name, names[names.indexOf(name) + 1] ?? null));
    },
  };
}
