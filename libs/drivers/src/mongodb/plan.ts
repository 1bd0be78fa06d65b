import type { MongoCall } from '@orrery/dialects';
import { Int32, Long, ObjectId } from 'mongodb';

/** A command or an answer: bson's own type would let anything through. */
export type Document = Record<string, unknown>;
import { DriverFault } from '../driver.js';
import { fieldsOf, toBson, type Fields } from './to-bson.js';
import { namesOf } from './shape.js';

/** What a statement's one reply tells. */
export interface Told {
  readonly rows: readonly Document[];
  /** The fields of the rows, where they are known. */
  readonly names?: readonly string[];
  readonly affectedRows: number | null;
  /** The row tells what was done: it is none of the database's. */
  readonly isSummary?: true;
}

/** A statement as a command for the server, and how its answer is read. */
export interface Plan {
  /** Where it is not the database of the connection. */
  readonly db?: string;
  readonly command: Document;
  /** `cursor`: rows come batch by batch. Else a reply tells all. */
  readonly reads: 'cursor' | ((reply: Document) => Told);
  /** The fields of the rows, where the statement names them. */
  readonly names?: readonly string[];
  /** Takes a comment and a time limit, as commands of data do. */
  readonly ours: boolean;
}

/** Makes the command of a statement. Throws DriverFault where an option is not known. */
export const planOf = (call: MongoCall, dbName: string): Plan => {
  const plan = call.collection === undefined ? databasePlan(call) : collectionPlan(call, call.collection, dbName);
  const placed = call.database === undefined || plan.db !== undefined ? plan : { ...plan, db: call.database };
  if (call.explain === undefined) return placed;
  const command = { explain: placed.command, verbosity: call.explain };
  return { ...(placed.db === undefined ? {} : { db: placed.db }), command, reads: whole, ours: false };
};

const whole = (reply: Document): Told => ({ rows: [plainReply(reply)], affectedRows: null });
const done = (reply: Document): Told => ({ ...whole(reply), affectedRows: 0, isSummary: true });

/** A reply without what belongs to the protocol. */
const plainReply = ({ $clusterTime: _time, operationTime: _operation, ...reply }: Document): Document => reply;

const numberOf = (value: unknown): number => (value === undefined || value === null ? 0 : Number(value));
const count = (name: string, value: unknown): Document => ({ [name]: new Int32(numberOf(value)) });

const listed = (values: readonly string[]): ReadonlySet<string> => new Set(values);
const common = ['collation', 'comment', 'hint', 'let', 'maxTimeMS'];
const findOptions = listed([
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
const aggregateOptions = listed([
  ...common,
  'allowDiskUse',
  'batchSize',
  'bypassDocumentValidation',
  'readConcern',
  'writeConcern',
]);
const countOptions = listed([...common, 'limit', 'skip', 'readConcern']);
const insertOptions = listed(['bypassDocumentValidation', 'comment', 'ordered', 'writeConcern']);
const changeOptions = listed([...common, 'arrayFilters', 'bypassDocumentValidation', 'sort', 'upsert', 'writeConcern']);
const modifyOptions = listed([
  ...[...changeOptions],
  ...['fields', 'new', 'projection', 'returnDocument', 'returnNewDocument', 'returnOriginal'],
]);

/** The options of an argument, where all of them are known. */
const optionsOf = (call: MongoCall, index: number, known?: ReadonlySet<string>): Fields => {
  const value = call.args[index];
  if (value?.type !== 'document') return new Map();
  const unknown = known === undefined ? undefined : value.fields.find(([name]) => !known.has(name));
  if (unknown !== undefined) throw new DriverFault('syntax', `${call.method}() does not take the option ${unknown[0]}.`);
  return fieldsOf(value);
};

const argOf = (call: MongoCall, index: number): unknown => {
  const value = call.args[index];
  return value === undefined ? undefined : toBson(value);
};
const textOf = (call: MongoCall, index: number): string => {
  const value = call.args[index];
  return value?.type === 'string' ? value.value : '';
};
const taken = (options: Fields, ...names: string[]): Document =>
  Object.fromEntries(names.filter((name) => options.has(name)).map((name) => [name, options.get(name)]));
const without = (options: Fields, ...names: string[]): Document =>
  Object.fromEntries([...options].filter(([name]) => !names.includes(name)));

/** What follows the call, by the names that the command has for it. A switch without an argument is on. */
const chained = ({ chain }: MongoCall): Fields => {
  const options: Fields = new Map();
  for (const { method, args } of chain) {
    if (method === 'toArray' || method === 'pretty' || method === 'count' || method === 'size') continue;
    const name = method === 'project' ? 'projection' : method;
    options.set(name, args[0] === undefined ? true : toBson(args[0]));
  }
  return options;
};

const findPlan = (call: MongoCall, collection: string): Plan => {
  const projection = argOf(call, 1);
  const options = new Map([...optionsOf(call, 2, findOptions), ...chained(call)]);
  const command: Document = {
    find: collection,
    filter: argOf(call, 0) ?? {},
    ...(projection === undefined ? {} : { projection }),
    ...Object.fromEntries(options),
  };
  if (call.method === 'findOne') return { command: { ...command, limit: 1, singleBatch: true }, reads: 'cursor', ours: true };
  if (call.chain.some(({ method }) => method === 'count' || method === 'size'))
    return countPlan({ count: collection, query: command['filter'], ...taken(options, 'limit', 'skip', 'hint', 'collation') });
  const limit = numberOf(command['limit']);
  return {
    command: limit < 0 ? { ...command, limit: -limit, singleBatch: true } : command,
    reads: 'cursor',
    ours: true,
  };
};

const countPlan = (command: Document): Plan => ({
  command,
  reads: (reply) => ({ rows: [count('count', reply['n'])], names: ['count'], affectedRows: null }),
  ours: true,
});

const aggregatePlan = (call: MongoCall, target: string | number): Plan => {
  const options = new Map([...optionsOf(call, 1, aggregateOptions), ...chained(call)]);
  const cursor = taken(options, 'batchSize');
  const command = { aggregate: target, pipeline: argOf(call, 0) ?? [], cursor, ...without(options, 'batchSize') };
  return { command, reads: 'cursor', ours: true };
};

/** Counts what matches, by reading it: unlike the command `count` this holds in every case. */
const countDocumentsPlan = (call: MongoCall, collection: string): Plan => {
  const options = optionsOf(call, 1, countOptions);
  const pipeline = [
    { $match: argOf(call, 0) ?? {} },
    ...(options.has('skip') ? [{ $skip: options.get('skip') }] : []),
    ...(options.has('limit') ? [{ $limit: options.get('limit') }] : []),
    { $group: { _id: 1, n: { $sum: 1 } } },
  ];
  return {
    command: { aggregate: collection, pipeline, cursor: {}, ...without(options, 'skip', 'limit') },
    reads: (reply) => {
      const batch = (reply['cursor'] as Document)['firstBatch'] as Document[];
      return { rows: [count('count', batch[0]?.['n'])], names: ['count'], affectedRows: null };
    },
    ours: true,
  };
};

const withId = (document: unknown): Fields => {
  const fields = document instanceof Map ? (document as Fields) : new Map<string, unknown>();
  return fields.has('_id') ? fields : new Map<string, unknown>([['_id', new ObjectId()], ...fields]);
};

const insertPlan = (call: MongoCall, collection: string): Plan => {
  const given = argOf(call, 0);
  const documents = (Array.isArray(given) ? (given as unknown[]) : [given]).map(withId);
  if (documents.length === 0) throw new DriverFault('syntax', `${call.method}() needs a document at least.`);
  const ids = documents.map((document) => document.get('_id'));
  return {
    command: { insert: collection, documents, ...Object.fromEntries(optionsOf(call, 1, insertOptions)) },
    reads: ({ n }) =>
      call.method === 'insertOne'
        ? { rows: [{ insertedId: ids[0] }], names: ['insertedId'], affectedRows: numberOf(n), isSummary: true }
        : {
            rows: [{ ...count('insertedCount', n), insertedIds: ids }],
            names: ['insertedCount', 'insertedIds'],
            affectedRows: numberOf(n),
            isSummary: true,
          },
    ours: true,
  };
};

/** An update changes by operators or a pipeline; a replacement has none. */
const checkUpdate = ({ method, args }: MongoCall): void => {
  const update = args[1];
  if (update?.type !== 'document') return;
  const operators = update.fields.filter(([name]) => name.startsWith('$')).length;
  if (method.toLowerCase().includes('replace') ? operators === 0 : operators === update.fields.length && operators > 0) return;
  throw new DriverFault(
    'syntax',
    method.toLowerCase().includes('replace')
      ? `${method}() takes a whole document: operators such as $set belong into updateOne().`
      : `${method}() takes operators such as { $set: { … } }; to replace a whole document there is replaceOne().`,
  );
};

const updatePlan = (call: MongoCall, collection: string): Plan => {
  checkUpdate(call);
  const options = optionsOf(call, 2, changeOptions);
  const own = taken(options, 'arrayFilters', 'collation', 'hint', 'sort', 'upsert');
  const update = { q: argOf(call, 0), u: argOf(call, 1), multi: call.method === 'updateMany', ...own };
  return {
    command: { update: collection, updates: [update], ...without(options, ...Object.keys(own)) },
    reads: ({ n, nModified, upserted }) => {
      const made = Array.isArray(upserted) ? (upserted as Document[]) : [];
      return {
        rows: [
          {
            ...count('matchedCount', numberOf(n) - made.length),
            ...count('modifiedCount', nModified),
            upsertedId: made[0]?.['_id'] ?? null,
          },
        ],
        names: ['matchedCount', 'modifiedCount', 'upsertedId'],
        affectedRows: numberOf(nModified) + made.length,
        isSummary: true,
      };
    },
    ours: true,
  };
};

const deletePlan = (call: MongoCall, collection: string): Plan => {
  const options = optionsOf(call, 1, changeOptions);
  const own = taken(options, 'collation', 'hint');
  return {
    command: {
      delete: collection,
      deletes: [{ q: argOf(call, 0), limit: call.method === 'deleteOne' ? 1 : 0, ...own }],
      ...without(options, ...Object.keys(own)),
    },
    reads: ({ n }) => ({
      rows: [count('deletedCount', n)],
      names: ['deletedCount'],
      affectedRows: numberOf(n),
      isSummary: true,
    }),
    ours: true,
  };
};

const modifyPlan = (call: MongoCall, collection: string): Plan => {
  const isDelete = call.method === 'findOneAndDelete';
  if (!isDelete) checkUpdate(call);
  const options = optionsOf(call, isDelete ? 1 : 2, modifyOptions);
  const projection = options.get('projection') ?? options.get('fields');
  const after =
    options.get('returnDocument') === 'after' ||
    ['returnNewDocument', 'new'].some((name) => options.get(name) === true) ||
    options.get('returnOriginal') === false;
  return {
    command: {
      findAndModify: collection,
      query: argOf(call, 0),
      ...(isDelete ? { remove: true } : { update: argOf(call, 1), new: after }),
      ...(projection === undefined ? {} : { fields: projection }),
      ...without(options, 'projection', 'fields', 'returnDocument', 'returnNewDocument', 'new', 'returnOriginal'),
    },
    reads: ({ value, lastErrorObject }) => ({
      rows: value === null || value === undefined ? [] : [value as Document],
      affectedRows: numberOf((lastErrorObject as Document | undefined)?.['n']),
    }),
    ours: true,
  };
};

/** The name that the shell gives an index: `a_1_b_-1`. */
const indexName = (keys: unknown): string =>
  [...(keys instanceof Map ? (keys as Fields) : [])].map(([name, order]) => `${name}_${String(order)}`).join('_');

const indexPlan = (call: MongoCall, collection: string): Plan => {
  const given = argOf(call, 0);
  const options = Object.fromEntries(optionsOf(call, 1));
  const indexes = (Array.isArray(given) ? (given as unknown[]) : [given]).map((key) => ({
    key,
    name: indexName(key),
    ...options,
  }));
  return {
    command: { createIndexes: collection, indexes },
    reads: () => ({ rows: indexes.map(({ name }) => ({ name })), names: ['name'], affectedRows: 0, isSummary: true }),
    ours: true,
  };
};

const renamePlan = (call: MongoCall, collection: string, dbName: string): Plan => {
  const db = call.database ?? dbName;
  const to = `${db}.${textOf(call, 0)}`;
  const command = { renameCollection: `${db}.${collection}`, to, dropTarget: argOf(call, 1) === true };
  return { db: 'admin', command, reads: done, ours: false };
};

const collectionPlan = (call: MongoCall, collection: string, dbName: string): Plan => {
  const names = namesOf(call);
  switch (call.method) {
    case 'find':
    case 'findOne':
      return { ...findPlan(call, collection), ...(names === undefined ? {} : { names }) };
    case 'aggregate':
      return { ...aggregatePlan(call, collection), ...(names === undefined ? {} : { names }) };
    case 'countDocuments':
      return countDocumentsPlan(call, collection);
    case 'estimatedDocumentCount':
      return countPlan({ count: collection, ...Object.fromEntries(optionsOf(call, 0, countOptions)) });
    case 'count':
      return countPlan({
        count: collection,
        query: argOf(call, 0) ?? {},
        ...Object.fromEntries(optionsOf(call, 1, countOptions)),
      });
    case 'distinct':
      return {
        command: {
          distinct: collection,
          key: textOf(call, 0),
          query: argOf(call, 1) ?? {},
          ...Object.fromEntries(optionsOf(call, 2, countOptions)),
        },
        reads: ({ values }) => ({
          rows: (values as unknown[]).map((value) => ({ [textOf(call, 0)]: value })),
          names: [textOf(call, 0)],
          affectedRows: null,
        }),
        ours: true,
      };
    case 'getIndexes':
      return { command: { listIndexes: collection }, reads: 'cursor', ours: false };
    case 'stats':
      return { command: { collStats: collection, ...Object.fromEntries(optionsOf(call, 0)) }, reads: whole, ours: false };
    case 'insertOne':
    case 'insertMany':
      return insertPlan(call, collection);
    case 'updateOne':
    case 'updateMany':
    case 'replaceOne':
      return updatePlan(call, collection);
    case 'deleteOne':
    case 'deleteMany':
      return deletePlan(call, collection);
    case 'findOneAndUpdate':
    case 'findOneAndReplace':
    case 'findOneAndDelete':
      return modifyPlan(call, collection);
    case 'createIndex':
    case 'createIndexes':
      return indexPlan(call, collection);
    case 'dropIndex':
      return { command: { dropIndexes: collection, index: argOf(call, 0) }, reads: done, ours: true };
    case 'dropIndexes':
      return { command: { dropIndexes: collection, index: '*' }, reads: done, ours: true };
    case 'drop':
      return { command: { drop: collection }, reads: done, ours: true };
    case 'renameCollection':
      return renamePlan(call, collection, dbName);
    default:
      throw new DriverFault('unsupported', `${call.method}() is not known for collections.`);
  }
};

const listPlan: Plan = {
  command: { listCollections: 1, nameOnly: true, authorizedCollections: true },
  reads: 'cursor',
  names: ['name', 'type'],
  ours: false,
};

const databasePlan = (call: MongoCall): Plan => {
  switch (call.method) {
    case 'show':
      if (textOf(call, 0) === 'collections') return listPlan;
      return {
        db: 'admin',
        command: { listDatabases: 1 },
        reads: ({ databases }) => ({ rows: databases as Document[], names: ['name', 'sizeOnDisk', 'empty'], affectedRows: null }),
        ours: false,
      };
    case 'getCollectionNames':
      return listPlan;
    case 'getCollectionInfos':
      return {
        command: { listCollections: 1, filter: argOf(call, 0) ?? {}, ...Object.fromEntries(optionsOf(call, 1)) },
        reads: 'cursor',
        ours: false,
      };
    case 'aggregate': {
      const names = namesOf(call);
      return { ...aggregatePlan(call, 1), ...(names === undefined ? {} : { names }) };
    }
    case 'stats':
      return { command: { dbStats: 1, scale: argOf(call, 0) ?? 1 }, reads: whole, ours: false };
    case 'version':
      return {
        command: { buildInfo: 1 },
        reads: ({ version }) => ({ rows: [{ version: version }], names: ['version'], affectedRows: null }),
        ours: false,
      };
    case 'serverStatus':
      return { command: { serverStatus: 1, ...Object.fromEntries(optionsOf(call, 0)) }, reads: whole, ours: false };
    case 'currentOp':
      return {
        db: 'admin',
        command: { currentOp: 1, ...Object.fromEntries(optionsOf(call, 0)) },
        reads: ({ inprog }) => ({ rows: inprog as Document[], affectedRows: null }),
        ours: false,
      };
    case 'killOp':
      return { db: 'admin', command: { killOp: 1, op: argOf(call, 0) }, reads: done, ours: false };
    case 'createCollection':
      return { command: { create: textOf(call, 0), ...Object.fromEntries(optionsOf(call, 1)) }, reads: done, ours: false };
    case 'createView':
      return {
        command: {
          create: textOf(call, 0),
          viewOn: textOf(call, 1),
          pipeline: argOf(call, 2),
          ...Object.fromEntries(optionsOf(call, 3)),
        },
        reads: done,
        ours: false,
      };
    case 'dropDatabase':
      return { command: { dropDatabase: 1 }, reads: done, ours: false };
    case 'runCommand':
    case 'adminCommand': {
      const command = Object.fromEntries(optionsOf(call, 0));
      if (Object.keys(command).length === 0) throw new DriverFault('syntax', `${call.method}() needs the name of a command.`);
      return { ...(call.method === 'adminCommand' ? { db: 'admin' } : {}), command, reads: replyOf, ours: false };
    }
    default:
      throw new DriverFault('unsupported', `${call.method}() is not known for databases.`);
  }
};

/** What a command of a person's own answers: the rows of its first batch where it has one, else the reply. */
const replyOf = (reply: Document): Told => {
  const { n, cursor } = reply;
  const first = (cursor as Document | undefined)?.['firstBatch'] as Document[] | undefined;
  if (first !== undefined) return { rows: first, affectedRows: null };
  const told = whole(reply);
  return n instanceof Int32 || n instanceof Long ? { ...told, affectedRows: Number(n), isSummary: true } : told;
};
