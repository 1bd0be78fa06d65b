import { catalogPart, type CatalogPart, type CatalogTable } from '@orrery/contracts';
import { tds, type TdsScript } from '@orrery/testing';
import type { Session } from '../src/driver.js';
import * as queries from '../src/mssql/catalog-queries.js';

type Cell = string | number | boolean | null;
/** Rows by the statement that asks for them. */
export type Answers = Readonly<Record<string, readonly (readonly Cell[])[]>>;

/** Answers each statement with its rows; what it does not know, it says it does not have. */
export const scripted =
  (answers: Answers, lacking = { number: 208, text: "Invalid object name 'sys.something'." }): TdsScript['answer'] =>
  async ({ text }, reply) => {
    const rows = answers[text];
    if (rows === undefined) {
      reply.error(lacking);
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

/** A database of a shop. */
export const shop: Answers = {
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

/** All parts of a catalog, each as its contract has it. */
export const read = async (session: Session): Promise<CatalogPart[]> => {
  const parts: CatalogPart[] = [];
  for await (const part of session.catalog()) parts.push(catalogPart.parse(part));
  return parts;
};
/** The tables that they tell. */
export const tablesIn = (parts: readonly CatalogPart[]): CatalogTable[] =>
  parts.flatMap((part) => (part.type === 'tables' ? part.tables : []));

/** What they say could not be told. */
export const gapsIn = (parts: readonly CatalogPart[]): string[] =>
  parts.flatMap((part) => (part.type === 'gaps' ? part.gaps.map(({ reason }) => reason) : []));
