import type { MongoValue } from '@orrery/dialects';
import { parsedCell, type RawCell } from '../explorer/raw-json.js';
import { BadValue } from '../explorer/sql-flavor.js';
import type { TableColumn } from '../explorer/table.js';
import { kindOf } from './columns.js';
import { typeCode } from './bson.js';
import { mongoValue, text } from './explorer-values.js';

/** Types whose values cells show as texts: the text alone does not tell which it is. */
const shownAsText: ReadonlySet<string> = new Set(['objectId', 'date', 'binData', 'decimal', 'long', 'timestamp', 'regex']);
/** Types that no value of ours can have. */
const unwritable: ReadonlySet<string> = new Set(['javascript', 'javascriptWithScope', 'symbol', 'dbPointer', 'undefined']);

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

const asType = (column: TableColumn, type: string, value: unknown): TableColumn => ({
  ...column,
  baseType: type,
  kind: type === 'binData' && typeof value === 'string' && uuid.test(value) ? 'uuid' : kindOf(typeCode(type)),
});

/** Whether a field holds values of one type, as far as it is known: ids of the first and the last document tell it of all. */
export const isOfOneType = ({ baseType }: TableColumn): boolean =>
  baseType !== '' &&
  new Set(baseType.split(' | ').map((type) => (kindOf(typeCode(type)) === 'number' ? 'number' : type))).size === 1;

/** A cell as a value of the type that it was read with. Throws BadValue. */
export const ofType = (column: TableColumn, cell: RawCell, type: string): MongoValue => {
  if (unwritable.has(type)) throw new BadValue(column.name, `was ${type}, which can’t be written here`);
  if (type === 'string' && cell.startsWith('"')) return text(String(parsedCell(cell)));
  return mongoValue(asType(column, type, parsedCell(cell)), cell);
};

/**
 * A cell that is written where a value of another type stood: a text that reads as the old type stays of that type, also in a field
 * that holds several. Throws BadValue.
 */
export const inPlaceOf = (column: TableColumn, cell: RawCell, type: string | undefined): MongoValue => {
  if (type === undefined || !cell.startsWith('"')) return mongoValue(column, cell);
  if (shownAsText.has(type) && type !== column.baseType) {
    try {
      const value = ofType(column, cell, type);
      if (value.type !== 'string') return value;
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
    }
  }
  try {
    return mongoValue(column, cell);
  } catch (error) {
    if (type === 'string' && error instanceof BadValue) return text(String(parsedCell(cell)));
    throw error;
  }
};

/** What a cell may be of a field whose types are not known: the text of an ObjectId may as well be a text. */
export const readings = (column: TableColumn, cell: RawCell): MongoValue[] => {
  const first = mongoValue(column, cell);
  if (!cell.startsWith('"') || isOfOneType(column)) return [first];
  const found = new Map([[JSON.stringify(first), first]]);
  for (const type of ['string', ...shownAsText]) {
    try {
      const value = ofType(column, cell, type);
      found.set(JSON.stringify(value), value);
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
    }
  }
  return [...found.values()];
};

/** The test that a field still is what was read of it. A test by a value alone also takes a list that holds it. */
export const stillIs = (
  column: TableColumn,
  cell: RawCell,
  type: string | undefined,
): readonly (readonly [string, MongoValue])[] => {
  const plain = [['$not', { type: 'document', fields: [['$type', text('array')]] }]] as const;
  if (type === 'missing') return [['$exists', { type: 'boolean', value: false }]];
  if (type !== undefined && unwritable.has(type)) return [['$type', text(type)]];
  const value = type === undefined || type === 'null' ? mongoValue(column, cell) : ofType(column, cell, type);
  const isList = value.type === 'array';
  return [
    ['$eq', value],
    ...(type === 'null' ? [['$exists', { type: 'boolean', value: true }] as const] : []),
    ...(isList || column.name === '_id' ? [] : plain),
  ];
};
