import type { MongoCall } from '@orrery/dialects';
import { Int32 } from 'mongodb';
import { DriverFault } from '../driver.js';
import type { Document } from './plan.js';
import { fieldsOf, toBson, type Fields } from './to-bson.js';

/** A number of a reply; none is zero. */
export const numberOf = (value: unknown): number => (value === undefined || value === null ? 0 : Number(value));
/** A count as a field of a command or a row. */
export const count = (name: string, value: unknown): Document => ({ [name]: new Int32(numberOf(value)) });

const listed = (values: readonly string[]): ReadonlySet<string> => new Set(values);
const common = ['collation', 'comment', 'hint', 'let', 'maxTimeMS'];
/** The options that each family of methods takes. */
export const findOptions = listed([
  ...common,
  ...[
    'allowDiskUse',
    'batchSize',
    'limit',
    'max',
    'min',
    'projection',
    'readConcern',
    'returnKey',
    'showRecordId',
    'skip',
    'sort',
  ],
]);
export const aggregateOptions = listed([
  ...common,
  'allowDiskUse',
  'batchSize',
  'bypassDocumentValidation',
  'readConcern',
  'writeConcern',
]);
export const countOptions = listed([...common, 'limit', 'skip', 'readConcern']);
export const insertOptions = listed(['bypassDocumentValidation', 'comment', 'ordered', 'writeConcern']);
export const changeOptions = listed([...common, 'arrayFilters', 'bypassDocumentValidation', 'sort', 'upsert', 'writeConcern']);
export const modifyOptions = listed([
  ...[...changeOptions],
  ...['fields', 'new', 'projection', 'returnDocument', 'returnNewDocument', 'returnOriginal'],
]);

/** The options of an argument, where all of them are known. */
export const optionsOf = (call: MongoCall, index: number, known?: ReadonlySet<string>): Fields => {
  const value = call.args[index];
  if (value?.type !== 'document') return new Map();
  const unknown = known === undefined ? undefined : value.fields.find(([name]) => !known.has(name));
  if (unknown !== undefined) throw new DriverFault('syntax', `${call.method}() does not take the option ${unknown[0]}.`);
  return fieldsOf(value);
};

/** An argument as a value of BSON. */
export const argOf = (call: MongoCall, index: number): unknown => {
  const value = call.args[index];
  return value === undefined ? undefined : toBson(value);
};
/** An argument that is a text; else nothing. */
export const textOf = (call: MongoCall, index: number): string => {
  const value = call.args[index];
  return value?.type === 'string' ? value.value : '';
};
/** These options, as far as they are there. */
export const taken = (options: Fields, ...names: string[]): Document =>
  Object.fromEntries(names.filter((name) => options.has(name)).map((name) => [name, options.get(name)]));
/** All options but these. */
export const without = (options: Fields, ...names: string[]): Document =>
  Object.fromEntries([...options].filter(([name]) => !names.includes(name)));

/** What follows the call, by the names that the command has for it. A switch without an argument is on. */
export const chained = ({ chain }: MongoCall): Fields => {
  const options: Fields = new Map();
  for (const { method, args } of chain) {
    if (method === 'toArray' || method === 'pretty' || method === 'count' || method === 'size') continue;
    const name = method === 'project' ? 'projection' : method;
    options.set(name, args[0] === undefined ? true : toBson(args[0]));
  }
  return options;
};
