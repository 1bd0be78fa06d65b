import { capabilitiesWithout } from '../capabilities.js';
import type { CellValue, Dialect } from '../dialect.js';
import { StatementError } from '../statement-error.js';
import { classifyMongo } from './classify.js';
import { mongoKeywords, mongoOperators } from './keywords.js';
import { parseMongo } from './parse.js';
import { mongoRowSource } from './row-source.js';
import { splitMongo } from './split.js';
import { collectionText, isPlainName } from './value.js';

export { classifyCall } from './classify.js';
export { parseMongo } from './parse.js';
export * from './value.js';

/** JSON is a literal of the shell too, and Extended JSON is read as the value that it stands for. */
const quoteLiteral = (value: CellValue): string => JSON.stringify(value);

const quoteIdentifier = (name: string): string => {
  if (name === '') throw new RangeError('A name can not be empty');
  if (name.includes('\0')) throw new RangeError('A name can not hold a NUL character');
  return isPlainName(name) ? name : JSON.stringify(name);
};

/** MongoDB: statements as its shell takes them. */
export const mongodb: Dialect = {
  kind: 'mongodb',
  label: 'MongoDB',
  statementLabel: 'Mongo query',
  nested: true,
  lineComment: '//',
  defaultPort: 27_017,
  keywords: mongoKeywords,
  functions: mongoOperators,
  capabilities: capabilitiesWithout({
    transactions: 'each statement stands for itself; one statement changes one document atomically',
    transactionalDdl: 'what creates or drops collections and indexes can not be rolled back',
    readOnlyTransactions: 'a read-only connection allows only methods and stages that are known to read',
    schemas: 'a database is the only level: it holds collections',
    parameters: 'values stand in the statement as literals, which are parsed and never evaluated',
    multipleResultSets: 'one statement yields one result',
    materializedViews: 'there are plain views; $merge keeps results in a collection',
  }),
  splitStatements: splitMongo,
  classify: classifyMongo,
  parseStatement: (text, params) => {
    if (params.length > 0) throw new StatementError('Statements of MongoDB take no parameters: write the values into them.', 1);
    return { language: 'mongo', text, call: parseMongo(text) };
  },
  explainText: (text, { analyze }) => ({
    text: `${text.replace(/[;\s]+$/, '')}.explain("${analyze ? 'executionStats' : 'queryPlanner'}")`,
  }),
  rowSource: mongoRowSource,
  quoteIdentifier,
  quoteLiteral,
  selectText: (table, columns, limit) => {
    const projection = columns.map((name) => `${quoteIdentifier(name)}: 1`).join(', ');
    return `${collectionText(table.at(-1) ?? '')}.find({}${columns.length === 0 ? '' : `, { ${projection} }`}).limit(${String(limit)});`;
  },
  insertText: (table, columns, rows) => {
    const documents = rows.map(
      (row) => `  { ${columns.map((name, at) => `${quoteIdentifier(name)}: ${quoteLiteral(row[at] ?? null)}`).join(', ')} }`,
    );
    return `${collectionText(table.at(-1) ?? '')}.insertMany([\n${documents.join(',\n')}\n]);`;
  },
};
