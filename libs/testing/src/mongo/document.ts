/** A document: bson's own type would let anything through. */
export type Document = Record<string, unknown>;

/** Whether a value is a document, not one of the classes of BSON. */
export const isDocument = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** The value where it is a document, else an empty one. */
export const documentOf = (value: unknown): Document => (isDocument(value) ? value : {});

/** The documents of a list, else none. */
export const listOf = (value: unknown): Document[] => (Array.isArray(value) ? value.filter(isDocument) : []);

/** The value at a path of names; arrays are looked into. */
export const valueAt = (document: unknown, path: string): unknown => {
  let value: unknown = document;
  for (const name of path.split('.')) {
    if (Array.isArray(value)) {
      const items: unknown[] = value;
      value = /^\d+$/u.test(name) ? items[Number(name)] : items.map((item) => valueAt(item, name));
    } else if (isDocument(value)) {
      value = value[name];
    } else {
      return undefined;
    }
  }
  return value;
};
