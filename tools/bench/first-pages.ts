import { mariadbAbsence, type PostgresServer, startMariadb } from '@orrery/servers';
import { type FaultProxy, startFaultProxy } from '@orrery/testing';
import { createConnection } from 'mysql2';
import pg from 'pg';
import { figuresOf, inTurn, ms, ratio, report, whole } from './figures.ts';
import type { Client } from './orrery.ts';

/** Rows of a page, as the web application asks for them at first. */
const limit = 100;

/** A table `deep (id, hash, …)` of many rows, as a person opens it and as a raw driver reads it, over one network. */
interface Opened {
  readonly label: string;
  readonly rows: number;
  readonly network: FaultProxy;
  /** LIKE that does not mind the case. */
  readonly like: string;
  readonly page: (asked: object) => Promise<unknown>;
  readonly raw: (text: string) => Promise<unknown>;
}

/**
 * First pages beside the same rows asked by the raw driver. Where the query takes a fraction of a millisecond, what is told is the way
 * through HTTP, gateway, bus and service, which no ratio says anything about; from some milliseconds on it is the query, and the ratio
 * counts.
 */
async function benchPages({ label, rows, network, like, page, raw }: Opened): Promise<void> {
  const beside = async (what: string, count: number, asked: object, text: string, aim: string): Promise<void> => {
    const warmUp = Math.ceil(count / 5);
    const ours = (): Promise<unknown> => page({ pagination: { page: 1, limit }, ...asked });
    const [o, r] = (await inTurn(count, warmUp, ours, () => raw(text))).map((times) => figuresOf(times).p50) as [number, number];
    report(what, ms(o), `${ratio(o / r)} of the raw driver (${ms(r)}), ${ms(o - r)} more`, aim);
  };
  const select = (more: string, count = limit): string => `select * from deep ${more} limit ${String(count)}`;
  const plain = select('order by id');
  await beside(`${label}, first page of ${whole(rows)} rows, p50`, 200, {}, plain, 'aim ≤ 5 ms more');
  const thousand = { pagination: { page: 1, limit: 1_000 } };
  await beside('  of 1,000 rows a page', 100, thousand, select('order by id', 1_000), 'aim ≤ 10 ms more');
  for (const [away, aim] of [
    [2, 'aim ≤ 5 ms more'],
    [10, 'aim ≤ 1.5×'],
    [40, 'aim ≤ 1.5×'],
  ] as const) {
    network.set({ type: 'latency', ms: away / 2 });
    await beside(`  from a server ${String(away)} ms away, and back`, 50, {}, plain, aim);
  }
  network.set({ type: 'pass' });
  const sort = [{ column: 'hash', direction: 'asc' }];
  await beside('  in an order that has no index', 5, { sort }, select('order by hash, id'), 'aim ≤ 1.5×');
  const asked = { filter: { column: 'hash', operator: 'contains', value: 'abcd' }, count: 'none' };
  await beside('  of the rows that hold a text', 20, asked, select(`where hash ${like} '%abcd%' order by id`), 'aim ≤ 1.5×');
}

async function connect(client: Client, type: string, table: string, port: number, login: object): Promise<Opened['page']> {
  const { id } = await client.json<{ id: string }>('POST', '/connections', {
    ...{ name: `first pages of ${type}`, type, host: '127.0.0.1', port, extraOptions: { ssl: { mode: 'disable' } } },
    ...login,
  });
  return (asked) => client.json('POST', `/connections/${id}/tables/${table}/rows`, asked);
}

/** First pages of PostgreSQL, where the table is there. */
export async function benchPagesOfPostgres(client: Client, target: PostgresServer, rows: number): Promise<void> {
  const url = new URL(target.url());
  const network = await startFaultProxy(Number(url.port), url.hostname);
  const [username, password] = [url.username, url.password].map(decodeURIComponent) as [string, string];
  const raw = new pg.Client({ host: network.host, port: network.port, user: username, password, database: 'postgres' });
  try {
    await raw.connect();
    const page = await connect(client, 'postgres', 'public.deep', network.port, { dbName: 'postgres', username, password });
    await benchPages({
      label: 'PostgreSQL',
      rows,
      network,
      like: 'ilike',
      page,
      raw: (text) => raw.query({ text, rowMode: 'array' }),
    });
  } finally {
    await raw.end();
    await network.stop();
  }
}

/** First pages of MariaDB, on a server of their own. */
export async function benchPagesOfMariadb(client: Client, rows: number): Promise<void> {
  const server = await startMariadb();
  if (server === undefined) {
    process.stdout.write(`NOT RUN: ${mariadbAbsence() ?? 'MariaDB did not start'}\n`);
    return;
  }
  const { user: username, password } = server;
  const network = await startFaultProxy(server.port, server.host);
  const driver = createConnection({ host: network.host, port: network.port, user: username, password, rowsAsArray: true });
  const raw = (text: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      driver.query(text, (error, answer) => {
        if (error) reject(error);
        else resolve(answer);
      });
    });
  try {
    await raw('create database bench');
    await raw('use bench');
    await raw(`create table deep (primary key (id)) as select seq as id, md5(seq) as hash, seq % 1000 as grp,
      timestamp '2024-01-01 00:00:00' + interval seq second as at from seq_1_to_${String(rows)}`);
    const page = await connect(client, 'mysql', 'bench.deep', network.port, { dbName: 'bench', username, password });
    await benchPages({ label: 'MariaDB', rows, network, like: 'like', page, raw });
  } finally {
    driver.destroy();
    await network.stop();
    await server.stop();
  }
}
