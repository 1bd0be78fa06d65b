import { mariadbAbsence, type PostgresServer, startMariadb } from '@orrery/servers';
import { createConnection } from 'mysql2';
import pg from 'pg';
import { figuresOf, inTurn, ms, ratio, report, whole } from './figures.ts';
import type { Client } from './orrery.ts';

/** As many as one request takes. */
const many = 5_000;
const rounds = 3;

interface Edited {
  readonly label: string;
  readonly connectionId: string;
  readonly table: string;
  /** One statement of the raw driver. */
  readonly raw: (text: string, values?: readonly number[]) => Promise<unknown>;
  readonly update: string;
}

/** Staged changes of many rows, checked and kept for an undo, against the raw driver that updates the same rows one by one in one transaction. */
async function benchEdits(client: Client, { label, connectionId, table, raw, update }: Edited): Promise<void> {
  const path = `/connections/${connectionId}/tables/${encodeURIComponent(table)}/changes`;
  const ids = Array.from({ length: many }, (_, at) => at);
  let n = 0;
  const changesTo = (next: number): object[] =>
    ids.map((id) => ({ op: 'update', key: { id }, before: { n }, values: { n: next } }));
  const ours = async (): Promise<void> => {
    await client.json('POST', path, { changes: changesTo(n + 1) });
    n += 1;
  };
  const theirs = async (): Promise<void> => {
    await raw('begin');
    for (const id of ids) await raw(update, [n + 1, id]);
    await raw('commit');
    n += 1;
  };
  const [applied, driver] = await inTurn(rounds, 1, ours, theirs);
  const [previewed] = await inTurn(
    rounds,
    1,
    () => client.json('POST', path, { changes: changesTo(n + 1), preview: true }),
    () => Promise.resolve(),
  );
  const [a, d] = [figuresOf(applied), figuresOf(driver)];
  report(
    `${label}, ${whole(many)} staged edits applied, p50`,
    ms(a.p50),
    `${ratio(a.p50 / d.p50)} of the driver, one by one (${ms(d.p50)})`,
    'aim ≤ 2 s',
  );
  report('  previewed', ms(figuresOf(previewed).p50));
}

/** Many staged edits at once, on the kinds that this machine has. */
export async function benchChanges(client: Client, target: PostgresServer): Promise<void> {
  const create = 'create table edited (id int primary key, name varchar(40) not null, n int not null)';
  const connect = async (
    type: string,
    dbName: string,
    at: Readonly<Record<'host' | 'username' | 'password', string>> & { readonly port: number },
  ) =>
    (
      await client.json<{ id: string }>('POST', '/connections', {
        name: `edits of ${type}`,
        type,
        dbName,
        ...at,
        extraOptions: { ssl: { mode: 'disable' } },
      })
    ).id;

  const url = new URL(target.url());
  const postgres = new pg.Client({ connectionString: target.url() });
  await postgres.connect();
  try {
    await postgres.query(create);
    await postgres.query(`insert into edited select i, 'name ' || i, 0 from generate_series(0, ${String(many - 1)}) i`);
    const [username, password] = [url.username, url.password].map(decodeURIComponent) as [string, string];
    await benchEdits(client, {
      label: 'PostgreSQL',
      connectionId: await connect('postgres', 'postgres', { host: url.hostname, port: Number(url.port), username, password }),
      table: 'public.edited',
      raw: (text, values) => postgres.query(text, values ? [...values] : undefined),
      update: 'update edited set n = $1 where id = $2',
    });
  } finally {
    await postgres.end();
  }

  const server = await startMariadb();
  if (server === undefined) {
    process.stdout.write(`NOT RUN: ${mariadbAbsence() ?? 'MariaDB did not start'}\n`);
    return;
  }
  const { host, port, user: username, password } = server;
  const mariadb = createConnection({ host, port, user: username, password });
  const ask = (text: string, values?: readonly number[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      mariadb.query(text, values ? [...values] : undefined, (error, answer) => {
        if (error) reject(error);
        else resolve(answer);
      });
    });
  try {
    await ask('create database bench');
    await ask('use bench');
    await ask(create);
    await ask(`insert into edited select seq, concat('name ', seq), 0 from seq_0_to_${String(many - 1)}`);
    await benchEdits(client, {
      label: 'MariaDB',
      connectionId: await connect('mysql', 'bench', { host, port, username, password }),
      table: 'bench.edited',
      raw: ask,
      update: 'update edited set n = ? where id = ?',
    });
  } finally {
    mariadb.destroy();
    await server.stop();
  }
}
