import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Fault, type RefreshLine } from '@orrery/contracts';
import { createLogger, OutboxEvent } from '@orrery/runtime';
import { type Metadata, startMetadata } from '@orrery/testing';
import { migrations } from '../../migrations/index.js';
import { entities } from '../app.module.js';
import { FindingHere } from '../relation/finding.js';
import { RelationFinder } from '../relation/relation-finder.js';
import { RelationStore } from '../relation/relation.store.js';
import { noteChanged, resetConnection } from '../schema-events.js';
import { aTable } from './a-table.js';
import { CatalogStore } from './catalog.store.js';
import type { Crawl } from './crawl.js';
import { CrawlStore } from './crawl.store.js';
import { Crawler } from './crawler.js';
import { Crawls } from './crawls.js';
import { FakeRunner } from './fake-runner.js';
import { Schedule } from './schedule.js';

const ada = '01890a5d-ac96-774b-bcce-b302099a8057';
const grace = '01890a5d-ac96-774b-bcce-b302099a8058';
const connection = '01890a5d-ac96-774b-bcce-b302099a8001';
const wasCancelled = { type: 'error', error: { code: 'refresh_cancelled' } };
const log = createLogger('schema', 'silent', 'test');

let metadata: Metadata;
let catalogs: CatalogStore;
let relations: RelationStore;
let runner: FakeRunner;

beforeAll(async () => {
  metadata = await startMetadata('schema', migrations, { entities: [...entities, OutboxEvent] });
  catalogs = new CatalogStore(metadata.database);
  relations = new RelationStore(metadata.database);
}, 60_000);
afterAll(() => metadata.stop(), 60_000);
beforeEach(async () => {
  runner = new FakeRunner();
  runner.tables = [aTable('users', 'id|'), aTable('posts', 'id|author_id title:text')];
  await metadata.database.asSystem((em) => em.execute('delete from schema_catalogs'));
});

/** The crawls of one instance of the service. */
const anInstance = (): Crawls => {
  const store = new CrawlStore(metadata.database);
  const finder = new RelationFinder(runner, relations, metadata.database, log, () => new FindingHere());
  return new Crawls(new Crawler(runner, store, finder, log), store, catalogs, metadata.database);
};
const refresh = (crawls: Crawls) => crawls.of(ada, connection, 'request').crawl.outcome;
const linesOf = async (crawl: Crawl, joined: boolean): Promise<RefreshLine[]> => {
  const lines: RefreshLine[] = [];
  for await (const bytes of crawl.lines(joined)) lines.push(JSON.parse(Buffer.from(bytes).toString()) as RefreshLine);
  return lines;
};
const names = async (): Promise<string[]> => (await catalogs.outlines(ada, connection)).map(({ summary }) => summary.table);

describe('a refresh', () => {
  it('keeps tables and relations, and tells how far it is and what came of it', async () => {
    const { crawl } = anInstance().of(ada, connection, 'request');
    const lines = await linesOf(crawl, false);
    expect(lines[0]).toMatchObject({ type: 'progress' });
    expect(lines.at(-1)).toMatchObject({ type: 'done', tables: 2, relations: 1, version: 1, added: 2, joined: false });
    expect(await names()).toEqual(['public.posts', 'public.users']);
    expect(await relations.list(ada, connection)).toMatchObject([{ columnFrom: 'author_id', tableTo: 'public.users' }]);
    expect(runner.measured).toEqual(['posts.author_id']);
  });

  it('looks at no data where that is switched off', async () => {
    await catalogs.add(ada, connection);
    await catalogs.saveSettings(ada, connection, { measure: false, refreshEveryMinutes: null });
    await refresh(anInstance());
    expect(runner.measured).toEqual([]);
    expect(await relations.list(ada, connection)).toHaveLength(1);
  });

  it('is one where two ask at once, in one instance or in two', async () => {
    const gate = Promise.withResolvers<undefined>();
    runner.gate = gate.promise;
    const [here, there] = [anInstance(), anInstance()];
    const first = here.of(ada, connection, 'request');
    const second = here.of(ada, connection, 'request');
    expect([first.joined, second.joined]).toEqual([false, true]);
    // The other instance learns of the crawl from its lease.
    const lease = async (): Promise<boolean> => (await catalogs.get(ada, connection))?.crawlId != null;
    while (!(await lease())) await Promise.resolve();
    const third = there.of(ada, connection, 'request');
    gate.resolve(undefined);
    expect(await linesOf(second.crawl, true)).toContainEqual(expect.objectContaining({ type: 'done', joined: true }));
    expect(await third.crawl.outcome).toMatchObject({ type: 'done', tables: 2, relations: 1, joined: true });
    expect(runner.crawls).toBe(1);
  });

  it('goes on for who stays, and is cancelled when its last reader leaves', async () => {
    runner.gate = new Promise(() => undefined);
    const crawls = anInstance();
    const { crawl } = crawls.of(ada, connection, 'request');
    const [first, second] = [crawl.lines(false), crawl.lines(true)].map((lines) => lines[Symbol.asyncIterator]());
    await runner.asked;
    await first?.return?.();
    expect(runner.stopped).toBe(0);
    await second?.return?.();
    expect(await crawl.outcome).toMatchObject(wasCancelled);
    expect(runner.stopped).toBe(1);
  });

  it('that somebody waits for who can’t leave goes on when its readers do', async () => {
    const gate = Promise.withResolvers<undefined>();
    runner.gate = gate.promise;
    const { crawl } = anInstance().of(ada, connection, 'request');
    const reader = crawl.lines(false)[Symbol.asyncIterator]();
    crawl.keep();
    await reader.return?.();
    gate.resolve(undefined);
    expect(await crawl.outcome).toMatchObject({ type: 'done' });
  });

  it('that is cancelled leaves what was known, is no failure, and makes room for the next', async () => {
    const crawls = anInstance();
    await refresh(crawls);
    const before = await catalogs.get(ada, connection);
    runner.tables = [aTable('other', 'id|')];
    runner.gate = new Promise(() => undefined);
    const { crawl } = crawls.of(ada, connection, 'request');
    const lines = linesOf(crawl, false);
    while (runner.crawls < 2) await catalogs.get(ada, connection);
    expect(await crawls.cancel(ada, connection)).toBe(true);
    expect((await lines).at(-1)).toMatchObject(wasCancelled);
    expect(runner.stopped).toBe(1);
    expect(await names()).toEqual(['public.posts', 'public.users']);
    const after = await catalogs.get(ada, connection);
    expect(after).toMatchObject({ version: 1, lastFetchedAt: before?.lastFetchedAt, crawlId: null });
    expect(after?.lastError ?? null).toBeNull();
    expect(await crawls.cancel(ada, connection)).toBe(false);
    runner.gate = Promise.resolve();
    expect(await refresh(crawls)).toMatchObject({ type: 'done', tables: 1, added: 1, removed: 2 });
  });

  it('is cancelled from another instance, and by nobody whose connection it is not', async () => {
    runner.gate = new Promise(() => undefined);
    const [here, there] = [anInstance(), anInstance()];
    const { crawl } = here.of(ada, connection, 'request');
    await runner.asked;
    expect(await there.cancel(grace, connection)).toBe(false);
    const follower = there.of(ada, connection, 'request').crawl;
    expect(await there.cancel(ada, connection)).toBe(true);
    expect(await crawl.outcome).toMatchObject(wasCancelled);
    expect(await follower.outcome).toMatchObject(wasCancelled);
  });

  it('stops looking values up when it is cancelled, and keeps the relations that were known', async () => {
    const crawls = anInstance();
    await refresh(crawls);
    const before = await relations.list(ada, connection);
    runner.isSlow = true;
    runner.tables = [...runner.tables, aTable('notes', 'id|user_id')];
    const { crawl } = crawls.of(ada, connection, 'request');
    while (runner.measured.length < 2) await catalogs.get(ada, connection);
    await crawls.cancel(ada, connection);
    expect(await crawl.outcome).toMatchObject(wasCancelled);
    expect(runner.stopped).toBe(1);
    expect(await relations.list(ada, connection)).toEqual(before);
  });

  it('gives up soon after its connection leads elsewhere', async () => {
    runner.gate = new Promise(() => undefined);
    const { crawl } = anInstance().of(ada, connection, 'request');
    await runner.asked;
    await metadata.database.asSystem((em) => resetConnection(em, connection));
    expect(await crawl.outcome).toMatchObject({ type: 'error', error: { code: 'retry_later' } });
    expect(runner.stopped).toBe(1);
  });

  it.each([
    ['the server drops in the middle', new Fault('connection_lost', 'The server closed the connection.'), 'connection_lost'],
    ['the stream just ends', undefined, 'catalog_unreadable'],
  ])('leaves what was known when %s', async (_what, failure, code) => {
    const crawls = anInstance();
    await refresh(crawls);
    runner.tables = [aTable('users', 'id|name:text')];
    runner.failure = failure;
    runner.isCut = true;
    expect(await refresh(crawls)).toMatchObject({ type: 'error', error: { code } });
    expect(await names()).toEqual(['public.posts', 'public.users']);
    expect(await catalogs.get(ada, connection)).toMatchObject({ version: 1, lastError: { code }, crawlId: null });
  });

  it('tells what changed since, and is no commit where nothing did', async () => {
    const crawls = anInstance();
    await refresh(crawls);
    expect(await refresh(crawls)).toMatchObject({ version: 1, added: 0, changed: 0, removed: 0 });
    runner.tables = [aTable('users', 'id|email:text'), aTable('tags', 'id|')];
    expect(await refresh(crawls)).toMatchObject({ version: 2, added: 1, changed: 1, removed: 1 });
    expect(await catalogs.commits(ada, connection, 1, 10)).toMatchObject([
      {
        version: 2,
        cut: false,
        changes: [
          { table: 'public.users', change: 'changed', details: ['column email added (text)'] },
          { table: 'public.tags', change: 'added' },
          { table: 'public.posts', change: 'removed' },
        ],
      },
    ]);
    expect(await catalogs.commits(ada, connection, 2, 10)).toEqual([]);
    expect(await relations.list(ada, connection)).toEqual([]);
  });
});

describe('the schedule', () => {
  it('crawls once after many statements of ours that define objects, and only what is known already', async () => {
    const crawls = anInstance();
    const change = (): Promise<void> =>
      metadata.database.asSystem((em) => noteChanged(em, { connectionId: connection, userId: ada }));
    await change();
    expect(await catalogs.get(ada, connection)).toBeUndefined();
    await refresh(crawls);
    for (let n = 0; n < 5; n += 1) await change();
    expect(await catalogs.get(ada, connection)).toMatchObject({ dueWhy: 'ddl' });
    await metadata.database.asSystem((em) => em.execute('update schema_catalogs set due_at = now()'));
    runner.tables = [aTable('made', 'id|')];
    const schedule = new Schedule(metadata.database, crawls, log);
    await Promise.all([schedule.look(), schedule.look()]);
    await crawls.idle();
    expect(runner.crawls).toBe(2);
    expect((await catalogs.commits(ada, connection, undefined, 1))[0]).toMatchObject({ trigger: 'ddl' });
  });

  it('crawls what is due, and nothing else', async () => {
    const crawls = anInstance();
    await refresh(crawls);
    const schedule = new Schedule(metadata.database, crawls, log);
    await schedule.look();
    await crawls.idle();
    expect(runner.crawls).toBe(1);
    runner.tables = [aTable('users', 'id|')];
    await metadata.database.asSystem((em) => em.execute(`update schema_catalogs set due_at = now(), due_why = 'ddl'`));
    await schedule.look();
    await crawls.idle();
    expect((await catalogs.commits(ada, connection, undefined, 1))[0]).toMatchObject({ version: 2, trigger: 'ddl' });
    expect((await catalogs.get(ada, connection))?.dueAt).toBeInstanceOf(Date);
  });
});
