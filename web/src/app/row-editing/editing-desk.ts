import { ApplicationRef, Injectable, computed, inject, signal, untracked } from '@angular/core';
import type { Filter } from '@orrery/contracts';
import { countOf, inWords } from '../core/kind-words';
import { openFiltered } from '../core/table-tab';
import { Toasts } from '../core/toasts';
import { Workspace } from '../core/workspace';
import type { GridSelection } from '../ui/result-grid/grid-selection';
import { planPaste } from './edit/paste';
import { readClipboard } from './edit/text-table';
import { EditedTable } from './edited-table';
import { type LineColumn, TableLines } from './lines/table-lines';
import { parentFilter } from './reference';
import { type CellEdit, type EditableRow, defaultValue } from './staging/staged-edits';
import { StagingStore } from './staging/staging.store';

/** What stands beside a grid. */
export type Side = 'row' | 'value' | 'changes' | 'sets' | 'peek' | 'columns';

/** A cell: its line on the page, and its column's place in the table. */
export interface CellAt {
  readonly line: number;
  readonly place: number;
}

/** A cell that is being edited; `text` is what was typed to begin with. */
export interface EditAt extends CellAt {
  readonly text: string | undefined;
}

/** A selected block: lines, and places of columns left to right. */
export interface Block {
  readonly top: number;
  readonly bottom: number;
  readonly places: readonly number[];
  /** Every column on the screen is in it. */
  readonly wholeRows: boolean;
}

/** What the hands are on: the cell at the keyboard, the selection, the edit under way, and what stands beside the grid. */
@Injectable()
export class EditingDesk {
  readonly #table = inject(EditedTable);
  readonly #staging = inject(StagingStore);
  readonly #workspace = inject(Workspace);
  readonly #toasts = inject(Toasts);
  readonly #app = inject(ApplicationRef);

  readonly side = signal<Side | null>(null);
  readonly at = signal<CellAt | null>(null);
  readonly block = signal<Block | null>(null);
  readonly editing = signal<EditAt | null>(null);
  /** That one as a list: every edit has an editor of its own, which takes the keyboard, also where one follows at once on another. */
  readonly edits = computed(() => [this.editing()].filter((at) => at !== null));
  /** Where the grid shall go to, once it is drawn. */
  readonly goTo = signal<CellAt | null>(null);

  readonly lines = computed(
    () => new TableLines(this.#table.columns(), this.#table.rows(), this.#staging.newRows(), this.#staging),
  );
  readonly isEditable = computed(() => this.#table.editability()?.editable ?? false);

  /** A sentence about rows, columns and tables in the words of the kind that is edited. */
  readonly say = (sentence: string): string => inWords(this.#table.words(), sentence);
  /** `1 row`, `2,000 documents`. */
  readonly rowsText = (n: number): string => countOf(n, this.#table.words().row);

  toggle(side: Side): void {
    this.side.update((now) => (now === side ? null : side));
  }

  /** The hands went to other cells of the grid. */
  reached({ head, block, columns }: Pick<GridSelection, 'head' | 'block' | 'columns'>): void {
    this.at.set(head ? { line: head.row, place: head.column } : null);
    this.block.set(
      block
        ? {
            top: block.top,
            bottom: block.bottom,
            places: columns.slice(block.left, block.right + 1),
            wholeRows: columns.length > 1 && block.left === 0 && block.right === columns.length - 1,
          }
        : null,
    );
  }

  column(place: number): LineColumn | undefined {
    return untracked(this.#table.columns)[place];
  }

  /** Why a cell can't be edited, in a sentence; undefined where it can. */
  refusal({ line, place }: CellAt): string | undefined {
    const lines = untracked(this.lines);
    const column = this.column(place);
    if (!column) return this.say('There is no such column.');
    if (!untracked(this.isEditable)) return untracked(this.#table.editability)?.reason ?? this.say('These rows can’t be edited.');
    if (column.computed === true) return `${column.name} ${this.say('is no column of the table, so it can’t be written.')}`;
    if (!column.writable) return `${column.name} can’t be written: the database fills it in.`;
    if (lines.isCut(line, place))
      return 'This value is longer than was sent, so it can’t be edited here. Show the value to have it whole.';
    if (!lines.editable(line)) return this.say('This row has no key, so it can’t be told from others.');
    if (lines.stagedAt(line)?.op === 'delete') return this.say('This row is marked as deleted. Revert it to edit it.');
    return undefined;
  }

  /** Begins to edit a cell, or says why that can't be. */
  edit(at: CellAt, text?: string): void {
    const refusal = this.refusal(at);
    if (refusal === undefined) {
      this.editing.set({ ...at, text });
      // the editor has the keyboard before the next key comes
      this.#app.tick();
    } else if (untracked(this.lines).isCut(at.line, at.place) && this.showValue()) return;
    else this.#toasts.show(refusal);
  }

  /** Sets one cell. */
  set(at: CellAt, value: unknown): void {
    const row = untracked(this.lines).editable(at.line);
    const column = this.column(at.place);
    if (!row || !column) return;
    this.#staging.setCells(`Edit ${column.name}`, [{ row, column: column.name, value }]);
  }

  /** Sets every cell of the selection that can be edited: to NULL, to the default, or to one value. */
  fill(value: unknown, label: string): void {
    const edits = this.#cells().flatMap((at): CellEdit[] => {
      const row = untracked(this.lines).editable(at.line);
      const column = this.column(at.place);
      return row && column && this.refusal(at) === undefined ? [{ row, column: column.name, value }] : [];
    });
    if (edits.length > 0) this.#staging.setCells(label, edits);
    else {
      const [first] = this.#cells();
      const why = first && this.refusal(first);
      if (why !== undefined) this.#toasts.show(why);
    }
  }

  setNull(): void {
    this.fill(null, 'Set NULL');
  }

  setDefault(): void {
    this.fill(defaultValue, untracked(this.#table.words).unset.action);
  }

  #cells(): readonly CellAt[] {
    const block = untracked(this.block);
    if (!block) return [];
    const cells: CellAt[] = [];
    for (let line = block.top; line <= block.bottom; line += 1) for (const place of block.places) cells.push({ line, place });
    return cells;
  }

  /** The rows of the selection, that can be told from others. */
  selectedRows(): readonly EditableRow[] {
    const block = untracked(this.block);
    if (!block) return [];
    const rows: EditableRow[] = [];
    for (let line = block.top; line <= block.bottom; line += 1) {
      const row = untracked(this.lines).editable(line);
      if (row) rows.push(row);
    }
    return rows;
  }

  deleteRows(): void {
    if (!this.#mayEdit()) return;
    const rows = this.selectedRows();
    if (rows.length > 0) this.#staging.remove(rows);
  }

  revertRows(): void {
    this.#staging.revert(this.selectedRows().map(({ id }) => id));
  }

  addRow(): void {
    if (!this.#mayAdd()) return;
    const [id] = this.#staging.add(this.say('Add row'), [{ values: {} }]);
    this.#goToNew(id);
  }

  /** Copies the selected rows as new ones, without what the database gives each row itself. */
  duplicateRows(): void {
    if (!this.#mayAdd()) return;
    const block = untracked(this.block);
    if (!block) return;
    const lines = untracked(this.lines);
    const columns = untracked(this.#table.columns);
    const cut = new Set<string>();
    const mayBeAbsent = untracked(this.#table.words).unset.isAbsent;
    const copies = Array.from({ length: block.bottom - block.top + 1 }, (_, n) => {
      const line = block.top + n;
      const kept = columns.flatMap((column, place): (readonly [string, unknown])[] => {
        const own =
          column.computed === true || column.generated !== null || !column.writable || (column.isKey && column.default !== null);
        const value = lines.value(line, place);
        const isCut = lines.isCut(line, place) && !lines.isChanged(line, place);
        if (isCut && !own) cut.add(column.name);
        // A field that a document does not have is not given to its copy.
        const isAbsent = value === undefined || (value === null && mayBeAbsent);
        return own || isAbsent || isCut ? [] : [[column.name, value]];
      });
      return { values: Object.fromEntries(kept) };
    });
    const [id] = this.#staging.add(
      copies.length === 1 ? this.say('Duplicate row') : `Duplicate ${this.rowsText(copies.length)}`,
      copies,
    );
    this.#goToNew(id);
    if (cut.size > 0) this.#toasts.show(`Too long to be copied, and left out: ${[...cut].join(', ')}.`);
  }

  #goToNew(id: string | undefined): void {
    const line = id === undefined ? -1 : untracked(this.lines).lineOf(id);
    if (line >= 0) this.goTo.set({ line, place: this.firstPlace() });
  }

  /** The first column on the screen whose cells can be written. */
  protected firstPlace(): number {
    return Math.max(
      0,
      untracked(this.#table.columns).findIndex(({ writable }) => writable),
    );
  }

  /** Lays what is on the clipboard over the table, from the cell at the keyboard. */
  paste(text: string, places: readonly number[]): void {
    const at = untracked(this.at);
    const block = untracked(this.block);
    if (!at || !block || text === '' || !this.#mayEdit()) return;
    const lines = untracked(this.lines);
    const columns = places.flatMap((place) => this.column(place) ?? []);
    const plan = planPaste(readClipboard(text), {
      columns,
      rows: lines.count,
      top: block.top,
      left: Math.max(0, places.indexOf(block.places[0] ?? at.place)),
      height: block.bottom - block.top + 1,
      width: block.places.length,
      mayAdd: untracked(this.#table.whyNoNewRows) === null,
    });
    const edits = plan.cells.flatMap(({ row: line, column, value }): CellEdit[] => {
      const row = lines.editable(line);
      const place = untracked(this.#table.columns).findIndex(({ name }) => name === column);
      return row && this.refusal({ line, place }) === undefined ? [{ row, column, value }] : [];
    });
    if (edits.length > 0) this.#staging.setCells(`Paste ${edits.length.toLocaleString('en')} cells`, edits);
    if (plan.newRows.length > 0)
      this.#staging.add(
        `Paste ${this.rowsText(plan.newRows.length)}`,
        plan.newRows.map((values) => ({ values })),
      );
    const lost = plan.dropped + plan.cells.length - edits.length;
    if (lost > 0) this.#toasts.show(`${lost.toLocaleString('en')} pasted cells found no cell that can be written.`);
  }

  #mayEdit(): boolean {
    if (untracked(this.isEditable)) return true;
    this.#toasts.show(untracked(this.#table.editability)?.reason ?? this.say('These rows can’t be edited.'));
    return false;
  }

  #mayAdd(): boolean {
    const why = untracked(this.#table.whyNoNewRows);
    if (why !== null && untracked(this.isEditable)) this.#toasts.show(why);
    return this.#mayEdit() && why === null;
  }

  undo(): void {
    this.#show(this.#staging.undo());
  }

  redo(): void {
    this.#show(this.#staging.redo());
  }

  /** Goes to the first touched row that is on this page. */
  #show(ids: readonly string[]): void {
    const at = untracked(this.at);
    const line = ids.length > 20 ? -1 : Math.max(...ids.map((id) => untracked(this.lines).lineOf(id)), -1);
    if (line >= 0) this.goTo.set({ line, place: at?.place ?? 0 });
  }

  /** The value that a line shows in a column; undefined where the column is not among those that are shown. */
  valueIn(line: number, name: string): unknown {
    const lines = untracked(this.lines);
    return lines.value(
      line,
      lines.columns.findIndex((column) => column.name === name),
    );
  }

  /** Opens the row that a cell refers to. */
  follow({ line, place }: CellAt): void {
    const column = this.column(place);
    const filter = column ? parentFilter(column, (name) => this.valueIn(line, name)) : null;
    if (column?.references && filter) this.openParent(column.references.table, filter);
  }

  protected openParent(table: string, filter: Filter): void {
    const connectionId = this.#table.place?.connectionId;
    if (connectionId !== undefined) openFiltered(this.#workspace, { connectionId, table }, filter);
  }

  /** Shows what is staged, as where a conflict is resolved. */
  showChanges(): void {
    this.side.set('changes');
  }

  /** Shows the value of the cell at the keyboard beside the grid; false where there is no such thing. */
  showValue(): boolean {
    return false;
  }

  /** Shows the row beside the grid, or closes it there; false where there is no such thing. */
  toggleRow(): boolean {
    return false;
  }
}
