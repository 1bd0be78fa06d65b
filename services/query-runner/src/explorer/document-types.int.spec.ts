import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { backEnds } from '@orrery/testing';
import { type Explored, explore } from '../../test/explored.js';

/** Ids and values of several types in one collection, as the shell writes them. */
const ids = [
  '42',
  'NumberLong("9007199254740993")',
  '"text"',
  '{ a: 1, b: "x" }',
  'UUID("6f1d3c9e-1111-4222-8333-444455556668")',
  'ObjectId("650000000000000000000001")',
  'ObjectId("650000000000000000000002")',
  'new Date(5)',
] as const;
const values = [
  '"12"',
  '12',
  'ObjectId("650000000000000000000009")',
  'ISODate("2024-02-29T12:00:00.123Z")',
  'NumberDecimal("0.10")',
  'NumberLong("9007199254740995")',
  'HexData(5, "0102")',
  'Double("NaN")',
] as const;

describe.each(backEnds())('Documents whose types differ, on MongoDB $name', ({ start }) => {
  let db: Explored;
  beforeAll(async () => {
    const started = await explore('mongodb', await start());
    if (!started) throw new Error('the test server of MongoDB did not start');
    db = started;
  }, 60_000);
  afterAll(() => db.stop(), 60_000);

  beforeEach(async () => {
    db.tables.forget('');
    await db.sql('db.mixed.deleteMany({})');
    const documents = ids.map((id, at) => `{ _id: ${id}, n: ${String(at)}, value: ${values[at] ?? 'null'} }`);
    await db.sql(`db.mixed.insertMany([${documents.join(', ')}])`);
  });

  /** What stands in the documents, in Extended JSON. */
  const stored = async (): Promise<unknown[]> => (await db.sql('db.mixed.find().sort({ n: 1 })')).map((row) => row.at(-1));

  it('are changed by ids of every type, and changed back to the very types', async () => {
    const before = await stored();
    const page = await db.rows('mixed');
    const at = (column: string): number => page.columns.findIndex(({ name }) => name === column);
    const made = await db.change(
      'mixed',
      page.rows.map((row, n) => ({
        op: 'update',
        key: page.rowKeys[n] ?? {},
        before: { n: row[at('n')], value: row[at('value')] },
        values: { n: Number(row[at('n')]), value: 'changed' },
      })),
    );
    expect((await stored()).map((document) => (document as { value: unknown }).value)).toEqual(values.map(() => 'changed'));
    await db.undo('mixed', made.changeSetId);
    expect(await stored()).toEqual(before);
  });

  it('keep their type where a text of that type takes its place', async () => {
    const edit = (key: unknown, before: unknown, value: unknown): Promise<unknown> =>
      db.change('mixed', [{ op: 'update', key: { _id: key }, before: { value: before }, values: { value } }] as never);
    await edit('text', '650000000000000000000009', '65000000000000000000000a');
    await edit({ a: 1, b: 'x' }, '2024-02-29T12:00:00.123Z', '2025-01-01');
    await edit('6f1d3c9e-1111-4222-8333-444455556668', '0.10', '0.20');
    await edit(42, '12', '13');
    expect((await stored()).slice(0, 5).map((document) => (document as { value: unknown }).value)).toEqual([
      '13',
      12,
      { $oid: '65000000000000000000000a' },
      { $date: '2025-01-01T00:00:00.000Z' },
      { $numberDecimal: '0.20' },
    ]);
  });

  it('are all on some page, and on one only', async () => {
    const seen: unknown[] = [];
    for (let page = 1; page <= 4; page += 1) {
      const { rows, pagination } = await db.rows('mixed', { pagination: { page, limit: 3 }, columns: ['n'] });
      seen.push(...rows.map(([n]) => n));
      if (!pagination.hasMore) break;
    }
    expect(seen.toSorted()).toEqual(ids.map((_, n) => n));
  });

  it('are found by a value, whatever type it has in them', async () => {
    const found = async (column: string, value: unknown, operator: '=' | 'in' = '='): Promise<unknown[]> =>
      (await db.rows('mixed', { filter: { column, operator, value: value as string }, columns: ['n'] })).rows.map(([n]) => n);
    expect(await found('_id', '650000000000000000000002')).toEqual([6]);
    expect(await found('_id', ['text', '650000000000000000000001'], 'in')).toEqual([2, 5]);
    expect(await found('value', '650000000000000000000009')).toEqual([2]);
    expect(await found('value', '0.10')).toEqual([4]);
    // What is typed into a filter may mean either.
    expect(await found('value', '12')).toEqual([0, 1]);
    expect(await found('value', 12)).toEqual([1]);
  });

  it('are deleted as they were seen', async () => {
    const page = await db.rows('mixed');
    const changes = page.rows.map((row, n) => ({
      op: 'delete' as const,
      key: page.rowKeys[n] ?? {},
      before: Object.fromEntries(page.columns.map(({ name }, at) => [name, row[at]])),
    }));
    await db.change('mixed', changes);
    expect(await stored()).toEqual([]);
  });

  it('are not guessed at where two ids read alike', async () => {
    await db.sql('db.mixed.insertOne({ _id: "650000000000000000000001", n: 100, value: "12" })');
    const change = {
      op: 'update' as const,
      key: { _id: '650000000000000000000001' },
      before: { n: 100 },
      values: { n: 101 },
    };
    await expect(db.change('mixed', [change])).rejects.toMatchObject({ code: 'change_refused' });
  });

  it('have a field taken away again where it was added', async () => {
    const page = await db.rows('mixed');
    await db.sql('db.mixed.insertOne({ _id: "more", n: 200, value: 1, extra: "y" })');
    db.tables.forget('');
    const before = await stored();
    for (const value of [null, 'x']) {
      const change = { op: 'update' as const, key: { _id: 42 }, before: { extra: null }, values: { extra: value } };
      const made = await db.change('mixed', [change]);
      expect((await stored())[0]).toMatchObject({ extra: value });
      await db.undo('mixed', made.changeSetId);
      expect(await stored()).toEqual(before);
    }
    expect(page.rows).toHaveLength(ids.length);
  });

  it('are previewed by the statements that change them', async () => {
    const change = {
      op: 'update' as const,
      key: { _id: 'text' },
      before: { value: '650000000000000000000009' },
      values: { value: 1 },
    };
    const told = await db.change('mixed', [change], { preview: true });
    expect(told.statements[0]?.text).toContain('value: { $eq: ObjectId("650000000000000000000009")');
    expect((await db.change('mixed', [change])).statements).toEqual(told.statements);
  });

  it('are not overwritten where a list holds by now what was there', async () => {
    const change = { op: 'update' as const, key: { _id: 42 }, before: { value: '12' }, values: { value: 'mine' } };
    const { statements } = await db.change('mixed', [change], { preview: true });
    await db.sql('db.mixed.updateOne({ _id: 42 }, { $set: { value: ["12", "theirs"] } })');
    const [answer] = await db.sql(statements[0]?.text ?? '');
    expect(answer?.[0]).toBe(0);
    await expect(db.change('mixed', [change])).rejects.toMatchObject({ code: 'row_changed' });
  });
});
