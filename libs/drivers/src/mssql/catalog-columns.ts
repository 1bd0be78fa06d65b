import type { CatalogColumn, ValueKind } from '@orrery/contracts';
import { quoteIdentifier } from '@orrery/dialects';
import type { Cells } from './session.js';

const kinds: Readonly<Record<string, ValueKind>> = {
  tinyint: 'number',
  smallint: 'number',
  int: 'number',
  bigint: 'number',
  decimal: 'number',
  numeric: 'number',
  money: 'number',
  smallmoney: 'number',
  float: 'number',
  real: 'number',
  bit: 'boolean',
  date: 'date',
  time: 'time',
  datetime: 'datetime',
  datetime2: 'datetime',
  smalldatetime: 'datetime',
  datetimeoffset: 'datetime',
  uniqueidentifier: 'uuid',
  binary: 'binary',
  varbinary: 'binary',
  image: 'binary',
  timestamp: 'binary',
  rowversion: 'binary',
  hierarchyid: 'binary',
  geometry: 'binary',
  geography: 'binary',
  char: 'string',
  varchar: 'string',
  text: 'string',
  nchar: 'string',
  nvarchar: 'string',
  ntext: 'string',
  sysname: 'string',
  xml: 'string',
  json: 'json',
};

/** How a value of a type is shown. */
export const kindOf = (type: string): ValueKind => (Object.hasOwn(kinds, type) ? (kinds[type] ?? 'other') : 'other');

const bytesIn: Readonly<Record<string, number>> = { char: 1, varchar: 1, binary: 1, varbinary: 1, nchar: 2, nvarchar: 2 };

/** A type with its modifiers. `length`: bytes, -1 for max. */
export const typeText = (type: string, length: number, precision: number, scale: number): string => {
  const width = bytesIn[type];
  if (width !== undefined) return `${type}(${length === -1 ? 'max' : String(length / width)})`;
  if (type === 'decimal' || type === 'numeric') return `${type}(${String(precision)},${String(scale)})`;
  if (type === 'time' || type === 'datetime2' || type === 'datetimeoffset') return `${type}(${String(scale)})`;
  return type === 'timestamp' ? 'rowversion' : type;
};

/** A column, and what its statement needs besides. */
export interface ReadColumn {
  readonly column: CatalogColumn;
  /** The name of its default, which is a constraint of its own. */
  readonly defaultName: string | null;
  readonly identity: string | null;
}

const text = (cell: Cells[number] | undefined): string => (cell == null ? '' : String(cell));
const textOrNull = (cell: Cells[number] | undefined): string | null => (cell == null ? null : String(cell));

/** Reads a row of `columnsQuery`. */
export const columnOf = (row: Cells, primary: ReadonlySet<string>): ReadColumn => {
  const [, name, type, length, precision, scale, nullable, defaultText, identity, expression, persisted, comment, collation] =
    row;
  const [defaultName, seed, increment, typeSchema, own, base] = row.slice(13);
  const plain = own === true ? text(base) : text(type);
  const size = Number(length);
  const dataType =
    own === true
      ? `${quoteIdentifier('mssql', text(typeSchema))}.${quoteIdentifier('mssql', text(type))}`
      : typeText(text(type), size, Number(precision), Number(scale));
  const width = bytesIn[plain];
  const computed = expression != null;
  return {
    defaultName: textOrNull(defaultName),
    // Where it begins is not known of every server; without it, it begins at 1.
    identity: identity !== true ? null : seed == null ? 'IDENTITY' : `IDENTITY(${text(seed)},${text(increment)})`,
    column: {
      name: text(name),
      dataType,
      // A type of a person's own is told by what it is made of; hierarchyid and the like are none.
      kind: kindOf(plain === '' ? text(type) : plain),
      nullable: nullable === true,
      default: textOrNull(defaultText),
      isPrimaryKey: primary.has(text(name)),
      generated: identity === true ? 'identity' : computed ? (persisted === true ? 'stored' : 'virtual') : null,
      ...(computed ? { expression: text(expression) } : {}),
      comment: textOrNull(comment),
      ...(width !== undefined && size > 0 && kindOf(plain) === 'string' ? { maxLength: size / width } : {}),
      ...(collation == null ? {} : { collation: text(collation) }),
    },
  };
};
