import { calculateObjectSize, Long } from 'bson';
import { Query } from 'mingo';
import type { Index } from './collection.js';
import type { Data } from './data.js';
import { sleepOf } from './data.js';
import { MongoFailure } from './failure.js';
import type { FailPoint, OpenCursor, Operation } from './operations.js';
import { documentOf, isDocument, listOf, type Document } from './document.js';
import type { Message } from './wire.js';

/** What a command works with. */
export interface Scope {
  readonly data: Data;
  readonly db: string;
  /** With JavaScript values. */
  readonly command: Document;
  /** With BSON types. */
  readonly exact: Document;
  /** As it came. */
  readonly message: Pick<Message, 'bytes' | 'beside'>;
  readonly operation: Operation;
  readonly operations: ReadonlyMap<number, Operation>;
  readonly cursors: Map<number, OpenCursor>;
  readonly failPoints: Set<FailPoint>;
  readonly nextId: () => number;
}
export type Handler = (scope: Scope) => Promise<Document> | Document;

const most = 16 * 1024 * 1024;

/** Up to so many rows, at most 16 MB of them, and whether the rows have ended. */
const batchOf = (rows: Iterator<Document>, size: number, operation: Operation): { batch: Document[]; ended: boolean } => {
  const batch: Document[] = [];
  let bytes = 0;
  while (batch.length < size && bytes < most) {
    operation.checkInterrupted();
    const next = rows.next();
    if (next.done === true) return { batch, ended: true };
    bytes += calculateObjectSize(next.value);
    batch.push(next.value);
  }
  return { batch, ended: false };
};

const firstBatch = (scope: Scope, name: string, rows: Iterator<Document>, size: number): Document => {
  const ns = `${scope.db}.${name}`;
  const { batch, ended } = batchOf(rows, size, scope.operation);
  const id = ended || scope.command['singleBatch'] === true ? 0 : scope.nextId();
  if (id !== 0) scope.cursors.set(id, { id, ns, rows, command: scope.command });
  return { cursor: { firstBatch: batch, id: Long.fromNumber(id), ns } };
};

const sizeOf = (command: Document): number => {
  const cursor = command['cursor'] as Document | undefined;
  return Number(command['batchSize'] ?? cursor?.['batchSize'] ?? 101);
};

const ownNs = (scope: Scope, name: string): string => String(scope.command[name]);

/** Runs each write; the ones that fail are reported by their place, and an ordered list stops there. */
const eachWrite = (count: number, ordered: boolean, write: (index: number) => void): Document[] => {
  const errors: Document[] = [];
  for (let index = 0; index < count; index += 1) {
    try {
      write(index);
    } catch (error) {
      if (!(error instanceof MongoFailure)) throw error;
      errors.push({ index, code: error.code, errmsg: error.message });
      if (ordered) break;
    }
  }
  return errors;
};

const withErrors = (reply: Document, errors: readonly Document[]): Document =>
  errors.length === 0 ? reply : { ...reply, writeErrors: errors };

const indexNotFound = (): MongoFailure => new MongoFailure(27, 'IndexNotFound', 'index not found with name');
const nsNotFound = (): MongoFailure => new MongoFailure(26, 'NamespaceNotFound', 'ns not found');

const explanation = (scope: Scope): Document => {
  const explained = documentOf(scope.command['explain']);
  const [verb = '', collection] = Object.entries(explained)[0] ?? [];
  return {
    explainVersion: '1',
    queryPlanner: {
      namespace: `${scope.db}.${String(collection)}`,
      parsedQuery: explained['filter'] ?? explained['query'] ?? {},
      winningPlan: { stage: verb === 'count' ? 'COUNT' : 'COLLSCAN', direction: 'forward' },
      rejectedPlans: [],
    },
    command: explained,
  };
};

/** The commands of data, each as the server documents it. */
export const commands: Readonly<Record<string, Handler>> = {
  ping: () => ({}),
  buildInfo: () => ({
    version: '7.0.99',
    versionArray: [7, 0, 99, 0],
    gitVersion: 'none',
    modules: [],
    bits: 64,
    maxBsonObjectSize: most,
  }),
  connectionStatus: ({ operation }) => ({
    authInfo: { authenticatedUsers: operation.user === undefined ? [] : [{ user: operation.user }], authenticatedUserRoles: [] },
  }),
  endSessions: () => ({}),
  getParameter: () => ({}),
  serverStatus: () => ({ host: '127.0.0.1', version: '7.0.99', uptime: 1 }),
  hostInfo: () => ({ system: { hostname: '127.0.0.1' } }),

  find: async (scope) => {
    const { command, data, db, operation } = scope;
    const sleep = sleepOf(command['filter']);
    if (sleep > 0) await operation.sleep(sleep);
    return firstBatch(scope, ownNs(scope, 'find'), data.found(db, command), sizeOf(command));
  },
  aggregate: async (scope) => {
    const { command, data, db, operation } = scope;
    const name = typeof command['aggregate'] === 'string' ? command['aggregate'] : undefined;
    const pipeline = listOf(command['pipeline']);
    for (const stage of pipeline) {
      const [verb = ''] = Object.keys(stage);
      const sleep = verb === '$match' ? sleepOf(stage[verb]) : 0;
      if (sleep > 0) await operation.sleep(sleep);
    }
    return firstBatch(scope, name ?? '$cmd.aggregate', data.aggregated(db, name, pipeline), sizeOf(command));
  },
  getMore: async (scope) => {
    const { command, cursors, operation } = scope;
    const id = Number(command['getMore']);
    const cursor = cursors.get(id);
    if (cursor?.rows === undefined) throw new MongoFailure(43, 'CursorNotFound', `cursor id ${String(id)} not found`);
    await Promise.resolve();
    const { batch, ended } = batchOf(cursor.rows, Number(command['batchSize'] ?? 1_000_000), operation);
    if (ended) cursors.delete(id);
    return { cursor: { nextBatch: batch, id: Long.fromNumber(ended ? 0 : id), ns: cursor.ns } };
  },
  killCursors: ({ command, cursors }) => {
    const ids = (command['cursors'] as unknown[]).map(Number);
    const cursorsKilled = ids.filter((id) => cursors.delete(id)).map((id) => Long.fromNumber(id));
    return { cursorsKilled, cursorsNotFound: [], cursorsAlive: [], cursorsUnknown: [] };
  },
  count: (scope) => {
    const filter = documentOf(scope.command['query']);
    return { n: scope.data.find(scope.db, ownNs(scope, 'count'))?.matching(filter).length ?? 0 };
  },
  distinct: (scope) => ({
    values: scope.data.distinct(
      scope.db,
      ownNs(scope, 'distinct'),
      String(scope.command['key']),
      documentOf(scope.command['query']),
    ),
  }),
  explain: explanation,

  insert: (scope) => {
    const documents = listOf(scope.exact['documents']);
    const collection = scope.data.collection(scope.db, ownNs(scope, 'insert'));
    let n = 0;
    const errors = eachWrite(documents.length, scope.command['ordered'] !== false, (index) => {
      collection.insert(documents[index] ?? {});
      n += 1;
    });
    return withErrors({ n }, errors);
  },
  update: (scope) => {
    const collection = scope.data.collection(scope.db, ownNs(scope, 'update'));
    const updates = listOf(scope.command['updates']);
    const exact = listOf(scope.exact['updates']);
    let n = 0;
    let nModified = 0;
    const upserted: Document[] = [];
    const errors = eachWrite(updates.length, scope.command['ordered'] !== false, (index) => {
      const { q, u, multi, upsert, arrayFilters } = updates[index] ?? {};
      const outcome = collection.update(documentOf(q), u as Document, (exact[index]?.['u'] ?? {}) as Document, {
        multi: multi === true,
        upsert: upsert === true,
        ...(Array.isArray(arrayFilters) ? { arrayFilters: arrayFilters as Document[] } : {}),
      });
      n += outcome.matched + (outcome.upserted === undefined ? 0 : 1);
      nModified += outcome.modified;
      if (outcome.upserted !== undefined) upserted.push({ index, _id: outcome.upserted });
    });
    return withErrors({ n, nModified, ...(upserted.length === 0 ? {} : { upserted }) }, errors);
  },
  delete: (scope) => {
    const collection = scope.data.find(scope.db, ownNs(scope, 'delete'));
    let n = 0;
    for (const { q, limit } of listOf(scope.command['deletes']))
      n += collection?.remove(documentOf(q), Number(limit)).length ?? 0;
    return { n };
  },
  findAndModify: (scope) => {
    const { command, exact } = scope;
    const collection = scope.data.collection(scope.db, ownNs(scope, 'findAndModify'));
    const filter = documentOf(command['query']);
    const sort = command['sort'] as Document | undefined;
    if (command['remove'] === true) {
      const [gone] = collection.remove(filter, 1, sort);
      return { value: gone ?? null, lastErrorObject: { n: gone === undefined ? 0 : 1 } };
    }
    const outcome = collection.update(filter, command['update'] as Document, exact['update'] as Document, {
      multi: false,
      upsert: command['upsert'] === true,
      ...(sort === undefined ? {} : { sort }),
    });
    const n = outcome.matched + (outcome.upserted === undefined ? 0 : 1);
    return {
      value: (command['new'] === true ? outcome.after : outcome.before) ?? null,
      lastErrorObject: {
        n,
        updatedExisting: outcome.matched > 0,
        ...(outcome.upserted === undefined ? {} : { upserted: outcome.upserted }),
      },
    };
  },

  create: (scope) => {
    const { command, data, db, exact } = scope;
    const name = ownNs(scope, 'create');
    if (data.find(db, name) !== undefined)
      throw new MongoFailure(48, 'NamespaceExists', `Collection ${db}.${name} already exists.`);
    if (typeof command['viewOn'] === 'string') {
      data.views.set(`${db}.${name}`, { on: command['viewOn'], pipeline: listOf(command['pipeline']) });
    } else {
      const { validator, validationLevel, validationAction } = exact;
      data.collection(db, name, { ...(validator === undefined ? {} : { validator, validationLevel, validationAction }) });
    }
    return {};
  },
  drop: ({ data, db, command }) => {
    // Since 7.0 what is not there can be dropped.
    data.drop(db, String(command['drop']));
    return { ns: `${db}.${String(command['drop'])}`, nIndexesWas: 1 };
  },
  dropDatabase: ({ data, db }) => ({ dropped: db, ok: data.databases.delete(db) ? 1 : 1 }),
  renameCollection: ({ data, command }) => {
    const [db = '', ...from] = String(command['renameCollection']).split('.');
    const [, ...to] = String(command['to']).split('.');
    const collections = data.databases.get(db);
    const collection = collections?.get(from.join('.'));
    if (collections === undefined || collection === undefined) throw nsNotFound();
    collections.delete(from.join('.'));
    collections.set(to.join('.'), collection);
    return {};
  },
  createIndexes: (scope) => {
    const collection = scope.data.collection(scope.db, ownNs(scope, 'createIndexes'));
    const before = collection.indexes.length;
    for (const index of listOf(scope.command['indexes'])) {
      if (collection.indexes.some((known) => known.name === index['name'])) continue;
      collection.indexes.push({ v: 2, ...index } as unknown as Index);
    }
    return { numIndexesBefore: before, numIndexesAfter: collection.indexes.length };
  },
  dropIndexes: (scope) => {
    const collection = scope.data.find(scope.db, ownNs(scope, 'dropIndexes'));
    if (collection === undefined) throw nsNotFound();
    const which: unknown = scope.command['index'];
    const before = collection.indexes.length;
    const isGone = ({ name, key }: Index): boolean =>
      name !== '_id_' && (which === '*' || which === name || JSON.stringify(which) === JSON.stringify(key));
    if (which !== '*' && !collection.indexes.some(isGone)) throw indexNotFound();
    collection.indexes = collection.indexes.filter((index) => !isGone(index));
    return { nIndexesWas: before };
  },
  listIndexes: (scope) => {
    const name = ownNs(scope, 'listIndexes');
    const collection = scope.data.find(scope.db, name);
    if (collection === undefined) throw new MongoFailure(26, 'NamespaceNotFound', `ns does not exist: ${scope.db}.${name}`);
    return firstBatch(scope, name, collection.indexes.values(), sizeOf(scope.command));
  },
  listCollections: (scope) => {
    const { data, db, command } = scope;
    const infos: Document[] = [...(data.databases.get(db)?.entries() ?? [])].map(([name, { options }]) => ({
      name,
      type: 'collection',
      options,
      info: { readOnly: false },
      idIndex: { v: 2, key: { _id: 1 }, name: '_id_' },
    }));
    for (const [ns, { on, pipeline }] of data.views) {
      if (ns.startsWith(`${db}.`))
        infos.push({ name: ns.slice(db.length + 1), type: 'view', options: { viewOn: on, pipeline }, info: { readOnly: true } });
    }
    const filter = documentOf(command['filter']);
    const kept = infos.filter((info) => Object.entries(filter).every(([key, value]) => info[key] === value));
    return firstBatch(scope, '$cmd.listCollections', kept.values(), sizeOf(command));
  },
  listDatabases: ({ data }) => ({
    databases: [...data.databases.keys()].map((name) => ({ name, sizeOnDisk: 8192, empty: false })),
    totalSize: 8192,
  }),
  collStats: (scope) => {
    const collection = scope.data.find(scope.db, ownNs(scope, 'collStats'));
    return {
      ns: `${scope.db}.${ownNs(scope, 'collStats')}`,
      count: collection?.count ?? 0,
      size: 0,
      storageSize: 0,
      nindexes: collection?.indexes.length ?? 0,
    };
  },
  dbStats: ({ data, db }) => ({ db, collections: data.databases.get(db)?.size ?? 0, objects: 0 }),

  currentOp: (scope) => {
    const { currentOp: _verb, $all: _all, $ownOps: _own, $db: _db, lsid: _lsid, ...filter } = scope.command;
    const wanted = new Query(filter);
    const inprog = [...scope.operations.values()].map(({ described }) => described).filter((op) => wanted.test(op));
    return { inprog };
  },
  killOp: ({ command, operations }) => {
    operations.get(Number(command['op']))?.interrupt();
    return { info: 'attempting to kill op' };
  },
  configureFailPoint: ({ command, failPoints }) => {
    failPoints.clear();
    const { mode, data } = command;
    if (mode !== 'off')
      failPoints.add({ times: isDocument(mode) ? Number(mode['times']) : Number.POSITIVE_INFINITY, data: documentOf(data) });
    return {};
  },
};
