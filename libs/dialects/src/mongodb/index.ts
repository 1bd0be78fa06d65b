import { capabilitiesWithout } from '../capabilities.js';
import type { CellValue, Dialect } from '../dialect.js';
import { StatementError } from '../statement-error.js';
import { classifyMongo } from './classify.js';
import { completeMongo } from './complete.js';
import { insertMongo } from './insert.js';
import { mongoKeywords, mongoOperators } from './keywords.js';
import { parseMongo } from './parse.js';
import { mongoRowSource } from './row-source.js';
import { splitMongo } from './split.js';
import { collectionText, fieldText } from './value.js';
import { columnLiteral } from './write-value.js';

export { classifyCall } from './classify.js';
export { parseMongo } from './parse.js';
export * from './value.js';

/** JSON is a literal of the shell too, and Extended JSON is read as the value that it stands for. */
const quoteLiteral = (value: CellValue): string => JSON.stringify(value);

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
  quoteIdentifier: fieldText,
  nameText: fieldText,
  complete: completeMongo,
  quoteLiteral,
  selectText: (table, columns, limit) => {
    const projection = columns.map((name) => `${fieldText(name)}: 1`).join(', ');
    return `${collectionText(table.at(-1) ?? '')}.find({}${columns.length === 0 ? '' : `, { ${projection} }`}).limit(${String(limit)});`;
  },
  columnLiteral,
  insertText: insertMongo,
};
