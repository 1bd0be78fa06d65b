import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { classify } from '@orrery/dialects';
import { entered, tidyUp } from '../../test/tds-bench.js';
import { read, scripted, shop, tablesIn } from '../../test/tds-catalog.js';
import * as queries from './catalog-queries.js';

afterEach(tidyUp);

describe('the catalog', () => {
  it('tells tables whole, with the statements that make them anew', async () => {
    const { session } = await entered(scripted(shop));
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

  it('stops on the server when it is aborted', async () => {
    const { session, server } = await entered(async (_request, reply) => {
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
