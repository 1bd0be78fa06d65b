import type { ICellRendererComp, ICellRendererParams } from 'ag-grid-community';

/** How a row stands that was edited and waits. */
export type RowState = 'new' | 'changed' | 'deleted' | 'invalid' | 'conflict';

export interface RowMarks {
  stateOf(line: number): RowState | undefined;
  /** The line is a row that the database does not have yet. */
  isNew(line: number): boolean;
  /** The number that a line is called by. */
  numberOf(line: number): number;
}

const signs: Readonly<Record<RowState, string>> = { new: '+', changed: '•', deleted: '−', invalid: '!', conflict: '≠' };

/** The row's number, or the sign of what is staged for it. */
export class RowMark implements ICellRendererComp {
  readonly #root = document.createElement('span');

  init(params: ICellRendererParams & { marks: RowMarks }): void {
    this.refresh(params);
  }

  getGui(): HTMLElement {
    return this.#root;
  }

  refresh({ node, marks, eGridCell: cell }: ICellRendererParams & { marks: RowMarks }): boolean {
    const line = node.rowIndex ?? 0;
    const state = marks.stateOf(line);
    const isNew = state !== undefined && marks.isNew(line);
    const number = marks.numberOf(line).toLocaleString('en');
    this.#root.textContent = state === undefined ? number : isNew ? signs[state] : `${signs[state]} ${number}`;
    cell.dataset['state'] = state ?? 'plain';
    if (state === undefined) cell.removeAttribute('aria-label');
    else cell.setAttribute('aria-label', isNew ? state : `Row ${number}, ${state}`);
    return true;
  }
}
