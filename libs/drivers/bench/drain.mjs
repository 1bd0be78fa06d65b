/**
 * Drains one million rows of twelve mixed columns through our drivers and through the clients they stand on, and prints the ratios.
 * Build first: `npm run build`. Rows and rounds: `node libs/drivers/bench/drain.mjs 1000000 3`.
 */
import { startMariadb, startPostgres } from '@orrery/servers';
import mysql from 'mysql2';
import pg from 'pg';
import Cursor from 'pg-cursor';
import { driverOf } from '../dist/index.js';

const rows = Number(process.argv[2] ?? 1_000_000);
const rounds = Number(process.argv[3] ?? 3);
const kinds = (process.argv[4] ?? 'postgres,mysql').split(',');
const query = 'SELECT * FROM drain';

const sources = {
  postgres: (count) => `CREATE TABLE drain AS SELECT i AS id, i::bigint * 7919 AS big, 'customer number ' || i AS name,
    (i * 1.25)::numeric(12,2) AS price, timestamptz '2026-01-01' + i * interval '1 second' AS created_at, i % 3 = 0 AS active,
    jsonb_build_object('n', i, 'tag', 'x' || i % 10) AS attributes, md5(i::text)::uuid AS key, (i % 1000)::smallint AS small,
    i / 7.0::float8 AS ratio, date '2026-01-01' + i % 365 AS day, CASE WHEN i % 5 = 0 THEN NULL ELSE md5(i::text) END AS note
    FROM generate_series(1, ${count}) AS i`,
  mysql: (
    count,
  ) => `CREATE TABLE drain AS SELECT seq AS id, CAST(seq * 7919 AS SIGNED) AS big, CONCAT('customer number ', seq) AS name,
    CAST(seq * 1.25 AS DECIMAL(12,2)) AS price, TIMESTAMP('2026-01-01') + INTERVAL seq SECOND AS created_at, seq % 3 = 0 AS active,
    JSON_OBJECT('n', seq, 'tag', CONCAT('x', seq % 10)) AS attributes, MD5(seq) AS \`key\`, seq % 1000 AS small, seq / 7e0 AS ratio,
    DATE('2026-01-01') + INTERVAL seq % 365 DAY AS day, IF(seq % 5 = 0, NULL, MD5(seq)) AS note FROM seq_1_to_${count}`,
};

const best = async (name, work) => {
  let shortest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now();
    const count = await work();
    if (count !== rows) throw new Error(`${name} saw ${String(count)} rows`);
    shortest = Math.min(shortest, performance.now() - begun);
  }
  console.log(`${name.padEnd(28)} ${shortest.toFixed(0).padStart(7)} ms`);
  return shortest;
};

const ours = async (kind, target) => {
  const session = await driverOf(kind).connect(target, { connectMs: 5_000, applicationName: 'bench', guard: () => true });
  const time = await best(`${kind}: ours, as JSON`, async () => {
    let count = 0;
    for await (const event of session.run({ language: 'sql', text: query })) if (event.type === 'rows') count += event.count;
    return count;
  });
  await session.close();
  return time;
};

const targetOf = (server, dbName) => ({
  host: server.host ?? '127.0.0.1',
  port: server.port,
  dbName,
  username: server.user,
  password: server.password,
  extraOptions: { ssl: { mode: 'disable' } },
});

const benchPostgres = async () => {
  const server = await startPostgres({ fsync: false });
  const client = new pg.Client({
    host: server.host,
    port: server.port,
    user: server.user,
    password: server.password,
    database: 'postgres',
  });
  await client.connect();
  await client.query(sources.postgres(rows));
  await client.query('VACUUM ANALYZE drain');
  const mine = await ours('postgres', targetOf(server, 'postgres'));
  const cursor = await best('postgres: pg-cursor by 1000', async () => {
    const reader = client.query(new Cursor(query));
    let count = 0;
    for (let part = await reader.read(1_000); part.length > 0; part = await reader.read(1_000)) count += part.length;
    await reader.close();
    return count;
  });
  console.log(`postgres: ratio ${(mine / cursor).toFixed(2)}`);
  await client.end();
  await server.stop();
};

const benchMysql = async () => {
  const server = await startMariadb({});
  const client = mysql.createConnection({ host: '127.0.0.1', port: server.port, user: server.user, password: server.password });
  await client.promise().query('CREATE DATABASE IF NOT EXISTS bench');
  await client.promise().query('USE bench');
  await client.promise().query(sources.mysql(rows));
  const mine = await ours('mysql', targetOf(server, 'bench'));
  const stream = await best('mysql: mysql2 stream', async () => {
    let count = 0;
    for await (const row of client.query({ sql: query, rowsAsArray: true }).stream({ highWaterMark: 1_000 }))
      count += row ? 1 : 0;
    return count;
  });
  console.log(`mysql: ratio ${(mine / stream).toFixed(2)}`);
  client.destroy();
  await server.stop();
};

if (kinds.includes('postgres')) await benchPostgres();
if (kinds.includes('mysql')) await benchMysql();
