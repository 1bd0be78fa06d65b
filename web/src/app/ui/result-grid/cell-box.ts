import { columnId } from './grid-options';

/** Where something lies on the screen. px */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where a cell lies on the screen; null where it isn't drawn. */
export function boxOfCell(host: HTMLElement, line: number, place: number): Box | null {
  const cell = host.querySelector(`.ag-row[row-index="${String(line)}"] .ag-cell[col-id="${columnId(place)}"]`);
  if (!cell) return null;
  const { left, top, width, height } = cell.getBoundingClientRect();
  return { left, top, width, height };
}
