/** The types of BSON elements (bsonspec.org, version 1.1). */
export const Bson = {
  double: 0x01,
  string: 0x02,
  document: 0x03,
  array: 0x04,
  binary: 0x05,
  undefined: 0x06,
  objectId: 0x07,
  boolean: 0x08,
  date: 0x09,
  null: 0x0a,
  regex: 0x0b,
  pointer: 0x0c,
  code: 0x0d,
  symbol: 0x0e,
  scopedCode: 0x0f,
  int: 0x10,
  timestamp: 0x11,
  long: 0x12,
  decimal: 0x13,
  minKey: 0xff,
  maxKey: 0x7f,
} as const;

/** The names that the server gives its types (`$type`). */
const names: ReadonlyMap<number, string> = new Map([
  [Bson.double, 'double'],
  [Bson.string, 'string'],
  [Bson.document, 'object'],
  [Bson.array, 'array'],
  [Bson.binary, 'binData'],
  [Bson.undefined, 'undefined'],
  [Bson.objectId, 'objectId'],
  [Bson.boolean, 'bool'],
  [Bson.date, 'date'],
  [Bson.null, 'null'],
  [Bson.regex, 'regex'],
  [Bson.pointer, 'dbPointer'],
  [Bson.code, 'javascript'],
  [Bson.symbol, 'symbol'],
  [Bson.scopedCode, 'javascriptWithScope'],
  [Bson.int, 'int'],
  [Bson.timestamp, 'timestamp'],
  [Bson.long, 'long'],
  [Bson.decimal, 'decimal'],
  [Bson.minKey, 'minKey'],
  [Bson.maxKey, 'maxKey'],
]);
export const typeName = (type: number): string => names.get(type) ?? 'unknown';
const codes: ReadonlyMap<string, number> = new Map([...names].map(([code, name]) => [name, code]));
/** The type of such a name; 0 where there is none. */
export const typeCode = (name: string): number => codes.get(name) ?? 0;

/** A length that stands before a value, which may not be less than this. */
const prefix = (source: Buffer, at: number, least: number): number => {
  const length = source.readInt32LE(at);
  if (length < least) throw new RangeError('A value was received whose length is wrong.');
  return length;
};
/** A text ends with a zero byte, which its length counts. */
const lengthOfString = (source: Buffer, at: number): number => 4 + prefix(source, at, 1);

/** Bytes that a value takes; `at` is where it begins, after the name. Throws RangeError on bytes that are no BSON. */
export const valueLength = (source: Buffer, type: number, at: number): number => {
  switch (type) {
    case Bson.null:
    case Bson.undefined:
    case Bson.minKey:
    case Bson.maxKey:
      return 0;
    case Bson.boolean:
      return 1;
    case Bson.int:
      return 4;
    case Bson.double:
    case Bson.date:
    case Bson.timestamp:
    case Bson.long:
      return 8;
    case Bson.objectId:
      return 12;
    case Bson.decimal:
      return 16;
    case Bson.string:
    case Bson.code:
    case Bson.symbol:
      return lengthOfString(source, at);
    case Bson.document:
    case Bson.array:
    case Bson.scopedCode:
      return prefix(source, at, 5);
    case Bson.binary:
      return 5 + prefix(source, at, 0);
    case Bson.pointer:
      return lengthOfString(source, at) + 12;
    case Bson.regex:
      return source.indexOf(0, source.indexOf(0, at) + 1) + 1 - at;
    default:
      throw new RangeError(`A value of the unknown BSON type ${String(type)} was received.`);
  }
};

/** Goes through the elements of a document, one `next` after another, without making anything of them. */
export class Elements {
  type = 0;
  nameStart = 0;
  nameEnd = 0;
  /** Where the value begins and ends. */
  start = 0;
  end: number;
  readonly #limit: number;

  constructor(
    readonly source: Buffer,
    at: number,
  ) {
    this.end = at + 4;
    this.#limit = at + source.readInt32LE(at) - 1;
    if (this.#limit < this.end || this.#limit >= source.length) {
      throw new RangeError('A document was received whose lengths are wrong.');
    }
  }

  next(): boolean {
    const { source, end } = this;
    if (end >= this.#limit) return false;
    this.type = source[end] ?? 0;
    this.nameStart = end + 1;
    let at = this.nameStart;
    while (at < this.#limit && source[at] !== 0) at += 1;
    this.nameEnd = at;
    this.start = at + 1;
    this.end = this.start + valueLength(source, this.type, this.start);
    if (this.end < this.start || this.end > this.#limit) throw new RangeError('A document was received whose lengths are wrong.');
    return true;
  }

  get name(): string {
    return this.source.toString('utf8', this.nameStart, this.nameEnd);
  }
}
