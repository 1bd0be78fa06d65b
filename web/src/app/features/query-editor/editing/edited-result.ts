import { DestroyRef, Injectable, computed, effect, inject, signal, untracked } from '@angular/core';
import {
  type ChangesAnswer,
  type ExplorerColumn,
  type ResultEditability,
  type ResultSource,
  type RowChange,
  resultSourceFind,
} from '@orrery/contracts';
import { dialectOf, readRowSource, splitStatements } from '@orrery/dialects';
import { Api } from '../../../core/api';
import { kindWords } from '../../../core/kind-words';
import { RemoteSource } from '../../../core/remote';
import type { TablePlace } from '../../../core/table-tab';
import type { EditedTable } from '../../../row-editing/edited-table';
import type { LineColumn, LineRows } from '../../../row-editing/lines/table-lines';
import type { CellAddress } from '../../../row-editing/whole-cells';
import type { GridModel } from '../../../ui/result-grid/grid-model';
import type { QueryRun } from '../query-run';
import type { ResultSet, Row } from '../result-model';
import { keyOfRow, repeats, type ResultRows, showChanges } from './changed-rows';
import { StagedResults } from './staged-results';

/** A result set, and the run that brought it. */
export interface ShownSet {
  readonly run: QueryRun;
  readonly set: ResultSet;
  /** The statement behind it. */
  readonly statement: string;
}

/** The table behind a result of the editor, its rows as the result shows them. Where there is none, why not. */
@Injectable()
export class EditedResult implements EditedTable {
  readonly #api = inject(Api);
  readonly #staged = inject(StagedResults);
  readonly #shown = signal<ShownSet | null>(null);
  readonly #source = new RemoteSource<ResultSource>();
  readonly #model = signal<{ readonly model: GridModel | null }>({ model: null });
  readonly #turn = signal(0);
  /** Rows whose computed values are from before a change. */
  readonly #stale = new WeakSet<Row>();
  readonly #renamed = new Map<string, string>();

  readonly source = computed(() => this.#source.value() ?? null);
  readonly words = computed(() => kindWords(this.#shown()?.run.ask.kind));
  /** The table is being looked for. */
  readonly asking = this.#source.loading;
  /** Of the rows alone, whatever else is on the screen. */
  readonly #ofRows = computed((): ResultEditability | null => {
    const fault = this.#source.fault();
    if (fault)
      return { editable: false, keyColumns: [], reason: `Whether these rows can be edited is not known: ${fault.message}` };
    const source = this.source();
    if (!source?.editability.editable || source.columns.every((name) => name !== null)) return source?.editability ?? null;
    const shown = this.#shown();
    this.#turn();
    return shown && repeats({ ...this.#known(source), rows: shown.set.rows })
      ? {
          editable: false,
          keyColumns: source.editability.keyColumns,
          reason: 'Rows of the table stand in it more than once.',
          hint: 'Leave out what makes several rows of one.',
        }
      : source.editability;
  });
  /** The statement with the rest of the key selected too; null where nothing is missing, or it can't be written there. */
  readonly widened = computed(() => {
    const [shown, add] = [this.#shown(), this.source()?.add ?? []];
    const dialect = dialectOf(shown?.run.ask.kind ?? '');
    const read = shown && dialect && readRowSource(dialect, shown.statement);
    if (!shown || !read || !('source' in read) || read.source.listEnd === undefined || add.length === 0) return null;
    const { listEnd } = read.source;
    return `${shown.statement.slice(0, listEnd)}, ${add.join(', ')}${shown.statement.slice(listEnd)}`;
  });
  readonly columns = computed((): readonly LineColumn[] => {
    const source = this.source();
    const own = new Map(source?.tableColumns.map((column) => [column.name, column]));
    return (this.#shown()?.set.columns ?? []).map(({ name, dataType, kind }, place) => {
      const column = own.get(source?.columns[place] ?? '');
      return column
        ? { ...column, dataType, kind }
        : { name, dataType, kind, nullable: true, default: null, isKey: false, generated: null, writable: false, computed: true };
    });
  });
  readonly tableColumns = computed((): readonly ExplorerColumn[] => {
    const shown = new Map(this.columns().flatMap((column) => (column.computed ? [] : [[column.name, column] as const])));
    return (this.source()?.tableColumns ?? []).map((column) => shown.get(column.name) ?? column);
  });
  readonly whyNoNewRows = computed(() => {
    const shown = new Set(this.source()?.columns);
    const missing = (this.source()?.tableColumns ?? []).filter(
      (column) => !column.nullable && column.default === null && column.generated === null && !shown.has(column.name),
    );
    if (missing.length === 0) return null;
    const names = missing.map(({ name }) => name).join(', ');
    return `A new row needs ${names}, which ${missing.length === 1 ? 'is' : 'are'} not in the result: select ${missing.length === 1 ? 'it' : 'them'} too.`;
  });
  readonly rows = computed((): LineRows => {
    this.#turn();
    const shown = this.#shown();
    const source = this.source();
    const { model } = this.#model();
    const all = shown?.set.rows ?? [];
    const known = source?.editability.editable ? this.#known(source) : undefined;
    const rowAt = (line: number): Row | undefined => (line < all.length ? all[model?.place(line) ?? line] : undefined);
    return {
      get count() {
        return all.length;
      },
      row: rowAt,
      key: (line) => {
        const row = known && rowAt(line);
        return row ? keyOfRow(known, row) : null;
      },
      isCut: (line, place) => {
        const row = shown && shown.set.cut.size > 0 ? rowAt(line) : undefined;
        return row !== undefined && shown?.set.cut.get(row)?.includes(place) === true;
      },
      isMatch: () => false,
    };
  });
  readonly #wantedKey = computed(() => {
    const [shown, source] = [this.#shown(), this.source()];
    return shown && source?.table && this.#ofRows()?.editable === true
      ? this.#staged.keyOf(shown.run.ask.connectionId, source.table)
      : '';
  });
  readonly draftKey = computed(() => (this.#staged.ownerOf(this.#wantedKey()) === this ? this.#wantedKey() : ''));
  readonly editability = computed((): ResultEditability | null => {
    const own = this.#ofRows();
    const owner = this.#staged.ownerOf(this.#wantedKey());
    return owner === undefined || owner === this || !own
      ? own
      : {
          editable: false,
          keyColumns: own.keyColumns,
          reason: 'Another result shows rows of this table: they are edited there.',
          hint: 'Run this statement alone to edit its rows.',
        };
  });

  constructor() {
    inject(DestroyRef).onDestroy(() => {
      this.#leave();
    });
    effect((onCleanup) => {
      const key = this.#wantedKey();
      const owner = this.#staged.ownerOf(key);
      if (key === '' || (owner !== undefined && owner !== this)) return;
      if (owner === undefined)
        untracked(() => {
          this.#staged.take(key, this);
        });
      onCleanup(() => {
        if (untracked(this.#wantedKey) !== key) this.#staged.leave(key, this);
      });
    });
  }

  /** Another result may have the changes from now on. */
  #leave(): void {
    const key = untracked(this.#wantedKey);
    if (key !== '') this.#staged.leave(key, this);
  }

  get place(): TablePlace | null {
    const [shown, table] = [untracked(this.#shown), untracked(this.source)?.table];
    return shown && table ? { connectionId: shown.run.ask.connectionId, table } : null;
  }

  /** Also where the rows can’t be edited, if only their key is among them. */
  addressOf(line: number, place: number): CellAddress | null {
    const [shown, source] = [this.#shown(), this.source()];
    const [row, column] = [untracked(this.rows).row(line), source?.columns[place]];
    if (!shown || !row || !source?.table || typeof column !== 'string' || source.editability.keyColumns.length === 0) return null;
    const key = keyOfRow(this.#known(source), row);
    return key && { connectionId: shown.run.ask.connectionId, table: source.table, key, column };
  }

  /** Shows a result; what it is a result of is asked once it is whole. */
  show(shown: ShownSet): void {
    this.#shown.set(shown);
  }

  /** Asks which table the rows are of. */
  ask(): void {
    const shown = untracked(this.#shown);
    if (!shown || untracked(this.#source.now).state !== 'idle') return;
    const { run, set, statement } = shown;
    const why = movedBefore(run.ask.kind, run.ask.part.text, set.statement);
    if (why !== null) {
      this.#source.set({
        editability: { editable: false, keyColumns: [], reason: why, hint: 'Run the statement alone.' },
        table: null,
        tableColumns: [],
        columns: set.columns.map(() => null),
        add: [],
      });
      return;
    }
    void this.#source.load(() =>
      this.#api.call(resultSourceFind, {
        id: run.ask.connectionId,
        text: statement,
        columns: set.columns.map(({ name, dataType }) => ({ name, dataType })),
        ...(set.origins ? { origins: [...set.origins] } : {}),
      }),
    );
  }

  /** The grid shows the rows in this order. */
  arrange(model: GridModel): void {
    this.#model.set({ model });
  }

  #known({ columns, editability }: ResultSource): Omit<ResultRows, 'rows'> {
    return { columns, keyColumns: editability.keyColumns };
  }

  /** What is computed in the row is from before it was changed. */
  isStale(line: number, place: number): boolean {
    const row = untracked(this.rows).row(line);
    return row !== undefined && this.#stale.has(row) && untracked(this.columns)[place]?.computed === true;
  }

  mark(count: number): void {
    const [key, shown, table] = [untracked(this.draftKey), untracked(this.#shown), untracked(this.source)?.table];
    if (key !== '' && shown && table) this.#staged.note({ key, table, statement: shown.statement, count });
  }

  changed(answer: ChangesAnswer, sent?: readonly RowChange[]): Promise<void> {
    const [shown, source] = [untracked(this.#shown), untracked(this.source)];
    if (shown && source) {
      const { model } = untracked(this.#model);
      for (const row of showChanges({ ...this.#known(source), rows: shown.set.rows }, answer, sent, this.#renamed))
        this.#stale.add(row);
      model?.sortBy(model.sort);
      this.#turn.update((turn) => turn + 1);
      shown.run.edited();
    }
    return Promise.resolve();
  }
}

/** Why a statement's result may not be what its table looks like to another session; null where nothing before it moved anything. */
function movedBefore(kind: string | undefined, text: string, statement: number): string | null {
  const dialect = dialectOf(kind ?? '');
  if (!dialect) return 'The language of this database is not known.';
  const before = splitStatements(dialect.kind, text).slice(0, statement);
  const moving = before.map((one) => dialect.classify(one.text)).find(({ session, ddl }) => session || ddl);
  return moving
    ? `${moving.command || 'A statement'} before it may have changed what its names mean, or how values are written.`
    : null;
}
