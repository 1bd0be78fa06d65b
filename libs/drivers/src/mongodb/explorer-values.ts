import { isExactNumber, parseExact } from '@orrery/contracts';
import { type MongoDocument, type MongoValue, readBinary } from '@orrery/dialects';
import { type RawCell } from '../explorer/raw-json.js';
import { BadValue } from '../explorer/sql-flavor.js';
import type { TableColumn } from '../explorer/table.js';

export const text = (value: string): MongoValue => ({ type: 'string', value });
export const int = (value: number): MongoValue => ({ type: Math.abs(value) < 2 ** 31 ? 'int' : 'long', value: String(value) });
export const list = (items: readonly MongoValue[]): MongoValue => ({ type: 'array', items });
export const fields = (...entries: readonly (readonly [string, MongoValue])[]): MongoDocument => ({
  type: 'document',
  fields: entries,
});

const whole = /^-?\d+$/;
const numeric = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A number of the type that its column has, where it fits, else of the smallest that holds it. */
const numberOf = (written: string, base: string): MongoValue => {
  if (base === 'decimal') return { type: 'decimal', value: written };
  if (base === 'double') return { type: 'double', value: written };
  if (whole.test(written)) {
    const value = BigInt(written);
    if (base !== 'long' && value >= -(2n ** 31n) && value < 2n ** 31n) return { type: 'int', value: written };
    if (value >= -(2n ** 63n) && value < 2n ** 63n) return { type: 'long', value: written };
    return { type: 'decimal', value: written };
  }
  // Zeros at its end are no digits: a double that is whole is written `1.0`.
  const digits = /[.]/.test(written) && !/e/i.test(written) ? written.replace(/[.]?0+$/, '') : written;
  return String(Number(written)) === digits ? { type: 'double', value: written } : { type: 'decimal', value: written };
};

/** Texts that cells of a type are shown as. */
const shown: Readonly<Record<string, (value: string) => MongoValue | undefined>> = {
  regex: (value) => {
    const [, pattern, flags] = /^\/(.*)\/([a-z]*)$/s.exec(value) ?? [];
    return pattern === undefined || flags === undefined ? undefined : { type: 'regex', pattern, flags };
  },
  timestamp: (value) => {
    const [, seconds, increment] = /^Timestamp\((\d{1,10}), (\d{1,10})\)$/.exec(value) ?? [];
    return seconds === undefined ? undefined : { type: 'timestamp', seconds: Number(seconds), increment: Number(increment) };
  },
  minKey: (value) => (value === 'MinKey' ? { type: 'minKey' } : undefined),
  maxKey: (value) => (value === 'MaxKey' ? { type: 'maxKey' } : undefined),
};

const textValue = (column: TableColumn, value: string): MongoValue => {
  const { baseType: base } = column;
  if (base === 'objectId' && /^[0-9a-f]{24}$/i.test(value)) return { type: 'objectId', value: value.toLowerCase() };
  if (base === 'date') {
    const at = Date.parse(
      /^\d{4}-\d{2}-\d{2} /.test(value)
        ? `${value.replace(' ', 'T')}${/[Z+]|-\d\d:?\d\d$/.test(value.slice(10)) ? '' : 'Z'}`
        : value,
    );
    if (Number.isNaN(at)) throw new BadValue(column.name, `is not a date: “${value.slice(0, 60)}”`);
    return { type: 'date', value: at };
  }
  if (column.kind === 'uuid' && /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(value))
    return { type: 'binary', hex: value.replaceAll('-', '').toLowerCase(), subType: 4 };
  const binary = base === 'binData' ? readBinary(value) : undefined;
  if (binary) return { type: 'binary', ...binary };
  if (column.kind === 'number') {
    if (/^-?(?:NaN|Infinity)$/.test(value)) return { type: base === 'decimal' ? 'decimal' : 'double', value };
    // Of numbers, those are texts that a double can't hold.
    if (base.includes('decimal') && numeric.test(value) && !whole.test(value)) return { type: 'decimal', value };
    if (!numeric.test(value.trim())) throw new BadValue(column.name, `is not a number: “${value.slice(0, 60)}”`);
    return numberOf(value.trim(), base);
  }
  if (column.kind === 'boolean' && /^(?:true|false)$/i.test(value)) return { type: 'boolean', value: /^t/i.test(value) };
  return (Object.hasOwn(shown, base) ? shown[base]?.(value) : undefined) ?? text(value);
};

/** A number of Extended JSON's own documents, which may be kept as its text. */
const numberIn = (value: unknown): number | undefined => {
  const number = isExactNumber(value) ? Number(value.rawJSON) : value;
  return typeof number === 'number' && Number.isInteger(number) ? number : undefined;
};

/** Extended JSON's forms whose value is a document. */
const documentForm = (name: string, inner: object): MongoValue | undefined => {
  const { base64, subType, pattern, options, t, i } = inner as Readonly<Record<string, unknown>>;
  if (name === '$binary' && typeof base64 === 'string' && typeof subType === 'string' && /^[0-9a-f]{1,2}$/i.test(subType))
    return { type: 'binary', hex: Buffer.from(base64, 'base64').toString('hex'), subType: Number.parseInt(subType, 16) };
  if (name === '$regularExpression' && typeof pattern === 'string' && typeof options === 'string')
    return { type: 'regex', pattern, flags: options };
  const [seconds, increment] = [numberIn(t), numberIn(i)];
  if (name === '$timestamp' && seconds !== undefined && increment !== undefined) return { type: 'timestamp', seconds, increment };
  return undefined;
};

/** Extended JSON's typed forms; undefined where a document is just a document. */
const typedForm = (value: object): MongoValue | undefined => {
  const [entry, ...more] = Object.entries(value) as [string, unknown][];
  if (!entry || more.length > 0) return undefined;
  const [name, inner] = entry;
  if (typeof inner === 'string') {
    if (name === '$oid' && /^[0-9a-f]{24}$/i.test(inner)) return { type: 'objectId', value: inner.toLowerCase() };
    if (name === '$numberLong' && whole.test(inner)) return { type: 'long', value: inner };
    if (name === '$numberInt' && whole.test(inner)) return { type: 'int', value: inner };
    if (name === '$numberDecimal') return { type: 'decimal', value: inner };
    if (name === '$numberDouble') return { type: 'double', value: inner };
    if (name === '$uuid') return { type: 'binary', hex: inner.replaceAll('-', '').toLowerCase(), subType: 4 };
  }
  if (name === '$date') {
    const at = typeof inner === 'string' ? Date.parse(inner) : Number((inner as { $numberLong?: string }).$numberLong);
    return Number.isNaN(at) ? undefined : { type: 'date', value: at };
  }
  if (name === '$minKey' && numberIn(inner) === 1) return { type: 'minKey' };
  if (name === '$maxKey' && numberIn(inner) === 1) return { type: 'maxKey' };
  return typeof inner === 'object' && inner !== null ? documentForm(name, inner) : undefined;
};

const valueOf = (column: TableColumn, value: unknown, top: boolean): MongoValue => {
  if (value === null || value === undefined) return { type: 'null' };
  if (typeof value === 'boolean') return { type: 'boolean', value };
  if (typeof value === 'number') return numberOf(String(value), top ? column.baseType : '');
  if (typeof value === 'string') return top ? textValue(column, value) : text(value);
  if (isExactNumber(value)) return numberOf(value.rawJSON, top ? column.baseType : '');
  if (Array.isArray(value)) return list(value.map((item) => valueOf(column, item, false)));
  const typed = typedForm(value);
  if (typed) return typed;
  const entries = Object.entries(value as Record<string, unknown>);
  // A document of ours never holds an operator: what a person writes is data.
  const operator = entries.find(([name]) => name.startsWith('$'));
  if (operator) throw new BadValue(column.name, `has a field “${operator[0]}”: names of data can’t begin with $`);
  return fields(...entries.map(([name, inner]) => [name, valueOf(column, inner, false)] as const));
};

/** A cell as the value that its column most likely means. Throws BadValue. */
export const mongoValue = (column: TableColumn, cell: RawCell): MongoValue => {
  // A number that a double can't hold is read from its text.
  if (/^-?\d/.test(cell)) return numberOf(cell, column.baseType);
  return valueOf(column, parseExact(cell), true);
};
