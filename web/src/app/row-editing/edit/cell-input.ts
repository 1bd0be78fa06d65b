import type { ExplorerColumn } from '@orrery/contracts';
import { asWritten, DocumentText, readBinary } from '@orrery/dialects';
import { laidOut } from '../../ui/cell-viewer/document-layout';
import { isExactNumber, parseExact } from '../../ui/cell-viewer/exact-json';
import { repeatedKeyFault } from './json-keys';

/** What a text means in a column; where it can't mean anything there, `fault` says why and the text itself is kept. */
export interface ReadCell {
  readonly value: unknown;
  readonly fault?: string;
}

const numeric = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const special = /^[+-]?(?:NaN|Inf(?:inity)?)$/i;
const uuid = /^\{?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\}?$/i;
const hex = /^(?:\\x|0x)?(?:[0-9a-f]{2})*$/i;
const yes = new Set(['true', 't', 'yes', 'y', '1', 'on', '✓']);
const no = new Set(['false', 'f', 'no', 'n', '0', 'off', '✗']);

/** A number that a double holds as it was written; otherwise its text, because digits must not be lost. */
function numberOf(text: string): unknown {
  const value = Number(text);
  return String(value) === text ? value : text;
}

/** What a text means in a field that no value has been seen of: what JSON reads in it, else the text itself. */
function literalOf(text: string): ReadCell {
  try {
    const value = parseExact(text);
    const fault = repeatedKeyFault(text);
    return fault === undefined ? { value } : { value: text, fault };
  } catch {
    return { value: text };
  }
}

/** Characters as databases count them: code points. */
const lengthOf = (text: string): number => Array.from(text).length;

/** Reads what was typed or pasted into a cell of a column. */
export function readCell(column: ExplorerColumn, text: string): ReadCell {
  const trimmed = text.trim();
  const bad = (fault: string): ReadCell => ({ value: text, fault });
  if (column.enumValues !== undefined && column.kind !== 'array')
    return column.enumValues.includes(text)
      ? { value: text }
      : bad(`Not one of the ${String(column.enumValues.length)} values of ${column.dataType}.`);
  switch (column.kind) {
    case 'number': {
      const plain = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(trimmed) ? trimmed.replaceAll(',', '') : trimmed;
      if (numeric.test(plain)) return { value: numberOf(plain) };
      return special.test(plain)
        ? { value: plain }
        : bad(trimmed === '' ? 'A number is needed; use NULL for none.' : 'Not a number.');
    }
    case 'boolean': {
      const word = trimmed.toLowerCase();
      if (yes.has(word)) return { value: true };
      return no.has(word) ? { value: false } : bad('True or false is needed.');
    }
    case 'json':
      try {
        const value = parseExact(text);
        const fault = repeatedKeyFault(text);
        return fault === undefined ? { value } : bad(fault);
      } catch (error) {
        return bad(`Not JSON: ${error instanceof Error ? error.message : 'it can’t be read'}.`);
      }
    case 'array':
      if (!trimmed.startsWith('[')) return { value: text };
      try {
        return { value: parseExact(text) };
      } catch {
        return bad('Not a list: write it as JSON, as in ["a", "b"].');
      }
    case 'uuid':
      return uuid.test(trimmed) ? { value: trimmed.toLowerCase() } : bad('Not a UUID.');
    case 'binary':
      if (readBinary(trimmed) && /^binData\b/.test(column.dataType)) return { value: trimmed };
      return hex.test(trimmed)
        ? { value: `\\x${trimmed.replace(/^(?:\\x|0x)/i, '').toLowerCase()}` }
        : bad('Not hexadecimal bytes.');
    case 'date':
    case 'time':
    case 'datetime':
      return trimmed === ''
        ? bad(`A ${column.kind === 'datetime' ? 'date and time' : column.kind} is needed; use NULL for none.`)
        : { value: trimmed };
    case 'string':
      if (column.maxLength !== undefined && lengthOf(text) > column.maxLength)
        return bad(`${String(lengthOf(text))} characters: ${column.dataType} takes at most ${String(column.maxLength)}.`);
      return { value: text };
    case 'other':
      return column.dataType === '' || column.dataType === 'null' ? literalOf(text) : { value: text };
  }
}

/** What is wrong with a value that is to stand in a column, as far as that can be told without the database. */
export function cellFault(column: ExplorerColumn, value: unknown): string | undefined {
  if (value === null || value === undefined)
    return column.nullable || column.generated !== null ? undefined : `${column.name} can’t be NULL.`;
  if (typeof value !== 'string' || column.kind === 'json') return undefined;
  return readCell(column, value).fault;
}

/** A value as it is edited: JSON laid out in lines, everything else as the database writes it. */
export function editText(column: ExplorerColumn, value: unknown): string {
  if (value === null || value === undefined) return '';
  const written = asWritten(value);
  if (written instanceof DocumentText) return laidOut(written.text, '  ');
  if (column.kind === 'json') return JSON.stringify(value, null, 2);
  if (typeof value === 'string') return value;
  if (isExactNumber(value)) return value.rawJSON;
  return JSON.stringify(value);
}
