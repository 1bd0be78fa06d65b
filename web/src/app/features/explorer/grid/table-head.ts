import type { ExplorerColumn, SortKey } from '@orrery/contracts';
import type { IHeaderComp, IHeaderParams } from 'ag-grid-community';
import { kindGlyphs } from '../../../ui/result-grid/cell-text';

/** What a column's head asks of the grid, and what it is told. */
export interface HeadSource {
  column(place: number): ExplorerColumn | undefined;
  sort(): readonly SortKey[];
  /** The text of the column's quick filter; undefined while quick filters are not shown. */
  quickFilter(place: number): { readonly text: string; readonly isBad: boolean } | undefined;
  sortBy(place: number, adding: boolean): void;
  menu(place: number, at: DOMRect): void;
  pick(place: number, at: DOMRect): void;
  filter(place: number, text: string): void;
  leaveFilter(): void;
}

export interface HeadParams extends IHeaderParams {
  readonly source: HeadSource;
  readonly place: number;
}

const element = (tag: 'span' | 'div', className: string, text = ''): HTMLElement => {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
};

const stop = (event: Event): void => {
  event.stopPropagation();
};

/** The head of a table's column: type, name, key marks, its place in the order, a menu, and its quick filter below. */
export class TableHead implements IHeaderComp {
  readonly #root = element('div', 'x-head');
  readonly #sort = element('span', 'sort');
  #filter: HTMLElement | undefined;
  #input: HTMLInputElement | undefined;
  #params: HeadParams | undefined;

  init(params: HeadParams): void {
    this.#params = params;
    const { source, place } = params;
    const column = source.column(place);
    if (!column) return;
    const title = element('div', column.kind === 'number' ? 'o-title right' : 'o-title');
    title.title = describe(column);
    const glyph = element('span', 'glyph', kindGlyphs[column.kind]);
    glyph.setAttribute('aria-hidden', 'true');
    title.append(glyph, element('span', 'name', column.name));
    if (column.isKey) title.append(this.#mark('PK', 'Part of the key'));
    if (column.references) title.append(this.#mark('FK', `Refers to ${column.references.table}.${column.references.column}`));
    title.append(this.#sort, this.#menuButton(column));
    title.addEventListener('click', (event) => {
      source.sortBy(place, event.shiftKey || event.ctrlKey || event.metaKey);
    });
    this.#root.append(title);
    this.#draw();
  }

  getGui(): HTMLElement {
    return this.#root;
  }

  refresh(): boolean {
    this.#draw();
    return true;
  }

  #mark(text: string, title: string): HTMLElement {
    const mark = element('span', text === 'PK' ? 'mark key' : 'mark', text);
    mark.title = title;
    return mark;
  }

  #menuButton(column: ExplorerColumn): HTMLElement {
    const menu = document.createElement('button');
    menu.type = 'button';
    menu.className = 'more';
    menu.tabIndex = -1;
    menu.setAttribute('aria-label', `Column ${column.name}`);
    menu.setAttribute('aria-haspopup', 'menu');
    menu.textContent = '⌄';
    menu.addEventListener('mousedown', stop);
    menu.addEventListener('click', (event) => {
      event.stopPropagation();
      if (this.#params) this.#params.source.menu(this.#params.place, menu.getBoundingClientRect());
    });
    return menu;
  }

  #draw(): void {
    if (!this.#params) return;
    const { source, place, eGridHeader } = this.#params;
    const name = source.column(place)?.name;
    const keys = source.sort();
    const at = keys.findIndex(({ column }) => column === name);
    const direction = keys[at]?.direction;
    const arrow = direction === 'asc' ? '↑' : direction === 'desc' ? '↓' : '';
    this.#sort.textContent = at >= 0 && keys.length > 1 ? `${arrow}${String(at + 1)}` : arrow;
    const order = direction === undefined ? 'none' : direction === 'asc' ? 'ascending' : 'descending';
    // the grid takes the attribute away from columns that it doesn’t sort itself
    queueMicrotask(() => {
      eGridHeader.setAttribute('aria-sort', order);
    });
    this.#drawFilter(source.quickFilter(place), name ?? '');
  }

  #drawFilter(quick: { readonly text: string; readonly isBad: boolean } | undefined, name: string): void {
    if (!quick) {
      this.#filter?.remove();
      this.#filter = undefined;
      this.#input = undefined;
      return;
    }
    if (!this.#filter) this.#makeFilter(name);
    const input = this.#input;
    if (!input) return;
    if (document.activeElement !== input) input.value = quick.text;
    this.#filter?.classList.toggle('set', quick.text !== '');
    input.setAttribute('aria-invalid', quick.isBad ? 'true' : 'false');
  }

  #makeFilter(name: string): void {
    const filter = element('div', 'quick');
    const input = document.createElement('input');
    input.setAttribute('aria-label', `Filter ${name}`);
    input.autocomplete = 'off';
    input.spellcheck = false;
    input.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.key === 'Enter') this.#params?.source.filter(this.#params.place, input.value);
      else if (event.key === 'ArrowDown' && event.altKey) this.#pick(input);
      else if (event.key === 'ArrowDown' || event.key === 'Escape') this.#params?.source.leaveFilter();
      else return;
      event.preventDefault();
    });
    input.addEventListener('change', () => this.#params?.source.filter(this.#params.place, input.value));
    const pick = document.createElement('button');
    pick.type = 'button';
    pick.tabIndex = -1;
    pick.textContent = '⌄';
    pick.title = 'Pick from the values (Alt ↓)';
    pick.setAttribute('aria-label', `Pick values of ${name}`);
    pick.setAttribute('aria-haspopup', 'dialog');
    pick.addEventListener('click', () => {
      this.#pick(input);
    });
    for (const type of ['mousedown', 'pointerdown', 'click', 'dblclick', 'touchstart']) filter.addEventListener(type, stop);
    filter.append(input, pick);
    this.#filter = filter;
    this.#input = input;
    this.#root.append(filter);
  }

  #pick(input: HTMLElement): void {
    if (this.#params) this.#params.source.pick(this.#params.place, input.getBoundingClientRect());
  }
}

function describe(column: ExplorerColumn): string {
  const facts = [
    column.dataType,
    column.nullable ? '' : 'not null',
    column.default === null ? '' : `default ${column.default}`,
    column.generated === null ? '' : column.generated.replace('-', ' '),
    column.references ? `→ ${column.references.table}.${column.references.column}` : '',
    column.writable ? '' : 'can’t be written',
  ];
  return `${column.name}\n${facts.filter((fact) => fact !== '').join('\n')}`;
}
