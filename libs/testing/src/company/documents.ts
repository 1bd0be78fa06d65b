import { Decimal128, ObjectId } from 'bson';
import type { ColumnShape, TableShape } from './shape.js';

type Document = Record<string, unknown>;

/** Documents of each collection. */
const each = 3;
const idOf = (table: number, document: number): ObjectId =>
  new ObjectId(`65${table.toString(16).padStart(10, '0')}${document.toString(16).padStart(12, '0')}`);

/** What a value is, other than a key. */
const valueOf = ({ name, holds }: ColumnShape, document: number): unknown => {
  switch (holds) {
    case 'name':
    case 'text':
      return `${name} ${String(document)}`;
    case 'count':
      return document;
    case 'amount':
      return Decimal128.fromString(`${String(document)}.50`);
    case 'moment':
      return new Date(Date.UTC(2024, 0, 1 + document));
    default:
      return document % 2 === 0;
  }
};

/** The documents of each collection of a MongoDB that is shaped like those tables: what refers to another holds its `_id`. */
export const documentsOf = (tables: readonly TableShape[]): ReadonlyMap<string, readonly Document[]> =>
  new Map(
    tables.map((table, n) => {
      const targets = new Map(
        table.references.flatMap(({ columns, to }) => (columns.length === 1 ? [[columns[0] ?? '', to] as const] : [])),
      );
      const documents = Array.from({ length: each }, (_, document): Document => {
        const fields = table.columns.flatMap((column): [string, unknown][] => {
          if (column.name === 'id' || (column.nullable && document === 0)) return [];
          const to = targets.get(column.name);
          if (column.holds !== 'key') return [[column.name, valueOf(column, document)]];
          return to === undefined ? [] : [[column.name, idOf(to, to === n ? 0 : (document + 1) % each)]];
        });
        return { _id: idOf(n, document), ...Object.fromEntries(fields) };
      });
      return [table.name, documents];
    }),
  );
