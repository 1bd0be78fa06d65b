import type { IHeaderComp, IHeaderParams } from 'ag-grid-community';
import { kindGlyphs } from './cell-text';
import type { GridModel } from './grid-model';

export interface HeaderActions {
  readonly model: GridModel;
  sort(column: number): void;
  menu(column: number, at: DOMRect): void;
  selectAll(): void;
}
export interface HeaderParams extends IHeaderParams {
  readonly actions: HeaderActions;
  /** The column's place among the result's columns. */
  readonly place: number;
}

/** The head of a column: glyph of its type, name, sort, and a menu. Made by hand: hundreds of them must appear at once. */
export class ColumnHead implements IHeaderComp {
  readonly #root = document.createElement('div');
  readonly #sort = document.createElement('span');
  #params: HeaderParams | undefined;

  init(params: HeaderParams): void {
    this.#params = params;
    const { actions, place } = params;
    const column = actions.model.columns[place];
    this.#root.className = 'o-title';
    if (!column) return;
    this.#root.title = `${column.name}\n${column.dataType}`;
    if (column.kind === 'number') this.#root.classList.add('right');
    const glyph = document.createElement('span');
    glyph.className = 'glyph';
    glyph.textContent = kindGlyphs[column.kind];
    glyph.setAttribute('aria-hidden', 'true');
    const name = document.createElement('span');
    name.className = 'name';
    name.textContent = column.name === '' ? '(no name)' : column.name;
    this.#sort.className = 'sort';
    const menu = document.createElement('button');
    menu.type = 'button';
    menu.className = 'more';
    menu.tabIndex = -1;
    menu.setAttribute('aria-label', `Column ${column.name}`);
    menu.setAttribute('aria-haspopup', 'menu');
    menu.textContent = '⌄';
    menu.addEventListener('click', (event) => {
      event.stopPropagation();
      actions.menu(place, menu.getBoundingClientRect());
    });
    // pressing it must not begin to drag the column
    menu.addEventListener('mousedown', (event) => {
      event.stopPropagation();
    });
    this.#root.addEventListener('click', () => {
      actions.sort(place);
    });
    this.#root.append(glyph, name, this.#sort, menu);
    this.#mark();
  }

  getGui(): HTMLElement {
    return this.#root;
  }

  refresh(): boolean {
    this.#mark();
    return true;
  }

  #mark(): void {
    if (!this.#params) return;
    const { actions, place, eGridHeader } = this.#params;
    const sort = actions.model.sort?.column === place ? actions.model.sort.direction : undefined;
    this.#sort.textContent = sort === undefined ? '' : sort === 'asc' ? '↑' : '↓';
    eGridHeader.setAttribute('aria-sort', sort === undefined ? 'none' : sort === 'asc' ? 'ascending' : 'descending');
  }
}

/** The corner above the row numbers: selects everything. */
export class CornerHead implements IHeaderComp {
  readonly #root = document.createElement('button');

  init({ actions }: HeaderParams): void {
    this.#root.type = 'button';
    this.#root.className = 'o-corner';
    this.#root.tabIndex = -1;
    this.#root.title = 'Select all';
    this.#root.setAttribute('aria-label', 'Select all');
    this.#root.addEventListener('click', () => {
      actions.selectAll();
    });
  }

  getGui(): HTMLElement {
    return this.#root;
  }

  refresh(): boolean {
    return true;
  }
}
