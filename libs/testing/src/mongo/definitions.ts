import { firstBatch, sizeOf } from './batches.js';
import type { Index } from './collection.js';
import { documentOf, listOf, type Document } from './document.js';
import { MongoFailure } from './failure.js';
import { ownNs, type Handler } from './scope.js';
import { checkIndex, checkName } from './strict/writes.js';

const indexNotFound = (): MongoFailure => new MongoFailure(27, 'IndexNotFound', 'index not found with name');
const nsNotFound = (): MongoFailure => new MongoFailure(26, 'NamespaceNotFound', 'ns not found');

/** The options of a collection that are told again. */
const kept: ReadonlySet<string> = new Set([
  'validator',
  'validationLevel',
  'validationAction',
  'capped',
  'size',
  'max',
  'timeseries',
  'collation',
  'expireAfterSeconds',
]);

/** The commands that make, list and drop databases, collections and indexes. */
export const definitions: Readonly<Record<string, Handler>> = {
  create: (scope) => {
    const { command, data, db, exact } = scope;
    const name = ownNs(scope, 'create');
    checkName(`${db}.${name}`, name);
    if (data.find(db, name) !== undefined || data.views.has(`${db}.${name}`))
      throw new MongoFailure(48, 'NamespaceExists', `Collection ${db}.${name} already exists.`);
    if (typeof command['viewOn'] === 'string') {
      data.views.set(`${db}.${name}`, { on: command['viewOn'], pipeline: listOf(command['pipeline']) });
    } else {
      data.collection(db, name, Object.fromEntries(Object.entries(exact).filter(([option]) => kept.has(option))));
    }
    return {};
  },
  drop: ({ data, db, command }) => {
    // Since 7.0 what is not there can be dropped.
    data.drop(db, String(command['drop']));
    return { ns: `${db}.${String(command['drop'])}`, nIndexesWas: 1 };
  },
  dropDatabase: ({ data, db }) => {
    data.databases.delete(db);
    for (const ns of data.views.keys()) if (ns.startsWith(`${db}.`)) data.views.delete(ns);
    return { dropped: db };
  },
  renameCollection: ({ data, command }) => {
    const [db = '', ...from] = String(command['renameCollection']).split('.');
    const [, ...to] = String(command['to']).split('.');
    const collections = data.databases.get(db);
    const collection = collections?.get(from.join('.'));
    if (collections === undefined || collection === undefined) throw nsNotFound();
    if (collections.has(to.join('.')) && command['dropTarget'] !== true)
      throw new MongoFailure(48, 'NamespaceExists', 'target namespace exists');
    collections.delete(from.join('.'));
    collections.set(to.join('.'), collection);
    return {};
  },
  createIndexes: (scope) => {
    const collection = scope.data.collection(scope.db, ownNs(scope, 'createIndexes'));
    const before = collection.indexes.length;
    for (const index of listOf(scope.command['indexes'])) {
      checkIndex(index);
      const same = collection.indexes.find(({ key }) => JSON.stringify(key) === JSON.stringify(index['key']));
      if (same !== undefined && same.name !== index['name'])
        throw new MongoFailure(85, 'IndexOptionsConflict', `Index already exists with a different name: ${same.name}`);
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
    if (scope.data.views.has(`${scope.db}.${name}`))
      throw new MongoFailure(166, 'CommandNotSupportedOnView', `Namespace ${scope.db}.${name} is a view, not a collection`);
    const collection = scope.data.find(scope.db, name);
    if (collection === undefined) throw new MongoFailure(26, 'NamespaceNotFound', `ns does not exist: ${scope.db}.${name}`);
    return firstBatch(scope, name, collection.indexes.values(), sizeOf(scope.command));
  },
  listCollections: (scope) => {
    const { data, db, command } = scope;
    const infos: Document[] = [...(data.databases.get(db)?.entries() ?? [])].map(([name, { options }]) => ({
      name,
      type: 'timeseries' in options ? 'timeseries' : 'collection',
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
};
