import { sql } from 'kysely';
import type { RawCell } from '../explorer/raw-json.js';
import {
  BadValue,
  booleanOf,
  documentText,
  hexOf,
  isNumberText,
  isWholeText,
  plainText,
  textOfCell,
} from '../explorer/sql-flavor.js';
import { type Bind, type Fragment, name, whole } from '../explorer/sql-text.js';
import type { TableColumn } from '../explorer/table.js';

/** Types that can't be compared, or not as what they are. */
const unequal = new Set(['xml', 'text', 'ntext', 'image', 'geography', 'geometry', 'hierarchyid', 'sql_variant', 'json']);
/** Types of the server's own objects, which are shown as their bytes. */
const objects = new Set(['geography', 'geometry', 'hierarchyid']);
/** Whole digits that a type holds whatever they are: a value cast to its column's own type is found by the column's index. */
const digitsOf: Readonly<Record<string, number>> = { tinyint: 2, smallint: 4, int: 9, bigint: 18 };

const comparesWell = ['number', 'string', 'boolean', 'datetime', 'date', 'time', 'uuid', 'binary'];
const isFloat = (column: TableColumn): boolean => column.baseType === 'real' || column.baseType === 'float';
const isComparable = (column: TableColumn): boolean => comparesWell.includes(column.kind) && !unequal.has(column.baseType);

/** Whether an equality of the column with a value as a row shows it can be relied on. */
export const equalityHolds = (column: TableColumn): boolean => isComparable(column) && !isFloat(column);
/** Whether the column's order agrees with its comparison. */
export const ordered = (column: TableColumn): boolean => isComparable(column) && column.baseType !== 'real';

/**
 * The column as text; bytes as they are shown, for two of a kind can't be turned into text and the others would be taken for characters. A
 * variant never holds more than 8,000 bytes, and can't be cast to a type that does.
 */
export const asText = (column: TableColumn): Fragment => {
  const own = name(column.name);
  if (column.kind === 'binary') return sql`('\\x' + convert(nvarchar(max), cast(${own} as varbinary(max)), 2))`;
  return column.baseType === 'sql_variant' ? sql`cast(${own} as nvarchar(4000))` : sql`cast(${own} as nvarchar(max))`;
};

/** Whether rows show it as bytes. */
export const isBytes = (column: TableColumn): boolean => column.kind === 'binary' || objects.has(column.baseType);

/** A value as bytes: its own, or those of its text in UTF-16, the only one that all versions can write. */
export const asBytes = (column: TableColumn): Fragment =>
  sql`cast(${isBytes(column) ? name(column.name) : asText(column)} as varbinary(max))`;

/**
 * Bytes that those are at the most. The length of a long text is known without reading it, and twice that is enough for UTF-16; what is
 * no text (XML is kept in a form of its own) has to be written to be measured.
 */
export const mostBytes = (column: TableColumn): Fragment =>
  /^(?:n?(?:var)?char|n?text|(?:var)?binary|image)$/.test(column.baseType)
    ? sql`2 * cast(datalength(${name(column.name)}) as bigint)`
    : sql`datalength(${asBytes(column)})`;

/** The column as it can be held against others. An image can be nothing but bytes. */
export const comparable = (column: TableColumn): Fragment =>
  column.baseType === 'image'
    ? sql`cast(${name(column.name)} as varbinary(max))`
    : unequal.has(column.baseType)
      ? asText(column)
      : name(column.name);

/**
 * A moment. What a text means as DATETIME depends on the session's language (2024-02-01 is the second of January in French); as
 * DATETIME2 it does not. Cast to the column's own type, it is rounded as the column's values are.
 */
const moment = (column: TableColumn, text: string, bind: Bind): Fragment => {
  const safe = sql`cast(${bind(text)} as ${sql.raw(/^(?:small)?datetime$/.test(column.baseType) ? 'datetime2(7)' : column.dataType)})`;
  return /^(?:small)?datetime$/.test(column.baseType) ? sql`cast(${safe} as ${sql.raw(column.baseType)})` : safe;
};

/**
 * A text to hold against a column of one byte a character. A parameter is in Unicode: held against it, the column's index would not be
 * searched (and all of it locked), and by the rules of some collations it would stand in another order than the column's values do.
 * What a code page may lack stays in Unicode, unless it was read from the column.
 */
const narrowed = (column: TableColumn, text: string, bind: Bind, own: boolean): Fragment => {
  const type = sql.raw(text.length > 8_000 ? 'varchar(max)' : 'varchar(8000)');
  if (/^[\x01-\x7f]*$/.test(text)) return sql`cast(${bind(text)} as ${type})`;
  return own && column.collation !== undefined
    ? sql`cast(${bind(text)} collate ${sql.raw(column.collation)} as ${type})`
    : bind(text);
};

/** A parameter is a text; where the column is none, it is converted as the column's type asks. */
const converted = (column: TableColumn, text: string, bind: Bind): Fragment => {
  if (column.kind === 'binary') return sql`convert(varbinary(max), ${bind(hexOf(column, text))}, 2)`;
  if (objects.has(column.baseType) && text.startsWith('\\x'))
    return sql`cast(convert(varbinary(max), ${bind(hexOf(column, text))}, 2) as ${sql.raw(column.baseType)})`;
  if (column.kind === 'datetime' || column.kind === 'date' || column.kind === 'time') return moment(column, text, bind);
  if (column.kind === 'boolean') {
    const truth = booleanOf(text);
    return truth === undefined ? bind(text) : sql`cast(${bind(truth ? '1' : '0')} as bit)`;
  }
  return bind(text);
};

/** A value to hold the column against. Throws BadValue. */
export const operand = (column: TableColumn, cell: RawCell, bind: Bind, own = false): Fragment => {
  const text = column.kind === 'json' ? documentText(cell) : plainText(column, cell);
  if (/^(?:var)?char$/.test(column.baseType)) return narrowed(column, text, bind, own);
  if (column.kind !== 'number') return converted(column, text, bind);
  if (!isNumberText(text)) throw new BadValue(column.name, `is not a number: “${text.slice(0, 60)}”`);
  const number = text.trim();
  // A text would be converted to the column's type, where 1.5 is no integer: as a number of its own it compares with any.
  if (/e/i.test(number)) return sql`cast(${bind(number)} as ${sql.raw(floatFor(column, number))})`;
  const digits = digitsOf[column.baseType];
  if (digits !== undefined && isWholeText(number, digits)) return sql`cast(${bind(number)} as ${sql.raw(column.baseType)})`;
  return isWholeText(number, 9)
    ? sql`cast(${bind(number)} as int)`
    : sql`cast(${bind(number)} as decimal(38, ${whole(scaleOf(number))}))`;
};

/** A single float equals no double but that of its own bits; what it can't hold is held against it as a double all the same. */
const floatFor = (column: TableColumn, number: string): string =>
  column.baseType === 'real' && Number.isFinite(Math.fround(Number(number))) ? 'real' : 'float';

/** Digits after the point, so that a decimal is taken whole. */
const scaleOf = (text: string): number => Math.min(30, /\.(\d*)/.exec(text)?.[1]?.length ?? 0);

/** A value to store in the column. Throws BadValue. */
export const stored = (column: TableColumn, cell: RawCell, bind: Bind): Fragment => {
  const text = textOfCell(cell);
  if (text === null) return sql`null`;
  // Before it had a type for documents, SQL Server kept them in texts of any length.
  const keepsDocuments = column.kind === 'json' || /^n?varchar\(max\)$/.test(column.dataType);
  if (!keepsDocuments && /^[[{]/.test(cell)) throw new BadValue(column.name, 'takes a plain value, not a list or a document');
  return converted(column, text, bind);
};

/** Equal, two nulls counting as equal. */
export const same = (column: TableColumn, cell: RawCell, bind: Bind): Fragment =>
  cell === 'null' ? sql`${name(column.name)} is null` : sql`${name(column.name)} = ${operand(column, cell, bind, true)}`;
