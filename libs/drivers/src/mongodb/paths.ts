import type { CatalogColumn } from '@orrery/contracts';
import { Bson, Elements, typeName } from './bson.js';
import { kindOf } from './columns.js';

/** Paths of one collection at the most, and how deep they go. */
const mostPaths = 1_000;
const deepest = 12;

interface Path {
  /** Documents that have it. */
  documents: number;
  lastSeen: number;
  readonly types: Map<number, number>;
}

/** The paths of sampled documents: `address.city`, `tags[]`, `items[].sku`. */
export class Paths {
  readonly #paths = new Map<string, Path>();
  #documents = 0;

  get sampled(): number {
    return this.#documents;
  }

  add(document: Buffer): void {
    this.#documents += 1;
    this.#walk(document, 0, '', 0, false);
  }

  #walk(source: Buffer, at: number, prefix: string, depth: number, isArray: boolean): void {
    const elements = new Elements(source, at);
    while (elements.next()) {
      const name = isArray ? `${prefix}[]` : prefix === '' ? elements.name : `${prefix}.${elements.name}`;
      const path = this.#at(name);
      if (path === undefined) continue;
      if (path.lastSeen !== this.#documents) path.documents += 1;
      path.lastSeen = this.#documents;
      path.types.set(elements.type, (path.types.get(elements.type) ?? 0) + 1);
      const inner = elements.type === Bson.array || elements.type === Bson.document;
      if (inner && depth < deepest) this.#walk(source, elements.start, name, depth + 1, elements.type === Bson.array);
    }
  }

  #at(name: string): Path | undefined {
    let path = this.#paths.get(name);
    if (path === undefined && this.#paths.size < mostPaths) {
      path = { documents: 0, lastSeen: 0, types: new Map() };
      this.#paths.set(name, path);
    }
    return path;
  }

  /** Each path as a column, in the order in which they were met. */
  columns(): CatalogColumn[] {
    return [...this.#paths].map(([name, { documents, types }]) => {
      const all = [...types].sort(([, some], [, others]) => others - some);
      const total = all.reduce((sum, [, count]) => sum + count, 0);
      const [commonest = Bson.null] = all.map(([type]) => type).filter((type) => type !== Bson.null);
      const presence = documents / Math.max(1, this.#documents);
      return {
        name,
        dataType: typeName(commonest),
        kind: kindOf(commonest),
        nullable: name !== '_id' && (presence < 1 || types.has(Bson.null)),
        default: null,
        isPrimaryKey: name === '_id',
        generated: null,
        comment: null,
        presence,
        types: all.map(([type, count]) => ({ name: typeName(type), share: count / total })),
      };
    });
  }
}
