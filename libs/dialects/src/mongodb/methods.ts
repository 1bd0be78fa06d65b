/** What an argument must be. `update`: a document or a pipeline. `keys`: a name or a document. */
export type Taken = 'document' | 'array' | 'string' | 'number' | 'boolean' | 'update' | 'keys' | 'any';

/** What a method takes and does. */
export interface Method {
  readonly does: 'read' | 'write' | 'define';
  /** What its arguments must be, in order. */
  readonly takes: readonly Taken[];
  /** How many must be there. */
  readonly least: number;
}

const method = (does: Method['does'], takes: readonly Taken[], least = takes.length): Method => ({ does, takes, least });

/** Methods of a collection. What is not here does not exist: nothing is called by a name that a text gives. */
export const collectionMethods: ReadonlyMap<string, Method> = new Map([
  ['find', method('read', ['document', 'document', 'document'], 0)],
  ['findOne', method('read', ['document', 'document', 'document'], 0)],
  ['aggregate', method('read', ['array', 'document'], 1)],
  ['countDocuments', method('read', ['document', 'document'], 0)],
  ['estimatedDocumentCount', method('read', ['document'], 0)],
  ['count', method('read', ['document', 'document'], 0)],
  ['distinct', method('read', ['string', 'document', 'document'], 1)],
  ['getIndexes', method('read', [])],
  ['stats', method('read', ['document'], 0)],
  ['insertOne', method('write', ['document', 'document'], 1)],
  ['insertMany', method('write', ['array', 'document'], 1)],
  ['updateOne', method('write', ['document', 'update', 'document'], 2)],
  ['updateMany', method('write', ['document', 'update', 'document'], 2)],
  ['replaceOne', method('write', ['document', 'document', 'document'], 2)],
  ['deleteOne', method('write', ['document', 'document'], 1)],
  ['deleteMany', method('write', ['document', 'document'], 1)],
  ['findOneAndUpdate', method('write', ['document', 'update', 'document'], 2)],
  ['findOneAndReplace', method('write', ['document', 'document', 'document'], 2)],
  ['findOneAndDelete', method('write', ['document', 'document'], 1)],
  ['createIndex', method('define', ['document', 'document'], 1)],
  ['createIndexes', method('define', ['array', 'document'], 1)],
  ['dropIndex', method('define', ['keys'])],
  ['dropIndexes', method('define', [])],
  ['renameCollection', method('define', ['string', 'boolean'], 1)],
  ['drop', method('define', ['document'], 0)],
]);

/** Methods of a database. */
export const databaseMethods: ReadonlyMap<string, Method> = new Map([
  ['aggregate', method('read', ['array', 'document'], 1)],
  ['getCollectionNames', method('read', [])],
  ['getCollectionInfos', method('read', ['document', 'document'], 0)],
  ['stats', method('read', ['number'], 0)],
  ['version', method('read', [])],
  ['serverStatus', method('read', ['document'], 0)],
  ['currentOp', method('read', ['document'], 0)],
  // What these do depends on the command that they carry.
  ['runCommand', method('write', ['document'])],
  ['adminCommand', method('write', ['document'])],
  ['killOp', method('write', ['any'])],
  ['createCollection', method('define', ['string', 'document'], 1)],
  ['createView', method('define', ['string', 'string', 'array', 'document'], 3)],
  ['dropDatabase', method('define', [])],
]);

const documents: Method = method('read', ['document']);
const number: Method = method('read', ['number']);
const nothing: Method = method('read', []);

const anyCursor: readonly (readonly [string, Method])[] = [
  ['toArray', nothing],
  ['pretty', nothing],
  ['batchSize', number],
  ['maxTimeMS', number],
  ['hint', method('read', ['keys'])],
  ['collation', documents],
  ['comment', method('read', ['any'])],
  ['allowDiskUse', method('read', ['boolean'], 0)],
];

/** What can follow a call, by its method. `explain` is a matter of its own. */
export const chains: ReadonlyMap<string, ReadonlyMap<string, Method>> = new Map([
  [
    'find',
    new Map([
      ...anyCursor,
      ['sort', documents],
      ['limit', number],
      ['skip', number],
      ['project', documents],
      ['projection', documents],
      ['min', documents],
      ['max', documents],
      ['returnKey', method('read', ['boolean'], 0)],
      ['showRecordId', method('read', ['boolean'], 0)],
      ['count', nothing],
      ['size', nothing],
    ]),
  ],
  ['aggregate', new Map(anyCursor)],
]);

/** Methods whose work can be explained instead of done. */
export const explainable: ReadonlySet<string> = new Set([
  ...['find', 'aggregate', 'count', 'distinct', 'updateOne', 'updateMany', 'replaceOne', 'deleteOne', 'deleteMany'],
  ...['findOneAndUpdate', 'findOneAndReplace', 'findOneAndDelete'],
]);
export const verbosities: ReadonlySet<string> = new Set(['queryPlanner', 'executionStats', 'allPlansExecution']);
