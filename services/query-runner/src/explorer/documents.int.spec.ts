import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Filter, FilterLeaf, RowChange } from '@orrery/contracts';
import { backEnds } from '@orrery/testing';
import { connectionId, type Explored, explore } from '../../test/explored.js';

describe.each(backEnds())('MongoDB $name', ({ start }) => {
  let db: Explored;
  beforeAll(async () => {
    const started = await explore('mongodb', await start());
    if (!started) throw new Error('the test server of MongoDB did not start');
    db = started;
  }, 60_000);
  afterAll(() => db.stop(), 60_000);

  const id = (n: number): string => `65000000000000000000000${String(n)}`;
  beforeEach(async () => {
    db.tables.forget('');
    await db.sql('db.people.deleteMany({})');
    await db.sql(`db.people.insertMany([
    { _id: ObjectId("${id(1)}"), name: "Ada", age: 36, address: { city: "London", zip: "N1" }, tags: ["a", "b"], born: ISODate("1815-12-10T00:00:00Z"), big: NumberLong("9007199254740993") },
    { _id: ObjectId("${id(2)}"), name: "Grace", age: 85, address: { city: "New York", zip: "10001" }, tags: ["b"], born: null, big: NumberLong("1") },
    { _id: ObjectId("${id(3)}"), name: "Alan", age: 41.5, address: { city: "London", zip: "W1" }, tags: [], born: ISODate("1912-06-23T00:00:00Z"), big: NumberLong("2") },
  ])`);
  });

  const names = async (filter: Filter): Promise<unknown[]> =>
    (await db.rows('people', { filter, columns: ['name'] })).rows.map(([name]) => name);
  const update = (n: number, before: Record<string, unknown>, values: Record<string, unknown>): RowChange => ({
    op: 'update',
    key: { _id: id(n) },
    before,
    values,
  });

  describe('documents of a collection', () => {
    it('are rows, their paths columns, told apart by their ids', async () => {
      const page = await db.rows('people', { count: 'exact', sort: [{ column: 'age', direction: 'desc' }] });
      expect(page.columns.map(({ name }) => name)).toEqual([
        '_id',
        'name',
        'age',
        'address.city',
        'address.zip',
        'tags',
        'born',
        'big',
      ]);
      expect(page.rows.map((row) => [row[1], row[3], row[5]])).toEqual([
        ['Grace', 'New York', ['b']],
        ['Alan', 'London', []],
        ['Ada', 'London', ['a', 'b']],
      ]);
      expect(page.rowKeys[0]).toEqual({ _id: id(2) });
      expect(page).toMatchObject({ total: 3, editability: { editable: true, keyColumns: ['_id'] } });
      expect(page.text).toContain('db.people.find(');
    });

    it('are those that a filter leaves, by nested paths and in lists too', async () => {
      const conditions: [Filter, string[]][] = [
        [{ column: 'address.city', operator: '=', value: 'London' }, ['Ada', 'Alan']],
        [{ column: 'tags', operator: '=', value: 'b' }, ['Ada', 'Grace']],
        [{ column: 'age', operator: 'between', value: [40, 90] }, ['Grace', 'Alan']],
        [{ column: 'big', operator: '=', value: '9007199254740993' }, ['Ada']],
        [{ column: 'born', operator: 'is null' }, ['Grace']],
        [{ column: 'born', operator: '>=', value: '1900-01-01' }, ['Alan']],
        [{ column: '_id', operator: '=', value: id(2) }, ['Grace']],
        [{ column: 'name', operator: 'contains', value: 'A' }, ['Ada', 'Grace', 'Alan']],
        [{ column: 'name', operator: 'starts with', value: 'al' }, ['Alan']],
        [{ column: 'name', operator: 'matches', value: '^A.*a$' }, ['Ada']],
        [{ column: 'name', operator: 'contains', value: '.' }, []],
        [
          {
            or: [
              { column: 'name', operator: 'in', value: ['Ada'] },
              { column: 'age', operator: '>', value: 50 },
            ],
          },
          ['Ada', 'Grace'],
        ],
        [{ column: 'nowhere.at.all', operator: '=', value: 1 }, []],
      ];
      for (const [filter, found] of conditions) expect([filter, await names(filter)]).toEqual([filter, found]);
      await expect(names({ column: '$where', operator: '=', value: 'sleep(1)' })).rejects.toMatchObject({
        code: 'column_not_found',
      });
      await expect(names({ column: 'name', operator: '=', value: { $ne: null } })).rejects.toMatchObject({
        code: 'filter_invalid',
      });
    });

    it('are searched, and paged by their ids', async () => {
      const page = await db.rows('people', { search: 'lon', columns: ['name'] });
      expect([page.rows, page.matches]).toEqual([
        [['Ada'], ['Alan']],
        [['address.city'], ['address.city']],
      ]);
      const first = await db.rows('people', { pagination: { page: 1, limit: 2 }, columns: ['name'] });
      const second = await db.rows('people', { pagination: { limit: 2, cursor: first.pagination.next }, columns: ['name'] });
      expect([first.rows, second.rows, second.pagination.next]).toEqual([[['Ada'], ['Grace']], [['Alan']], null]);
      const back = await db.rows('people', { pagination: { limit: 2, cursor: second.pagination.previous }, columns: ['name'] });
      expect(back.rows).toEqual(first.rows);
    });

    it('of a view are paged by their ids though these stand in it more than once', async () => {
      await db.sql('db.createView("tagged", "people", [{ $unwind: "$tags" }])');
      const seen: unknown[] = [];
      for (let page = 1, more = true; more && page < 9; page += 1) {
        const part = await db.rows('tagged', {
          sort: [{ column: '_id' }],
          pagination: { page, limit: 2 },
          columns: ['name', 'tags'],
        });
        seen.push(...part.rows);
        expect(part.pagination.next).toBeNull();
        more = part.pagination.hasMore;
      }
      expect(seen).toHaveLength(3);
      expect((await db.rows('tagged')).editability).toMatchObject({ editable: false, code: 'view' });
    });

    it('are changed where they are as they were seen, and changed back by an undo', async () => {
      const made = await db.change('people', [
        update(1, { age: 36, 'address.city': 'London' }, { age: 37, 'address.city': 'Paris' }),
        { op: 'insert', values: { name: 'Edsger', 'address.city': 'Rotterdam' } },
      ]);
      expect(made.results[0]?.row).toMatchObject({ age: 37, 'address.city': 'Paris', 'address.zip': 'N1' });
      expect(made.statements[0]?.text).toMatch(/updateOne.*"?address\.city"?.*London/);
      await expect(db.change('people', [update(1, { age: 36 }, { age: 40 })])).rejects.toMatchObject({
        code: 'row_changed',
        details: { conflicts: [{ columns: ['age'], current: { age: 37 } }] },
      });
      expect(await names({ column: 'address.city', operator: '=', value: 'Rotterdam' })).toEqual(['Edsger']);
      await db.undo('people', made.changeSetId);
      expect(await names({ and: [] })).toEqual(['Ada', 'Grace', 'Alan']);
      expect(await names({ column: 'address.city', operator: '=', value: 'London' })).toEqual(['Ada', 'Alan']);
    });

    it('are changed back where a later change of the same request is refused', async () => {
      const changes = [
        update(1, { name: 'Ada' }, { name: 'Augusta' }),
        { op: 'insert', values: { _id: id(2), name: 'twice' } } as RowChange,
      ];
      await expect(db.change('people', changes)).rejects.toMatchObject({ code: 'change_refused', details: { index: 1 } });
      expect(await names({ and: [] })).toEqual(['Ada', 'Grace', 'Alan']);
    });

    it('are changed one by one, which is said where there are several', async () => {
      const one = update(1, { name: 'Ada' }, { name: 'Augusta' });
      expect(await db.change('people', [one], { preview: true })).toMatchObject({ undoNotes: [] });
      const both = [one, update(2, { name: 'Grace' }, { name: 'Hopper' })];
      expect((await db.change('people', both, { preview: true })).undoNotes).toEqual([
        expect.stringContaining('one after the other'),
      ]);
    });

    it('are found by values of every type, and keep them through an edit', async () => {
      await db.sql(`db.typed.insertOne({ _id: 1, uuid: UUID("0190a1b2-c3d4-7e5f-8091-a2b3c4d5e6f7"), bytes: HexData(0, "00ff"), old_bytes: HexData(5, "00ff"),
        pattern: /a.b/i, at: Timestamp(5, 6), low: MinKey(), high: MaxKey(), price: NumberDecimal("1.50"), old: ISODate("1850-01-02"),
        list: [1, 2.5, NumberLong("9007199254740993"), HexData(5, "0102"), /x/m, Timestamp(1, 2), MinKey(), ISODate("1950-01-01"), NumberDecimal("0.10")] })`);
      const page = await db.rows('typed');
      const [row = []] = page.rows;
      const shown = new Map(page.columns.map(({ name }, at) => [name, row[at] as FilterLeaf['value']]));
      for (const column of ['uuid', 'bytes', 'old_bytes', 'pattern', 'at', 'low', 'high', 'price', 'old']) {
        const found = await db.rows('typed', { filter: { column, operator: '=', value: shown.get(column) }, columns: ['_id'] });
        expect([column, found.rows]).toEqual([column, [[1]]]);
      }
      const list = shown.get('list') as unknown[];
      const values = {
        list: [...list.toReversed()],
        uuid: 'f190a1b2-c3d4-7e5f-8091-a2b3c4d5e6f7',
        at: 'Timestamp(7, 8)',
        pattern: '/c/',
        old_bytes: 'HexData(5, "0102")',
      };
      const before = {
        list,
        old_bytes: shown.get('old_bytes'),
        uuid: shown.get('uuid'),
        at: shown.get('at'),
        pattern: shown.get('pattern'),
      };
      const made = await db.change('typed', [{ op: 'update', key: { _id: 1 }, before, values }]);
      expect((await db.sql('db.typed.find()'))[0]?.at(-1)).toMatchObject({
        uuid: { $binary: { base64: '8ZChssPUfl+AkaKzxNXm9w==', subType: '04' } },
        pattern: { $regularExpression: { pattern: 'c', options: '' } },
        old_bytes: { $binary: { base64: 'AQI=', subType: '05' } },
        at: { $timestamp: { t: 7, i: 8 } },
        list: [
          { $numberDecimal: '0.10' },
          { $date: '1950-01-01T00:00:00.000Z' },
          { $minKey: 1 },
          { $timestamp: { t: 1, i: 2 } },
          { $regularExpression: { pattern: 'x', options: 'm' } },
          { $binary: { base64: 'AQI=', subType: '05' } },
          { $numberLong: '9007199254740993' },
          2.5,
          1,
        ],
      });
      await db.undo('typed', made.changeSetId);
      expect((await db.rows('typed')).rows).toEqual(page.rows);
    });

    it('are given fields that none had before, which an undo takes away', async () => {
      const made = await db.change('people', [
        update(1, { 'contact.mail': null }, { 'contact.mail': 'ada@example.org' }),
        { op: 'insert', values: { name: 'Edsger', 'contact.mail': null, since: 5 } },
      ]);
      expect(made.results.map(({ row }) => [row?.['contact.mail'], row?.['since']])).toEqual([
        ['ada@example.org', null],
        [null, 5],
      ]);
      expect((await db.rows('people')).columns.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['contact.mail', 'since']),
      );
      await db.undo('people', made.changeSetId);
      expect(
        (await db.sql('db.people.find({ $or: [{ contact: { $type: "object" } }, { since: { $exists: true } }] })')).map((row) =>
          row.at(-1),
        ),
      ).toEqual([expect.objectContaining({ name: 'Ada', contact: {} })]);
      const bad = update(1, { name: 'Ada', 'name.$where': null }, { 'name.$where': 'x' });
      await expect(db.change('people', [bad])).rejects.toMatchObject({ code: 'column_not_found' });
    });

    it('are shown with paths that were not found by themselves', async () => {
      const page = await db.rows('people', { also: ['nowhere', 'address', 'tags.0'] });
      expect(page.columns.map(({ name }) => name).slice(-3)).toEqual(['nowhere', 'address', 'tags.0']);
      expect(page.rows[0]?.slice(-3)).toMatchObject([null, { city: 'London', zip: 'N1' }, expect.anything()]);
    });

    it('tell the values of lists, each once for a document', async () => {
      await db.sql(`db.people.updateOne({ _id: ObjectId("${id(1)}") }, { $set: { tags: ["a", "b", "b"] } })`);
      const told = async (column: string, search?: string): Promise<unknown> =>
        (
          JSON.parse(
            await db.reading.distinct(
              { id: connectionId, table: 'people', column, search, limit: 10 },
              new AbortController().signal,
            ),
          ) as { values: unknown }
        ).values;
      expect(await told('tags')).toEqual([
        { value: 'b', count: 2 },
        { value: 'a', count: 1 },
      ]);
      expect(await told('tags', 'A')).toEqual([{ value: 'a', count: 1 }]);
      expect(await told('age', '5')).toEqual([
        { value: 41.5, count: 1 },
        { value: 85, count: 1 },
      ]);
    });

    it('take no operator for a key or a value', async () => {
      const refuse = async (change: RowChange): Promise<void> => {
        await expect(db.change('people', [change])).rejects.toMatchObject({ code: 'change_invalid' });
      };
      await refuse({ op: 'update', key: { _id: { $ne: null } }, before: { name: 'Ada' }, values: { name: 'x' } });
      await refuse({ op: 'delete', key: { _id: { $gt: '' } } });
      await refuse(update(1, { name: 'Ada' }, { name: { $where: 'x' } }));
      expect(await names({ and: [] })).toEqual(['Ada', 'Grace', 'Alan']);
    });

    it('that are deleted can’t be undone, which is said before', async () => {
      const changes: RowChange[] = [{ op: 'delete', key: { _id: id(3) }, before: { name: 'Alan' } }];
      expect(await db.change('people', changes, { preview: true })).toMatchObject({
        undoable: false,
        undoNotes: expect.arrayContaining([expect.stringContaining('deleted document')]),
      });
      const made = await db.change('people', changes);
      expect(made.undoable).toBe(false);
      await expect(db.undo('people', made.changeSetId)).rejects.toMatchObject({ code: 'change_set_not_undoable' });
    });

    it('of two users lose no update', async () => {
      const bump = async (): Promise<void> => {
        for (;;) {
          const page = await db.rows('people', { filter: { column: '_id', operator: '=', value: id(2) }, columns: ['age'] });
          const age = Number(page.rows[0]?.[0]);
          const done = await db.change('people', [update(2, { age }, { age: age + 1 })]).then(
            () => true,
            (error: unknown) => {
              if (error instanceof Error && 'code' in error && error.code === 'row_changed') return false;
              throw error;
            },
          );
          if (done) return;
        }
      };
      for (let round = 0; round < 20; round += 1) await Promise.all([bump(), bump()]);
      expect(
        (await db.rows('people', { filter: { column: '_id', operator: '=', value: id(2) }, columns: ['age'] })).rows,
      ).toEqual([[125]]);
    }, 60_000);
  });
});
