import { Long } from 'bson';
import { Query } from 'mingo';
import { batchOf, firstBatch, most, sizeOf } from './batches.js';
import type { Collection, Index } from './collection.js';
import { sleepOf } from './data.js';
import { definitions } from './definitions.js';
import { documentOf, isDocument, listOf, type Document } from './document.js';
import { MongoFailure } from './failure.js';
import { ownNs, type Handler, type Scope } from './scope.js';
import { checkCount, checkId, checkName, checkUpdate } from './strict/writes.js';
import { checkFilter, checkPipeline, checkProjection, checkSort } from './strict/queries.js';

/** A hint names an index that is there. */
const checkHint = ({ command, data, db }: Scope, name: string): void => {
  const { hint } = command;
  if (hint === undefined) return;
  const indexes = data.find(db, name)?.indexes ?? [];
  const isThere = ({ name: index, key }: Index): boolean => hint === index || JSON.stringify(hint) === JSON.stringify(key);
  if (!('$natural' in documentOf(hint)) && !indexes.some(isThere))
    throw new MongoFailure(2, 'BadValue', 'error processing query: hint provided does not correspond to an existing index');
};

/** What is a view is read only. */
const refuseView = ({ data, db }: Scope, name: string): void => {
  if (data.views.has(`${db}.${name}`))
    throw new MongoFailure(166, 'CommandNotSupportedOnView', `Namespace ${db}.${name} is a view, not a collection`);
};

/** The collection that a command writes to, made where there is none. */
const writable = (scope: Scope, verb: string): Collection => {
  const name = ownNs(scope, verb);
  refuseView(scope, name);
  checkName(`${scope.db}.${name}`, name);
  return scope.data.collection(scope.db, name);
};

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

const distinctOf = (scope: Scope): Document => ({
  values: scope.data.distinct(
    scope.db,
    ownNs(scope, 'distinct'),
    String(scope.command['key']),
    documentOf(scope.command['query']),
  ),
});

/** The commands of data, each as the server documents it. */
export const commands: Readonly<Record<string, Handler>> = {
  ...definitions,
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
    checkFilter(documentOf(command['filter']));
    checkSort(documentOf(command['sort']));
    checkProjection(documentOf(command['projection']));
    checkHint(scope, ownNs(scope, 'find'));
    return firstBatch(scope, ownNs(scope, 'find'), data.found(db, command), sizeOf(command));
  },
  aggregate: async (scope) => {
    const { command, data, db, operation } = scope;
    const name = typeof command['aggregate'] === 'string' ? command['aggregate'] : undefined;
    checkPipeline(command['pipeline']);
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
    checkFilter(filter);
    return { n: scope.data.find(scope.db, ownNs(scope, 'count'))?.matching(filter).length ?? 0 };
  },
  distinct: (scope) => {
    if (scope.command['key'] === '')
      throw new MongoFailure(40_352, 'Location40352', 'FieldPath cannot be constructed with empty string');
    checkFilter(documentOf(scope.command['query']));
    return distinctOf(scope);
  },
  explain: explanation,

  insert: (scope) => {
    const documents = listOf(scope.exact['documents']);
    checkCount(documents);
    const collection = writable(scope, 'insert');
    let n = 0;
    const errors = eachWrite(documents.length, scope.command['ordered'] !== false, (index) => {
      const document = documents[index] ?? {};
      checkId(document['_id']);
      collection.insert(document);
      n += 1;
    });
    return withErrors({ n }, errors);
  },
  update: (scope) => {
    const collection = writable(scope, 'update');
    const updates = listOf(scope.command['updates']);
    const exact = listOf(scope.exact['updates']);
    checkCount(updates);
    let n = 0;
    let nModified = 0;
    const upserted: Document[] = [];
    const errors = eachWrite(updates.length, scope.command['ordered'] !== false, (index) => {
      const { q, u, multi, upsert, arrayFilters } = updates[index] ?? {};
      checkFilter(documentOf(q));
      checkUpdate(u, multi === true);
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
    const deletes = listOf(scope.command['deletes']);
    checkCount(deletes);
    refuseView(scope, ownNs(scope, 'delete'));
    const collection = scope.data.find(scope.db, ownNs(scope, 'delete'));
    let n = 0;
    for (const { q, limit } of deletes) n += collection?.remove(documentOf(q), Number(limit)).length ?? 0;
    return { n };
  },
  findAndModify: (scope) => {
    const { command, exact } = scope;
    const collection = writable(scope, 'findAndModify');
    const filter = documentOf(command['query']);
    const sort = command['sort'] as Document | undefined;
    checkFilter(filter);
    checkSort(documentOf(sort));
    if (command['remove'] === true) {
      if (command['update'] !== undefined || command['new'] === true)
        throw new MongoFailure(9, 'FailedToParse', 'Cannot specify both an update and remove=true, or new=true and remove=true');
      const [gone] = collection.remove(filter, 1, sort);
      return { value: gone ?? null, lastErrorObject: { n: gone === undefined ? 0 : 1 } };
    }
    checkUpdate(command['update']);
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
