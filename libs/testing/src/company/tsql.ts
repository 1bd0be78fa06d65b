import type { TableShape, ValueShape } from './shape.js';

const types: Readonly<Record<ValueShape, string>> = {
  key: 'int',
  name: 'nvarchar(80)',
  text: 'nvarchar(400)',
  count: 'int',
  amount: 'decimal(12, 2)',
  moment: 'datetime2',
  flag: 'bit',
};
const list = (columns: readonly string[]): string => `(${columns.map((column) => `[${column}]`).join(', ')})`;

/** The statements that make tables in a SQL Server: the schemas, then the tables in their order, a hundred to a batch. */
export const tsqlOf = (tables: readonly TableShape[]): readonly string[] => {
  const place = ({ schema, name }: TableShape): string => `[${schema}].[${name}]`;
  const texts = tables.map((table) => {
    const columns = table.columns.map(
      ({ name, holds, nullable }) => `[${name}] ${types[holds]} ${nullable ? 'NULL' : 'NOT NULL'}`,
    );
    const references = table.references.flatMap(({ columns: own, to, declared }) => {
      const other = tables[to];
      return other && declared ? [`FOREIGN KEY ${list(own)} REFERENCES ${place(other)} ${list(other.key)}`] : [];
    });
    return `CREATE TABLE ${place(table)} (${[...columns, `PRIMARY KEY ${list(table.key)}`, ...references].join(', ')})`;
  });
  const schemas = [...new Set(tables.map(({ schema }) => schema))].filter((schema) => schema !== 'dbo');
  const batches = Array.from({ length: Math.ceil(texts.length / 100) }, (_, at) =>
    texts.slice(at * 100, at * 100 + 100).join(';\n'),
  );
  return [...schemas.map((schema) => `CREATE SCHEMA [${schema}]`), ...batches];
};
