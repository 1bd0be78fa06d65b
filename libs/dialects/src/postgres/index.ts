import { capabilitiesWithout } from '../capabilities.js';
import type { CellValue, Dialect } from '../dialect.js';
import { plainOr } from '../plain-name.js';
import { quoted, textOf } from '../quote.js';
import { classifyPostgres } from './classify.js';
import { commonFunctions } from './functions.js';
import { postgresKeywords } from './keywords.js';
import { postgresRules, splitPostgres } from './lex.js';
import { postgresReserved } from './reserved.js';

const quoteLiteral = (value: CellValue): string => {
  if (value === null) return 'NULL';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = textOf(value).replaceAll('\0', '').replaceAll("'", "''");
  return text.includes('\\') ? `E'${text.replaceAll('\\', '\\\\')}'` : `'${text}'`;
};

/** An array in braces (8.15.2 of the manual): what is no number stands in quotes, so that nothing in it means anything. */
const arrayText = (values: readonly unknown[]): string =>
  `{${values.map((value) => (Array.isArray(value) ? arrayText(value) : elementText(value))).join(',')}}`;

const elementText = (value: unknown): string => {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `"${text.replace(/["\\]/g, (sign) => `\\${sign}`)}"`;
};

const quoteIdentifier = (name: string): string => quoted(name, '"', '"');

/** PostgreSQL. */
export const postgres: Dialect = {
  kind: 'postgres',
  label: 'PostgreSQL',
  statementLabel: 'SQL',
  lineComment: '--',
  defaultPort: 5432,
  rules: postgresRules,
  keywords: postgresKeywords,
  functions: commonFunctions,
  capabilities: capabilitiesWithout({
    multipleResultSets: 'a procedure answers with rows of its output parameters only',
  }),
  splitStatements: splitPostgres,
  classify: classifyPostgres,
  quoteIdentifier,
  nameText: plainOr(/^[a-z_][a-z0-9_$]*$/, postgresReserved, quoteIdentifier),
  quoteLiteral,
  explainText: (text, { analyze }) => ({ text: `EXPLAIN (${analyze ? 'ANALYZE, BUFFERS, ' : ''}FORMAT JSON) ${text}` }),
  arrayText,
};
