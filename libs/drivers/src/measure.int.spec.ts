import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Containment, ContainmentPair, Kind } from '@orrery/contracts';
import { startMariadb, startPostgres } from '@orrery/servers';
import type { Session } from './driver.js';
import { rowsRead } from './driver.js';
import { drivers } from './index.js';

interface Server {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  stop(): Promise<void>;
}

interface Ground {
  readonly kind: Kind;
  readonly database: string;
  /** Where tables are without a word of it. */
  readonly schema: string;
  readonly start: () => Promise<Server | undefined>;
  /** `n` from 1 to so many. */
  readonly numbers: (count: number) => string;
  readonly analyze: (table: string) => string;
  /** Rows that reading has cost so far, all sessions or this one. */
  readonly read: (session: Session) => Promise<number>;
}

const rowsOf = async (session: Session, text: string): Promise<unknown[][]> => {
  const rows: unknown[][] = [];
  for await (const event of session.run({ language: 'sql', text }))
    if (event.type === 'rows') rows.push(...(JSON.parse(`[${event.json.toString()}]`) as unknown[][]));
  return rows;
};

const grounds: Ground[] = [
  {
    kind: 'postgres',
    database: 'postgres',
    schema: 'public',
    start: () => startPostgres({ fsync: false }),
    numbers: (count) => `generate_series(1, ${String(count)}) AS s(n)`,
    analyze: (table) => `ANALYZE ${table}`,
    read: async (session) => {
      await rowsOf(session, 'SELECT pg_stat_force_next_flush()');
      const [row] = await rowsOf(
        session,
        `SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int FROM pg_stat_user_tables WHERE relname IN ('sparse', 'things')`,
      );
      return Number(row?.[0]);
    },
  },
  {
    kind: 'mysql',
    database: 'shop',
    schema: 'shop',
    start: startMariadb,
    numbers: (count) => `(SELECT seq AS n FROM seq_1_to_${String(count)}) AS s`,
    analyze: (table) => `ANALYZE TABLE ${table}`,
    read: async (session) => {
      const rows = await rowsOf(session, `SHOW SESSION STATUS LIKE 'Handler_read%'`);
      return rows.reduce((sum, [, count]) => sum + Number(count), 0);
    },
  },
];

describe.each(grounds)('looking values up in $kind', ({ kind, database, schema, start, numbers, analyze, read }) => {
  let server: Server | undefined;
  let session: Session | undefined;
  const isHere = (): boolean => {
    if (!session) process.stdout.write(`NOT RUN: values are not looked up: there is no server of ${kind}\n`);
    return session !== undefined;
  };
  const here = (): Session => {
    if (!session) throw new Error('There is no session.');
    return session;
  };
  const connect = async (dbName: string): Promise<Session> => {
    const driver = drivers[kind];
    if (!driver || !server) throw new Error('There is no server.');
    const { host, port, user, password } = server;
    const target = { host, port, username: user, password, dbName, extraOptions: {} };
    return driver.connect(target, { connectMs: 10_000, applicationName: 'test', guard: () => true });
  };
  const measure = async (pairs: readonly ContainmentPair[]): Promise<Containment[]> => {
    const answers: Containment[] = [];
    for await (const one of here().measure(pairs, { sample: 100, budgetMs: 20_000 })) answers[one.index] = one;
    return answers;
  };
  const place = (name: string, ...columns: string[]) => ({ schema, name, columns });

  beforeAll(async () => {
    server = await start();
    if (!server) return;
    if (kind === 'mysql') {
      const first = await connect('');
      await rowsOf(first, 'CREATE DATABASE shop');
      await first.close();
    }
    session = await connect(database);
    for (const text of [
      'CREATE TABLE things (id int PRIMARY KEY, name varchar(40))',
      `INSERT INTO things SELECT n, 'x' FROM ${numbers(50_000)}`,
      'CREATE TABLE order_lines (order_no int, line_no int, PRIMARY KEY (order_no, line_no))',
      `INSERT INTO order_lines SELECT 1 + n % 30, 1 + n % 7 FROM ${numbers(210)}`,
      'CREATE TABLE returns (id int PRIMARY KEY, order_no int, line_no int)',
      `INSERT INTO returns SELECT n, 1 + n % 30, 1 + n % 7 FROM ${numbers(90)}`,
      'CREATE TABLE notes (id int PRIMARY KEY, subject_type varchar(40), subject_id int)',
      `INSERT INTO notes SELECT n, CASE WHEN n % 2 = 0 THEN 'Thing' ELSE 'it''s \\\\ other' END,
         CASE WHEN n % 2 = 0 THEN n ELSE -n END FROM ${numbers(60)}`,
      'CREATE TABLE sparse (id int PRIMARY KEY, thing_id int)',
      `INSERT INTO sparse SELECT n, NULL FROM ${numbers(200_000)}`,
      analyze('things'),
      analyze('sparse'),
    ])
      await rowsOf(session, kind === 'postgres' ? text.replaceAll('\\\\', '\\') : text);
  }, 120_000);
  afterAll(async () => {
    await session?.close();
    await server?.stop();
  }, 60_000);

  test('holds several columns against a key of several columns, together', async () => {
    if (!isHere()) return;
    const [right, crossed] = await measure([
      { from: place('returns', 'order_no', 'line_no'), to: place('order_lines', 'order_no', 'line_no') },
      { from: place('returns', 'order_no', 'line_no'), to: place('order_lines', 'line_no', 'order_no') },
    ]);
    expect(right).toEqual({ index: 0, sampled: 90, found: 90 });
    expect(crossed?.found).toBeLessThan(40);
  });

  test('looks only at the rows that a condition is true of, whatever signs its values hold', async () => {
    if (!isHere()) return;
    const from = place('notes', 'subject_id');
    const to = place('things', 'id');
    const where = (...values: string[]) => ({ column: 'subject_type', values });
    expect(
      await measure([
        { from, to, where: where('Thing') },
        { from, to, where: where(`it's \\ other`) },
        { from, to, where: where('Thing', `it's \\ other`) },
        { from, to, where: where('Nothing') },
      ]),
    ).toEqual([
      { index: 0, sampled: 30, found: 30 },
      { index: 1, sampled: 30, found: 0 },
      { index: 2, sampled: 60, found: 30 },
      { index: 3, sampled: 0, found: 0 },
    ]);
  });

  test('tells the values of a column where it has nothing to hold them against', async () => {
    if (!isHere()) return;
    const [types, none] = await measure([{ from: place('notes', 'subject_type') }, { from: place('sparse', 'thing_id') }]);
    expect(types).toMatchObject({ sampled: 2, values: expect.arrayContaining(['Thing', `it's \\ other`]) });
    expect(none).toEqual({ index: 1, sampled: 0, found: 0, values: [] });
  });

  test('reads a bounded part of a large table, also where it holds nothing, and asks the other one by its index', async () => {
    if (!isHere()) return;
    const before = await read(here());
    await measure([
      { from: place('sparse', 'thing_id'), to: place('things', 'id') },
      { from: place('sparse', 'id'), to: place('things', 'id') },
    ]);
    const cost = (await read(here())) - before;
    expect(cost).toBeGreaterThan(0);
    // Twice the rows of a sample, each read and then passed on, and not the 250,000 that both tables have.
    expect(cost).toBeLessThan(4 * rowsRead);
  });
});
