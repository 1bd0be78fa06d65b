import type { ResultColumn, ValueKind } from '@orrery/contracts';
import { asWritten, DocumentText, plainText } from '@orrery/dialects';
import { laidOut } from '../cell-viewer/document-layout';
import { digitsOf } from '../cell-viewer/hex-lines';

export { plainText };

/** How a cell looks; the grid gives each look its own style, so NULL, "" and the text "NULL" can't be taken for each other. */
export type CellLook = 'text' | 'number' | 'null' | 'empty' | 'true' | 'false' | 'json' | 'binary';

export interface CellText {
  readonly text: string;
  readonly look: CellLook;
  /** Said after the text, dimmed: the length of what was cut, the size of binary. */
  readonly note?: string;
}

/** Characters of a value that a cell shows; the viewer shows the rest. */
export const cellTextLimit = 300;
const firstBytes = 12;

const count = new Intl.NumberFormat('en');
const nullCell: CellText = { text: 'NULL', look: 'null' };
const emptyCell: CellText = { text: '·', look: 'empty' };
const trueCell: CellText = { text: '✓', look: 'true' };
const falseCell: CellText = { text: '✗', look: 'false' };

/** A size in bytes as a person reads it. */
export function byteSize(bytes: number): string {
  if (bytes < 1_000) return `${count.format(bytes)} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let size = bytes / 1_000;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1_000;
    unit += 1;
  }
  return `${size < 10 ? size.toFixed(1) : Math.round(size).toString()} ${units[unit] ?? ''}`;
}

function cut(text: string): { text: string; note?: string } {
  const shown = text.length > cellTextLimit ? text.slice(0, endOfCharacter(text, cellTextLimit)) : text;
  const oneLine = visible(shown);
  return shown === text ? { text: oneLine } : { text: `${oneLine}…`, note: `${count.format(text.length)} characters` };
}

/** The nearest place at or before `at` that does not split a surrogate pair. */
function endOfCharacter(text: string, at: number): number {
  const code = text.charCodeAt(at - 1);
  return code >= 0xd800 && code <= 0xdbff ? at - 1 : at;
}

// Line ends and control characters would vanish in one line, and bidirectional overrides could show a value as another one.
// eslint's no-control-regex is about typing mistakes; here control characters are the subject.
const unseen = new RegExp('[\\u0000-\\u001f\\u007f\\u202a-\\u202e\\u2066-\\u2069]', 'g');

function visible(text: string): string {
  return text.replace(/\r\n?|\n/g, '↵').replace(unseen, (character) => {
    if (character === '\t') return '→';
    const code = character.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? '␡' : '\ufffd';
  });
}

function binary(value: string): CellText {
  const { hex, subType } = digitsOf(value);
  const bytes = Math.floor(hex.length / 2);
  const head = hex.slice(0, firstBytes * 2).replace(/(..)(?=.)/g, '$1 ');
  const size = byteSize(bytes);
  return {
    text: bytes > firstBytes ? `${head} …` : head,
    look: 'binary',
    note: subType === undefined ? size : `${size}, subtype ${subType}`,
  };
}

function isTrue(value: unknown): boolean {
  return value === true || value === 1 || value === '1' || value === 't' || value === 'true';
}

/**
 * How one value is shown in a cell of its column: one line, exact where it is shown, honest about what is cut. `wasCut`: it was sent cut; of
 * a document that is its first characters, and no document any more.
 */
export function cellText(value: unknown, column: Pick<ResultColumn, 'kind'>, wasCut = false): CellText {
  if (value === null || value === undefined) return nullCell;
  if (typeof value === 'boolean') return value ? trueCell : falseCell;
  const { kind } = column;
  if (kind === 'boolean') return isTrue(value) ? trueCell : falseCell;
  if (value === '' && kind !== 'json') return emptyCell;
  if (kind === 'number') return { ...cut(plainText(value, kind)), look: 'number' };
  if (kind === 'binary' && typeof value === 'string') return binary(value);
  if (wasCut && kind === 'json' && typeof value === 'string') return { ...cut(value), look: 'json' };
  const written = asWritten(value);
  if (written instanceof DocumentText) return { ...cut(laidOut(written.text)), look: 'json' };
  const isJson = kind === 'json' || typeof value === 'object';
  return { ...cut(plainText(value, kind)), look: isJson ? 'json' : 'text' };
}

/** A glyph for the kind of a column, two characters wide at most, so that headers stay quiet. */
export const kindGlyphs = {
  number: '#',
  string: 'T',
  boolean: '✓',
  datetime: '◷',
  date: '▦',
  time: '◷',
  json: '{}',
  binary: '01',
  uuid: 'id',
  array: '[]',
  other: '◇',
} as const satisfies Record<ValueKind, string>;

/** True where the side viewer shows more than the cell does. */
export function wantsViewer(value: unknown, kind: ValueKind): boolean {
  if (value === null || value === undefined) return false;
  if (kind === 'json' || kind === 'binary' || kind === 'array' || typeof value === 'object') return true;
  return typeof value === 'string' && (value.length > 60 || /[\r\n]/.test(value));
}
