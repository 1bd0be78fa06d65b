/**
 * A value of a shell statement, typed as BSON types are, in a form that knows no BSON library: the browser half has none. Numbers are
 * kept as text where a JavaScript number could lose something. Fields are a list, so that their order and any name survive.
 */
export type MongoValue =
  | { readonly type: 'null' | 'minKey' | 'maxKey' }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'int' | 'long' | 'double' | 'decimal'; readonly value: string }
  /** Milliseconds since 1970. */
  | { readonly type: 'date'; readonly value: number }
  /** 24 hexadecimal digits. */
  | { readonly type: 'objectId'; readonly value: string }
  | { readonly type: 'binary'; readonly hex: string; readonly subType: number }
  | { readonly type: 'timestamp'; readonly seconds: number; readonly increment: number }
  | { readonly type: 'regex'; readonly pattern: string; readonly flags: string }
  /** Made when the statement runs: `new Date()` and `ObjectId()` without arguments. */
  | { readonly type: 'now' | 'newObjectId' }
  | MongoArray
  | MongoDocument;

export interface MongoArray {
  readonly type: 'array';
  readonly items: readonly MongoValue[];
}

export interface MongoDocument {
  readonly type: 'document';
  readonly fields: readonly (readonly [name: string, value: MongoValue])[];
}

/** A method with its arguments. */
export interface MongoStep {
  readonly method: string;
  readonly args: readonly MongoValue[];
}

/** A shell statement, understood: `db.getSiblingDB(database).collection.method(…args).chain…`. */
export interface MongoCall extends MongoStep {
  /** Where it is not the database of the connection. */
  readonly database?: string;
  /** Absent where the method is one of the database: `db.runCommand(…)`. */
  readonly collection?: string;
  /** What follows the call: `.sort({…}).limit(10)`. */
  readonly chain: readonly MongoStep[];
  /** How much an explanation tells, where one is asked for: `queryPlanner`, `executionStats`, `allPlansExecution`. */
  readonly explain?: string;
}

/** The value of a field; undefined where there is none. */
export const fieldOf = (document: MongoDocument, name: string): MongoValue | undefined =>
  document.fields.find(([field]) => field === name)?.[1];

/** Whether a text can stand for a field or a collection without quotes. */
export const isPlainName = (name: string): boolean => /^[A-Za-z_$][\w$]*$/u.test(name) && name !== '__proto__';

/** A value as the shell writes it. What is printed here parses to the same value. */
export const shellText = (value: MongoValue): string => {
  switch (value.type) {
    case 'null':
      return 'null';
    case 'minKey':
      return 'MinKey()';
    case 'maxKey':
      return 'MaxKey()';
    case 'boolean':
      return String(value.value);
    case 'string':
      return JSON.stringify(value.value);
    case 'int':
      return `NumberInt(${value.value})`;
    case 'long':
      return `NumberLong("${value.value}")`;
    case 'double':
      return `Double("${value.value}")`;
    case 'decimal':
      return `NumberDecimal("${value.value}")`;
    case 'date':
      return `ISODate("${new Date(value.value).toISOString()}")`;
    case 'objectId':
      return `ObjectId("${value.value}")`;
    case 'binary':
      return `HexData(${String(value.subType)}, "${value.hex}")`;
    case 'timestamp':
      return `Timestamp(${String(value.seconds)}, ${String(value.increment)})`;
    case 'regex':
      return `RegExp(${JSON.stringify(value.pattern)}, ${JSON.stringify(value.flags)})`;
    case 'now':
      return 'new Date()';
    case 'newObjectId':
      return 'ObjectId()';
    case 'array':
      return `[${value.items.map(shellText).join(', ')}]`;
    case 'document': {
      const fields = value.fields.map(([name, of]) => `${isPlainName(name) ? name : JSON.stringify(name)}: ${shellText(of)}`);
      return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
    }
  }
};

/** A name of a field as the shell takes it. Throws on an empty name and on a NUL, for nobody means these. */
export const fieldText = (name: string): string => {
  if (name === '') throw new RangeError('A name can not be empty');
  if (name.includes('\0')) throw new RangeError('A name can not hold a NUL character');
  return isPlainName(name) ? name : JSON.stringify(name);
};

/** A collection as a statement begins with it: `db.orders`, `db.getCollection("a b")`. */
export const collectionText = (name: string): string =>
  /^[A-Za-z_]\w*$/u.test(name) && name !== '__proto__' ? `db.${name}` : `db.getCollection(${JSON.stringify(name)})`;
