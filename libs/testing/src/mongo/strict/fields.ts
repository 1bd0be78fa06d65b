import { MongoFailure } from '../failure.js';
import { listOf, type Document } from '../document.js';

/** What every command takes (MongoDB's generic command arguments). */
const generic = names(
  '$db lsid txnNumber autocommit startTransaction $clusterTime $readPreference readConcern writeConcern maxTimeMS comment',
  'apiVersion apiStrict apiDeprecationErrors',
);
/** What each command takes besides, from MongoDB 4.4 to 8: the manual's "Command Fields". Commands that are not here take anything. */
const taken: Readonly<Record<string, ReadonlySet<string>>> = {
  find: names(
    'filter sort projection hint skip limit batchSize singleBatch max min returnKey showRecordId tailable oplogReplay',
    'noCursorTimeout awaitData allowPartialResults collation allowDiskUse let',
  ),
  aggregate: names('pipeline explain allowDiskUse cursor bypassDocumentValidation collation hint let'),
  getMore: names('collection batchSize'),
  killCursors: names('cursors'),
  count: names('query limit skip hint collation fields'),
  distinct: names('key query collation hint'),
  insert: names('documents ordered bypassDocumentValidation'),
  update: names('updates ordered bypassDocumentValidation let'),
  delete: names('deletes ordered let'),
  findAndModify: names('query sort remove update new fields upsert bypassDocumentValidation collation arrayFilters hint let'),
  create: names(
    'capped size max validator validationLevel validationAction viewOn pipeline collation timeseries expireAfterSeconds',
    'clusteredIndex changeStreamPreAndPostImages storageEngine indexOptionDefaults idIndex encryptedFields',
  ),
  createIndexes: names('indexes commitQuorum'),
  dropIndexes: names('index'),
  listIndexes: names('cursor'),
  listCollections: names('filter nameOnly authorizedCollections cursor'),
  listDatabases: names('filter nameOnly authorizedDatabases'),
  drop: names(),
  dropDatabase: names(),
  renameCollection: names('to dropTarget'),
  collStats: names('scale'),
  dbStats: names('scale freeStorage'),
  explain: names('verbosity'),
};
/** What stands in the lists of writes. */
const ofUpdates = names('q u c multi upsert collation arrayFilters hint sort');
const ofDeletes = names('q limit collation hint');

function names(...lines: string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(' ')));
}

const unknownField = (place: string, name: string): MongoFailure =>
  new MongoFailure(40_415, 'Location40415', `BSON field '${place}.${name}' is an unknown field.`);

const checkList = (place: string, list: readonly Document[], known: ReadonlySet<string>): void => {
  for (const item of list) for (const name of Object.keys(item)) if (!known.has(name)) throw unknownField(place, name);
};

/** What is a number that may not be below zero. */
const counts = ['limit', 'skip', 'batchSize'];
const documents = ['filter', 'sort', 'projection', 'cursor', 'collation', 'let'];
const switches = [
  'singleBatch',
  'allowDiskUse',
  'returnKey',
  'showRecordId',
  'tailable',
  'ordered',
  'bypassDocumentValidation',
  'nameOnly',
];

const mistyped = (place: string, wanted: string): MongoFailure =>
  new MongoFailure(14, 'TypeMismatch', `BSON field '${place}' is the wrong type, expected type '${wanted}'`);

const checkValues = (verb: string, command: Document): void => {
  for (const name of counts) {
    const value = command[name];
    if (value === undefined) continue;
    if (typeof value !== 'number') throw mistyped(`${verb}.${name}`, 'long');
    // `count` alone takes a limit below zero, as if it were above.
    if (value < 0 && !(verb === 'count' && name === 'limit'))
      throw new MongoFailure(51_024, 'Location51024', `BSON field '${name}' value must be >= 0, actual value '${String(value)}'`);
  }
  for (const name of documents) {
    const value = command[name];
    if (value !== undefined && (typeof value !== 'object' || value === null || Array.isArray(value)))
      throw mistyped(`${verb}.${name}`, 'object');
  }
  for (const name of switches)
    if (command[name] !== undefined && typeof command[name] !== 'boolean' && typeof command[name] !== 'number')
      throw mistyped(`${verb}.${name}`, 'bool');
  const { maxTimeMS, comment: _any, ...others } = command;
  if (maxTimeMS !== undefined && (typeof maxTimeMS !== 'number' || maxTimeMS < 0 || !Number.isInteger(maxTimeMS)))
    throw new MongoFailure(2, 'BadValue', `${JSON.stringify(maxTimeMS)} value for maxTimeMS is out of range`);
  if (verb === 'getMore' && maxTimeMS !== undefined)
    throw new MongoFailure(2, 'BadValue', 'cannot set maxTimeMS on getMore command for a non-awaitData cursor');
  if (verb === 'aggregate' && others['cursor'] === undefined && others['explain'] === undefined)
    throw new MongoFailure(9, 'FailedToParse', "The 'cursor' option is required, except for aggregate with the explain argument");
};

/** Refuses fields that a command does not take, and values that they can't have, as a real server does before it does anything. */
export const checkCommand = (verb: string, command: Document): void => {
  const known = Object.hasOwn(taken, verb) ? taken[verb] : undefined;
  if (known === undefined) return;
  for (const name of Object.keys(command)) {
    if (name !== verb && !known.has(name) && !generic.has(name)) throw unknownField(verb, name);
  }
  checkValues(verb, command);
  checkList('update.updates', listOf(command['updates']), ofUpdates);
  const deletes = listOf(command['deletes']);
  checkList('delete.deletes', deletes, ofDeletes);
  const odd = deletes.find(({ limit }) => limit !== 0 && limit !== 1);
  if (odd !== undefined)
    throw new MongoFailure(9, 'FailedToParse', `The limit field in delete objects must be 0 or 1. Got ${String(odd['limit'])}`);
};
