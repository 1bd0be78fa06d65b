import type { CellValue, ColumnType } from '../dialect.js';
import { textOf } from '../quote.js';

/** Characters of a text that is not long by its type; what several of them are put together to is cut there. */
const mostCharacters = 4_000;

const textLiteral = (text: string): string => {
  const escaped = text.replaceAll("'", "''");
  // A backslash before a line break would join the lines.
  const joined = `N'${escaped.replace(/\\(\r?\n)/gu, "\\'+N'$1")}'`;
  return text.length > mostCharacters && joined.length > escaped.length + 3 ? `CAST(N'' AS nvarchar(max))+${joined}` : joined;
};

const bytesLiteral = (text: string): string => `0x${text.slice(2)}`;
const isBytes = (text: string): boolean => /^\\x(?:[0-9a-f]{2})*$/i.test(text);

/** A value as text of the language. */
export const quoteLiteral = (value: CellValue): string => {
  if (value === null) return 'NULL';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? '1' : '0';
  // Binary comes as \x… text, which SQL Server writes 0x….
  return typeof value === 'string' && isBytes(value) ? bytesLiteral(value) : textLiteral(textOf(value));
};

/**
 * A value as its column takes it, whatever stands in the same column of other rows: there SQL Server makes all values of one type, and of
 * texts beside numbers it makes numbers of their type.
 */
export const columnLiteral = (value: CellValue, { kind, dataType }: ColumnType): string | undefined => {
  if (value === null || dataType === '') return undefined;
  const [type = ''] = dataType.split('(');
  // Of each row's own type.
  if (type === 'sql_variant')
    return `CAST(${typeof value === 'boolean' ? `CAST(${quoteLiteral(value)} AS bit)` : quoteLiteral(value)} AS sql_variant)`;
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') return undefined;
  if (isBytes(text) && /^(?:hierarchyid|geometry|geography)$/.test(type)) return `CAST(${bytesLiteral(text)} AS ${type})`;
  if (kind === 'binary' && isBytes(text)) return bytesLiteral(text);
  if (kind === 'number' && /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text)) {
    // Without an exponent it is no float, and beside numbers of more digits it would lose some of its own.
    return /^(?:float|real)$/.test(type) && !/e/i.test(text) ? `${text}e0` : text;
  }
  // What 2024-02-01 10:30:00 means to these depends on the language of the session; with a T it does not.
  if (/^(?:small)?datetime$/.test(type)) return textLiteral(text.replace(/^(\d{4}-\d{2}-\d{2}) /, '$1T'));
  return typeof value === 'string' ? textLiteral(value) : undefined;
};
