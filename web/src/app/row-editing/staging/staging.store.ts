import { DOCUMENT, DestroyRef, Injectable, computed, effect, inject, signal, untracked } from '@angular/core';
import type { ChangesAnswer, ExplorerColumn, Fault, RowChange } from '@orrery/contracts';
import { countOf } from '../../core/kind-words';
import { Drafts } from '../../core/drafts';
import { faultOf } from '../../core/fault-of';
import type { RowState } from '../../ui/result-grid/row-mark';
import { EditedTable } from '../edited-table';
import { type ChangeFinding, findingsOf } from './apply-faults';
import type { Cells } from './cells';
import { ChangesStore } from './changes.store';
import {
  type Conflict,
  conflictCells,
  madeAnew,
  type SeenRow,
  seenNow,
  takeMine,
  takeMyCell,
  takeTheirCell,
  takeTheirs,
} from './conflicts';
import { inOrder, rowChangeOf } from './row-changes';
import { type Refusals, type RowFault, forgiven, givenFault, rowFaults, withFindings } from './row-faults';
import { type CellEdit, type EditableRow, StagedEdits, type StagedRow } from './staged-edits';
import { staying } from './staying';
import { stagedFromText, stagedToText } from './staged-text';

/** ms: what is staged is written down when nothing was edited for so long. */
const rest = 300;
/** Changes that one transaction takes. */
export const mostChanges = 10_000;

/** The edits of a table that wait: kept in the browser, previewed, applied, and undone afterwards. */
@Injectable()
export class StagingStore {
  readonly #sending = inject(ChangesStore);
  readonly #drafts = inject(Drafts);
  readonly #table = inject(EditedTable);
  readonly #edits = new StagedEdits();
  readonly #turn = signal(0);
  /** Rows that are as somebody else left them, and are yet to be shown so. */
  readonly #seen: SeenRow[] = [];
  #key = '';
  readonly #faultOfRow = computed(() => rowFaults(this.#table.tableColumns()));
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The changes that were sent last and whose outcome is unknown, with the key under which they were sent. */
  #sent: { readonly text: string; readonly key: string } | undefined;

  /** Grows with every change: read it to be told. */
  readonly turn = this.#turn.asReadonly();
  readonly size = computed(() => (this.#turn(), this.#edits.size));
  readonly rows = computed(() => (this.#turn(), [...this.#edits.rows.values()]));
  readonly newRows = computed(() => this.rows().filter(({ op }) => op === 'insert'));
  readonly undoLabel = computed(() => (this.#turn(), this.#edits.undoLabel));
  readonly redoLabel = computed(() => (this.#turn(), this.#edits.redoLabel));
  readonly conflicts = signal<ReadonlyMap<string, Conflict>>(new Map());
  /** What the database said of a row, by its column; under '' where it named none. */
  readonly refused = signal<Refusals>(new Map());
  readonly applying = signal(false);
  /** Why the last apply failed, where no row is to blame. */
  readonly fault = signal<Fault | null>(null);

  constructor() {
    this.#open(untracked(this.#table.draftKey));
    effect(() => {
      const key = this.#table.draftKey();
      untracked(() => {
        if (key !== this.#key) this.#open(key);
      });
    });
    const keep = (): void => {
      this.#keep();
    };
    const view = inject(DOCUMENT).defaultView;
    view?.addEventListener('beforeunload', keep);
    inject(DestroyRef).onDestroy(() => {
      view?.removeEventListener('beforeunload', keep);
      keep();
    });
  }

  /** Takes up what was staged for the table on an earlier visit. */
  #open(key: string): void {
    this.#keep();
    this.#key = key;
    const { rows, history } = stagedFromText(this.#drafts.text(key));
    this.#edits.load(rows, history);
    this.#turn.update((turn) => turn + 1);
    if (key !== '') this.#mark();
  }

  get(id: string): StagedRow | undefined {
    return this.#edits.get(id);
  }

  setCells(label: string, edits: readonly CellEdit[]): void {
    this.#edits.setCells(label, edits);
    // a cell that was edited again is not blamed for what it was
    const cells = edits.map(({ row, column }) => [row.id, column] as const);
    if (untracked(this.refused).size > 0) this.refused.update((refused) => forgiven(refused, cells));
    this.#changed();
  }

  add(label: string, rows: readonly { readonly values: Cells; readonly defaults?: readonly string[] }[]): readonly string[] {
    const made = rows.map((row) => ({ id: `n${crypto.randomUUID()}`, ...row }));
    this.#edits.insert(label, made);
    this.#changed();
    return made.map(({ id }) => id);
  }

  /** What a cell shows that has no value of its own. */
  unsetText({ generated, default: given }: Pick<ExplorerColumn, 'generated' | 'default'>): string {
    if (generated !== null) return 'generated';
    return given === null ? untracked(this.#table.words).unset.shown : 'DEFAULT';
  }

  #these(n: number): string {
    const { row } = untracked(this.#table.words);
    return n === 1 ? row.one : countOf(n, row);
  }

  remove(rows: readonly EditableRow[]): void {
    this.#edits.remove(`Delete ${this.#these(rows.length)}`, rows);
    this.#changed();
  }

  revert(ids: readonly string[]): void {
    this.#edits.revert(`Revert ${this.#these(ids.length)}`, ids);
    this.#changed();
  }

  undo(): readonly string[] {
    const touched = this.#edits.undo();
    this.#changed();
    return touched;
  }

  redo(): readonly string[] {
    const touched = this.#edits.redo();
    this.#changed();
    return touched;
  }

  /** Throws every staged edit away. */
  discard(): void {
    this.#edits.clear();
    this.#changed();
    this.#keep();
  }

  resolve(id: string, how: 'mine' | 'theirs', column?: string): void {
    const row = this.#edits.get(id);
    const conflict = untracked(this.conflicts).get(id);
    if (!row || !conflict) return;
    const { theirs } = conflict;
    const label = how === 'mine' ? 'Take mine' : 'Take theirs';
    if (column !== undefined && theirs !== null) {
      const next = how === 'mine' ? takeMyCell(row, theirs, column) : takeTheirCell(row, theirs, column);
      this.#edits.put(label, new Map([[id, next]]));
      if (!next || conflictCells(next, theirs).every(({ clashes }) => !clashes)) this.#settle(id, theirs);
    } else {
      const next = how === 'theirs' ? takeTheirs(row, theirs) : theirs ? takeMine(row, theirs) : this.#anew(row);
      const rows = new Map<string, StagedRow | undefined>([[id, next?.id === id ? next : undefined]]);
      if (next && next.id !== id) rows.set(next.id, next);
      this.#edits.put(label, rows);
      this.#dropConflict(id);
    }
    this.#changed();
    if (!untracked(this.conflicts).has(id)) this.#showNow(seenNow(row, theirs));
  }

  /** Shows rows as they turned out to be: those whose conflicts are decided one after the other, all at once. */
  #showNow(seen: SeenRow): void {
    this.#seen.push(seen);
    if (this.#seen.length > 1) return;
    queueMicrotask(() => {
      const results = this.#seen.splice(0);
      void this.#table.changed({ changeSetId: null, results, statements: [], undoable: false, undoNotes: [] });
    });
  }

  #anew(row: StagedRow): StagedRow | undefined {
    const writable = new Set(untracked(this.#table.tableColumns).flatMap(({ name, writable }) => (writable ? [name] : [])));
    return madeAnew(
      row,
      `n${crypto.randomUUID()}`,
      (column) => writable.has(column),
      untracked(this.#table.words).unset.isAbsent,
    );
  }

  /** Every clash of the row is decided: what is there now is where its other edits begin from. */
  #settle(id: string, theirs: Cells): void {
    const row = this.#edits.get(id);
    if (row) this.#edits.put('Resolve', new Map([[id, { ...row, base: { ...row.base, ...theirs } }]]));
    this.#dropConflict(id);
  }

  #dropConflict(id: string): void {
    this.conflicts.update((all) => new Map([...all].filter(([other]) => other !== id)));
  }

  /** How a row stands; undefined where nothing is staged for it. */
  stateOf(id: string): RowState | undefined {
    const row = this.#edits.get(id);
    if (!row) return undefined;
    if (untracked(this.conflicts).has(id)) return 'conflict';
    if (untracked(this.refused).has(id) || this.#localFault(row) !== undefined) return 'invalid';
    return row.op === 'insert' ? 'new' : row.op === 'delete' ? 'deleted' : 'changed';
  }

  /** What is wrong with a cell; undefined where nothing is known to be. */
  faultOf(id: string, column: ExplorerColumn): string | undefined {
    const row = this.#edits.get(id);
    if (!row || row.op === 'delete') return undefined;
    const said = untracked(this.refused).get(id)?.get(column.name);
    return said ?? givenFault(row, column);
  }

  /** Cells that can't be applied as they are, found without asking the database. */
  localFaults(): readonly RowFault[] {
    return [...this.#edits.rows.values()].flatMap((row) => this.#localFault(row) ?? []);
  }

  /** The column that keeps a row from being applied, and why. */
  localFaultOf(id: string): readonly [column: string, message: string] | undefined {
    const row = this.#edits.get(id);
    const found = row && this.#localFault(row);
    return found && [found.column, found.message];
  }

  #localFault(row: StagedRow): RowFault | undefined {
    return untracked(this.#faultOfRow)(row);
  }

  /** The statements that an apply would run. Throws a `Fault`. */
  preview(): Promise<ChangesAnswer> {
    return this.#sending.preview(inOrder(this.#edits.rows.values()).map(rowChangeOf));
  }

  /** Applies everything that is staged, or nothing; undefined where it failed, which then stands at its rows or in `fault`. */
  async apply(): Promise<{ readonly answer: ChangesAnswer; readonly sent: readonly RowChange[] } | undefined> {
    if (untracked(this.applying) || this.#edits.size === 0) return undefined;
    const rows = inOrder(this.#edits.rows.values());
    const changes = rows.map(rowChangeOf);
    const text = JSON.stringify(changes);
    // the same changes again after an answer that was lost: under the same key they happen once
    const key = this.#sent?.text === text ? this.#sent.key : crypto.randomUUID();
    this.#sent = { text, key };
    this.applying.set(true);
    this.fault.set(null);
    try {
      const answer = await this.#sending.apply(changes, key);
      this.#sent = undefined;
      const left = staying(this.#edits.rows, rows, answer.results);
      this.#edits.clear();
      this.#edits.put('Edit meanwhile', new Map(left.map((row) => [row.id, row])));
      this.conflicts.set(new Map());
      this.refused.set(new Map());
      this.#changed();
      this.#keep();
      return { answer, sent: changes };
    } catch (error) {
      this.#blame(faultOf(error), rows);
      return undefined;
    } finally {
      this.applying.set(false);
    }
  }

  #blame(fault: Fault, rows: readonly StagedRow[]): void {
    const findings = findingsOf(fault);
    if (findings.length === 0) {
      this.fault.set(fault);
      return;
    }
    if (fault.code === 'row_changed') this.#noteConflicts(findings, rows);
    else this.refused.update((refused) => withFindings(refused, findings, rows));
    this.#turn.update((turn) => turn + 1);
  }

  #noteConflicts(findings: readonly ChangeFinding[], rows: readonly StagedRow[]): void {
    const conflicts = new Map(untracked(this.conflicts));
    for (const { change, current } of findings) {
      const row = rows[change];
      if (row && current !== undefined) conflicts.set(row.id, { id: row.id, theirs: current });
    }
    this.conflicts.set(conflicts);
  }

  #changed(): void {
    for (const id of untracked(this.conflicts).keys()) if (!this.#edits.get(id)) this.#dropConflict(id);
    for (const id of untracked(this.refused).keys())
      if (!this.#edits.get(id)) this.refused.update((all) => new Map([...all].filter(([other]) => other !== id)));
    this.fault.set(null);
    this.#turn.update((turn) => turn + 1);
    this.#mark();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#keep();
    }, rest);
  }

  #mark(): void {
    this.#table.mark(this.#edits.size);
  }

  #keep(): void {
    clearTimeout(this.#timer);
    if (this.#key === '') return;
    const { history, rows } = this.#edits;
    // What was taken back altogether can still be done again.
    if (rows.size === 0 && history.undone.length === 0) this.#drafts.remove(this.#key);
    else this.#drafts.set(this.#key, stagedToText(rows.values(), history));
  }
}
