import { describe, expect, it } from '@jest/globals';
import { explorerOf, type ExplorerTable, type PageAsk, type TableColumn } from './index.js';

const column = (name: string, more: Partial<TableColumn> = {}): TableColumn => ({
  name,
  dataType: 'int',
  kind: 'number',
  nullable: false,
  default: null,
  generated: null,
  baseType: 'int',
  searchable: false,
  ...more,
});
const table: ExplorerTable = {
  schema: 'd"b]o`',
  name: `o'r"d]e\`rs`,
  qualified: 'x',
  kind: 'table',
  columns: [
    column('id', { generated: 'identity' }),
    column('na"]`me', { kind: 'string', dataType: 'nvarchar(50)', baseType: 'nvarchar', searchable: true, nullable: true }),
    column('raw', { kind: 'binary', dataType: 'varbinary(max)', baseType: 'varbinary', nullable: true }),
  ],
  keys: [['id']],
  foreignKeys: [],
  sideEffects: [],
  rowEstimate: 3,
};
const page: PageAsk = {
  filter: {
    and: [
      { column: 'na"]`me', operator: 'contains', value: "50%'; drop table x--" },
      { column: 'id', operator: '>=', value: 2.5 },
    ],
  },
  search: '[a]',
  sort: [
    { column: 'na"]`me', direction: 'desc' },
    { column: 'id', direction: 'asc' },
  ],
  limit: 11,
  offset: 0,
  boundary: { direction: 'next', values: ['"it\'s"', '7'] },
  columns: ['id', 'raw'],
};
const access = (kind: 'postgres' | 'mysql' | 'mssql') => {
  const found = explorerOf(kind);
  if (!found) throw new Error(kind);
  return found;
};
const sql = (statement: { readonly text: string; readonly params?: unknown } | undefined): [string, unknown] => [
  statement?.text ?? '',
  statement && 'params' in statement ? statement.params : undefined,
];

describe('statements of SQL Server', () => {
  const mssql = access('mssql');

  it('page by values, names quoted and values bound', () => {
    const name = '"na""]`me"';
    const side = `lower(cast(${name} as nvarchar(max))) like lower(`;
    expect(sql(mssql.page(table, page).statement)).toEqual([
      `select "id", "raw", case when ${side}@p1) escape '!' then 1 else 0 end from "d""b]o\`"."o'r""d]e\`rs"` +
        ` where (${side}@p2) escape '!' and "id" >= cast(@p3 as decimal(38, 1))) and (${side}@p4) escape '!') and ` +
        `${name} <= @p5 and ((${name} < @p6) or (${name} = @p7 and "id" > cast(@p8 as int))) ` +
        `order by ${name} desc, "id" offset 0 rows fetch next 11 rows only`,
      ['%![a!]%', "%50!%'; drop table x!-!-%", '2.5', '%![a!]%', "it's", "it's", "it's", '7'],
    ]);
  });

  it('lock and compare the rows that they change', () => {
    expect(sql(mssql.byKeys(table, ['id'], [['1'], ['2']], true))).toEqual([
      `select "id", "na""]\`me", "raw" from "d""b]o\`"."o'r""d]e\`rs" with (updlock, rowlock, holdlock) where "id" = cast(@p1 as int) or "id" = cast(@p2 as int) order by "id"`,
      ['1', '2'],
    ]);
    const change = mssql.change(
      table,
      {
        op: 'update',
        key: new Map([['id', '1']]),
        before: new Map([
          ['na"]`me', 'null'],
          ['raw', '"\\\\x00"'],
        ]),
        values: new Map([
          ['na"]`me', '"x"'],
          ['raw', 'null'],
        ]),
      },
      '',
    );
    expect(sql(change.statement)).toEqual([
      `update "d""b]o\`"."o'r""d]e\`rs" set "na""]\`me" = @p1, "raw" = null where "id" = cast(@p2 as int) and "na""]\`me" is null and "raw" = convert(varbinary(max), @p3, 2); select @@rowcount`,
      ['x', '1', '00'],
    ]);
    const back = mssql.change(table, { op: 'insert', restores: true, values: new Map([['id', '1']]) }, '');
    expect([back.before, back.statement, back.after].map((one) => sql(one)[0])).toEqual([
      `set identity_insert "d""b]o\`"."o'r""d]e\`rs" on`,
      `insert into "d""b]o\`"."o'r""d]e\`rs" ("id") values (@p1); select @@rowcount, cast(scope_identity() as bigint)`,
      `set identity_insert "d""b]o\`"."o'r""d]e\`rs" off`,
    ]);
  });

  it('say themselves how many rows they changed and which number a new one has: triggers count and number too', () => {
    const made = mssql.change(table, { op: 'insert', values: new Map([['na"]`me', '"x"']]) }, '');
    expect(made.statement.text).toMatch(/values \(@p1\); select @@rowcount, cast\(scope_identity\(\) as bigint\)$/);
    // A trigger's own rows come first.
    const rows = [['"from a trigger"'], ['1', '42']];
    expect(made.countIn?.(rows)).toBe(1);
    expect(made.keyIn?.(rows)).toEqual(['42']);
    expect(made.before).toBeUndefined();
  });

  it('write what the column numbers itself where a value is given, and read its key from there', () => {
    const made = mssql.change(table, { op: 'insert', values: new Map([['id', '7']]) }, '');
    expect(made.before?.text).toMatch(/^set identity_insert .* on$/);
    expect(made.keyIn?.([['1', 'null']])).toEqual(['7']);
  });

  it('convert a value to its column’s own type: by no language’s order of day and month, and so that an index finds it', () => {
    const columns = [
      column('id', { baseType: 'bigint', dataType: 'bigint' }),
      column('old', { kind: 'datetime', baseType: 'datetime', dataType: 'datetime' }),
      column('new', { kind: 'datetime', baseType: 'datetimeoffset', dataType: 'datetimeoffset(3)' }),
      column('any', { kind: 'other', baseType: 'sql_variant', dataType: 'sql_variant' }),
      column('image', { kind: 'binary', baseType: 'image', dataType: 'image' }),
      column('place', { kind: 'other', baseType: 'geography', dataType: 'geography' }),
    ];
    const of = { ...table, schema: 'dbo', name: 't', columns };
    const update = mssql.change(
      of,
      {
        op: 'update',
        key: new Map([['id', '"12345678901234567"']]),
        before: new Map([
          ['old', '"2024-02-01 03:04:05.123"'],
          ['any', '"1"'],
          ['image', '"\\\\x00"'],
        ]),
        values: new Map([
          ['new', '"2024-02-01 03:04:05 +02:00"'],
          ['place', '"\\\\xe6"'],
        ]),
      },
      '',
    );
    expect(update.statement.text).toBe(
      'update "dbo"."t" set "new" = cast(@p1 as datetimeoffset(3)), "place" = cast(convert(varbinary(max), @p2, 2) as geography)' +
        ' where "id" = cast(@p3 as bigint) and "old" = cast(cast(@p4 as datetime2(7)) as datetime); select @@rowcount',
    );
    const distinct = (name: string): string => mssql.distinct(of, name, { limit: 1 }).text;
    expect(distinct('any')).toContain('cast("any" as nvarchar(4000))');
    expect(distinct('image')).toContain('cast("image" as varbinary(max))');
  });

  it('need an order for a page', () => {
    const { text } = mssql.page(table, { sort: [], limit: 2, offset: 4, columns: ['id'] }).statement;
    expect(text).toMatch(/order by \(select null\) offset 4 rows fetch next 2 rows only$/);
  });

  it('have no regular expressions', () => {
    const filter = { column: 'raw', operator: 'matches' as const, value: 'x' };
    expect(() => mssql.count(table, { filter })).toThrow('no regular expressions');
  });
});

describe.each(['postgres', 'mysql', 'mssql'] as const)('statements of %s', (kind) => {
  it('hold no value of a person’s in their text', () => {
    const canary = 'C4n4ry\'"`]\\';
    const { statement } = access(kind).page(table, {
      ...page,
      filter: { column: 'na"]`me', operator: '=', value: canary },
      search: canary,
    });
    expect(statement.text).not.toContain('C4n4ry');
    const change = access(kind).change(table, { op: 'insert', values: new Map([['na"]`me', JSON.stringify(canary)]]) }, '');
    expect(change.statement.text).not.toContain('C4n4ry');
  });

  it('read one cell whole in pieces, its row looked for by bound values', () => {
    const { statement, pieces } = access(kind).cell(table, 'na"]`me', new Map([['id', '7']]));
    expect(sql(statement)[1]).toEqual(['7']);
    expect(pieces).toBe(kind === 'mssql' ? 'utf16' : 'utf8');
    const quote = kind === 'mysql' ? '`na"]``me`' : '"na""]`me"';
    expect(statement.text).toContain(quote);
    expect(statement.text).toMatch(/^select substring\(cell\.bytes(?: from piece|, (?:cast\()?piece\.n)/);
    expect(access(kind).cell(table, 'raw', new Map([['id', '7']])).pieces).toBe('bytes');
    expect(() => access(kind).cell(table, 'nope', new Map([['id', '7']]))).toThrow('nope');
  });

  it('are shown with their values for people to copy', () => {
    const { boundary: _boundary, ...asked } = page;
    expect(access(kind).pageText(table, { ...asked, filter: { column: 'na"]`me', operator: '=', value: "it's" } })).toContain(
      "'it''s'",
    );
  });
});
