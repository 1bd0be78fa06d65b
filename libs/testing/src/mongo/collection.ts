import { deserialize, EJSON, ObjectId, serialize } from 'bson';
import { Query, updateOne } from 'mingo';
import { MongoFailure } from './failure.js';
import { comparing } from './order.js';
import { checkSameId } from './strict/writes.js';
import { exactOf } from './wire.js';
import { documentOf, isDocument, valueAt, type Document } from './document.js';

interface Entry {
  /** With BSON types, as it is sent. */
  exact: Document;
  /** With JavaScript values, as queries look at it. */
  view: Document;
}

export interface Index {
  readonly name: string;
  readonly key: Document;
  readonly unique?: boolean;
  readonly [option: string]: unknown;
}

/** The outcome of updates. */
export interface Updated {
  readonly matched: number;
  readonly modified: number;
  readonly upserted?: unknown;
  /** The documents before and after, for findAndModify. */
  readonly before?: Document;
  readonly after?: Document;
}

const viewOf = (exact: Document): Document => deserialize(serialize(exact));

const isUnique = (index: Index): boolean => index.unique === true || index.name === '_id_';
const keyOf = ({ key }: Index, { view }: Entry): string =>
  EJSON.stringify(Object.keys(key).map((path) => valueAt(view, path) ?? null));

/** The documents of one collection. */
export class Collection {
  #entries: Entry[] = [];
  readonly #entryOf = new WeakMap<object, Entry>();
  readonly #keys = new Map<Index, Map<string, Entry>>();
  indexes: Index[] = [{ name: '_id_', key: { _id: 1 }, v: 2 }];
  /** Endless or made on the way: documents that are not kept. */
  generated: (() => Iterable<Document>) | undefined;

  constructor(
    readonly ns: string,
    readonly options: Document = {},
  ) {}

  get views(): Document[] {
    return this.#entries.map(({ view }) => view);
  }

  get count(): number {
    return this.#entries.length;
  }

  /** A document as it was put in, where this is one that was; else as it is. */
  exactOf(view: Document): Document {
    return this.#entryOf.get(view)?.exact ?? view;
  }

  insert(document: Document): void {
    const exact = '_id' in document ? document : { _id: new ObjectId(), ...document };
    const entry = { exact, view: viewOf(exact) };
    this.#check(entry);
    this.#keep(entry);
    this.#entries.push(entry);
  }

  matching(filter: Document, sort?: Document): Document[] {
    const found = new Query(filter).find<Document>(this.views).all();
    return sort === undefined ? found : found.toSorted(comparing(sort));
  }

  remove(filter: Document, limit: number, sort?: Document): Document[] {
    const gone = this.matching(filter, sort).slice(0, limit === 0 ? undefined : limit);
    const views = new Set(gone);
    this.#entries = this.#entries.filter((entry) => {
      if (!views.has(entry.view)) return true;
      this.#forget(entry);
      return false;
    });
    return gone.map((view) => this.exactOf(view));
  }

  /** Changes what matches. `exactUpdate`: the update with BSON types. */
  update(
    filter: Document,
    update: Document | Document[],
    exactUpdate: Document,
    how: { multi: boolean; upsert: boolean; arrayFilters?: Document[]; sort?: Document },
  ): Updated {
    const found = this.matching(filter, how.sort).slice(0, how.multi ? undefined : 1);
    if (found.length === 0 && how.upsert) return this.#upsert(filter, update, exactUpdate);
    let modified = 0;
    let before: Document | undefined;
    let after: Document | undefined;
    for (const view of found) {
      const entry = this.#entryOf.get(view);
      if (entry === undefined) continue;
      const exact = changed(entry.exact, filter, update, exactUpdate, how.arrayFilters);
      const next = { exact, view: viewOf(exact) };
      checkSameId(entry.view['_id'], next.view['_id']);
      this.#check(next, entry);
      before ??= entry.exact;
      after ??= exact;
      if (EJSON.stringify(exact) !== EJSON.stringify(entry.exact)) modified += 1;
      this.#forget(entry);
      entry.exact = next.exact;
      entry.view = next.view;
      this.#keep(entry);
    }
    return {
      matched: found.length,
      modified,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    };
  }

  #upsert(filter: Document, update: Document | Document[], exactUpdate: Document): Updated {
    const seed: Document = {};
    for (const [name, value] of Object.entries(filter)) {
      const isOperator = name.startsWith('$') || (isDocument(value) && Object.keys(value).some((key) => key.startsWith('$')));
      if (!isOperator) seed[name] = value;
    }
    const base = { _id: new ObjectId(), ...seed };
    const made = changed(base, {}, withInsertOnly(update), documentOf(withInsertOnly(exactUpdate)));
    this.insert(made);
    return { matched: 0, modified: 0, upserted: made['_id'], after: made };
  }

  #keep(entry: Entry): void {
    this.#entryOf.set(entry.view, entry);
    for (const [index, keys] of this.#keys) keys.set(keyOf(index, entry), entry);
  }

  /** Unique indexes and the validator. */
  #check(entry: Entry, itself?: Entry): void {
    const validator: unknown = this.options['validator'];
    if (isDocument(validator) && !('$jsonSchema' in validator) && !new Query(validator).test(entry.view))
      throw new MongoFailure(121, 'DocumentValidationFailure', 'Document failed validation');
    for (const index of this.indexes.filter(isUnique)) {
      const value = keyOf(index, entry);
      const other = this.#keysOf(index).get(value);
      if (other !== undefined && other !== itself)
        throw new MongoFailure(
          11_000,
          'DuplicateKey',
          `E11000 duplicate key error collection: ${this.ns} index: ${index.name} dup key: ${value}`,
        );
    }
  }

  /** Who holds each key of a unique index. */
  #keysOf(index: Index): Map<string, Entry> {
    let keys = this.#keys.get(index);
    if (keys === undefined) {
      keys = new Map(this.#entries.map((entry) => [keyOf(index, entry), entry]));
      this.#keys.set(index, keys);
    }
    return keys;
  }

  #forget(entry: Entry): void {
    for (const [index, keys] of this.#keys) keys.delete(keyOf(index, entry));
  }
}

/** An update as it is for a document that it makes: `$setOnInsert` counts. */
const withInsertOnly = (update: Document | Document[]): Document | Document[] =>
  Array.isArray(update) || !('$setOnInsert' in update)
    ? update
    : { ...update, $set: { ...documentOf(update['$set']), ...documentOf(update['$setOnInsert']) } };

/** A document after an update. Types stay as they were sent where the update only sets or unsets whole fields. */
const changed = (
  exact: Document,
  filter: Document,
  update: Document | Document[],
  exactUpdate: Document,
  arrayFilters?: Document[],
): Document => {
  const operators = Array.isArray(update) ? [] : Object.keys(update).filter((name) => name.startsWith('$'));
  if (!Array.isArray(update) && operators.length === 0) return { _id: exact['_id'], ...exactUpdate };
  const isSimple =
    !Array.isArray(update) &&
    operators.every(
      (name) =>
        name === '$setOnInsert' ||
        ((name === '$set' || name === '$unset') && Object.keys(update[name] as Document).every((path) => !/[.$]/u.test(path))),
    );
  if (isSimple) {
    const unset = documentOf(update['$unset']);
    const next = { ...exact, ...documentOf(exactUpdate['$set']) };
    return Object.fromEntries(Object.entries(next).filter(([name]) => !(name in unset)));
  }
  const view = viewOf(exact);
  const { $setOnInsert: _ignored, ...rest } = update as Document;
  const modifier = Array.isArray(update) ? update : rest;
  const documents = [view];
  updateOne(documents, filter, modifier as Parameters<typeof updateOne>[2], {
    cloneMode: 'deep',
    ...(arrayFilters === undefined ? {} : { arrayFilters }),
  });
  return exactOf(serialize(documents[0] ?? view));
};
