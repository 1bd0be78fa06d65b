import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { OutboxEvent } from '@orrery/runtime';
import { type Metadata, startMetadata } from '@orrery/testing';
import { v7 as uuidv7 } from 'uuid';
import { migrations } from '../../migrations/index.js';
import { Query } from './query.entity.js';
import { type NewRun, QueryStore, type RunOutcome } from './query.store.js';

const ada = uuidv7();
const bob = uuidv7();
const connectionId = uuidv7();
const aRun = (more: Partial<NewRun> = {}): NewRun => ({
  id: uuidv7(),
  userId: ada,
  connectionId,
  text: 'select 1',
  source: 'api',
  instance: 'one',
  backend: { id: '42' },
  ...more,
});
const success: RunOutcome = {
  status: 'success',
  rowCount: 1,
  executionTime: 3.4,
  errorMessage: null,
  rawResult: '{"statements":[],"cut":false}',
};
const everything = { limit: 50 };

let metadata: Metadata;
let store: QueryStore;

beforeAll(async () => {
  metadata = await startMetadata('query-runner', migrations, { entities: [Query, OutboxEvent] });
  store = new QueryStore(metadata.database);
});
afterAll(() => metadata.stop());
beforeEach(() => metadata.database.asSystem((em) => em.execute('delete from queries')));

describe('QueryStore', () => {
  it('shows a run from its beginning, and what it came to', async () => {
    const run = aRun();
    await store.begin(run);
    await expect(store.get(ada, run.id)).resolves.toMatchObject({ status: 'running', rowCount: null, rawResult: null });
    await store.finish(ada, run.id, success);
    await expect(store.get(ada, run.id)).resolves.toMatchObject({
      status: 'success',
      rowCount: 1,
      executionTime: 3,
      rawResult: { statements: [], cut: false },
    });
  });

  it('lists newest first, page by page, without results', async () => {
    const runs = [aRun(), aRun(), aRun()];
    for (const run of runs) await store.begin(run);
    const first = await store.list(ada, { limit: 2 });
    expect(first.items.map((item) => item.id)).toEqual([runs[2]?.id, runs[1]?.id]);
    expect(first.items[0]).not.toHaveProperty('rawResult');
    const second = await store.list(ada, { limit: 2, ...(first.nextCursor ? { cursor: first.nextCursor } : {}) });
    expect(second.items.map((item) => item.id)).toEqual([runs[0]?.id]);
    expect(second.nextCursor).toBeNull();
  });

  it('shows the beginning of long texts and errors in lists, and all of them of one run', async () => {
    const long = `select '${'☃'.repeat(900_000)}'`;
    const edge = 'x'.repeat(16_384);
    const runs = [aRun(), aRun({ text: edge }), aRun({ text: long }), aRun({ text: `${edge}x` })];
    for (const run of runs) await store.begin(run);
    const errorMessage = `no ${'!'.repeat(2_000_000)}`;
    await store.finish(ada, runs[2]?.id ?? '', { ...success, status: 'error', errorMessage });
    const { items } = await store.list(ada, everything);
    expect(items.map(({ queryText, textCut }) => [queryText, textCut])).toEqual([
      [edge, true],
      [long.slice(0, 16_384), true],
      [edge, undefined],
      ['select 1', undefined],
    ]);
    expect(items[1]?.errorMessage).toMatch(/^no !{7997}…$/);
    const entry = await store.update(ada, runs[2]?.id ?? '', { isSaved: true, savedName: 'a long one' });
    expect(entry).toMatchObject({ queryText: long.slice(0, 16_384), textCut: true });
    const whole = await store.get(ada, runs[2]?.id ?? '');
    expect([whole?.queryText === long, whole?.errorMessage === errorMessage, whole?.textCut]).toEqual([true, true, undefined]);
  });

  it('ends a page early where texts are long, and goes on from there', async () => {
    const runs = Array.from({ length: 20 }, () => aRun({ text: 'ü'.repeat(16_000) }));
    for (const run of runs) await store.begin(run);
    const seen: string[][] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page: Awaited<ReturnType<QueryStore['list']>> = await store.list(ada, {
        ...everything,
        ...(cursor ? { cursor } : {}),
      });
      seen.push(page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen.map(({ length }) => length)).toEqual([8, 8, 4]);
    expect(seen.flat()).toEqual(runs.map(({ id }) => id).toReversed());
  });

  it('finds text as it is written, not as a pattern', async () => {
    await store.begin(aRun({ text: 'select 100% as x' }));
    await store.begin(aRun({ text: 'select 1000 as x' }));
    expect((await store.list(ada, { ...everything, search: '100%' })).items).toHaveLength(1);
  });

  it('shows nobody another user’s runs', async () => {
    const run = aRun();
    await store.begin(run);
    expect(await store.get(bob, run.id)).toBeUndefined();
    expect(await store.update(bob, run.id, { isSaved: true, savedName: 'mine' })).toBeUndefined();
    expect(await store.delete(bob, run.id)).toBe(false);
    expect((await store.list(bob, everything)).items).toEqual([]);
  });

  it('keeps the row when the result can’t be kept', async () => {
    const run = aRun();
    await store.begin(run);
    await store.finish(ada, run.id, { ...success, rawResult: '{"statements":[],"cut":1e999999}' });
    await expect(store.get(ada, run.id)).resolves.toMatchObject({ status: 'success', rawResult: null });
  });

  it('leaves a deleted run deleted', async () => {
    const run = aRun();
    await store.begin(run);
    await store.delete(ada, run.id);
    await store.finish(ada, run.id, success);
    expect(await store.get(ada, run.id)).toBeUndefined();
  });
});

describe('row-level security', () => {
  const count = (session: string): Promise<number> => {
    const em = metadata.database.orm.em.fork({ session: { variables: { 'app.user_id': session } } });
    return em
      .transactional(async (tx) => (await tx.execute<{ n: string }[]>('select count(*) as n from queries'))[0]?.n)
      .then(Number);
  };

  it('shows a session that did not say who it works for no row at all', async () => {
    await store.begin(aRun());
    const rows = await metadata.database.orm.em.fork().execute<unknown[]>('select id from queries');
    expect(rows).toEqual([]);
  });

  it('stands behind raw SQL too', async () => {
    await store.begin(aRun());
    await store.begin(aRun({ userId: bob }));
    expect(await count(ada)).toBe(1);
    expect(await count('system')).toBe(2);
  });

  it('refuses a row in somebody else’s name', async () => {
    await expect(
      metadata.database.asOwner(bob, (em) =>
        em.execute(`insert into queries (id, user_id, connection_id, query_text, status) values (?, ?, ?, 'x', 'running')`, [
          uuidv7(),
          ada,
          connectionId,
        ]),
      ),
    ).rejects.toThrow(/row-level security/);
  });

  it('makes an entity read without an owner fail rather than read everything', async () => {
    await expect(metadata.database.orm.em.fork().find(Query, {})).rejects.toThrow(/owner/);
  });
});
