import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RowChange } from '@orrery/contracts';
import { explore, type Explored } from '../../test/explored.js';

/** What the columns of every type hold that the stand-in of a SQL Server has. */
const types: readonly (readonly [name: string, type: string, value: string])[] = [
  ['tiny', 'tinyint', '255'],
  ['small', 'smallint', '-32768'],
  ['whole', 'int', '2147483647'],
  ['big', 'bigint', '9007199254740993'],
  ['flag', 'bit', '1'],
  ['exact', 'decimal(38, 10)', '1234567890123456789012345678.0123456789'],
  ['cash', 'money', '922337203685477.5807'],
  ['coins', 'smallmoney', '-1.05'],
  ['double', 'float', '0.1'],
  ['single', 'real', '1.5'],
  ['wide', 'nvarchar(40)', "N'Zoë ☃'"],
  ['narrow', 'varchar(40)', "'Müller'"],
  ['fixed', 'char(6)', "'ab'"],
  ['wideFixed', 'nchar(4)', "N'é'"],
  ['long', 'nvarchar(max)', `N'${'long '.repeat(2_000)}'`],
  ['old', 'text', "'an old text'"],
  ['oldWide', 'ntext', "N'an old ☃'"],
  ['key', 'uniqueidentifier', "'0190A1B2-C3D4-7E5F-8091-A2B3C4D5E6F7'"],
  ['day', 'date', "'0001-01-01'"],
  ['clock', 'time', "'23:59:59.1234567'"],
  ['moment', 'datetime2', "'9999-12-31 23:59:59.1234567'"],
  ['zoned', 'datetimeoffset', "'2024-02-29 10:00:00.1234567 +05:30'"],
  ['older', 'datetime', "'2024-02-29T10:00:00.003'"],
  ['oldest', 'smalldatetime', "'2024-02-29T10:01:00'"],
  ['bytes', 'varbinary(max)', "convert(varbinary(max), '00FF', 2)"],
  ['few', 'binary(2)', "convert(varbinary(max), '0A0B', 2)"],
  ['picture', 'image', "convert(varbinary(max), 'FFD8', 2)"],
  ['tree', 'xml', "N'<a>1</a>'"],
];

describe('rows of SQL Server (a stand-in)', () => {
  let db: Explored;
  beforeAll(async () => {
    const found = await explore('mssql');
    if (!found) throw new Error('the stand-in did not start');
    db = found;
    const columns = types.map(([name, type]) => `[${name}] ${type}`).join(', ');
    await db.sql(`create table every (id int primary key, ${columns}, version rowversion, twice as (whole * 1) persisted)`);
    await db.sql(
      `insert into every (id, ${types.map(([name]) => `[${name}]`).join(', ')}) values (1, ${types.map(([, , value]) => value).join(', ')})`,
    );
    await db.sql('insert into every (id) values (2)');
    await db.sql('create table codes (code varchar(20) primary key, name nvarchar(20))');
    await db.sql(
      `insert into codes values ${Array.from({ length: 30 }, (_, n) => `('${n % 2 ? 'Ü' : 'a'}-${String(n).padStart(2, '0')}', N'n')`).join(', ')}`,
    );
  }, 90_000);
  afterAll(() => db.stop(), 60_000);

  const rowOf = async (id: number): Promise<Record<string, unknown>> => {
    const page = await db.rows('every', { filter: { column: 'id', operator: '=', value: id } });
    return Object.fromEntries(page.columns.map(({ name }, at) => [name, page.rows[0]?.[at]]));
  };

  it('are sorted, filtered and counted by a column of any type, or the filter is refused in words', async () => {
    const row = await rowOf(1);
    for (const [name] of types) {
      for (const direction of ['asc', 'desc'] as const) {
        const { rows } = await db.rows('every', { sort: [{ column: name, direction }], columns: ['id'] });
        // NULL comes first.
        expect([name, direction, rows]).toEqual([name, direction, direction === 'asc' ? [[2], [1]] : [[1], [2]]]);
      }
      for (const operator of ['is null', 'is not null'] as const)
        expect([name, (await db.rows('every', { filter: { column: name, operator }, columns: ['id'] })).rows]).toEqual([
          name,
          [[operator === 'is null' ? 2 : 1]],
        ]);
      const value = row[name] as string | number | boolean;
      if (name === 'single' || name === 'double') continue;
      const equal = await db.rows('every', { filter: { column: name, operator: '=', value }, columns: ['id'] });
      expect([name, equal.rows]).toEqual([name, [[1]]]);
      const among = await db.rows('every', { filter: { column: name, operator: 'in', value: [value, null] }, columns: ['id'] });
      expect([name, among.rows]).toEqual([name, [[1], [2]]]);
    }
    expect((await db.rows('every', { filter: { column: 'bytes', operator: 'contains', value: '00ff' } })).rows).toHaveLength(1);
    expect(
      (await db.rows('every', { filter: { column: 'picture', operator: 'starts with', value: '\\xFFd8' } })).rows,
    ).toHaveLength(1);
    expect((await db.rows('every', { filter: { column: 'version', operator: 'contains', value: '0000' } })).rows).toHaveLength(2);
  });

  it('have the distinct values of a column of any type', async () => {
    for (const [name] of types) {
      if (name === 'double' || name === 'single') continue;
      const request = { id: '01890a5d-ac96-774b-bcce-b302099a8001', table: 'every', column: name, limit: 10 };
      const answer = await db.reading.distinct(request, new AbortController().signal);
      const { values } = JSON.parse(answer) as { values: unknown[] };
      expect([name, values.length]).toEqual([name, 2]);
    }
  });

  it('are written over, cell by cell of any type, and back again', async () => {
    const before = await rowOf(1);
    for (const [name] of types) {
      const made = await db.change('every', [
        { op: 'update', key: { id: 2 }, before: { [name]: null }, values: { [name]: before[name] } },
      ]);
      expect([name, made.results[0]?.row?.[name]]).toEqual([name, before[name]]);
      await db.undo('every', made.changeSetId);
    }
    const all = Object.fromEntries(types.map(([name]) => [name, before[name]]));
    const made = await db.change('every', [{ op: 'delete', key: { id: 1 }, before: all }]);
    expect(made).toMatchObject({ undoable: true });
    await db.undo('every', made.changeSetId);
    const { version: was, ...rest } = before;
    const { version, ...now } = await rowOf(1);
    expect(now).toEqual(rest);
    // The server numbers a row anew each time that it is written.
    expect(version).not.toBe(was);
  });

  it('whose key is a text are found by its index, in the order of its collation', async () => {
    const codes: unknown[] = [];
    let page = await db.rows('codes', { pagination: { page: 1, limit: 4 } });
    codes.push(...page.rows.map(([code]) => code));
    while (page.pagination.next !== null) {
      page = await db.rows('codes', { pagination: { limit: 4, cursor: page.pagination.next } });
      codes.push(...page.rows.map(([code]) => code));
    }
    expect(new Set(codes).size).toBe(30);
    const change: RowChange = { op: 'update', key: { code: 'Ü-01' }, before: { name: 'n' }, values: { name: 'm' } };
    const { statements } = await db.change('codes', [change], { preview: true });
    expect(statements[0]?.text).toContain('"code" = cast(@p2 collate Latin1_General_CI_AS as varchar(8000))');
    expect((await db.change('codes', [change])).results[0]?.row).toMatchObject({ name: 'm' });
  });

  it('take what SQL Server computes as not theirs to write', async () => {
    await expect(db.change('every', [{ op: 'insert', values: { id: 9, twice: 1 } }])).rejects.toMatchObject({
      code: 'change_invalid',
    });
    await expect(db.change('every', [{ op: 'insert', values: { id: 9, version: '\\x00' } }])).rejects.toMatchObject({
      code: 'change_invalid',
    });
  });
});
