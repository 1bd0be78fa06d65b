import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CatalogTable } from '@orrery/contracts';
import { OutboxEvent } from '@orrery/runtime';
import { hostileNames, type Metadata, startMetadata } from '@orrery/testing';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { migrations } from '../../migrations/index.js';
import { entities } from '../app.module.js';
import { LayoutStore } from '../layout/layout.store.js';
import { relationsOf } from '../relation/relation.js';
import { RelationStore } from '../relation/relation.store.js';
import { forgetConnection, resetConnection } from '../schema-events.js';
import { aForeignKey, aTable } from './a-table.js';
import { CatalogStore } from './catalog.store.js';
import { type CrawlOf, CrawlStore, type CrawlWriter, type CrawledDatabase } from './crawl.store.js';
import { recordOf } from './table-record.js';

const [ada, grace] = ['01890a5d-ac96-774b-bcce-b302099a8057', '01890a5d-ac96-774b-bcce-b302099a8058'];
const connection = '01890a5d-ac96-774b-bcce-b302099a8001';
const of: CrawlOf = { userId: ada, connectionId: connection, crawlId: randomUUID() };
const whole: CrawledDatabase = {
  kind: 'postgres',
  serverVersion: '18',
  name: 'shop',
  defaultSchema: 'public',
  schemas: ['public'],
  gaps: [],
  routines: [],
  enums: [],
};

let metadata: Metadata;
let crawls: CrawlStore;
let catalogs: CatalogStore;
let relations: RelationStore;
let layouts: LayoutStore;

beforeAll(async () => {
  metadata = await startMetadata('schema', migrations, { entities: [...entities, OutboxEvent] });
  crawls = new CrawlStore(metadata.database);
  catalogs = new CatalogStore(metadata.database);
  relations = new RelationStore(metadata.database);
  layouts = new LayoutStore(metadata.database);
}, 60_000);
afterAll(() => metadata.stop(), 60_000);
beforeEach(() =>
  metadata.database.asSystem(async (em) => {
    await em.execute('delete from schema_catalogs');
    await em.execute('delete from deleted_connections');
  }),
);

const write = (work: (writer: CrawlWriter) => Promise<void>, version = 1) =>
  crawls.write(of, async (writer) => {
    await work(writer);
    await writer.finish(whole, { listing: '[]', tables: 0, commit: { version, trigger: 'request', changes: [], cut: false } });
  });
const crawl = async (tables: readonly CatalogTable[]): Promise<void> => {
  await crawls.begin(of);
  await write((writer) => writer.save(tables.map(recordOf), 1));
  await crawls.end(of, 'done');
};
const names = async (words: readonly string[] = []): Promise<string[]> =>
  (await catalogs.tables(ada, connection, { words, limit: 100 })).map(({ summary }) => summary.table);

describe('a crawl', () => {
  it('belongs to one at a time, until it ends or falls silent', async () => {
    const other = { ...of, crawlId: randomUUID() };
    expect(await crawls.begin(of)).toBe(true);
    expect(await crawls.begin(other)).toBe(false);
    await crawls.end(of, 'done');
    expect(await crawls.begin(other)).toBe(true);
    await metadata.database.asSystem((em) => em.execute(`update schema_catalogs set crawl_until = now() - interval '1 second'`));
    expect(await crawls.begin(of)).toBe(true);
  });

  it('is one of many that begin at the same moment', async () => {
    const begun = await Promise.all(Array.from({ length: 8 }, () => crawls.begin({ ...of, crawlId: randomUUID() })));
    expect(begun.filter((one) => one)).toHaveLength(1);
  });

  it('that fails leaves what was known as it was, and says why', async () => {
    await crawl([aTable('orders', 'id|')]);
    await crawls.begin(of);
    const failing = write(async (writer) => {
      await writer.remove(['public.orders']);
      throw new Error('the server went away');
    });
    await expect(failing).rejects.toThrow('went away');
    await crawls.end(of, { code: 'connection_lost', message: 'The server went away.' });
    expect(await names()).toEqual(['public.orders']);
    expect(await catalogs.get(ada, connection)).toMatchObject({
      version: 1,
      lastError: { code: 'connection_lost' },
      crawlId: null,
    });
  });

  it('writes nothing once its connection leads elsewhere, or is gone', async () => {
    for (const end of [
      () => metadata.database.asSystem((em) => resetConnection(em, connection)),
      () => metadata.database.asSystem((em) => forgetConnection(em, { connectionId: connection, userId: ada })),
    ]) {
      await crawls.begin(of);
      await crawls.progress(of, { phase: 'tables', done: 1, total: 2 });
      await end();
      await expect(write((writer) => writer.save([recordOf(aTable('late', 'id|'))], 1))).rejects.toThrow();
      expect(await names()).toEqual([]);
    }
    expect(await crawls.begin(of)).toBe(false);
  });
});

describe('tables', () => {
  it('are found as they were read, whatever they are called', async () => {
    const tables = [...hostileNames, 'half \ud800', 'nul \0'].map((name) =>
      aTable(name, 'id|', { comment: name, schema: name, ddl: `-- ${name}` }),
    );
    await crawl(tables);
    expect((await names()).length).toBe(tables.length);
    for (const [at, name] of hostileNames.entries()) {
      const { table } = recordOf(tables[at] ?? aTable('', ''));
      expect((await catalogs.named(ada, connection, table))[0]?.table).toBe(table);
      expect((await catalogs.structure(ada, connection, table))?.structure).toMatchObject({
        name,
        comment: name,
        ddl: `-- ${name}`,
      });
    }
  });

  it('are searched by words of their names, comments and columns, which mean nothing else', async () => {
    await crawl([aTable('orders', 'id|e_mail'), aTable('people', 'id|email', { comment: '100% real' })]);
    expect(await names(['EMAIL'])).toEqual(['public.people']);
    expect(await names(['e_mail'])).toEqual(['public.orders']);
    expect(await names(['100%', 'public'])).toEqual(['public.people']);
    expect(await names(['%'])).toEqual(['public.people']);
    expect(await catalogs.count(ada, connection, ['id'])).toBe(2);
  });

  it('are told page by page', async () => {
    await crawl(['b', 'a', 'C', 'ä'].map((name) => aTable(name, 'id|')));
    const all = await names();
    const first = await catalogs.tables(ada, connection, { words: [], limit: 2 });
    const rest = await catalogs.tables(ada, connection, { words: [], limit: 10, after: first.at(-1)?.summary.table });
    expect([...first, ...rest].map(({ summary }) => summary.table)).toEqual(all);
  });

  it('keep the figures that changed apart from what they are', async () => {
    const table = aTable('orders', 'id|');
    await crawl([table]);
    const moved = recordOf({ ...table, statistics: { rowEstimate: 7, sizeBytes: 8_192, indexBytes: 0 } });
    expect(moved.hash).toBe(recordOf(table).hash);
    await crawls.begin(of);
    await write((writer) => writer.saveStatistics([moved]), 2);
    const { tables } = await crawls.known(of);
    expect([...tables.values()]).toEqual([{ hash: moved.hash, statistics: '[7,8192,0]' }]);
    expect((await catalogs.outlines(ada, connection))[0]?.summary).toMatchObject({ rowEstimate: 7, columnCount: 1 });
  });

  it('are nobody else’s', async () => {
    await crawl([aTable('orders', 'id|')]);
    expect(await catalogs.get(grace, connection)).toBeUndefined();
    expect(await catalogs.tables(grace, connection, { words: [], limit: 10 })).toEqual([]);
    expect(await catalogs.structure(grace, connection, 'public.orders')).toBeUndefined();
    // A connection that is somebody's stays theirs, whoever says to crawl it.
    expect(await crawls.begin({ ...of, userId: grace })).toBe(false);
  });
});

describe('relations', () => {
  const users = aTable('users', 'id|');
  const posts = aTable('posts', 'id|user_id', { foreignKeys: [aForeignKey('user_id', 'users')] });
  const inferredOne = {
    from: posts,
    columnsFrom: ['author_id'],
    to: users,
    columnsTo: ['id'],
    family: 'integer' as const,
    confidence: 0.8,
    evidence: [{ sign: 'name' as const, detail: 'it says so', weight: 0.8 }],
  };
  const found = relationsOf([users, posts], [inferredOne]);
  const list = () => relations.list(ada, connection);

  it('keep their ids and what was decided of them from crawl to crawl', async () => {
    await crawl([users, posts]);
    expect(await relations.replace(ada, connection, found)).toBe(2);
    const before = await list();
    const guess = before.find(({ source }) => source === 'inferred');
    await relations.decide(ada, connection, guess?.id ?? '', 'rejected');
    await relations.replace(ada, connection, []);
    expect(await list()).toEqual([]);
    await relations.replace(ada, connection, found);
    const after = await list();
    expect(after.find(({ source }) => source === 'inferred')).toEqual({ ...guess, state: 'rejected' });
  });

  it('that are declared are not for anybody to reject; one that becomes declared is accepted', async () => {
    await crawl([users, posts]);
    const bare = { ...posts, foreignKeys: [] };
    await relations.replace(
      ada,
      connection,
      relationsOf([users, bare], [{ ...inferredOne, from: bare, columnsFrom: ['user_id'] }]),
    );
    const [guess] = await list();
    await relations.decide(ada, connection, guess?.id ?? '', 'rejected');
    await relations.replace(ada, connection, relationsOf([users, posts], []));
    expect(await list()).toMatchObject([{ id: guess?.id, source: 'declared', state: 'accepted', confidence: 1, evidence: [] }]);
    expect(await relations.decide(ada, connection, guess?.id ?? '', 'rejected')).toMatchObject({ state: 'accepted' });
    expect(await relations.of(ada, connection, 'public.users')).toHaveLength(1);
  });

  it('are nobody else’s to see, decide or replace', async () => {
    await crawl([users, posts]);
    await relations.replace(ada, connection, found);
    const [first] = await list();
    expect(await relations.list(grace, connection)).toEqual([]);
    expect(await relations.decide(grace, connection, first?.id ?? '', 'rejected')).toBeUndefined();
    await relations.replace(grace, connection, found);
    expect(await list()).toHaveLength(2);
    expect(await relations.list(grace, connection)).toEqual([]);
  });
});

describe('layouts', () => {
  it('are saved, renamed, saved over and removed, each name once', async () => {
    await catalogs.add(ada, connection);
    const one = await layouts.add(ada, connection, 'Billing', { zoom: 1 });
    await expect(layouts.add(ada, connection, 'Billing', {})).rejects.toMatchObject({ code: 'layout_name_taken' });
    const other = await layouts.add(ada, connection, 'Sales', {});
    await expect(layouts.change(ada, connection, other.id, { name: 'Billing' })).rejects.toMatchObject({
      code: 'layout_name_taken',
    });
    expect(await layouts.change(ada, connection, one.id, { content: { zoom: 2 } })).toMatchObject({
      name: 'Billing',
      content: { zoom: 2 },
    });
    expect(await layouts.get(ada, connection, one.id)).toMatchObject({ content: { zoom: 2 } });
    expect((await layouts.list(ada, connection)).map(({ name }) => name)).toEqual(['Billing', 'Sales']);
    expect(await layouts.get(grace, connection, one.id)).toBeUndefined();
    expect(await layouts.remove(grace, connection, one.id)).toBe(false);
    expect(await layouts.remove(ada, connection, one.id)).toBe(true);
  });
});

describe('a connection that is gone', () => {
  it('leaves nothing behind, and nothing comes after', async () => {
    await crawl([aTable('orders', 'id|')]);
    await layouts.add(ada, connection, 'Billing', {});
    await metadata.database.asSystem((em) => forgetConnection(em, { connectionId: connection, userId: ada }));
    await catalogs.add(ada, connection);
    for (const table of ['schema_catalogs', 'table_schema', 'erd_relations', 'schema_commits', 'erd_layouts'])
      expect([table, await metadata.database.asSystem((em) => em.execute<unknown[]>(`select 1 from ${table}`))]).toEqual([
        table,
        [],
      ]);
  });
});

describe('row-level security', () => {
  it('shows each user their own rows, and nothing to who says nothing', async () => {
    await crawl([aTable('orders', 'id|')]);
    const counts = async (userId: string | undefined): Promise<number[]> => {
      const client = new pg.Client({ connectionString: metadata.url });
      await client.connect();
      try {
        if (userId !== undefined) await client.query("select set_config('app.user_id', $1, false)", [userId]);
        const found: number[] = [];
        for (const table of ['schema_catalogs', 'table_schema', 'schema_commits'])
          found.push(Number((await client.query<{ n: string }>(`select count(*) as n from ${table}`)).rows[0]?.n));
        return found;
      } finally {
        await client.end();
      }
    };
    expect(await counts(undefined)).toEqual([0, 0, 0]);
    expect(await counts(grace)).toEqual([0, 0, 0]);
    expect(await counts(ada)).toEqual([1, 1, 1]);
  });
});
