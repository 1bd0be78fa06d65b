import type { CellValue } from './dialect.js';

/** A name between quotes, its closing quote doubled. Throws on an empty name and on a NUL, which no server takes. */
export const quoted = (name: string, open: string, close: string): string => {
  if (name === '') throw new RangeError('A name can not be empty');
  if (name.includes('\0')) throw new RangeError('A name can not hold a NUL character');
  return open + name.replaceAll(close, close + close) + close;
};

/** A quoted name without its quotes; a doubled closing quote stands for itself. `closed`: whether it has its closing one. */
export const unquoted = (raw: string, closed = true): string => {
  const close = raw.at(-1) ?? '';
  return closed ? raw.slice(1, -1).replaceAll(close + close, close) : raw.slice(1);
};

/** The text of a value that is neither a plain scalar nor text: JSON. */
export const textOf = (value: Exclude<CellValue, null>): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value);
