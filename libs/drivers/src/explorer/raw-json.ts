/**
 * Rows as their own JSON text. Parsing a row into JavaScript would round what JSON can hold and a double can't, so cells are cut out
 * of the text and handed on as they are.
 */

/** A value as JSON text: `1`, `"a"`, `null`, `{"b":[1]}`. */
export type RawCell = string;
/** The cells of a row, in the order of its columns. */
export type RawRow = readonly RawCell[];

const quote = 34;
const comma = 44;
const backslash = 92;

/** The place after the string that begins at `at`. */
const endOfString = (text: string, at: number): number => {
  for (let index = at + 1; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === backslash) index += 1;
    else if (code === quote) return index + 1;
  }
  return text.length;
};

/** The parts of a JSON array's inside, cut at the commas of its own level. */
const partsOf = (text: string, from: number, to: number): string[] => {
  const parts: string[] = [];
  let begin = from;
  let depth = 0;
  let index = from;
  while (index < to) {
    const code = text.charCodeAt(index);
    if (code === quote) {
      index = endOfString(text, index);
      continue;
    }
    if (code === 91 || code === 123) depth += 1;
    else if (code === 93 || code === 125) depth -= 1;
    else if (code === comma && depth === 0) {
      parts.push(text.slice(begin, index).trim());
      begin = index + 1;
    }
    index += 1;
  }
  if (begin < to) parts.push(text.slice(begin, to).trim());
  return parts;
};

/** The rows of a batch as a driver encodes it: JSON arrays joined by commas, without the outer brackets. */
export const rawRows = (batch: string): RawRow[] => partsOf(batch, 0, batch.length).map((row) => partsOf(row, 1, row.length - 1));

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

const sameValue = (a: unknown, b: unknown): boolean => {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    // A number that JSON could not hold travels as text: 1.5 and "1.50" are one value of one column.
    if (typeof a !== 'number' && typeof b !== 'number') return false;
    const plain = (value: unknown): boolean => typeof value === 'number' || typeof value === 'string';
    return plain(a) && plain(b) && decimalOf(String(a)) === decimalOf(String(b));
  }
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  const left = Object.entries(a);
  const right = new Map(Object.entries(b));
  return left.length === right.size && left.every(([name, value]) => right.has(name) && sameValue(value, right.get(name)));
};

/** Whether two cells of one column hold the same, as far as whoever read one of them as JSON can tell. */
export const sameCell = (a: RawCell, b: RawCell): boolean => a === b || sameValue(parsedCell(a), parsedCell(b));
