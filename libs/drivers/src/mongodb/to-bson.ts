import type { MongoDocument, MongoValue } from '@orrery/dialects';
import { Binary, BSONRegExp, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'mongodb';
import { DriverFault } from '../driver.js';

/** A document for the server. A Map keeps the order of fields whatever their names. */
export type Fields = Map<string, unknown>;

/** A value of a statement as the client sends it. */
export const toBson = (value: MongoValue): unknown => {
  switch (value.type) {
    case 'null':
      return null;
    case 'minKey':
      return new MinKey();
    case 'maxKey':
      return new MaxKey();
    case 'boolean':
    case 'string':
      return value.value;
    case 'int':
      return new Int32(Number(value.value));
    case 'double':
      return new Double(Number(value.value));
    case 'long':
      return Long.fromString(value.value);
    case 'decimal':
      return decimalOf(value.value);
    case 'date':
      return new Date(value.value);
    case 'objectId':
      return new ObjectId(value.value);
    case 'binary':
      return new Binary(Buffer.from(value.hex, 'hex'), value.subType);
    case 'timestamp':
      return new Timestamp({ t: value.seconds, i: value.increment });
    case 'regex':
      return new BSONRegExp(value.pattern, value.flags);
    case 'now':
      return new Date();
    case 'newObjectId':
      return new ObjectId();
    case 'array':
      return value.items.map(toBson);
    case 'document':
      return fieldsOf(value);
  }
};

/** A document of a statement as the client sends it. */
export const fieldsOf = (document: MongoDocument): Fields =>
  new Map(document.fields.map(([name, value]) => [name, toBson(value)]));

const decimalOf = (text: string): Decimal128 => {
  try {
    return Decimal128.fromString(text);
  } catch {
    throw new DriverFault('syntax', `NumberDecimal("${text}") does not fit: a decimal has 34 digits at most.`);
  }
};
