import type { MongoCall } from '@orrery/dialects';
import { Int32, Long } from 'mongodb';
import { DriverFault } from '../driver.js';
import {
  numberOf,
  count,
  findOptions,
  aggregateOptions,
  countOptions,
  optionsOf,
  argOf,
  textOf,
  taken,
  without,
  chained,
} from './call-options.js';
import { done, whole, type Document, type Plan, type Told } from './plan.js';
import { namesOf } from './shape.js';
import type { Fields } from './to-bson.js';
import { insertPlan, updatePlan, deletePlan, modifyPlan } from './write-plans.js';

/** Makes the command of a statement. Throws DriverFault where an option is not known. */
export const planOf = (call: MongoCall, dbName: string): Plan => {
  const plan = call.collection === undefined ? databasePlan(call) : collectionPlan(call, call.collection, dbName);
  const placed = call.database === undefined || plan.db !== undefined ? plan : { ...plan, db: call.database };
  if (call.explain === undefined) return placed;
  const command = { explain: placed.command, verbosity: call.explain };
  return { ...(placed.db === undefined ? {} : { db: placed.db }), command, reads: explained, ours: false };
};

/** A plan as its fields: steps within steps, which say nothing as a table of paths. */
const explained = (reply: Document): Told => {
  const told = whole(reply);
  return { ...told, names: Object.keys(told.rows[0] ?? {}) };
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
