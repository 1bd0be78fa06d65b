/**
 * Rows as their own JSON text. Parsing a row into JavaScript would round what JSON can hold and a double can't, so cells are cut out
 * of the text and handed on as they are.
 */

import type { TableColumn } from './table.js';

export { rawRows } from '@orrery/dialects';

/** A value as JSON text: `1`, `"a"`, `null`, `{"b":[1]}`. */
export type RawCell = string;
/** The cells of a row, in the order of its columns. */
export type RawRow = readonly RawCell[];

/** The cells of an object, by name. */
export const rawObject = (names: readonly string[], cells: readonly RawCell[]): string =>
  `{${names.map((name, index) => `${JSON.stringify(name)}:${cells[index] ?? 'null'}`).join(',')}}`;

/** What JSON text says, in JavaScript: for comparing and for showing, never for writing back. */
export const parsedCell = (cell: RawCell): unknown => JSON.parse(cell) as unknown;

/** A decimal number in one form, whatever zeros and exponent it was written with; another text as it is. */
const decimalOf = (text: string): string => {
  const match = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,4}))?$/.exec(text);
  if (!match || !/\d/.test(text)) return text;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const scale = Number(exponent) - fraction.length + (digits.length - significant.length);
  return `${sign === '-' ? '-' : ''}${significant}e${String(scale)}`;
};

const isPlain = (value: unknown): value is number | string => typeof value === 'number' || typeof value === 'string';

const sameValue = (a: unknown, b: unknown): boolean => {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    // A number that JSON could not hold travels as text: 1.5 and "1.50" are one value of one column.
    if (typeof a !== 'number' && typeof b !== 'number') return false;
    return isPlain(a) && isPlain(b) && decimalOf(String(a)) === decimalOf(String(b));
  }
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  const left = Object.entries(a);
  const right = new Map(Object.entries(b));
  return left.length === right.size && left.every(([name, value]) => right.has(name) && sameValue(value, right.get(name)));
};

/** Whether two numbers are the same, as far as whoever read one of them with so many digits can tell. */
const sameNumber = (a: string, b: string, digits: number | undefined): boolean => {
  if (decimalOf(a) === decimalOf(b)) return true;
  if (digits === undefined) return false;
  const short = (text: string): number => Number(Number(text).toPrecision(digits));
  return Number(a) === short(b) || Number(b) === short(a);
};

/** Whether two cells of one column hold the same, as far as whoever read one of them as JSON can tell. */
export const sameCell = (a: RawCell, b: RawCell, column?: Pick<TableColumn, 'kind' | 'shownDigits'>): boolean => {
  if (a === b) return true;
  const [left, right] = [parsedCell(a), parsedCell(b)];
  return column?.kind === 'number' && isPlain(left) && isPlain(right)
    ? sameNumber(String(left), String(right), column.shownDigits)
    : sameValue(left, right);
};
