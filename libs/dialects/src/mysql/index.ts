import { capabilitiesWithout } from '../capabilities.js';
import type { CellValue, ColumnType, Dialect } from '../dialect.js';
import { plainOr } from '../plain-name.js';
import { quoted, textOf } from '../quote.js';
import { classifyMysql } from './classify.js';
import { explainMysql } from './explain.js';
import { commonFunctions } from './functions.js';
import { mysqlKeywords } from './keywords.js';
import { mysqlRules, splitMysql } from './lex.js';
import { mysqlReserved } from './reserved.js';

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll('\0', '\\0');

const quoteLiteral = (value: CellValue): string => {
  if (value === null) return 'NULL';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  // Binary comes as \x… text, which MySQL writes 0x….
  if (typeof value === 'string' && /^\\x(?:[0-9a-f]{2})+$/i.test(value)) return `0x${value.slice(2)}`;
  return `'${escaped(textOf(value))}'`;
};

/** Bits come as the text of their digits, and MySQL's vectors of their numbers; bytes as \x… text, also where there are none. */
const columnLiteral = (value: CellValue, { kind, dataType }: ColumnType): string | undefined => {
  if (typeof value !== 'string') return undefined;
  if (/^bit\b/.test(dataType) && /^[01]+$/.test(value)) return `b'${value}'`;
  if (kind === 'binary' && value.startsWith('\\x')) return `X'${value.slice(2)}'`;
  const text = `'${escaped(value)}'`;
  return kind === 'string' && /^vector\b/.test(dataType) ? `STRING_TO_VECTOR(${text})` : text;
};

const quoteIdentifier = (name: string): string => quoted(name, '`', '`');

/** MySQL and MariaDB. */
export const mysql: Dialect = {
  kind: 'mysql',
  label: 'MySQL / MariaDB',
  statementLabel: 'SQL',
  lineComment: '--',
  defaultPort: 3306,
  rules: mysqlRules,
  keywords: mysqlKeywords,
  functions: commonFunctions,
  capabilities: capabilitiesWithout({
    transactionalDdl: 'CREATE, ALTER and DROP commit what was open and can not be rolled back',
    schemas: 'a database is the only level: schema and database are the same',
    serverCursor: 'rows are held back by pausing the socket: the server keeps the statement open meanwhile',
    errorPosition: 'a syntax error names a line and the words near it; the place is worked out from them where possible',
    returning: 'only MariaDB returns rows from INSERT and DELETE',
    materializedViews: 'there are plain views only',
  }),
  splitStatements: splitMysql,
  classify: classifyMysql,
  quoteIdentifier,
  nameText: plainOr(/^[A-Za-z_][A-Za-z0-9_]*$/, mysqlReserved, quoteIdentifier),
  quoteLiteral,
  explainText: explainMysql,
  columnLiteral,
};
