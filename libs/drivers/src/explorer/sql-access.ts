import type { ColumnOrigin, SortKey } from '@orrery/contracts';
import { quoteLiteral } from '@orrery/dialects';
import { sql } from 'kysely';
import type { DriverFault, RunOptions, Session, Statement } from '../driver.js';
import type {
  CellRead,
  ChangeStatement,
  Contention,
  Located,
  PageAsk,
  PageStatement,
  RawChange,
  RowsOf,
  TableAccess,
} from './access.js';
import { ask } from './ask.js';
import { parsedCell, type RawCell, type RawRow } from './raw-json.js';
import { compiledFilter, knownColumn, searchParts } from './sql-filter.js';
import type { SqlFlavor } from './sql-flavor.js';
import { insertOf, keyTold } from './sql-insert.js';
import { and, asParam, type Bind, type Fragment, joined, name, or, SqlWriter } from './sql-text.js';
import { columnOf, type ExplorerTable, referencesIn, type TableColumn, type TableReference } from './table.js';

const comma = sql`, `;
/** New rows in one statement: beyond this a statement grows and gets no faster. */
const rowsAtOnce = 500;

/** What a kind adds to the statements that are common to all SQL kinds. */
export interface SqlParts {
  readonly describe: (session: Session, name: string) => Promise<ExplorerTable | undefined>;
  /** Who refers to a table that is named by its schema and its name: rows as `referencesIn` reads them. */
  readonly referrers: string;
  /** Where the protocol tells where a result's columns come from. */
  readonly locate?: (session: Session, origins: readonly (ColumnOrigin | null)[]) => Promise<Located | undefined>;
  /** EXPLAIN of a statement, and the rows it estimates. */
  readonly explain?: { readonly before: string; readonly rowsIn: (rows: readonly RawRow[]) => number | undefined };
  readonly probe?: (column: TableColumn, cell: RawCell) => Fragment;
}

const plain = (text: string): Statement => ({ language: 'sql', text });

/** Statements on one table in the SQL of one kind. Values are bound; names are quoted; nothing of a person's is ever pasted in. */
export class SqlAccess implements TableAccess {
  readonly kind;
  readonly transactional = true;
  readonly undoes = ['insert', 'update', 'delete'] as const;
  readonly countsOnlyChanged: boolean;
  readonly begin: readonly Statement[];
  readonly restoring: readonly Statement[];
  readonly commit: Statement;
  readonly rollback: Statement;
  readonly lastKey: Statement | undefined;
  readonly locate: TableAccess['locate'];
  readonly savepoint: TableAccess['savepoint'];
  readonly #writer: SqlWriter;
  readonly #literal: Bind;

  constructor(
    readonly flavor: SqlFlavor,
    readonly parts: SqlParts,
  ) {
    this.kind = flavor.kind;
    this.countsOnlyChanged = flavor.countsOnlyChanged;
    this.locate = parts.locate;
    this.#writer = new SqlWriter(flavor.compiler);
    this.#literal = (value) => sql.raw(quoteLiteral(flavor.kind, value));
    this.begin = flavor.begin.map(plain);
    this.restoring = (flavor.restoring ?? []).map(plain);
    this.commit = plain(flavor.commit);
    this.rollback = plain(flavor.rollback);
    this.lastKey = flavor.lastKey && this.#writer.statement(flavor.lastKey);
    const { set, back, stands } = flavor.savepoint;
    this.savepoint = { set: plain(set), back: plain(back), ...(stands === undefined ? {} : { stands: plain(stands) }) };
  }

  describe(session: Session, table: string): Promise<ExplorerTable | undefined> {
    return this.parts.describe(session, table);
  }

  async referrers(
    session: Session,
    { schema, name: of }: ExplorerTable,
    options: RunOptions,
  ): Promise<readonly TableReference[]> {
    const statement: Statement = { language: 'sql', text: this.parts.referrers, params: [schema, of] };
    return referencesIn((await ask(session, statement, { ...options, readOnly: true })).rows);
  }

  canKeyset(table: ExplorerTable, sort: readonly SortKey[]): boolean {
    const columns = sort.map((key) => columnOf(table, key.column));
    if (!columns.every((column) => column !== undefined && !column.nullable && this.flavor.ordered(column))) return false;
    return table.keys.some((key) => key.every((column) => sort.some((by) => by.column === column)));
  }

  page(table: ExplorerTable, ask: PageAsk): PageStatement {
    const searched = ask.search === undefined ? [] : searchParts(this.flavor, table, ask.search, asParam);
    return {
      statement: this.#exact(this.#page(table, ask, asParam, true), ask.columns, table),
      searched: searched.map(({ column }) => column.name),
    };
  }

  pageText(table: ExplorerTable, ask: PageAsk): string {
    return this.#writer.text(this.#page(table, ask, this.#literal, false));
  }

  count(table: ExplorerTable, rows: RowsOf): Statement {
    return this.#writer.statement(sql`select ${this.flavor.count} from ${tableName(table)}${this.#where(table, rows, asParam)}`);
  }

  estimate(table: ExplorerTable, rows: RowsOf): Statement | undefined {
    const { explain } = this.parts;
    if (!explain) return undefined;
    const { text, params } = this.#writer.statement(sql`select 1 from ${tableName(table)}${this.#where(table, rows, asParam)}`);
    return { language: 'sql', text: explain.before + text, ...(params ? { params } : {}) };
  }

  estimateIn(rows: readonly RawRow[]): number | undefined {
    return this.parts.explain?.rowsIn(rows);
  }

  distinct(
    table: ExplorerTable,
    column: string,
    { holding, limit, ...rows }: RowsOf & { holding?: string | undefined; limit: number },
  ): Statement {
    const known = knownColumn(table, column, 'column');
    const value = this.flavor.comparable(known);
    const pattern = holding === undefined || holding === '' ? undefined : `%${holding.replace(this.flavor.likeSpecial, '!$&')}%`;
    const extra = pattern === undefined ? [] : [this.flavor.like(known, pattern, asParam)];
    return this.#exact(
      sql`select ${value} as ${name('value')}, ${this.flavor.count} as ${name('count')} from ${tableName(table)}${this.#where(table, rows, asParam, extra)} group by ${value} order by 2 desc, 1 ${this.flavor.page(limit, 0)}`,
      [column],
      table,
    );
  }

  byKeys(table: ExplorerTable, key: readonly string[], keys: readonly RawRow[], locks: boolean): Statement {
    const columns = key.map((column) => knownColumn(table, column, 'key'));
    const matching = keys.map((values) => this.#keyIs(columns, values));
    const order = joined(
      columns.map((column) => name(column.name)),
      comma,
    );
    const { lock } = this.flavor;
    return this.#writer.statement(
      sql`select ${allColumns(table)} from ${tableName(table)}${locks ? lock.afterTable : sql``} where ${or(matching)} order by ${order}${locks ? lock.atEnd : sql``}`,
    );
  }

  cell(table: ExplorerTable, column: string, key: ReadonlyMap<string, RawCell>): CellRead {
    const columns = [...key.keys()].map((part) => knownColumn(table, part, 'key'));
    const from = sql`from ${tableName(table)} where ${this.#keyIs(columns, [...key.values()])}`;
    const { select, pieces } = this.flavor.cell(knownColumn(table, column, 'column'), from);
    return { statement: this.#writer.statement(select), pieces };
  }

  change(table: ExplorerTable, change: RawChange, serverVersion: string): ChangeStatement {
    const returns = this.flavor.returns(serverVersion);
    const returning = sql` returning ${allColumns(table)}`;
    if (change.op === 'insert') return this.#insert(table, change, returns.insert ? returning : sql``, returns.insert);
    const columns = [...(change.key ?? [])].map(([column]) => knownColumn(table, column, 'key'));
    const key = this.#keyIs(columns, [...(change.key?.values() ?? [])]);
    const before = [...(change.before ?? [])].flatMap(([column, cell]) => {
      const known = knownColumn(table, column, 'before');
      return this.flavor.equalityHolds(known) && !change.key?.has(column) ? [this.flavor.same(known, cell, asParam)] : [];
    });
    const target = tableName(table);
    if (change.op === 'delete') {
      const by = (where: Fragment): Statement =>
        this.#writer.statement(sql`delete from ${target} where ${where}${this.#told.change}`);
      return { statement: by(and([key, ...before])), returns: false, byKey: () => by(key), ...this.#counted };
    }
    const set = [
      ...[...(change.values ?? [])].map(([column, cell]) => {
        const known = knownColumn(table, column, 'values');
        return sql`${name(column)} = ${this.flavor.stored(known, cell, asParam)}`;
      }),
      ...(change.defaults ?? []).map((column) => sql`${name(knownColumn(table, column, 'defaults').name)} = default`),
    ];
    const tail = returns.update ? returning : sql``;
    const by = (where: Fragment): Statement =>
      this.#writer.statement(sql`update ${target} set ${joined(set, comma)} where ${where}${tail}${this.#told.change}`);
    return { statement: by(and([key, ...before])), returns: returns.update, byKey: () => by(key), ...this.#counted };
  }

  contentionOf(fault: DriverFault): Contention | undefined {
    return this.flavor.contentionOf(fault.native.sqlState ?? '', fault.native.nativeCode ?? '');
  }

  probe(table: ExplorerTable, column: string, cell: RawCell): Statement | undefined {
    const known = columnOf(table, column);
    const { probe } = this.parts;
    return known && probe ? this.#writer.statement(probe(known, cell)) : undefined;
  }

  mostKeys(columns: readonly string[]): number {
    return this.mostRows(columns);
  }

  mostRows(columns: readonly string[]): number {
    if (columns.length === 0) return 1;
    return Math.max(1, Math.min(rowsAtOnce, Math.floor(this.flavor.mostParams / columns.length)));
  }

  insertRows(
    table: ExplorerTable,
    columns: readonly string[],
    rows: readonly RawRow[],
    serverVersion: string,
    returning: boolean,
  ): ChangeStatement {
    const returns = returning && this.flavor.returns(serverVersion).insert;
    const given = columns.map((column) => knownColumn(table, column, 'values'));
    return this.#insertRows(table, given, rows, returns ? sql` returning ${allColumns(table)}` : sql``, returns, false);
  }

  /** A statement that answers the values of these columns as they are. */
  #exact(fragment: Fragment, columns: readonly string[], table: ExplorerTable): Statement {
    const statement = this.#writer.statement(fragment);
    const rounds = columns.some((column) => this.flavor.roundsInText?.(knownColumn(table, column, 'columns')) === true);
    return rounds ? { ...statement, prepared: true } : statement;
  }

  #insert(table: ExplorerTable, change: RawChange, returning: Fragment, returns: boolean): ChangeStatement {
    const columns = [...(change.values?.keys() ?? [])].map((column) => knownColumn(table, column, 'values'));
    const row = [...(change.values?.values() ?? [])];
    const tail = sql`${returning}${this.#told.insert}`;
    const made = this.#insertRows(table, columns, [row], tail, returns, change.restores === true);
    return this.flavor.told ? { ...made, ...this.#counted, keyIn: (rows) => keyTold(table, change, rows.at(-1)?.[1]) } : made;
  }

  get #told(): { readonly insert: Fragment; readonly change: Fragment } {
    return this.flavor.told ?? { insert: sql``, change: sql`` };
  }

  /** Triggers may answer rows of their own: the count is the last. */
  get #counted(): Pick<ChangeStatement, 'countIn'> {
    return this.flavor.told ? { countIn: (rows) => Number(parsedCell(rows.at(-1)?.[0] ?? '0')) } : {};
  }

  #insertRows(
    table: ExplorerTable,
    columns: readonly TableColumn[],
    rows: readonly RawRow[],
    returning: Fragment,
    returns: boolean,
    restores: boolean,
  ): ChangeStatement {
    const target = tableName(table);
    if (columns.length === 0) return { statement: this.#writer.statement(this.flavor.emptyInsert(target, returning)), returns };
    const numbered = columns.some(({ generated }) => generated?.startsWith('identity') === true);
    const statement = this.#writer.statement(insertOf(this.flavor, target, columns, rows, numbered && restores, returning));
    const around = numbered ? this.flavor.numbering(target) : {};
    return {
      statement,
      returns,
      ...(around.before ? { before: this.#writer.statement(around.before) } : {}),
      ...(around.after ? { after: this.#writer.statement(around.after) } : {}),
    };
  }

  #page(table: ExplorerTable, ask: PageAsk, bind: Bind, withMatches: boolean): Fragment {
    const { flavor } = this;
    const backwards = ask.boundary?.direction === 'previous';
    const columns = ask.columns.map((column) => name(knownColumn(table, column, 'columns').name));
    const matches =
      withMatches && ask.search !== undefined
        ? searchParts(flavor, table, ask.search, bind).map(({ holds }) => sql`case when ${holds} then 1 else 0 end`)
        : [];
    const order = ask.sort.map((key, index) => {
      const column = knownColumn(table, key.column, `sort.${String(index)}.column`);
      const descends = (key.direction === 'desc') !== backwards;
      return sql`${flavor.comparable(column)}${descends ? sql` desc` : sql``}`;
    });
    const after = ask.boundary ? [this.#after(table, ask.sort, ask.boundary.values, backwards, bind)] : [];
    const { orderless } = flavor;
    const by = order.length === 0 && orderless ? [orderless] : order;
    const orderBy = by.length === 0 ? sql`` : sql` order by ${joined(by, comma)}`;
    return sql`select ${joined([...columns, ...matches], comma)} from ${tableName(table)}${this.#where(table, ask, bind, after)}${orderBy} ${flavor.page(ask.limit, ask.offset)}`;
  }

  /** Rows that come after those values in the order. */
  #after(table: ExplorerTable, sort: readonly SortKey[], values: RawRow, backwards: boolean, bind: Bind): Fragment {
    const keys = sort.map((key, index) => {
      const column = knownColumn(table, key.column, `sort.${String(index)}.column`);
      return {
        column: this.flavor.comparable(column),
        value: (): Fragment => this.flavor.operand(column, values[index] ?? 'null', bind, true),
        beyond: (key.direction === 'desc') !== backwards ? sql`<` : sql`>`,
        descends: key.direction === 'desc',
      };
    });
    const [first] = keys;
    if (!first) return sql`1 = 0`;
    if (keys.length === 1) return sql`${first.column} ${first.beyond} ${first.value()}`;
    if (this.flavor.rowComparison && keys.every((key) => key.descends === first.descends))
      return sql`(${joined(
        keys.map((key) => key.column),
        comma,
      )}) ${first.beyond} (${joined(
        keys.map((key) => key.value()),
        comma,
      )})`;
    const steps = keys.map((key, index) =>
      and([
        ...keys.slice(0, index).map((equal) => sql`${equal.column} = ${equal.value()}`),
        sql`${key.column} ${key.beyond} ${key.value()}`,
      ]),
    );
    // The first condition says what the others imply: it is the one that an index is searched by.
    return sql`${first.column} ${first.beyond}= ${first.value()} and (${or(steps.map((step) => sql`(${step})`))})`;
  }

  #where(table: ExplorerTable, rows: RowsOf, bind: Bind, more: readonly Fragment[] = []): Fragment {
    const filter = rows.filter && compiledFilter(this.flavor, table, rows.filter, bind);
    const search =
      rows.search === undefined
        ? []
        : [sql`(${or(searchParts(this.flavor, table, rows.search, bind).map(({ holds }) => holds))})`];
    const all = [...(filter ? [filter] : []), ...search, ...more];
    return all.length === 0 ? sql`` : sql` where ${and(all)}`;
  }

  #keyIs(columns: readonly TableColumn[], values: RawRow): Fragment {
    const parts = columns.map(
      (column, index) =>
        sql`${this.flavor.comparable(column)} = ${this.flavor.operand(column, values[index] ?? 'null', asParam, true)}`,
    );
    return parts.length === 1 ? and(parts) : sql`(${and(parts)})`;
  }
}

const tableName = (table: ExplorerTable): Fragment => (table.schema === '' ? name(table.name) : name(table.schema, table.name));
const columnLists = new WeakMap<ExplorerTable, Fragment>();
const allColumns = (table: ExplorerTable): Fragment => {
  const known = columnLists.get(table);
  if (known) return known;
  const made = joined(
    table.columns.map((column) => name(column.name)),
    comma,
  );
  columnLists.set(table, made);
  return made;
};
