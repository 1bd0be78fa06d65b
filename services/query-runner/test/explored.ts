import type {
  ChangesAnswer,
  explorerCell,
  explorerChange,
  ExtraOptions,
  explorerRows,
  Kind,
  RequestIn,
  RequestOf,
  ResponseOf,
  Referrer,
  RowChange,
} from '@orrery/contracts';
import {
  explorerCell as cellOperation,
  explorerDistinct,
  explorerReferrers,
  explorerRows as rowsOperation,
  Fault,
} from '@orrery/contracts';
import { ask, driverOf, type Session, statementOf } from '@orrery/drivers';
import { KeyRing } from '@orrery/runtime';
import { startMariadb, startMysql } from '@orrery/servers';
import {
  type BackEnd,
  type FaultProxy,
  type Metadata,
  startFaultProxy,
  startMetadata,
  startMongo,
  startSqlServer,
} from '@orrery/testing';
import { randomBytes } from 'node:crypto';
import { migrations } from '../migrations/index.js';
import { CellService } from '../src/explorer/cell.service.js';
import { CellStream } from '../src/explorer/cell-stream.js';
import { ChangeService } from '../src/explorer/change.service.js';
import { ChangeSetRow } from '../src/explorer/change-set.entity.js';
import { ChangeSetStore } from '../src/explorer/change-set.store.js';
import { FirstResults } from '../src/explorer/first-results.js';
import { ReferrersService } from '../src/explorer/referrers.service.js';
import { RowsService } from '../src/explorer/rows.service.js';
import { Tables } from '../src/explorer/tables.js';
import { ImportService } from '../src/import/import.service.js';
import { SessionPool } from '../src/target/session-pool.js';

export const userId = '01890a5d-ac96-774b-bcce-b302099a8057';
export const connectionId = '01890a5d-ac96-774b-bcce-b302099a8001';
const quiet = new AbortController().signal;

type Asked<T> = Omit<T, 'id' | 'table'>;

/** A database with the explorer's services on it, as they stand in the runner, and a session of one's own beside them. */
export interface Explored {
  readonly kind: Kind;
  readonly metadata: Metadata;
  readonly sets: ChangeSetStore;
  /** Who wrote where, as queries are told. */
  readonly noted: readonly string[];
  readonly tables: Tables;
  readonly pools: { of(): SessionPool };
  /** What lies between the services and the database. */
  readonly network: FaultProxy;
  readonly reading: RowsService;
  readonly changing: ChangeService;
  readonly importing: ImportService;
  /** Runs a statement of the test's own. */
  sql(text: string): Promise<unknown[][]>;
  /** A session of its own, for what another program does meanwhile. */
  session(): Promise<Session>;
  rows(table: string, asked?: Asked<RequestIn<typeof explorerRows>>): Promise<ResponseOf<typeof explorerRows>>;
  /** The values of a column, as its pick list shows them. */
  distinct(table: string, asked: Asked<RequestIn<typeof explorerDistinct>>): Promise<ResponseOf<typeof explorerDistinct>>;
  /** Who refers to a table. */
  referrers(table: string): Promise<readonly Referrer[]>;
  /** The pieces of one cell, as they cross the bus. */
  cell(table: string, asked: Asked<RequestIn<typeof explorerCell>>): CellStream;
  change(table: string, changes: RowChange[], more?: Partial<RequestOf<typeof explorerChange>>): Promise<ChangesAnswer>;
  undo(table: string, changeSetId: string | null): Promise<ChangesAnswer>;
  /** Messages that the server was sent so far, where it counts them. */
  messages(): number | undefined;
  /** What the connection says of itself from now on. */
  options(extraOptions: ExtraOptions): void;
  stop(): Promise<void>;
}

/** The products that speak SQL, of which two are one kind. No SQL Server can be had: a stand-in of ours executes what is sent to it. */
export const products = [
  { product: 'PostgreSQL', kind: 'postgres' },
  { product: 'MariaDB', kind: 'mysql' },
  { product: 'MySQL', kind: 'mysql' },
  { product: 'SQL Server (a stand-in)', kind: 'mssql' },
] as const;
export type Product = (typeof products)[number]['product'];

/** Undefined where this machine has no server of that kind. `on`: what stands behind MongoDB's protocol, or which product of the kind. */
export async function explore(kind: Kind, on?: BackEnd | Product): Promise<Explored | undefined> {
  const backEnd = typeof on === 'object' ? on : undefined;
  const maria = kind !== 'mysql' ? undefined : on === 'MySQL' ? await startMysql() : await startMariadb();
  if (kind === 'mysql' && !maria) return undefined;
  const metadata = await startMetadata('query-runner', migrations, { entities: [ChangeSetRow] });
  const mongo =
    kind === 'mongodb'
      ? await startMongo({ backEnd, users: [{ name: 'ada', password: 'pencil', db: 'admin', role: 'readWrite' }] })
      : undefined;
  const ada = { user: 'ada', password: 'pencil' };
  const mssql = kind === 'mssql' ? await startSqlServer({ postgres: metadata.server, database: 'explored', ...ada }) : undefined;
  const server = mongo ? { host: '127.0.0.1', port: mongo.port, ...ada } : (mssql ?? maria ?? metadata.server);
  const driverOptions: ExtraOptions = mongo
    ? { driver: { authSource: 'admin' } }
    : on === 'MySQL'
      ? { driver: { allowPublicKeyRetrieval: true } }
      : {};
  const driver = driverOf(kind);
  if (!driver) throw new Error(`no driver of ${kind}`);
  let extraOptions: ExtraOptions = { ssl: { mode: 'disable' }, ...driverOptions };
  const connect = (dbName: string, { host, port }: { readonly host: string; readonly port: number } = server): Promise<Session> =>
    driver.connect(
      { host, port, dbName, username: server.user, password: server.password, extraOptions },
      { connectMs: 5_000, applicationName: 'test', guard: () => true },
    );
  if (!mongo && !mssql) {
    const first = await connect(kind === 'mysql' ? '' : 'postgres');
    await ask(first, { language: 'sql', text: 'create database explored' });
    await first.close();
  }
  const own = await connect('explored');
  const network = await startFaultProxy(server.port, server.host);
  const newPool = (): SessionPool =>
    new SessionPool(() => connect('explored', network), { size: 8, waitMs: 20_000, idleMs: 60_000, resetMs: 20_000 });
  let pool = newPool();
  const tables = new Tables(
    {
      open: (id) =>
        Promise.resolve({
          id,
          userId,
          kind,
          name: 'Explored',
          version: 1,
          target: { host: server.host, port: server.port, dbName: 'explored', username: server.user, password: '', extraOptions },
        }),
      whenStale: () => undefined,
    },
    { of: () => pool },
    { isRecent: () => false },
  );
  const ring = new KeyRing(JSON.stringify({ active: 'k', keys: { k: randomBytes(32).toString('base64') } }));
  const sets = new ChangeSetStore(metadata.database, ring);
  const reading = new RowsService(tables);
  const cells = new CellService(tables);
  const referring = new ReferrersService(tables);
  const noted: string[] = [];
  const writes = { note: (author: string, id: string) => noted.push(`${author} ${id}`) };
  const changing = new ChangeService(tables, sets, new FirstResults(tables, sets), writes);
  // One instance: what is not here is nowhere.
  const bus = { call: () => Promise.reject(new Fault('timeout', 'Nobody answered.')) };
  const importing = new ImportService(tables, sets, writes, bus);
  return {
    kind,
    metadata,
    sets,
    noted,
    tables,
    pools: { of: () => pool },
    network,
    reading,
    changing,
    importing,
    sql: async (text) =>
      (await ask(own, statementOf(kind, text))).rows.map((row) => row.map((cell) => JSON.parse(cell) as unknown)),
    session: () => connect('explored'),
    rows: async (table, asked = {}) => {
      const request = rowsOperation.request.parse({ id: connectionId, table, ...asked });
      return rowsOperation.response.parse(JSON.parse(await reading.rows(request, quiet)));
    },
    distinct: async (table, asked) => {
      const request = explorerDistinct.request.parse({ id: connectionId, table, ...asked });
      return explorerDistinct.response.parse(JSON.parse(await reading.distinct(request, quiet)));
    },
    referrers: async (table) =>
      explorerReferrers.response.parse(JSON.parse(await referring.of({ id: connectionId, table }, quiet))).referrers,
    cell: (table, asked) => {
      const request = cellOperation.request.parse({ id: connectionId, table, ...asked });
      return new CellStream((signal) => cells.bytes(request, signal));
    },
    change: async (table, changes, more = {}) =>
      JSON.parse(
        await changing.change(userId, { id: connectionId, table, changes, preview: false, dryRun: false, ...more }, quiet),
      ) as ChangesAnswer,
    undo: async (table, changeSetId) =>
      JSON.parse(
        await changing.undo(userId, { id: connectionId, table, changeSetId: changeSetId ?? '', preview: false }, quiet),
      ) as ChangesAnswer,
    messages: () => mssql?.requests.filter(({ place }) => place === 0).length,
    options: (next) => {
      extraOptions = { ssl: { mode: 'disable' }, ...driverOptions, ...next };
      // A connection that was changed has sessions of its own.
      pool.close();
      pool = newPool();
    },
    stop: async () => {
      pool.close();
      await own.close();
      await network.stop();
      await mssql?.stop();
      await metadata.stop();
      await maria?.stop();
      await mongo?.stop();
    },
  };
}
