import { isFormula, plainText } from '@orrery/dialects';
import type { ResultColumn } from '@orrery/contracts';

/** Characters that a cell of a spreadsheet holds. */
export const longestText = 32_767;
/** Digits that a spreadsheet's numbers keep. */
const exactDigits = 15;

// XML 1.0 knows no other control characters; Excel writes them, and what looks like one of these, as _xHHHH_.
// eslint's no-control-regex is about typing mistakes; here control characters are the subject.
const unwritable = new RegExp('[\\u0000-\\u0008\\u000b-\\u001f\\ufffe\\uffff]|_(?=x[0-9A-Fa-f]{4}_)', 'g');
const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as XML holds it. */
export const xmlText = (text: string): string =>
  text
    .toWellFormed()
    .replace(unwritable, (sign) => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .replace(/[&<>"]/g, (sign) => signs[sign] ?? sign);

/** A number that a spreadsheet gives back as it was, but for zeros at its end. */
const isPlainNumber = (text: string): boolean =>
  /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text) && text.replace(/^-|\./g, '').replace(/^0+/, '').length <= exactDigits;

/** The style of a text that a spreadsheet must not take for a formula: what a person gets by typing a leading `'`. */
const quotePrefixed = ' s="1"';

/** A value as a cell. `cut`: told where a text is longer than a cell holds, and stands without its end. */
export function cellXml(value: unknown, column: ResultColumn, raw: boolean, cut: () => void): string {
  if (value === null || value === undefined) return '<c/>';
  if (typeof value === 'boolean') return `<c t="b"><v>${value ? '1' : '0'}</v></c>`;
  const text = plainText(value, column.kind);
  if (column.kind === 'number' && isPlainNumber(text)) return `<c><v>${text}</v></c>`;
  if (text.length > longestText) cut();
  const shown = text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text;
  const style = !raw && isFormula(text, column) ? quotePrefixed : '';
  return `<c t="inlineStr"${style}><is><t xml:space="preserve">${xmlText(shown)}</t></is></c>`;
}
