import type { MongoCall } from '@orrery/dialects';
import { ObjectId } from 'mongodb';
import { DriverFault } from '../driver.js';
import {
  numberOf,
  count,
  insertOptions,
  changeOptions,
  modifyOptions,
  optionsOf,
  argOf,
  taken,
  without,
} from './call-options.js';
import type { Document, Plan } from './plan.js';
import type { Fields } from './to-bson.js';

const withId = (document: unknown): Fields => {
  const fields = document instanceof Map ? (document as Fields) : new Map<string, unknown>();
  return fields.has('_id') ? fields : new Map<string, unknown>([['_id', new ObjectId()], ...fields]);
};

/** Inserts documents, each of which gets its id here where it has none. */
export const insertPlan = (call: MongoCall, collection: string): Plan => {
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

/** Updates or replaces documents. */
export const updatePlan = (call: MongoCall, collection: string): Plan => {
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

/** Deletes documents. */
export const deletePlan = (call: MongoCall, collection: string): Plan => {
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

/** Changes one document and tells it as it was, or is then. */
export const modifyPlan = (call: MongoCall, collection: string): Plan => {
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
