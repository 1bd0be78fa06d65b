import type { CatalogGap, CatalogIndex, CatalogPart, CatalogTable, TableStatistics } from '@orrery/contracts';
import { collectionText } from '@orrery/dialects';
import { BSON } from 'mongodb';
import { atATime } from '../at-a-time.js';
import { type CatalogOptions, DriverFault } from '../driver.js';
import { batchOf } from './batch.js';
import { readers } from './open.js';
import { Paths } from './paths.js';
import type { Document } from './plan.js';
import type { MongoSession } from './session.js';

/** Documents of each collection that are looked at, where nobody says. */
const sampleSize = 200;
/** ms that the sample of one collection may take on the server. */
const sampleMs = 5_000;
const batchSize = 50;

/**
 * Reads what a database of MongoDB holds: collections, their indexes and validators, and the paths of a sample of documents. Each collection
 * is asked for by itself, since there is no catalog: several at a time.
 */
export async function* readCatalog(
  session: MongoSession,
  options: CatalogOptions = {},
): AsyncGenerator<CatalogPart, void, undefined> {
  const { signal, sampleDocuments = sampleSize } = options;
  let isOver = false;
  const stop = (): void => void session.cancel(() => isOver);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    yield* partsOf(session, sampleDocuments, signal);
  } finally {
    isOver = true;
    signal?.removeEventListener('abort', stop);
  }
}

async function* partsOf(
  session: MongoSession,
  sample: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<CatalogPart, void, undefined> {
  const { dbName } = session;
  yield {
    type: 'database',
    kind: 'mongodb',
    serverVersion: session.serverVersion,
    name: dbName,
    defaultSchema: dbName,
    schemas: [dbName],
  };
  const infos = (await rowsOf(session, { listCollections: 1, cursor: {} })).filter(
    ({ name }) => !String(name).startsWith('system.'),
  );
  const gaps: CatalogGap[] = [];
  for (let at = 0; at < infos.length; at += batchSize) {
    yield { type: 'progress', phase: 'collections', done: at, total: infos.length };
    const tables = await atATime(readers, infos.slice(at, at + batchSize), (info) => {
      signal?.throwIfAborted();
      return collectionOf(session, info, sample, gaps);
    });
    yield { type: 'tables', tables };
  }
  if (gaps.length > 0) yield { type: 'gaps', gaps };
  yield { type: 'end' };
}

const collectionOf = async (session: MongoSession, info: Document, sample: number, gaps: CatalogGap[]): Promise<CatalogTable> => {
  const name = String(info['name']);
  const isView = info['type'] === 'view';
  const options = (info['options'] ?? {}) as Document;
  /** What may not be read costs itself and nothing else. */
  const optional = async <T>(what: string, ask: () => Promise<T>, without: T): Promise<T> => {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof DriverFault) || !session.alive || error.kind === 'cancelled') throw error;
      gaps.push({ schema: session.dbName, name, reason: `${what} could not be read: ${error.message}` });
      return without;
    }
  };
  const statistics = isView ? unknown : await optional('Its size', () => statisticsOf(session, name), unknown);
  const indexes = isView ? [] : await optional('Its indexes', () => rowsOf(session, { listIndexes: name, cursor: {} }), []);
  const paths = await optional('Its documents', () => sampled(session, name, sample, statistics.rowEstimate), new Paths());
  const validator: unknown = options['validator'];
  return {
    schema: session.dbName,
    name,
    kind: isView ? 'view' : 'collection',
    ...variantOf(info, options),
    comment: null,
    columns: paths.columns(),
    primaryKey: isView ? null : { name: '_id_', columns: ['_id'] },
    foreignKeys: [],
    uniques: indexes
      .filter((index) => index['unique'] === true)
      .map((index) => ({ name: String(index['name']), columns: keysOf(index) })),
    indexes: indexes.map(indexOf),
    checks: validator === undefined ? [] : [{ name: 'validator', expression: json(validator) }],
    triggers: [],
    ddl: ddlOf(name, isView, options, indexes),
    sampled: paths.sampled,
    statistics,
  };
};

const unknown: TableStatistics = { rowEstimate: null, sizeBytes: null, indexBytes: null };
const numberOf = (value: unknown): number | null => (value === undefined || value === null ? null : Number(value));

const statisticsOf = async (session: MongoSession, name: string): Promise<TableStatistics> => {
  const { count, storageSize, totalIndexSize } = await session.command(session.dbName, { collStats: name });
  const indexBytes = numberOf(totalIndexSize);
  const stored = numberOf(storageSize);
  return { rowEstimate: numberOf(count), sizeBytes: stored === null ? null : stored + (indexBytes ?? 0), indexBytes };
};

/** Looks at documents: all of a small collection, a random sample of a large one. */
const sampled = async (session: MongoSession, name: string, size: number, count: number | null): Promise<Paths> => {
  const isLarge = count !== null && count > size;
  const command = isLarge
    ? { aggregate: name, pipeline: [{ $sample: { size } }], cursor: { batchSize: size }, maxTimeMS: sampleMs }
    : { find: name, limit: size, batchSize: size, maxTimeMS: sampleMs };
  const { documents, cursor } = batchOf(await session.command(session.dbName, command, 'raw'));
  // What did not fit into one reply is left out: it is a sample.
  if (cursor !== undefined) await session.killCursor(session.dbName, name, cursor);
  const paths = new Paths();
  for (const document of documents) paths.add(document);
  return paths;
};

/** All rows of a cursor of our own. */
export const rowsOf = async (session: MongoSession, command: Document): Promise<Document[]> => {
  const rows: Document[] = [];
  let batch = batchOf(await session.command(session.dbName, command, 'raw'));
  for (;;) {
    rows.push(
      ...batch.documents.map((document): Document => BSON.deserialize(document, { promoteValues: false, bsonRegExp: true })),
    );
    if (batch.cursor === undefined) return rows;
    const dot = batch.ns.indexOf('.');
    batch = batchOf(
      await session.command(batch.ns.slice(0, dot), { getMore: batch.cursor, collection: batch.ns.slice(dot + 1) }, 'raw'),
    );
  }
};

const variantOf = (info: Document, options: Document): { variant?: string } => {
  if (info['type'] === 'timeseries') return { variant: 'time series' };
  return options['capped'] === true ? { variant: 'capped' } : {};
};

const keysOf = (index: Document): string[] => Object.keys(index['key'] ?? {});

const indexOf = (index: Document): CatalogIndex => {
  const orders = Object.values((index['key'] ?? {}) as Document).map(String);
  const special = orders.find((order) => !/^-?\d+$/u.test(order));
  const predicate: unknown = index['partialFilterExpression'];
  return {
    name: String(index['name']),
    columns: keysOf(index),
    unique: index['unique'] === true || index['name'] === '_id_',
    primary: index['name'] === '_id_',
    method: special ?? 'btree',
    ...(predicate === undefined ? {} : { predicate: json(predicate) }),
    definition: json(index),
  };
};

/** Extended JSON is read by the dialect as the values that it stands for. */
const json = (value: unknown): string => BSON.EJSON.stringify(value, { relaxed: true });

const ddlOf = (name: string, isView: boolean, options: Document, indexes: readonly Document[]): string => {
  if (isView) {
    const { viewOn, pipeline, ...rest } = options;
    const more = Object.keys(rest).length === 0 ? '' : `, ${json(rest)}`;
    return `db.createView(${JSON.stringify(name)}, ${json(viewOn)}, ${json(pipeline ?? [])}${more});`;
  }
  const given = Object.keys(options).length === 0 ? '' : `, ${json(options)}`;
  const own = indexes.filter((index) => index['name'] !== '_id_');
  return [
    `db.createCollection(${JSON.stringify(name)}${given});`,
    ...own.map(({ key, v: _version, ns: _ns, ...rest }) => `${collectionText(name)}.createIndex(${json(key)}, ${json(rest)});`),
  ].join('\n');
};
