import { serialize } from 'bson';
import { isDocument, valueAt, type Document } from './document.js';

/** The names of types by their numbers in BSON. */
const names: ReadonlyMap<number, string> = new Map([
  ...([
    [1, 'double'],
    [2, 'string'],
    [3, 'object'],
    [4, 'array'],
    [5, 'binData'],
    [6, 'undefined'],
    [7, 'objectId'],
  ] as const),
  ...([
    [8, 'bool'],
    [9, 'date'],
    [10, 'null'],
    [11, 'regex'],
    [12, 'dbPointer'],
    [13, 'javascript'],
    [14, 'symbol'],
  ] as const),
  ...([
    [15, 'javascriptWithScope'],
    [16, 'int'],
    [17, 'timestamp'],
    [18, 'long'],
    [19, 'decimal'],
    [127, 'maxKey'],
  ] as const),
  [255, 'minKey'],
]);

const typeOf = (value: unknown): string =>
  value === undefined ? 'missing' : (names.get(serialize({ value }, { ignoreUndefined: false })[4] ?? 0) ?? 'missing');

/** Whether an expression asks for a type. */
export const asksForType = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.some(asksForType)
    : isDocument(value) && ('$type' in value || Object.values(value).some(asksForType));

/** An expression in which the types of fields are told by a document as it was put in: mingo would tell those of JavaScript. */
export const withTypes = (value: unknown, exact: Document): unknown => {
  if (Array.isArray(value)) return value.map((item) => withTypes(item, exact));
  if (!isDocument(value)) return value;
  const path = value['$type'];
  if (typeof path === 'string' && path.startsWith('$')) return { $literal: typeOf(valueAt(exact, path.slice(1))) };
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withTypes(inner, exact)]));
};
