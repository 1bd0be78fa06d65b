import type { ExplorerColumn, ResultColumn } from '@orrery/contracts';
import type { ICellRendererComp, ICellRendererParams } from 'ag-grid-community';
import { cellText } from './cell-text';

/** What a cell shows besides its value. */
export interface CellFace {
  readonly value: unknown;
  readonly column: Pick<ResultColumn, 'kind'> & Partial<Pick<ExplorerColumn, 'references' | 'generated'>>;
  /** Left to the database: `DEFAULT`, or what the default is. */
  readonly isDefault: boolean;
  /** What it then shows. */
  readonly unset?: string;
  readonly state: 'new' | 'changed' | 'deleted' | 'conflict' | 'stale' | 'plain';
  readonly fault: string | undefined;
  readonly isMatch: boolean;
  readonly isCut: boolean;
  readonly inRange: boolean;
  readonly atKeyboard: boolean;
}

const staleText = 'Computed before the row was changed. Run the statement again to see it as it is now.';

export interface CellSource {
  face(line: number, place: number): CellFace | undefined;
  /** The value leads to another row. */
  follow?(line: number, place: number): void;
}

export interface CellParams extends ICellRendererParams {
  readonly source: CellSource;
  readonly place: number;
}

/** Shows, and says, whether a cell is selected and has the keyboard. */
export function markCell(cell: Element, inRange: boolean, atKeyboard: boolean): void {
  cell.classList.toggle('o-in', inRange);
  cell.classList.toggle('o-at', atKeyboard);
  cell.ariaSelected = inRange || atKeyboard ? 'true' : 'false';
}

/** Draws a cell by hand: hundreds must appear at once, and change their colour while one types. */
export class CellDrawer implements ICellRendererComp {
  readonly #root = document.createElement('span');
  readonly #text = document.createElement('span');
  #note: HTMLSpanElement | undefined;
  #link: HTMLButtonElement | undefined;

  init(params: CellParams): void {
    this.#root.className = 'o-cell';
    this.#text.className = 'main';
    this.#root.append(this.#text);
    this.#draw(params);
  }

  getGui(): HTMLElement {
    return this.#root;
  }

  refresh(params: CellParams): boolean {
    this.#draw(params);
    return true;
  }

  #draw(params: CellParams): void {
    const { source, place, node, eGridCell: cell } = params;
    const line = node.rowIndex ?? -1;
    const face = source.face(line, place);
    if (!face) {
      this.#text.textContent = '';
      return;
    }
    const { text, look, note } = face.isDefault
      ? { text: face.unset ?? 'DEFAULT', look: 'null' as const, note: undefined }
      : cellText(face.value, face.column, face.isCut);
    this.#text.textContent = text;
    this.#setNote(face.isCut ? 'cut' : note);
    this.#setLink(
      params.source.follow !== undefined &&
        face.column.references !== undefined &&
        face.value !== null &&
        face.value !== undefined &&
        face.value !== '',
      params,
    );
    cell.dataset['look'] = look;
    cell.dataset['state'] = face.state;
    const { classList } = cell;
    classList.toggle('o-right', face.column.kind === 'number');
    classList.toggle('o-fk', face.column.references !== undefined);
    classList.toggle('o-match', face.isMatch);
    classList.toggle('o-bad', face.fault !== undefined);
    markCell(cell, face.inRange && !face.atKeyboard, face.atKeyboard);
    const title = face.fault ?? (face.state === 'stale' ? staleText : undefined);
    if (title === undefined) cell.removeAttribute('title');
    else cell.title = title;
  }

  #setNote(note: string | undefined): void {
    if (note === undefined) {
      this.#note?.remove();
      this.#note = undefined;
      return;
    }
    if (!this.#note) {
      this.#note = document.createElement('span');
      this.#note.className = 'note';
      this.#text.after(this.#note);
    }
    this.#note.textContent = note;
  }

  #setLink(wanted: boolean, params: CellParams): void {
    if (!wanted) {
      this.#link?.remove();
      this.#link = undefined;
      return;
    }
    if (this.#link) return;
    const link = document.createElement('button');
    link.type = 'button';
    link.className = 'follow';
    link.tabIndex = -1;
    link.textContent = '↗';
    link.title = 'Open the row this refers to (Alt Enter)';
    link.setAttribute('aria-label', 'Open the row this refers to');
    link.addEventListener('pointerdown', (event) => {
      event.stopPropagation();
    });
    link.addEventListener('click', (event) => {
      event.stopPropagation();
      params.source.follow?.(params.node.rowIndex ?? -1, params.place);
    });
    this.#link = link;
    this.#root.append(link);
  }
}
