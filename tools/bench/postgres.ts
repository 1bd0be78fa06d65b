import type { PostgresServer } from '@orrery/servers';
import pg from 'pg';
import Cursor from 'pg-cursor';
import { figuresOf, inTurn, ms, ratio, report, timesOf, whole } from './figures.ts';
import type { Client, Orrery } from './orrery.ts';
import { benchStreaming } from './streaming.ts';

const wide = (rows: number): string => `create unlogged table wide as
  select i as id, i::bigint * 1000003 as big, md5(i::text) as hash, (i / 100.0)::numeric(12,2) as price,
    timestamptz '2024-01-01' + i * interval '1 second' as at, i % 3 = 0 as flag, case when i % 5 = 0 then null else 'note ' || i end as note,
    i / 7.0::float8 as ratio, date '2024-01-01' + i % 1000 as day, jsonb_build_object('k', i, 't', 'x"y') as doc,
    ('00000000-0000-4000-8000-' || lpad(to_hex(i), 12, '0'))::uuid as uid, repeat('lorem ', i % 6) as words
  from generate_series(1, ${String(rows)}) i`;

/** Small statements, a large result, and many people at once, on PostgreSQL. */
export async function benchPostgres(client: Client, orrery: Orrery, server: PostgresServer, rows: number): Promise<void> {
  const raw = new pg.Client({ connectionString: server.url() });
  await raw.connect();
  try {
    await raw.query(wide(rows));
    await raw.query('alter table wide add primary key (id)');
    await raw.query('vacuum analyze wide');
    await measure(client, orrery, server, raw, rows);
  } finally {
    await raw.end();
  }
}

async function measure(client: Client, orrery: Orrery, server: PostgresServer, raw: pg.Client, rows: number): Promise<void> {
  const { id: connectionId } = await client.json<{ id: string }>('POST', '/connections', {
    name: 'bench',
    type: 'postgres',
    host: server.host,
    port: server.port,
    dbName: 'postgres',
    username: server.user,
    password: server.password,
    extraOptions: { poolSize: 8 },
  });

  const run = async (text: string, onChunk: (chunk: Buffer) => void = () => undefined): Promise<void> => {
    const status = await client.send('POST', '/queries', { connectionId, text, timeoutMs: 600_000 }, onChunk);
    if (status !== 200) throw new Error(`run: ${String(status)}`);
  };
  const hop = async (): Promise<void> => {
    await client.json('GET', '/connections/types');
  };

  // select 1, against an operation that touches no database
  const [one, bare] = await inTurn(1_000, 200, () => run('select 1'), hop);
  const [o, b] = [figuresOf(one), figuresOf(bare)];
  const rawOne = figuresOf(await timesOf(1_000, 100, () => raw.query('select 1')));
  report(
    'select 1, p50',
    ms(o.p50),
    `${ratio(o.p50 / b.p50)} of a bare hop (${ms(b.p50)}); raw driver ${ms(rawOne.p50)}`,
    'aim ≤ 2×',
  );
  report('select 1, p95', ms(o.p95), `${ratio(o.p95 / b.p95)} of a bare hop (${ms(b.p95)}); raw driver ${ms(rawOne.p95)}`);

  // large results, each against draining the raw client of its kind
  await benchStreaming(client, orrery, 'PostgreSQL', {
    connectionId,
    text: 'select * from wide',
    rows,
    columns: 12,
    raw: {
      name: 'a raw pg-cursor',
      first: async () => {
        const cursor = raw.query(new Cursor('select * from wide'));
        await cursor.read(100);
        await cursor.close();
      },
      drain: async () => {
        const cursor = raw.query(new Cursor('select * from wide'));
        let seen = 0;
        for (let batch = 1; batch > 0; seen += batch) batch = (await cursor.read(1_000)).length;
        await cursor.close();
        return seen;
      },
    },
  });

  // throughput of small queries
  for (const users of [1, 8, 32]) {
    const until = performance.now() + 4_000;
    let count = 0;
    const times: number[] = [];
    const begun = performance.now();
    await Promise.all(
      Array.from({ length: users }, async () => {
        while (performance.now() < until) {
          const start = performance.now();
          await run('select * from wide where id <= 10');
          times.push(performance.now() - start);
          count++;
        }
      }),
    );
    const seconds = (performance.now() - begun) / 1_000;
    const spread = figuresOf(times);
    report(`10 rows, ${String(users)} at a time`, `${whole(count / seconds)}/s`, `p50 ${ms(spread.p50)}, p95 ${ms(spread.p95)}`);
  }
}
