import { capabilitiesWithout } from '../capabilities.js';
import type { CellValue, Dialect } from '../dialect.js';
import { quoted, textOf } from '../quote.js';
import { classifyPostgres } from './classify.js';
import { commonFunctions } from './functions.js';
import { postgresKeywords } from './keywords.js';
import { postgresRules, splitPostgres } from './lex.js';

const quoteLiteral = (value: CellValue): string => {
  if (value === null) return 'NULL';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = textOf(value).replaceAll('\0', '').replaceAll("'", "''");
  return text.includes('\\') ? `E'${text.replaceAll('\\', '\\\\')}'` : `'${text}'`;
};

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
  quoteIdentifier: (name) => quoted(name, '"', '"'),
  quoteLiteral,
};
