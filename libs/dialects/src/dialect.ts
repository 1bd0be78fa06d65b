import type { Kind, ResultColumn } from '@orrery/contracts';
import type { CompletionAsk } from './completion/suggest.js';
import type { ExplainAsk, ExplainText } from './explain.js';
import type { NoRowSource, RowSource } from './explorer/row-source.js';
import type { LexRules } from './lexer.js';
import type { MongoCall } from './mongodb/value.js';

/** One statement of a longer text. Offsets are UTF-16 code units of the whole text; `line` is 1-based. */
export interface StatementSpan {
  /** The statement without its closing delimiter and without comments around it. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

/**
 * What a statement does, as far as its words tell. It errs on the careful side: what is not known to read only, writes.
 * It is one layer among several, never the only guard.
 */
export interface Classification {
  /** The verb, in upper case: `SELECT`, `CREATE`, `EXPLAIN`; for MongoDB the method, such as `find`; empty where there is none. */
  readonly command: string;
  /** Known to do nothing but read. */
  readonly reads: boolean;
  /** May change data, or is unknown. */
  readonly writes: boolean;
  /** Begins, ends or marks a transaction, or takes a lock that lives as long as one. */
  readonly transaction: boolean;
  /** Changes the session: settings, prepared statements, cursors, listeners. */
  readonly session: boolean;
  /** Defines or drops objects or rights. */
  readonly ddl: boolean;
  /** Functions called by it that are known to change something or to reach outside, although a query calls them. */
  readonly flagged: readonly string[];
  /** A read that can leave nothing behind in the session: it calls only functions known to be harmless. */
  readonly traceless: boolean;
  /** A read whose outermost words make few rows likely (an aggregate, a LIMIT). A hint for planning, nothing more. */
  readonly few: boolean;
}

/** One thing a kind of database can or can't do: what · default · consequence. */
export interface Capability {
  readonly what: string;
  readonly able: boolean;
  /** What a person or a caller meets where it is lacking. */
  readonly consequence: string;
}

/** The names of capabilities. All are true unless a kind says otherwise. */
export const capabilityNames = [
  'transactions',
  'transactionalDdl',
  'readOnlyTransactions',
  'schemas',
  'parameters',
  'serverCursor',
  'errorPosition',
  'multipleResultSets',
  'explainTree',
  'returning',
  'materializedViews',
] as const;
export type CapabilityName = (typeof capabilityNames)[number];
export type Capabilities = Readonly<Record<CapabilityName, Capability>>;

/** A value as a result row carries it. */
export type CellValue = string | number | boolean | null | readonly unknown[] | object;

/** What a result says of a column's values. */
export type ColumnType = Pick<ResultColumn, 'kind' | 'dataType'>;

/** A value bound to a parameter. */
export type Param = string | number | boolean | null;

/** One statement as a driver takes it: text with parameters, or text that was understood here already. */
export type Statement =
  | {
      readonly language: 'sql';
      readonly text: string;
      readonly params?: readonly Param[];
      /** Prepared though it takes no parameters: MySQL answers such in bytes, and rounds single floats where it answers in text. */
      readonly prepared?: boolean;
    }
  | { readonly language: 'mongo'; readonly text: string; readonly call: MongoCall };

/** The language of one kind of database, as pure functions and data. Runs in the browser too. */
export interface Dialect {
  readonly kind: Kind;
  readonly label: string;
  /** What a statement of it is, said after “Copy as”. */
  readonly statementLabel: string;
  /** Whether what a column holds can be named by a path that leads on from it. */
  readonly nested?: true;
  /** What begins a comment that ends with its line. */
  readonly lineComment: string;
  readonly defaultPort: number;
  /** How its words are told apart, where they are words of SQL. */
  readonly rules?: LexRules;
  readonly capabilities: Capabilities;
  /** Words with a meaning in the language, in upper case, for colouring and completion. */
  readonly keywords: readonly string[];
  /** Names of functions that come with the server, for completion. */
  readonly functions: readonly string[];
  splitStatements(text: string): StatementSpan[];
  classify(statementText: string): Classification;
  /** Throws where the name can't be quoted (empty, or with a NUL). */
  quoteIdentifier(name: string): string;
  /** A name as people write it: in quotes only where it needs them. */
  nameText(name: string): string;
  /** What can be written at a place of a text, where that is not SQL. Undefined where nothing is suggested. */
  complete?(text: string, offset: number): CompletionAsk | undefined;
  /** A value as text of the language, for people to copy; never for statements of our own. */
  quoteLiteral(value: CellValue): string;
  /** Makes of one statement's text what the driver takes, where that is more than the text. Throws StatementError. */
  parseStatement?(text: string, params: readonly Param[]): Statement;
  /** The text that asks for a statement's plan as a tree. */
  explainText(text: string, ask: ExplainAsk): ExplainText;
  /** Which table a statement's rows are of, where it is no SELECT. */
  rowSource?(text: string): { readonly source: RowSource } | NoRowSource;
  /** A statement that reads a table's first rows, where that is not SELECT … LIMIT. `columns` empty: all of them. */
  selectText?(table: readonly string[], columns: readonly string[], limit: number): string;
  /** A value as text of the language, where its column's type says more than itself; undefined where it does not. */
  columnLiteral?(value: CellValue, type: ColumnType): string | undefined;
  /** An array as text of its type, where the language has arrays. */
  arrayText?(values: readonly unknown[]): string;
  /** Rows of literals as statements that insert them, where those are not INSERT. */
  insertText?(
    table: readonly string[],
    columns: readonly string[],
    rows: readonly (readonly string[])[],
    types: readonly ColumnType[],
  ): string;
}
