import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { CatalogPart, CatalogTable } from '@orrery/contracts';
import { catalogPart } from '@orrery/contracts';
import { classify } from '@orrery/dialects';
import { keepHouse, startTdsServer, tds, type TdsScript, type TdsServer } from '@orrery/testing';
import type { Session } from '../driver.js';
import * as queries from './catalog-queries.js';
import { mssqlDriver } from './index.js';

const servers: TdsServer[] = [];
const sessions: Session[] = [];

afterEach(async () => {
  for (const session of sessions.splice(0)) session.destroy();
  for (const server of servers.splice(0)) await server.stop();
});

const connect = async (answer: TdsScript['answer']): Promise<{ session: Session; server: TdsServer }> => {
  const server: TdsServer = await startTdsServer({
    answer: async (request, reply, peer) => {
      if (!(await keepHouse(request, reply, peer, server.peers))) await answer(request, reply, peer);
    },
  });
  servers.push(server);
  const target = {
    host: server.host,
    port: server.port,
    dbName: 'shop',
    username: 'sa',
    password: 'x',
    extraOptions: { ssl: { mode: 'disable' as const } },
  };
  const session = await mssqlDriver.connect(target, { connectMs: 5_000, applicationName: 'orrery:test', guard: () => true });
  sessions.push(session);
  return { session, server };
};

type Cell = string | number | boolean | null;
type Answers = Readonly<Record<string, readonly (readonly Cell[])[]>>;

/** Answers each statement with its rows; what it does not know, it says it does not have. */
const scripted =
  (answers: Answers): TdsScript['answer'] =>
  async ({ text }, reply) => {
    const rows = answers[text];
    if (rows === undefined) {
      reply.error({ number: 208, text: "Invalid object name 'sys.something'." });
      reply.done({ failed: true });
      return;
    }
    reply.columns(
      (rows[0] ?? ['']).map((_cell, index) => {
        const value = rows.map((row) => row[index] ?? null).find((cell) => cell !== null);
        return typeof value === 'number' ? tds.bigint('') : typeof value === 'boolean' ? tds.bit('') : tds.nvarcharMax('');
      }),
    );
    for (const row of rows) await reply.row(...row);
    reply.done({ selected: rows.length });
  };

const column = (id: number, name: string, type: string, parts: Partial<Record<number, Cell>> = {}): Cell[] => {
  const row: Cell[] = [
    id,
    name,
    type,
    4,
    10,
    0,
    false,
    null,
    false,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    'sys',
    false,
    type,
  ];
  for (const [place, cell] of Object.entries(parts)) row[Number(place)] = cell ?? null;
  return row;
};

const shop: Answers = {
  [queries.databaseQuery]: [['shop', 'dbo']],
  [queries.schemasQuery]: [['dbo'], ['sales']],
  [queries.tablesQueries[0]]: [
    [1, 'sales', 'orders', 'U', 'What was bought', null, false, false, 2, 1],
    [2, 'sales', 'totals', 'V', null, 'CREATE VIEW sales.totals WITH SCHEMABINDING AS SELECT 1 AS n', null, null, null, 0],
    [3, 'dbo', 'customers', 'U', null, null, false, false, 0, 1],
  ],
  [queries.columnsQueries[0]]: [
    column(1, 'id', 'bigint', { 3: 8, 8: true, 14: '1', 15: '1' }),
    column(1, 'customer', 'int'),
    column(1, 'code', 'nvarchar', {
      3: 40,
      6: true,
      7: "(N'new')",
      11: 'Of the shop',
      12: 'Latin1_General_CI_AS',
      13: 'DF_code',
    }),
    column(1, 'price', 'decimal', { 4: 38, 5: 10 }),
    column(1, 'gross', 'decimal', { 4: 38, 5: 10, 9: '([price]*(1.2))', 10: true, 6: true }),
    column(1, 'at', 'datetimeoffset', { 5: 7 }),
    column(1, 'note', 'varchar', { 3: -1, 6: true }),
    column(1, 'phone', 'Phone', { 3: 20, 16: 'dbo', 17: true, 18: 'varchar' }),
    column(2, 'n', 'int'),
    column(3, 'id', 'int'),
  ],
  [queries.indexesQuery]: [
    [1, 'PK_orders', 'CLUSTERED', true, true, false, null, false, 'id', false, false],
    [1, 'UQ_code', 'NONCLUSTERED', true, false, true, null, false, 'code', false, false],
    [1, 'IX_at', 'NONCLUSTERED', false, false, false, '([at] IS NOT NULL)', false, 'at', false, true],
    [1, 'IX_at', 'NONCLUSTERED', false, false, false, '([at] IS NOT NULL)', false, 'price', true, false],
    [2, 'IX_totals', 'CLUSTERED', true, false, false, null, false, 'n', false, false],
  ],
  [queries.foreignKeysQuery]: [[1, 'FK_customer', 'customer', 'dbo', 'customers', 'id', 'NO_ACTION', 'SET_NULL', true, false]],
  [queries.checksQuery]: [[1, 'CK_price', '([price]>=(0))']],
  [queries.triggersQuery]: [
    [1, 'TR_log', false, 'INSERT', false, 'CREATE TRIGGER TR_log ON sales.orders AFTER INSERT, UPDATE AS RETURN'],
    [1, 'TR_log', false, 'UPDATE', false, 'CREATE TRIGGER TR_log ON sales.orders AFTER INSERT, UPDATE AS RETURN'],
  ],
  [queries.rowsQuery]: [[1, 100_000]],
  [queries.sizesQuery]: [[1, 16_384, 8_192]],
  [queries.routinesQuery]: [
    [9, 'dbo', 'raise', 'P', 'Raises prices'],
    [10, 'dbo', 'vat', 'FN', null],
  ],
  [queries.parametersQuery]: [
    [9, 1, '@by', 'decimal', 5, 9, 2, false],
    [9, 2, '@count', 'int', 4, 10, 0, true],
    [10, 0, '', 'money', 8, 19, 4, true],
    [10, 1, '@net', 'money', 8, 19, 4, false],
  ],
};

const read = async (session: Session): Promise<CatalogPart[]> => {
  const parts: CatalogPart[] = [];
  for await (const part of session.catalog()) parts.push(catalogPart.parse(part));
  return parts;
};
const tablesIn = (parts: readonly CatalogPart[]): CatalogTable[] =>
  parts.flatMap((part) => (part.type === 'tables' ? part.tables : []));

const gapsIn = (parts: readonly CatalogPart[]): string[] =>
  parts.flatMap((part) => (part.type === 'gaps' ? part.gaps.map(({ reason }) => reason) : []));

describe('the catalog', () => {
  it('tells tables whole, with the statements that make them anew', async () => {
    const { session } = await connect(scripted(shop));
    const parts = await read(session);
    expect(parts[0]).toMatchObject({
      type: 'database',
      kind: 'mssql',
      name: 'shop',
      defaultSchema: 'dbo',
      schemas: ['dbo', 'sales'],
    });
    expect(parts.at(-1)).toEqual({ type: 'end' });
    const [orders, totals, customers] = tablesIn(parts);
    expect(orders).toMatchObject({
      schema: 'sales',
      name: 'orders',
      kind: 'table',
      variant: 'system versioned',
      comment: 'What was bought',
      primaryKey: { name: 'PK_orders', columns: ['id'] },
      uniques: [{ name: 'UQ_code', columns: ['code'], nullsNotDistinct: true }],
      foreignKeys: [
        {
          name: 'FK_customer',
          columns: ['customer'],
          refSchema: 'dbo',
          refTable: 'customers',
          refColumns: ['id'],
          onUpdate: 'NO ACTION',
          onDelete: 'SET NULL',
          validated: false,
        },
      ],
      checks: [{ name: 'CK_price', expression: '([price]>=(0))' }],
      triggers: [{ name: 'TR_log', timing: 'AFTER', events: ['INSERT', 'UPDATE'], enabled: true }],
      statistics: { rowEstimate: 100_000, sizeBytes: 16_384, indexBytes: 8_192 },
    });
    expect(orders?.columns.map(({ name, dataType, kind }) => [name, dataType, kind])).toEqual([
      ['id', 'bigint', 'number'],
      ['customer', 'int', 'number'],
      ['code', 'nvarchar(20)', 'string'],
      ['price', 'decimal(38,10)', 'number'],
      ['gross', 'decimal(38,10)', 'number'],
      ['at', 'datetimeoffset(7)', 'datetime'],
      ['note', 'varchar(max)', 'string'],
      ['phone', '[dbo].[Phone]', 'string'],
    ]);
    expect(orders?.columns[0]).toMatchObject({ generated: 'identity', isPrimaryKey: true, nullable: false });
    expect(orders?.columns[2]).toMatchObject({ default: "(N'new')", comment: 'Of the shop', maxLength: 20, nullable: true });
    expect(orders?.columns[4]).toMatchObject({ generated: 'stored', expression: '([price]*(1.2))' });
    expect(orders?.indexes[2]).toMatchObject({
      columns: ['at'],
      included: ['price'],
      predicate: '([at] IS NOT NULL)',
      method: 'NONCLUSTERED',
    });
    expect(orders?.ddl).toBe(`CREATE TABLE [sales].[orders] (
  [id] bigint IDENTITY(1,1) NOT NULL,
  [customer] int NOT NULL,
  [code] nvarchar(20) COLLATE Latin1_General_CI_AS NULL CONSTRAINT [DF_code] DEFAULT (N'new'),
  [price] decimal(38,10) NOT NULL,
  [gross] AS ([price]*(1.2)) PERSISTED,
  [at] datetimeoffset(7) NOT NULL,
  [note] varchar(max) NULL,
  [phone] [dbo].[Phone] NOT NULL,
  CONSTRAINT [PK_orders] PRIMARY KEY CLUSTERED ([id]),
  CONSTRAINT [UQ_code] UNIQUE NONCLUSTERED ([code]),
  CONSTRAINT [CK_price] CHECK ([price]>=(0)),
  CONSTRAINT [FK_customer] FOREIGN KEY ([customer]) REFERENCES [dbo].[customers] ([id]) ON UPDATE NO ACTION ON DELETE SET NULL
);
CREATE NONCLUSTERED INDEX [IX_at] ON [sales].[orders] ([at] DESC) INCLUDE ([price]) WHERE ([at] IS NOT NULL);
GO
CREATE TRIGGER TR_log ON sales.orders AFTER INSERT, UPDATE AS RETURN`);
    expect(totals).toMatchObject({
      kind: 'materialized-view',
      ddl: 'CREATE VIEW sales.totals WITH SCHEMABINDING AS SELECT 1 AS n\nGO\nCREATE UNIQUE CLUSTERED INDEX [IX_totals] ON [sales].[totals] ([n]);',
    });
    expect(customers).toMatchObject({ kind: 'table', primaryKey: null, statistics: { rowEstimate: null } });
    expect(parts.find((part) => part.type === 'gaps')).toMatchObject({ gaps: [{ schema: 'sales', name: 'totals' }] });
    expect(parts.find((part) => part.type === 'routines')).toMatchObject({
      routines: [
        {
          name: 'raise',
          kind: 'procedure',
          arguments: '@by decimal(9,2), @count int OUTPUT',
          returns: null,
          comment: 'Raises prices',
        },
        { name: 'vat', kind: 'function', arguments: '@net money', returns: 'money', language: 'SQL' },
      ],
    });
  });

  it('tells what it can where a server lacks a view, and what it could not', async () => {
    const answers: Record<string, readonly (readonly Cell[])[]> = { ...shop };
    for (const lacking of [queries.checksQuery, queries.sizesQuery, queries.routinesQuery]) {
      Reflect.deleteProperty(answers, lacking);
    }
    const { session } = await connect(scripted(answers));
    const parts = await read(session);
    expect(tablesIn(parts)[0]).toMatchObject({
      name: 'orders',
      checks: [],
      statistics: { rowEstimate: 100_000, sizeBytes: null },
    });
    expect(gapsIn(parts)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^checks could not be read/), expect.stringMatching(/^Routines could not/)]),
    );
  });

  it('leaves out what came with SQL Server 2016 where a server is older, and says so', async () => {
    const { [queries.tablesQueries[0]]: full = [], ...older } = shop;
    const rows = full.map((row) => row.with(6, null).with(7, null).with(8, null));
    const { session } = await connect(scripted({ ...older, [queries.tablesQueries[1][0]]: rows }));
    const parts = await read(session);
    expect(tablesIn(parts)[0]).toMatchObject({ name: 'orders', comment: 'What was bought', columns: expect.any(Array) });
    expect(tablesIn(parts)[0]).not.toHaveProperty('variant');
    expect(gapsIn(parts)).toContainEqual(expect.stringMatching(/^sys\.objects does not tell here: which tables are temporal/));
  });

  it('reads tables and columns alone where a server lacks the views beside them', async () => {
    const { session } = await connect(
      scripted({
        [queries.databaseQuery]: [['shop', 'dbo']],
        [queries.schemasQuery]: [['dbo']],
        [queries.tablesQueries[2][0]]: [[1, 'dbo', 'orders', 'U', null, null, null, null, null, null]],
        [queries.columnsQueries[1][0]]: [
          [1, 'id', 'int', 4, 10, 0, false, null, true, null, null, null, null, null, null, null, null, null, null],
        ],
        [queries.indexesQuery]: [[1, 'PK_orders', 'CLUSTERED', true, true, false, null, false, 'id', false, false]],
      }),
    );
    const parts = await read(session);
    const [orders] = tablesIn(parts);
    expect(orders).toMatchObject({ name: 'orders', kind: 'table', primaryKey: { columns: ['id'] } });
    // Where an identity begins is not made up.
    expect(orders?.ddl).toContain('[id] int IDENTITY NOT NULL');
    expect(gapsIn(parts)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^sys\.objects does not tell here: comments/),
        expect.stringMatching(/^sys\.columns does not tell here: defaults/),
        expect.stringMatching(/^foreignKeys could not be read/),
        expect.stringMatching(/^sizes could not be read/),
      ]),
    );
    expect(JSON.stringify(parts)).not.toContain('You have no SELECT');
  });

  it('reads INFORMATION_SCHEMA where a server has no catalog of SQL Server, and says so', async () => {
    const { session } = await connect(
      scripted({
        [queries.standard.tables]: [['dbo', 'customers', 'BASE TABLE']],
        [queries.standard.columns]: [
          ['dbo', 'customers', 'id', 'int', null, 10, 0, 'NO', null],
          ['dbo', 'customers', 'name', 'nvarchar', 50, null, null, 'YES', "(N'')"],
        ],
        [queries.standard.keys]: [['dbo', 'customers', 'PK_customers', 'PRIMARY KEY', 'id']],
      }),
    );
    const parts = await read(session);
    expect(parts[0]).toMatchObject({ name: 'shop', schemas: ['dbo'] });
    expect(tablesIn(parts)).toMatchObject([
      {
        name: 'customers',
        primaryKey: { name: 'PK_customers', columns: ['id'] },
        columns: [
          { name: 'id', dataType: 'int', isPrimaryKey: true },
          { name: 'name', dataType: 'nvarchar(50)', maxLength: 50, nullable: true, default: "(N'')" },
        ],
        ddl: null,
      },
    ]);
    expect(JSON.stringify(parts)).toContain('Told by INFORMATION_SCHEMA');
  });

  it('stops on the server when it is aborted', async () => {
    const { session, server } = await connect(async (_request, reply) => {
      if (!reply.signal.aborted) await once(reply.signal, 'abort');
    });
    const stop = new AbortController();
    const reading = (async () => {
      for await (const part of session.catalog({ signal: stop.signal })) expect(part).toBeDefined();
    })();
    while (server.peers[0]?.current === undefined) await new Promise(setImmediate);
    stop.abort();
    await expect(reading).rejects.toMatchObject({ kind: 'cancelled' });
    expect(session.alive).toBe(true);
  });

  it('asks nothing that could change anything', () => {
    const { standard, ...rest } = queries;
    const forms = Object.values(rest).flatMap((asked) =>
      typeof asked === 'string' ? [asked] : asked.map((form) => (typeof form === 'string' ? form : form[0])),
    );
    for (const text of [...forms, ...Object.values(standard)]) {
      expect(classify('mssql', text)).toMatchObject({ reads: true, writes: false });
    }
  });
});

describe('measuring containment', () => {
  const pair = {
    from: { schema: 'sales', name: "or]ders'", columns: ['customer'] },
    to: { schema: 'dbo', name: 'customers', columns: ['id'] },
  };

  it('counts a sample, and skips what the server refuses', async () => {
    const { session, server } = await connect(async ({ text }, reply) => {
      if (text.includes('[gone]')) {
        reply.error({ number: 208, text: "Invalid object name 'gone'." });
        reply.done({ failed: true });
        return;
      }
      reply.columns([tds.int(''), tds.int('')]);
      await reply.row(50, 49);
      reply.done({ selected: 1 });
    });
    const pairs = [pair, { ...pair, to: { ...pair.to, name: 'gone' } }];
    const told: unknown[] = [];
    for await (const one of session.measure(pairs, { sample: 50, budgetMs: 5_000 })) told.push(one);
    expect(told).toEqual([
      { index: 0, sampled: 50, found: 49 },
      { index: 1, sampled: 0, found: 0, skipped: "Invalid object name 'gone'." },
    ]);
    expect(server.requests.at(-2)?.text).toContain("SELECT TOP (20000) [customer] AS v0 FROM [sales].[or]]ders']");
    expect(classify('mssql', server.requests.at(-2)?.text ?? '').reads).toBe(true);
  });

  it('asks for the rows that a condition is true of, for several columns together, and for the values alone', async () => {
    const { session, server } = await connect(async (_request, reply) => {
      reply.columns([tds.int(''), tds.int('')]);
      await reply.row(3, 2);
      reply.done({ selected: 1 });
    });
    const where = { column: 'ki]nd', values: ["it's", 'other'] };
    const both = { from: { ...pair.from, columns: ['a', 'b'] }, to: { ...pair.to, columns: ['x', 'y'] }, where };
    const told: unknown[] = [];
    for await (const one of session.measure([both, { from: pair.from }], { sample: 5, budgetMs: 5_000 })) told.push(one);
    expect(told).toEqual([
      { index: 0, sampled: 3, found: 2 },
      { index: 1, sampled: 1, found: 0, values: ['3'] },
    ]);
    const [joint, values] = server.requests.slice(-2).map(({ text }) => text);
    expect(joint).toContain('t.[x] = s.v0 AND t.[y] = s.v1');
    expect(joint).toContain(`[a] AS v0, [b] AS v1, [ki]]nd] AS w FROM`);
    expect(joint).toContain(`WHERE v0 IS NOT NULL AND v1 IS NOT NULL AND w IN (N'it''s', N'other')`);
    expect(values).toContain('SELECT CAST(v0 AS nvarchar(4000)) FROM (SELECT DISTINCT TOP (5) *');
    for (const text of [joint, values]) expect(classify('mssql', text ?? '')).toMatchObject({ reads: true, writes: false });
  });

  it('gives a pair up that takes too long, and goes on', async () => {
    const { session } = await connect(async (_request, reply) => {
      if (!reply.signal.aborted) await once(reply.signal, 'abort');
    });
    const told: unknown[] = [];
    for await (const one of session.measure([pair, pair], { sample: 5, budgetMs: 60 })) told.push(one);
    expect(told).toEqual([
      { index: 0, sampled: 0, found: 0, skipped: 'It took too long.' },
      { index: 1, sampled: 0, found: 0, skipped: 'There was no time left.' },
    ]);
    expect(session.alive).toBe(true);
  });
});
