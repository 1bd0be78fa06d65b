import { mariadbAbsence, type PostgresServer, startMariadb } from '@orrery/servers';
import { startMongo, startSqlServer } from '@orrery/testing';
import { ms, report, whole } from './figures.ts';
import type { Client } from './orrery.ts';

/** ms after which no other round is begun: what was done by then is told. */
const longest = 150_000;

interface Page {
  readonly columns: readonly { readonly name: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

/** A table of three counters, and who changes them. */
export interface Counters {
  readonly label: string;
  readonly connectionId: string;
  /** The table, as the API names it. */
  readonly table: string;
  readonly key: string;
  /** Whether all three are changed at once, or one after the other's turn. */
  readonly together: boolean;
}

/** Two people who change the same rows at the same time, round after round: what each of them added must be there in the end. */
export async function benchRounds(client: Client, of: Counters, rounds = 1_000): Promise<void> {
  const path = `/connections/${of.connectionId}/tables/${encodeURIComponent(of.table)}`;
  let conflicts = 0;
  const look = async (): Promise<Map<number, number>> => {
    const { columns, rows } = await client.json<Page>('POST', `${path}/rows`, {});
    const [key, n] = [of.key, 'n'].map((wanted) => columns.findIndex(({ name }) => name === wanted)) as [number, number];
    return new Map(rows.map((row) => [Number(row[key]), Number(row[n])]));
  };
  const bump = async (keys: readonly number[]): Promise<void> => {
    for (;;) {
      const seen = await look();
      const changes = keys.map((key) => ({
        op: 'update',
        key: { [of.key]: key },
        before: { n: seen.get(key) },
        values: { n: (seen.get(key) ?? 0) + 1 },
      }));
      const done = await client.json('POST', `${path}/changes`, { changes }).then(
        () => true,
        (error: unknown) => {
          if (error instanceof Error && /row_changed|retry_later/.test(error.message)) return false;
          throw error;
        },
      );
      if (done) return;
      conflicts += 1;
    }
  };
  const expected = new Map([1, 2, 3].map((key) => [key, 0]));
  const begun = performance.now();
  let round = 0;
  for (; round < rounds && performance.now() - begun < longest; round += 1) {
    const [mine, theirs] = of.together ? [[1, 2, 3], round % 2 ? [3, 2, 1] : [2, 3, 1]] : [[(round % 3) + 1], [(round % 3) + 1]];
    for (const key of [...mine, ...theirs]) expected.set(key, (expected.get(key) ?? 0) + 1);
    await Promise.all([bump(mine), bump(theirs)]);
  }
  report(
    `${of.label}, ${whole(round)} rounds of two on the same rows`,
    ms((performance.now() - begun) / round),
    `a round; ${whole(conflicts)} were told of a conflict and looked again`,
  );
  const found = await look();
  const made = [...expected.values()].reduce((sum, n) => sum + n, 0);
  const lost = [...expected].reduce((sum, [key, n]) => sum + n - (found.get(key) ?? 0), 0);
  report('  updates lost', whole(lost), `of ${whole(made)}`, 'aim 0');
}

interface Served {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** The rounds on each kind that this machine has, or has a stand-in of. */
export async function benchRoundsOfKinds(client: Client, target: PostgresServer): Promise<void> {
  const connect = async (label: string, type: string, dbName: string, server: Served): Promise<string> => {
    const { id } = await client.json<{ id: string }>('POST', '/connections', {
      name: `rounds of ${label}`,
      type,
      host: server.host,
      port: server.port,
      dbName,
      username: server.user,
      password: server.password,
      extraOptions: { ssl: { mode: 'disable' }, poolSize: 8 },
    });
    return id;
  };
  const make = async (connectionId: string, ...texts: readonly string[]): Promise<void> => {
    for (const text of texts) await client.json('POST', '/queries', { connectionId, text }).catch(() => undefined);
  };
  const create = 'create table tallies (id int primary key, n int not null)';
  const fill = 'insert into tallies values (1, 0), (2, 0), (3, 0)';

  const maria = await startMariadb();
  if (maria === undefined) process.stdout.write(`NOT RUN: ${mariadbAbsence() ?? 'MariaDB did not start'}\n`);
  else {
    try {
      const connectionId = await connect('MariaDB', 'mysql', 'mysql', maria);
      await make(
        connectionId,
        'create database bench',
        create.replace('tallies', 'bench.tallies'),
        fill.replace('tallies', 'bench.tallies'),
      );
      await benchRounds(client, { label: 'MariaDB', connectionId, table: 'bench.tallies', key: 'id', together: true });
    } finally {
      await maria.stop();
    }
  }

  process.stdout.write('NOT RUN: SQL Server and MongoDB themselves; what follows is of servers of ours that stand in for them\n');
  const account = { user: 'ada', password: 'pencil' };
  const mssql = await startSqlServer({ postgres: target, database: 'bench', ...account });
  try {
    const connectionId = await connect('SQL Server', 'mssql', 'bench', mssql);
    await make(connectionId, create, fill);
    await benchRounds(client, { label: 'SQL Server’s stand-in', connectionId, table: 'dbo.tallies', key: 'id', together: true });
  } finally {
    await mssql.stop();
  }

  const mongo = await startMongo({ users: [{ name: account.user, password: account.password, db: 'bench', role: 'readWrite' }] });
  try {
    mongo.data.seed(
      'bench',
      'tallies',
      [1, 2, 3].map((_id) => ({ _id, n: 0 })),
    );
    const connectionId = await connect('MongoDB', 'mongodb', 'bench', { host: '127.0.0.1', port: mongo.port, ...account });
    // A statement of MongoDB changes one document and stands for itself.
    await benchRounds(client, { label: 'MongoDB’s stand-in', connectionId, table: 'tallies', key: '_id', together: false });
  } finally {
    await mongo.stop();
  }
}
