import type { ValueKind } from '@orrery/contracts';
import type { CellValue, Dialect } from '../dialect.js';
import { plainText } from './plain-text.js';

/** A value of a result as a statement that inserts it takes it: an exact number as its digits, an array as the language writes one. */
export function insertValueOf(dialect: Dialect, value: unknown, kind: ValueKind | undefined): CellValue {
  if (value === null || value === undefined) return null;
  if (kind === 'number' && typeof value === 'object') return plainText(value, kind);
  if (kind === 'array' && Array.isArray(value)) return dialect.arrayText?.(value) ?? value;
  return value;
}
