import type { Kind } from '@orrery/contracts';
import type { ExplainAsk, ExplainText } from './explain.js';
import type { CellValue, Classification, ColumnType, Dialect, Param, Statement, StatementSpan } from './dialect.js';
import { completeSql } from './completion/sql.js';
import type { CompletionAsk } from './completion/suggest.js';
import { mongodb } from './mongodb/index.js';
import { mssql } from './mssql/index.js';
import { mysql } from './mysql/index.js';
import { postgres } from './postgres/index.js';
import { insertValue } from './result-text/insert-value.js';
import { pieceAt } from './split.js';

export * from './dialect.js';
export type {
  CompletionAsk,
  KnownReference,
  KnownTable,
  KnownTables,
  Suggestion,
  TableDetails,
  TableName,
} from './completion/suggest.js';
export type { ExplainAsk, ExplainText } from './explain.js';
export { Lexer, type LexRules, type TokenKind } from './lexer.js';
export { StatementError } from './statement-error.js';
export {
  classifyCall,
  collectionText,
  parseMongo,
  shellText,
  type MongoArray,
  type MongoCall,
  type MongoDocument,
  type MongoStep,
  type MongoValue,
} from './mongodb/index.js';
export { parseFilterLine, type FilterLineResult } from './explorer/filter-line.js';
export {
  parseFilterText,
  type FilterColumn,
  type FilterTextError,
  type FilterTextResult,
  type Today,
} from './explorer/filter-text.js';
export { readRowSource, type NoRowSource, type RowSource, type SourceColumn, type WrittenName } from './explorer/row-source.js';
export { filterText } from './explorer/filter-written.js';
export { qualifiedName } from './qualified-name.js';
export { parseConnectionUrl, type ParsedConnection } from './connection-url.js';
export * from './result-text/index.js';

/** The languages that are known. A new kind is one line here. */
const dialects: Readonly<Partial<Record<Kind, Dialect>>> = { postgres, mysql, mssql, mongodb };

/** The language of a kind; undefined while it is not spoken. */
export const dialectOf = (kind: string): Dialect | undefined =>
  Object.hasOwn(dialects, kind) ? dialects[kind as Kind] : undefined;

const spoken = (kind: Kind): Dialect => {
  const dialect = dialectOf(kind);
  if (dialect === undefined) throw new RangeError(`The language of ${kind} is not known`);
  return dialect;
};

/** Cuts a text into its statements, in linear time; empty and comment-only pieces are left out. Throws for a kind without a dialect. */
export const splitStatements = (kind: Kind, text: string): StatementSpan[] => spoken(kind).splitStatements(text);

/** The statement that a caret at `offset` (UTF-16) means; undefined where the text has none. */
export const statementAt = (kind: Kind, text: string, offset: number): StatementSpan | undefined =>
  pieceAt(text, splitStatements(kind, text), offset);

/** What one statement does. Careful: what is not known to read only, writes. */
export const classify = (kind: Kind, statementText: string): Classification => spoken(kind).classify(statementText);

/** One statement's text as the driver of its kind takes it. Throws StatementError where it can't be understood. */
export const parseStatement = (kind: Kind, text: string, params: readonly Param[] = []): Statement =>
  spoken(kind).parseStatement?.(text, params) ?? { language: 'sql', text, ...(params.length === 0 ? {} : { params }) };

/** The text that asks for the plan of one statement as a tree, or why there is none. */
export const explainText = (kind: Kind, text: string, ask: ExplainAsk): ExplainText => spoken(kind).explainText(text, ask);

/** A name as the language quotes it. Throws on an empty name and on a NUL. */
export const quoteIdentifier = (kind: Kind, name: string): string => spoken(kind).quoteIdentifier(name);

/** A name as people write it: in quotes only where the language needs them. */
export const nameText = (kind: Kind, name: string): string => spoken(kind).nameText(name);

/** What can be written at a place of a text (UTF-16), in linear time. Undefined where nothing is suggested: in text and comments. */
export const complete = (kind: Kind, text: string, offset: number): CompletionAsk | undefined => {
  const dialect = spoken(kind);
  const { rules } = dialect;
  return rules ? completeSql({ ...dialect, rules }, text, offset) : dialect.complete?.(text, offset);
};

/** A value as text of the language, for people to copy; statements of our own bind their values. */
export const quoteLiteral = (kind: Kind, value: CellValue): string => spoken(kind).quoteLiteral(value);

/**
 * Rows as INSERT statements to copy, a hundred rows each. `table` is quoted part by part: `['public', 'orders']`. `types`: what the
 * columns of a result say of themselves, so that each value is written as its column takes it.
 */
export const insertText = (
  kind: Kind,
  table: readonly string[],
  columns: readonly string[],
  rows: readonly (readonly CellValue[])[],
  types: readonly ColumnType[] = [],
): string => {
  const dialect = spoken(kind);
  const literal = (value: CellValue, type: ColumnType | undefined): string =>
    (type && dialect.columnLiteral?.(value, type)) ?? dialect.quoteLiteral(value);
  const values = rows.map((row) => row.map((value, at) => literal(insertValue(dialect, value, types[at]), types[at])));
  if (dialect.insertText !== undefined) return dialect.insertText(table, columns, values, types);
  const target = table.map((part) => dialect.quoteIdentifier(part)).join('.');
  const head = `INSERT INTO ${target} (${columns.map((name) => dialect.quoteIdentifier(name)).join(', ')}) VALUES`;
  const statements: string[] = [];
  for (let at = 0; at < rows.length; at += 100) {
    const tuples = values.slice(at, at + 100).map((row) => `  (${row.join(', ')})`);
    statements.push(`${head}\n${tuples.join(',\n')};`);
  }
  return statements.join('\n');
};

/** A statement that reads a table's first rows, to begin from in an editor. `table` is quoted part by part; `columns` empty: all. */
export const selectText = (kind: Kind, table: readonly string[], columns: readonly string[] = [], limit = 100): string => {
  const dialect = spoken(kind);
  if (dialect.selectText !== undefined) return dialect.selectText(table, columns, limit);
  const from = table.map((part) => dialect.quoteIdentifier(part)).join('.');
  const list = columns.length === 0 ? '*' : columns.map((name) => dialect.quoteIdentifier(name)).join(', ');
  return `SELECT ${list}\nFROM ${from}\nLIMIT ${String(limit)};`;
};
