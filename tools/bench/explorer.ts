import type { PostgresServer } from '@orrery/servers';
import pg from 'pg';
import { figuresOf, inTurn, ms, ratio, report, timesOf, whole } from './figures.ts';
import { benchPagesOfMariadb, benchPagesOfPostgres } from './first-pages.ts';
import type { Client } from './orrery.ts';
import { benchRounds } from './rounds.ts';

const most = 2_000_000;
const limit = 20;

interface Page {
  readonly rows: readonly (readonly unknown[])[];
  readonly pagination: { readonly next: string | null };
}

/** The table explorer: pages of two million rows, and two people who change the same rows. */
export async function benchExplorer(client: Client, target: PostgresServer, rounds = 1_000): Promise<void> {
  const raw = new pg.Client({ connectionString: target.url() });
  await raw.connect();
  try {
    await raw.query(`create unlogged table deep as select i as id, md5(i::text) as hash, i % 1000 as grp, timestamptz '2024-01-01' + i * interval '1 second' as at
      from generate_series(1, ${String(most)}) i`);
    await raw.query('alter table deep add primary key (id)');
    await raw.query('vacuum analyze deep');
    await raw.query('create table tallies (id int primary key, n int not null)');
    await raw.query('insert into tallies values (1, 0), (2, 0), (3, 0)');
    const url = new URL(target.url());
    const { id } = await client.json<{ id: string }>('POST', '/connections', {
      name: 'explorer',
      type: 'postgres',
      host: url.hostname,
      port: Number(url.port),
      dbName: 'postgres',
      username: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      extraOptions: { poolSize: 8 },
    });
    const path = (table: string, what: string): string => `/connections/${id}/tables/public.${table}/${what}`;
    const page = (pagination: object, more: object = {}): Promise<Page> =>
      client.json<Page>('POST', path('deep', 'rows'), { pagination: { limit, ...pagination }, ...more });

    await benchPagesOfPostgres(client, target, most);
    await benchPagesOfMariadb(client, most);

    const last = most / limit;
    const { pagination } = await page({ page: last - 1 });
    const far = await page({ cursor: pagination.next });
    if (far.rows.at(-1)?.[0] !== most) throw new Error('the last page is not the last page');
    const [deep, near] = await inTurn(
      200,
      30,
      () => page({ cursor: pagination.next }),
      () => page({ page: 1 }),
    );
    report(
      `page ${whole(last)} by keyset, p50`,
      ms(figuresOf(deep).p50),
      `${ratio(figuresOf(deep).p50 / figuresOf(near).p50)} of page 1`,
      'aim ≤ 2×',
    );
    const jumped = figuresOf(await timesOf(5, 1, () => page({ page: last })));
    report(`page ${whole(last)} by its number, p50`, ms(jumped.p50), 'by counting rows');

    await benchRounds(
      client,
      { label: 'PostgreSQL', connectionId: id, table: 'public.tallies', key: 'id', together: true },
      rounds,
    );
  } finally {
    await raw.end();
  }
}
