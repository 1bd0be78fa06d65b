import { Decimal128, EJSON, Long } from 'bson';
import { isDocument, valueAt, type Document } from './document.js';

/** The types in the order in which BSON sorts them. */
const ranks: ReadonlyMap<string, number> = new Map(
  [
    'MinKey',
    'null',
    'number',
    'string',
    'object',
    'array',
    'Binary',
    'ObjectId',
    'boolean',
    'date',
    'Timestamp',
    'regex',
    'MaxKey',
  ].map((type, rank) => [type, rank]),
);

const typeOf = (value: unknown): string => {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number' || value instanceof Decimal128 || value instanceof Long) return 'number';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Date) return 'date';
  if (value instanceof RegExp) return 'regex';
  if (isDocument(value)) return 'object';
  if (typeof value !== 'object') return typeof value;
  const type = (value as { _bsontype?: unknown })._bsontype;
  return type === 'BSONRegExp' ? 'regex' : String(type);
};

const sign = <T>(one: T, other: T): number => (one < other ? -1 : one > other ? 1 : 0);

const compareNumbers = (one: number, other: number): number => {
  // NaN is below all numbers.
  if (Number.isNaN(one) || Number.isNaN(other)) return Number(Number.isNaN(other)) - Number(Number.isNaN(one));
  return sign(one, other);
};

const keyOf = (value: unknown): string => {
  if (value instanceof RegExp) return `${value.source}/${value.flags}`;
  return typeof value === 'string' ? value : EJSON.stringify(value);
};

/** Which of two values comes first. */
export const compareValues = (one: unknown, other: unknown): number => {
  const [type, otherType] = [typeOf(one), typeOf(other)];
  if (type !== otherType) return (ranks.get(type) ?? ranks.size) - (ranks.get(otherType) ?? ranks.size);
  if (type === 'number') return compareNumbers(Number(String(one)), Number(String(other)));
  if (one instanceof Date && other instanceof Date) return sign(one.getTime(), other.getTime());
  if (typeof one === 'boolean') return Number(one) - Number(other);
  if (isDocument(one) && isDocument(other)) return compareLists(Object.entries(one), Object.entries(other));
  if (Array.isArray(one) && Array.isArray(other)) return compareLists(one, other);
  return sign(keyOf(one), keyOf(other));
};

const compareLists = (one: readonly unknown[], other: readonly unknown[]): number => {
  for (const [at, value] of one.entries()) {
    if (at >= other.length) return 1;
    const order = compareValues(value, other[at]);
    if (order !== 0) return order;
  }
  return one.length - other.length;
};

/** What stands for a value in an order: of an array its least or its greatest item; an empty one is below null. */
const standIn = (value: unknown, direction: number): readonly [below: boolean, value: unknown] => {
  if (!Array.isArray(value)) return [false, value];
  const items = (value as unknown[]).toSorted((one, other) => compareValues(one, other) * direction);
  return items.length === 0 ? [true, null] : [false, items[0]];
};

/** How documents are sorted. */
export const comparing =
  (sort: Document) =>
  (one: Document, other: Document): number => {
    for (const [path, given] of Object.entries(sort)) {
      const direction = Number(given);
      const [below, value] = standIn(valueAt(one, path), direction);
      const [otherBelow, otherValue] = standIn(valueAt(other, path), direction);
      const rank = typeOf(value) === 'null' && typeOf(otherValue) === 'null' ? Number(otherBelow) - Number(below) : undefined;
      const order = (rank ?? compareValues(value, otherValue)) * direction;
      if (order !== 0) return order;
    }
    return 0;
  };
