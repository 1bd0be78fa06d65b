import { Fault, type Kind, type RequestOf, type ResultSource, type resultSourceFind } from '@orrery/contracts';
import { dialectOf, type Dialect, readRowSource, type RowSource, type WrittenName } from '@orrery/dialects';
import type { ExplorerTable, Located, TableAccess } from '@orrery/drivers';
import type { PublicOf } from '@orrery/runtime';
import { Inject, Injectable } from '@nestjs/common';
import type { SessionPool } from '../target/session-pool.js';
import { SessionPools } from '../target/session-pools.js';
import { faultOfRead } from './faults.js';
import { describeColumn } from './rows.service.js';
import { editabilityOf, type OpenedTable, Tables } from './tables.js';

type Ask = RequestOf<typeof resultSourceFind>;
type Code = NonNullable<ResultSource['editability']['code']>;

/** A result that can't be edited, in one sentence. */
class NotEditable extends Error {
  constructor(
    readonly code: Code,
    readonly reason: string,
    readonly hint: string,
  ) {
    super(reason);
  }
}

const oneTable = 'Select from one table, with its key; or open the table in the explorer.';

/** Tells which table a result's rows are of: by what the database said of its columns, and else by what the statement says. */
@Injectable()
export class ResultSourceService {
  constructor(
    private readonly tables: Tables,
    @Inject(SessionPools) private readonly pools: Pick<PublicOf<SessionPools>, 'of'>,
  ) {}

  async find(asked: Ask, signal: AbortSignal): Promise<string> {
    try {
      return JSON.stringify(await this.source(asked, signal));
    } catch (error) {
      if (error instanceof NotEditable) return JSON.stringify(refusalOf(asked, error));
      throw faultOfRead(error);
    }
  }

  private async source(asked: Ask, signal: AbortSignal): Promise<ResultSource> {
    const { connection, access } = await this.tables.connection(asked.id);
    const dialect = dialectOf(connection.kind);
    if (!dialect) throw new NotEditable('unsupported', `The language of ${connection.kind} is not read yet.`, oneTable);
    const read = readRowSource(dialect, asked.text);
    if ('why' in read) throw new NotEditable('not-one-table', read.why, oneTable);
    const located = await locate(asked, access, this.pools.of(connection), signal);
    const written = nameOf(read.source.table, connection.target.dbName);
    refuseView(located, written);
    const work = (opened: OpenedTable): Promise<ResultSource> => {
      refuseOther(opened.table, located, written);
      const columns = located?.columns ?? columnsOf(connection.kind, read.source, opened.table, asked.columns);
      return Promise.resolve(sourceOf(asked, opened, columns, dialect));
    };
    const names = located ? [`${located.schema}.${located.table}`, written.join('.')] : [written.join('.')];
    for (const name of names) {
      try {
        return await this.tables.with(asked.id, name, signal, work);
      } catch (error) {
        // of a view, MariaDB tells the database of the table behind it with its own name
        if (!(error instanceof Fault && error.code === 'table_not_found')) throw error;
      }
    }
    throw new NotEditable(
      'no-such-table',
      `There is no table ${written.join('.')} to change: it may be temporary, a synonym, or gone.`,
      'Open the table behind it in the explorer.',
    );
  }
}

/** What the database itself told of the result's columns; undefined where it told nothing. */
async function locate(asked: Ask, access: TableAccess, pool: SessionPool, signal: AbortSignal): Promise<Located | undefined> {
  const origins = asked.origins ?? [];
  const tables = new Set(origins.flatMap((origin) => (origin ? [`${origin.schema ?? ''} ${origin.table}`] : [])));
  if (!access.locate || tables.size === 0) return undefined;
  if (tables.size > 1 || origins.length !== asked.columns.length)
    throw new NotEditable(
      'not-one-table',
      'Its columns are of several tables, so a row of it belongs to no one table.',
      oneTable,
    );
  const session = await pool.acquire(signal);
  try {
    const located = await access.locate(session, origins);
    if (!located)
      throw new NotEditable(
        'no-such-table',
        'The table that these rows are of is gone, or was a temporary one.',
        'Run the statement again to see what there is now.',
      );
    return located;
  } finally {
    void pool.release(session);
  }
}

/** The table as the statement names it. Its database may be named too, where that is the connection's own. */
function nameOf(table: readonly WrittenName[], dbName: string): string[] {
  const parts = table.map(({ text }) => text);
  if (parts.length < 3) return parts;
  if (parts[0]?.toLowerCase() !== dbName.toLowerCase())
    throw new NotEditable(
      'not-one-table',
      `It reads from another database, ${parts[0] ?? ''}.`,
      'Use a connection to that database.',
    );
  return parts.slice(1);
}

const isNamed = (table: string, written: readonly string[]): boolean => table.toLowerCase() === written.at(-1)?.toLowerCase();

/** A view's columns may be told as those of the table behind it. */
function refuseView(located: Located | undefined, written: readonly string[]): void {
  if (located && !isNamed(located.table, written))
    throw new NotEditable(
      'view',
      `${written.join('.')} is a view: its rows come from other tables.`,
      'Select from the table behind it.',
    );
}

/** A name with dots can be cut in more than one way: what was found must be what was meant. */
function refuseOther(table: ExplorerTable, located: Located | undefined, written: readonly string[]): void {
  if (table.locked?.code === 'view') return;
  const isMeant = located ? table.schema === located.schema && table.name === located.table : isNamed(table.name, written);
  if (!isMeant)
    throw new NotEditable('unsupported', `The table ${written.join('.')} can’t be told from others of that name.`, oneTable);
}

/** The column of a table that a written name means; undefined where that is none, or more than one. */
function meant(table: ExplorerTable, { text, quoted }: WrittenName, kind: Kind): string | undefined {
  const exact = table.columns.find(({ name }) => name === text);
  if (exact || (quoted && kind !== 'mssql' && kind !== 'mysql')) return exact?.name;
  const alike = table.columns.filter(({ name }) => name.toLowerCase() === text.toLowerCase());
  return alike.length === 1 ? alike[0]?.name : undefined;
}

/** The table's column behind each column of the result, by what the statement says; null for what is computed. */
function columnsOf(kind: Kind, source: RowSource, table: ExplorerTable, result: Ask['columns']): (string | null)[] {
  const stars = source.columns.filter((column) => column === '*').length;
  const width = stars === 0 ? 0 : result.length - (source.columns.length - stars);
  if (stars > 1 || width < 0 || (stars === 0 && result.length !== source.columns.length))
    throw new NotEditable(
      'not-one-table',
      'Which of its columns are the table’s can’t be told from the statement.',
      'Name the columns in the SELECT.',
    );
  const own = (name: string | undefined): string | null =>
    name !== undefined && !source.altered?.includes(name) && table.columns.some((column) => column.name === name) ? name : null;
  const places: (string | null)[] = [];
  for (const column of source.columns) {
    if (column === '*') for (let at = 0; at < width; at += 1) places.push(own(result[places.length]?.name));
    else places.push(column ? own(meant(table, column, kind)) : null);
  }
  return places;
}

function sourceOf(asked: Ask, opened: OpenedTable, columns: readonly (string | null)[], dialect: Dialect): ResultSource {
  const { table } = opened;
  const typeOf = new Map(columns.map((name, at) => [name, asked.columns[at]?.dataType]));
  const tableColumns = table.columns.map(({ name }) => {
    const described = describeColumn(table, name, undefined);
    return { ...described, dataType: typeOf.get(name) ?? described.dataType };
  });
  const found = { table: table.qualified, tableColumns, columns: [...columns] };
  const editability = editabilityOf(opened);
  if (!editability.editable) return { ...found, editability, add: [] };
  const shown = new Set(columns);
  const key = table.keys.find((parts) => parts.every((part) => shown.has(part)));
  if (key) return { ...found, editability: { ...editability, keyColumns: [...key] }, add: [] };
  const add = (table.keys[0] ?? []).filter((part) => !shown.has(part)).map((name) => written(dialect, name));
  const names = add.join(', ');
  return {
    ...found,
    editability: {
      editable: false,
      keyColumns: editability.keyColumns,
      code: 'key-not-selected',
      reason: `The result lacks ${names}, the key by which ${table.name} tells its rows apart.`,
      hint: `Add ${names} to what is selected.`,
    },
    add,
  };
}

/** A name as a person would write it: in quotes only where it needs them. */
function written(dialect: Dialect, name: string): string {
  const isPlain = /^[a-z_][a-z0-9_]*$/.test(name) && !dialect.keywords.includes(name.toUpperCase());
  return isPlain ? name : dialect.quoteIdentifier(name);
}

const refusalOf = (asked: Ask, { code, reason, hint }: NotEditable): ResultSource => ({
  editability: { editable: false, keyColumns: [], code, reason, hint },
  table: null,
  tableColumns: [],
  columns: asked.columns.map(() => null),
  add: [],
});
