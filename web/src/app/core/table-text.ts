import { dialectOf } from '@orrery/dialects';

/** What a table is called in a statement, and what asks for its first rows. */
export interface NamedTable {
  readonly schema: string;
  readonly name: string;
}

/** The table's name as its database quotes it, with its schema; `db.name` where the language is no SQL. */
export function quotedTable(kind: string, table: NamedTable): string {
  const dialect = dialectOf(kind);
  if (dialect === undefined) return `${table.schema}.${table.name}`;
  if (kind === 'mongodb') return /^[A-Za-z_$][\w$]*$/.test(table.name) ? `db.${table.name}` : `db[${JSON.stringify(table.name)}]`;
  return `${dialect.quoteIdentifier(table.schema)}.${dialect.quoteIdentifier(table.name)}`;
}

/** A statement that reads a table's first rows, its columns by name where they are given. */
export function selectText(kind: string, table: NamedTable, columns: readonly string[] = [], limit = 100): string {
  const name = quotedTable(kind, table);
  const dialect = dialectOf(kind);
  if (kind === 'mongodb') return `${name}.find({}).limit(${limit.toString()})`;
  const list =
    columns.length === 0 || dialect === undefined
      ? '*'
      : columns.map((column) => dialect.quoteIdentifier(column)).join(columns.length > 6 ? ',\n       ' : ', ');
  if (kind === 'mssql') return `SELECT TOP (${limit.toString()}) ${list}\nFROM ${name};`;
  return `SELECT ${list}\nFROM ${name}\nLIMIT ${limit.toString()};`;
}
