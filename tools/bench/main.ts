import { startPostgres } from '@orrery/servers';
import os from 'node:os';
import pg from 'pg';
import Cursor from 'pg-cursor';
import { benchCrawl } from './crawl.ts';
import { benchExplorer } from './explorer.ts';
import { figuresOf, inTurn, ms, ratio, report, timesOf, whole } from './figures.ts';
import { Client, startOrrery } from './orrery.ts';

const rows = Number(process.env['BENCH_ROWS'] ?? 1_000_000);
const wide = `create unlogged table wide as
  select i as id, i::bigint * 1000003 as big, md5(i::text) as hash, (i / 100.0)::numeric(12,2) as price,
    timestamptz '2024-01-01' + i * interval '1 second' as at, i % 3 = 0 as flag, case when i % 5 = 0 then null else 'note ' || i end as note,
    i / 7.0::float8 as ratio, date '2024-01-01' + i % 1000 as day, jsonb_build_object('k', i, 't', 'x"y') as doc,
    ('00000000-0000-4000-8000-' || lpad(to_hex(i), 12, '0'))::uuid as uid, repeat('lorem ', i % 6) as words
  from generate_series(1, ${String(rows)}) i`;

const port = 20_000 + (process.pid % 20_000);
const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

print(
  `${os.cpus()[0]?.model ?? 'unknown'} × ${String(os.cpus().length)}, ${whole(os.totalmem() / 2 ** 30)} GB, Node ${process.version}. Ratios are of one run.\n`,
);

const target = await startPostgres({ fsync: false });
const raw = new pg.Client({ connectionString: target.url() });
await raw.connect();
await raw.query(wide);
await raw.query('alter table wide add primary key (id)');
await raw.query('vacuum analyze wide');

const orrery = await startOrrery(port);
const client = new Client(port);
try {
  report('start, to the first page (built)', ms(orrery.coldStartMs));
  const account = await client.json<{ accessToken: string }>('POST', '/auth/register', {
    email: 'bench@example.org',
    password: 'a long bench password',
  });
  client.token = account.accessToken;
  const url = new URL(target.url());
  const { id: connectionId } = await client.json<{ id: string }>('POST', '/connections', {
    name: 'bench',
    type: 'postgres',
    host: url.hostname,
    port: Number(url.port),
    dbName: 'postgres',
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
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

  // time to the first row of a large result
  const first: number[] = [];
  for (let i = 0; i < 40; i++) {
    const begun = performance.now();
    let seen = false;
    await client.send('POST', '/queries', { connectionId, text: 'select * from wide', maxRows: 1_000 }, (chunk) => {
      if (!seen && chunk.includes('"type":"rows"')) {
        seen = true;
        first.push(performance.now() - begun);
      }
    });
  }
  const rawFirst = figuresOf(
    await timesOf(40, 5, async () => {
      const cursor = raw.query(new Cursor('select * from wide'));
      await cursor.read(100);
      await cursor.close();
    }),
  );
  const f = figuresOf(first.slice(5));
  report('first row of a large table, p50', ms(f.p50), `raw cursor, 100 rows: ${ms(rawFirst.p50)}`, 'aim ≤ 15 ms');

  // a million rows, against draining a raw cursor
  const drain = async (): Promise<void> => {
    const cursor = raw.query(new Cursor('select * from wide'));
    let seen = 0;
    for (;;) {
      const batch = await cursor.read(1_000);
      if (batch.length === 0) break;
      seen += batch.length;
    }
    if (seen !== rows) throw new Error(`the raw cursor saw ${String(seen)} rows`);
    await cursor.close();
  };
  let bytes = 0;
  let tail = '';
  const all = (): Promise<void> => {
    bytes = 0;
    return run('select * from wide', (chunk) => {
      bytes += chunk.length;
      tail = (tail + chunk.subarray(-400).toString()).slice(-800);
    });
  };
  const before = { gateway: orrery.memory('gateway'), runner: orrery.memory('query-runner') };
  const [ours, theirs] = await inTurn(3, 1, all, drain);
  const done = /"rowCount":(\d+)/.exec(tail)?.[1];
  if (Number(done) !== rows) throw new Error(`the stream told ${String(done)} rows`);
  const [a, t] = [figuresOf(ours).p50, figuresOf(theirs).p50];
  report(
    `${whole(rows)} rows × 12 over HTTP`,
    `${whole(rows / (a / 1_000))}/s`,
    `${ratio(a / t)} of draining a raw pg-cursor (${whole(rows / (t / 1_000))}/s)`,
    'aim ≤ 2×',
  );
  report('  bytes', `${whole(bytes / 2 ** 20)} MB`, `${whole(bytes / 2 ** 20 / (a / 1_000))} MB/s`);
  report(
    '  memory of the gateway, grown by',
    `${whole(orrery.peak('gateway') - before.gateway)} MB`,
    `peak ${whole(orrery.peak('gateway'))} MB`,
    'aim < 60 MB',
  );
  report(
    '  memory of query-runner, grown by',
    `${whole(orrery.peak('query-runner') - before.runner)} MB`,
    `peak ${whole(orrery.peak('query-runner'))} MB`,
    'aim < 60 MB',
  );

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

  // the table explorer
  await benchExplorer(client, target);

  // catalogs of many tables
  await benchCrawl(client, target, 2_000, 3_000);
  await benchCrawl(client, target, 10_000, 12_000);
} finally {
  client.close();
  await orrery.stop();
  await raw.end();
  await target.stop();
}
