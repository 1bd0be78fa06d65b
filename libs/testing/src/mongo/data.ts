import { Aggregator } from 'mingo';
import { Collection } from './collection.js';
import { MongoFailure } from './failure.js';
import { documentOf, valueAt, type Document } from './document.js';
import { comparing } from './order.js';
import { projected } from './projection.js';
import { asksForType, withTypes } from './types.js';

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
    const { sort, skip, projection } = command;
    const limit = Number(command['limit'] ?? 0);
    if (view !== undefined) {
      const asked: Document[] = [
        { $match: filter },
        ...(sort === undefined ? [] : [{ $sort: sort }]),
        ...(skip === undefined ? [] : [{ $skip: skip }]),
        ...(limit === 0 ? [] : [{ $limit: limit }]),
        ...(Object.keys(documentOf(projection)).length === 0 ? [] : [{ $project: projection }]),
      ];
      yield* this.aggregated(db, view.on, [...view.pipeline, ...asked]);
      return;
    }
    const collection = this.find(db, name);
    if (collection === undefined) return;
    const generated = collection.generated?.();
    if (generated !== undefined) {
      for (const document of generated) yield projected(document, documentOf(projection));
      return;
    }
    const from = Number(skip ?? 0);
    const found = collection.matching(filter, sort === undefined ? undefined : documentOf(sort));
    for (const view of found.slice(from, limit === 0 ? undefined : from + limit))
      yield projected(collection.exactOf(view), documentOf(projection), view);
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
    const rows = this.#rowsOf(db, name, stages);
    if (target === undefined) {
      for (const row of rows) yield collection?.exactOf(row) ?? row;
      return;
    }
    const into = typeof target === 'string' ? target : String((target as Document)['into'] ?? (target as Document)['coll']);
    if ('$out' in last) this.drop(db, into);
    const kept = this.collection(db, into);
    for (const row of rows) {
      const there = '$merge' in last && '_id' in row ? kept.matching({ _id: row['_id'] })[0] : undefined;
      if (there !== undefined) kept.remove({ _id: row['_id'] }, 1);
      kept.insert({ ...there, ...row });
    }
  }

  /** The rows of a pipeline that writes nothing. Sorting is ours: mingo has an order of its own for values of different types. */
  #rowsOf(db: string, name: string | undefined, stages: readonly Document[]): Document[] {
    const collection = name === undefined ? undefined : this.find(db, name);
    let rows = collection?.views ?? [];
    let part: Document[] = [];
    const run = (): void => {
      if (part.length > 0)
        rows = new Aggregator(part, { collectionResolver: (from) => this.find(db, from)?.views ?? [] }).run<Document>(rows);
      part = [];
    };
    for (const stage of stages) {
      if ('$sort' in stage) {
        run();
        rows = rows.toSorted(comparing(documentOf(stage['$sort'])));
      } else if ('$collStats' in stage) {
        rows = [{ ns: `${db}.${String(name)}`, count: collection?.count ?? 0, storageStats: { count: collection?.count ?? 0 } }];
      } else if ('$indexStats' in stage) {
        rows = (collection?.indexes ?? []).map(({ name: index, key }) => ({
          name: index,
          key,
          accesses: { ops: 0, since: new Date(0) },
        }));
      } else if ('$project' in stage && asksForType(stage)) {
        run();
        rows = rows.flatMap((row) =>
          new Aggregator([withTypes(stage, collection?.exactOf(row) ?? row) as Document]).run<Document>([row]),
        );
      } else {
        part.push(stage);
      }
    }
    run();
    return rows;
  }

  /** The distinct values at a path. */
  distinct(db: string, name: string, path: string, filter: Document): unknown[] {
    const values = (this.find(db, name)?.matching(filter) ?? []).flatMap((document) =>
      [valueAt(document, path)].flat(Number.POSITIVE_INFINITY),
    );
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
