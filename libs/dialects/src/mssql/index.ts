import { capabilitiesWithout } from '../capabilities.js';
import type { Dialect } from '../dialect.js';
import { plainOr } from '../plain-name.js';
import { quoted } from '../quote.js';
import { classifyMssql } from './classify.js';
import { commonFunctions } from './functions.js';
import { mssqlKeywords } from './keywords.js';
import { mssqlRules, splitMssql } from './lex.js';
import { columnLiteral, quoteLiteral } from './literals.js';
import { mssqlReserved } from './reserved.js';

const quoteIdentifier = (name: string): string => quoted(name, '[', ']');

/** SQL Server, and servers that speak its language. */
export const mssql: Dialect = {
  kind: 'mssql',
  label: 'SQL Server',
  statementLabel: 'SQL',
  lineComment: '--',
  defaultPort: 1433,
  rules: mssqlRules,
  keywords: mssqlKeywords,
  functions: commonFunctions,
  capabilities: capabilitiesWithout({
    readOnlyTransactions:
      'the server has no transaction that refuses changes: read-only statements are told by their words, and what they run in is rolled back; a login with db_datareader alone is what makes it sure',
    serverCursor: 'rows are held back by pausing the socket: the server keeps the statement open meanwhile',
    errorPosition: 'an error names a line only; the place in it is worked out from the words that the message quotes',
    materializedViews: 'an indexed view keeps its rows by itself and can not be refreshed',
  }),
  splitStatements: splitMssql,
  classify: classifyMssql,
  quoteIdentifier,
  nameText: plainOr(/^[A-Za-z_][A-Za-z0-9_]*$/, mssqlReserved, quoteIdentifier),
  quoteLiteral,
  columnLiteral,
  // The row of a plan comes in the place of the rows, or, where it is measured, after them.
  explainText: (text, { analyze }) => {
    const setting = analyze ? 'STATISTICS XML' : 'SHOWPLAN_XML';
    return { text: `SET ${setting} ON\nGO\n${text}\nGO\nSET ${setting} OFF` };
  },
  selectText: (table, columns, limit) => {
    const names = (parts: readonly string[]): string[] => parts.map((part) => quoted(part, '[', ']'));
    return `SELECT TOP (${String(limit)}) ${columns.length === 0 ? '*' : names(columns).join(', ')}\nFROM ${names(table).join('.')};`;
  },
};
