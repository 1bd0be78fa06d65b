import { Aggregator, Query } from 'mingo';
import { Collection } from './collection.js';
import { MongoFailure } from './failure.js';
import { valueAt, type Document } from './document.js';

/** All databases of a server, in memory. */
export class Data {
  readonly databases = new Map<string, Map<string, Collection>>();
  readonly views = new Map<string, { on: string; pipeline: Document[] }>();

  /** The collection, made where there is none. */
  collection(db: string, name: string, options?: Document): Collection {
    let collections = this.databases.get(db);
    if (collections === undefined) this.databases.set(db, (collections = new Map<string, Collection>()));
    let collection = collections.get(name);
    if (collection === undefined) collections.set(name, (collection = new Collection(`${db}.${name}`, options)));
    return collection;
  }

  find(db: string, name: string): Collection | undefined {
    return this.databases.get(db)?.get(name);
  }

  /** Puts documents in, with their BSON types. */
  seed(db: string, name: string, documents: readonly Document[]): void {
    const collection = this.collection(db, name);
    for (const document of documents) collection.insert(document);
  }

  drop(db: string, name: string): boolean {
    const collections = this.databases.get(db);
    const dropped = collections?.delete(name) === true;
    if (collections?.size === 0) this.databases.delete(db);
    return this.views.delete(`${db}.${name}`) || dropped;
  }

  /** The rows that a `find` yields. */
  *found(db: string, command: Document): Generator<Document> {
    const name = String(command['find']);
    const view = this.views.get(`${db}.${name}`);
    const filter = withoutCode((command['filter'] ?? {}) as Document);
    if (view !== undefined) {
      yield* this.aggregated(db, view.on, [...view.pipeline, { $match: filter }]);
      return;
    }
    const collection = this.find(db, name);
    if (collection === undefined) return;
    const generated = collection.generated?.();
    const limit = Math.abs(Number(command['limit'] ?? 0));
    const skip = Number(command['skip'] ?? 0);
    const projection = command['projection'] as Document | undefined;
    if (generated !== undefined) {
      for (const document of generated) yield projected(document, projection);
      return;
    }
    const query = new Query(filter).find<Document>(collection.views);
    if (command['sort'] !== undefined) query.sort(command['sort'] as Record<string, 1 | -1>);
    let at = 0;
    for (const view of query.all()) {
      at += 1;
      if (at <= skip) continue;
      if (limit > 0 && at > skip + limit) return;
      yield projected(collection.exactOf(view), projection, view);
    }
  }

  /** The rows that a pipeline yields. */
  *aggregated(db: string, name: string | undefined, pipeline: readonly Document[]): Generator<Document> {
    const view = name === undefined ? undefined : this.views.get(`${db}.${name}`);
    if (view !== undefined) {
      yield* this.aggregated(db, view.on, [...view.pipeline, ...pipeline]);
      return;
    }
    const collection = name === undefined ? undefined : this.find(db, name);
    const last = pipeline.at(-1) ?? {};
    const target = last['$out'] ?? last['$merge'];
    const stages = target === undefined ? pipeline : pipeline.slice(0, -1);
    const aggregator = new Aggregator([...stages], { collectionResolver: (from) => this.find(db, from)?.views ?? [] });
    const rows = aggregator.run<Document>(collection?.views ?? []);
    if (target === undefined) {
      for (const row of rows) yield collection?.exactOf(row) ?? row;
      return;
    }
    const into = typeof target === 'string' ? target : String((target as Document)['into'] ?? (target as Document)['coll']);
    if ('$out' in last) this.drop(db, into);
    this.seed(db, into, rows);
  }

  /** The distinct values at a path. */
  distinct(db: string, name: string, path: string, filter: Document): unknown[] {
    const values = (this.find(db, name)?.matching(filter) ?? []).flatMap((document) => valueAt(document, path));
    const rows = new Aggregator([{ $group: { _id: '$v' } }, { $sort: { _id: 1 } }]).run<Document>(
      values.filter((value) => value !== undefined).map((v) => ({ v })),
    );
    return rows.map((row) => row['_id']);
  }
}

/** How long a `$where` asks to sleep, which is all the code that is understood here. */
export const sleepOf = (filter: unknown): number => {
  const code = (filter as Document | undefined)?.['$where'];
  if (code === undefined) return 0;
  const match = /^\s*(?:return\s+)?sleep\((\d+)\)/u.exec(typeof code === 'string' ? code : '');
  if (match === null) throw new MongoFailure(139, 'JSInterpreterFailure', 'Only sleep(ms) is understood in $where here.');
  return Number(match[1]);
};

const withoutCode = ({ $where: _code, ...filter }: Document): Document => filter;

/** A document with the fields that a projection leaves. Whole fields keep their types; anything else is worked out from `view`. */
const projected = (exact: Document, projection: Document | undefined, view = exact): Document => {
  const fields = Object.entries(projection ?? {});
  if (projection === undefined || fields.length === 0) return exact;
  if (fields.some(([name, value]) => name.includes('.') || (typeof value !== 'number' && typeof value !== 'boolean'))) {
    const rows = new Query({}).find<Document>([view], projection).all();
    return rows[0] ?? {};
  }
  const includes = fields.some(([name, value]) => name !== '_id' && Boolean(value));
  const listed = new Map(fields.map(([name, value]) => [name, Boolean(value)]));
  return Object.fromEntries(Object.entries(exact).filter(([name]) => listed.get(name) ?? (name === '_id' || !includes)));
};
