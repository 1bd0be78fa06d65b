import { ask, driverOf } from '@orrery/drivers';
import type { PostgresServer } from '@orrery/servers';
import { companyTables, documentsOf, startMongo, startSqlServer, tsqlOf } from '@orrery/testing';
import { MongoClient } from 'mongodb';
import * as views from '../../libs/drivers/src/mssql/catalog-queries.ts';
import { figuresOf, ms, ratio, report, timesOf, whole } from './figures.ts';
import type { Client } from './orrery.ts';

const account = { user: 'ada', password: 'pencil' };
/** Collections that are asked about at a time, as a crawl does it. */
const atOnce = 4;

interface Crawled {
  readonly label: string;
  readonly type: 'mssql' | 'mongodb';
  readonly dbName: string;
  readonly port: number;
  readonly count: number;
  /** Asks the server for the least that a crawl has to ask, and nothing else. */
  readonly own: () => Promise<void>;
}

/** How long a catalog of many tables takes on the stand-ins of SQL Server and MongoDB, beside the server's own time in the same run. */
export async function benchCrawlOfKinds(client: Client, postgres: PostgresServer, count: number): Promise<void> {
  process.stdout.write('NOT RUN: SQL Server and MongoDB themselves; what follows is of servers of ours that stand in for them\n');
  const tables = companyTables(count, ['dbo', 'sales', 'stock', 'people']);
  const mssql = await startSqlServer({ postgres, database: `many_${String(count)}`, ...account });
  try {
    await mssql.define(tsqlOf(tables));
    const dbName = `many_${String(count)}`;
    await crawled(client, {
      ...{ label: 'SQL Server’s stand-in', type: 'mssql', dbName, port: mssql.port, count },
      own: () => askedOfSqlServer(mssql.port, dbName),
    });
  } finally {
    await mssql.stop();
  }
  const mongo = await startMongo({ users: [{ name: account.user, password: account.password, db: 'many', role: 'readWrite' }] });
  try {
    for (const [name, documents] of documentsOf(tables)) mongo.data.seed('many', name, documents);
    await crawled(client, {
      ...{ label: 'MongoDB’s stand-in', type: 'mongodb', dbName: 'many', port: mongo.port, count },
      own: () => askedOfMongo(mongo.port),
    });
  } finally {
    await mongo.stop();
  }
}

async function crawled(client: Client, { label, type, dbName, port, count, own }: Crawled): Promise<void> {
  const { id } = await client.json<{ id: string }>('POST', '/connections', {
    ...{ name: `crawl of ${label}`, type, host: '127.0.0.1', port, dbName },
    ...{ username: account.user, password: account.password, extraOptions: { ssl: { mode: 'disable' } } },
  });
  for (const measure of [false, true]) {
    const time = figuresOf(await timesOf(3, 1, own)).p50;
    await client.json('PATCH', `/connections/${id}/schema/settings`, { measure });
    let tail = '';
    const begun = performance.now();
    await client.send(
      'POST',
      `/connections/${id}/schema/refresh`,
      {},
      (chunk) => (tail = (tail + chunk.toString()).slice(-4_000)),
    );
    const took = performance.now() - begun;
    if (!tail.includes(`"tables":${String(count)},`)) throw new Error(`the crawl of ${label} ended with ${tail}`);
    report(
      measure ? '  again, with relations looked up in the data' : `${label}, crawl of ${whole(count)} tables`,
      ms(took),
      `${ratio(took / time)} of the server's own time (${ms(time)})`,
    );
  }
  const list = figuresOf(await timesOf(20, 3, () => client.json('GET', `/connections/${id}/schema`)));
  report('  list from what is kept, p50', ms(list.p50), `p95 ${ms(list.p95)}`, 'aim < 100 ms');
}

const viewTexts = [
  ...[views.tablesQueries[0], views.columnsQueries[0], views.indexesQuery, views.foreignKeysQuery, views.checksQuery],
  ...[views.triggersQuery, views.rowsQuery, views.sizesQuery, views.schemasQuery],
];

async function askedOfSqlServer(port: number, dbName: string): Promise<void> {
  const where = { host: '127.0.0.1', port, dbName, username: account.user, password: account.password };
  const session = await driverOf('mssql')?.connect(
    { ...where, extraOptions: { ssl: { mode: 'disable' } } },
    { connectMs: 5_000, applicationName: 'bench', guard: () => true },
  );
  if (!session) throw new Error('there is no driver of SQL Server');
  for (const text of viewTexts) await ask(session, { language: 'sql', text });
  await session.close();
}

async function askedOfMongo(port: number): Promise<void> {
  const raw = await MongoClient.connect(
    `mongodb://${account.user}:${account.password}@127.0.0.1:${String(port)}/many?directConnection=true`,
  );
  const db = raw.db('many');
  const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name).values();
  const reader = async (): Promise<void> => {
    for (const name of names) {
      await db.command({ collStats: name });
      await db.command({ listIndexes: name, cursor: {} });
      await db.command({ find: name, limit: 200, batchSize: 200 });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, reader));
  await raw.close();
}
