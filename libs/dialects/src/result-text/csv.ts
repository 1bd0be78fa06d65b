import type { ResultColumn } from '@orrery/contracts';
import { plainText } from './plain-text.js';

/** What of a column decides how its values are written. */
export type TextColumn = Pick<ResultColumn, 'name' | 'kind'>;

// A spreadsheet runs a text that begins like this as a formula (also with the full-width forms); a leading ' makes it text.
const formula = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

/** Whether a spreadsheet would run a text of such a column as a formula. What is a number or a truth is left as it is. */
export const isFormula = (text: string, { kind }: Pick<TextColumn, 'kind'>): boolean =>
  kind !== 'number' && kind !== 'boolean' && formula.test(text);

/** Text for a spreadsheet that does not run it. */
export const disarmed = (text: string, column: Pick<TextColumn, 'kind'>): string => (isFormula(text, column) ? `'${text}` : text);

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const asNeeded = (text: string): string => (/[",\r\n]/.test(text) ? quoted(text) : text);

function cellText(value: unknown, column: TextColumn, raw: boolean): string {
  if (value === '' && column.kind !== 'json') return '""';
  const text = plainText(value, column.kind);
  return !raw && isFormula(text, column) ? quoted(`'${text}`) : asNeeded(text);
}

/** The names of columns as the first line of RFC 4180. */
export const csvHead = (columns: readonly TextColumn[], raw = false): string =>
  `${columns.map(({ name }) => cellText(name, { name, kind: 'string' }, raw)).join(',')}\r\n`;

/**
 * A row as a line of RFC 4180. NULL is nothing, the empty text is `""`. A text that a spreadsheet would run as a formula gets a leading
 * `'`, unless it is asked for `raw`; numbers are left as they are.
 */
export const csvLine = (columns: readonly TextColumn[], row: readonly unknown[], raw = false): string =>
  `${columns.map((column, at) => cellText(row[at], column, raw)).join(',')}\r\n`;
