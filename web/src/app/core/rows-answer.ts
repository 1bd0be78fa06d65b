import type { ResponseOf, explorerRows } from '@orrery/contracts';
import { parseExact } from '../ui/cell-viewer/exact-json';

/** A page of rows as it is answered. */
export type RowsAnswer = ResponseOf<typeof explorerRows>;

/**
 * Parses a page without rounding the numbers inside of JSON. Everything else that a double can't hold comes as text, so only tables
 * with such columns pay for it.
 */
export function parseRows(text: string): unknown {
  const plain: unknown = JSON.parse(text);
  if (!/"kind":"(?:json|array|other)"/.test(text) || typeof plain !== 'object' || plain === null) return plain;
  const exact: unknown = parseExact(text);
  if (typeof exact !== 'object' || exact === null) return plain;
  return {
    ...plain,
    ...('rows' in exact ? { rows: exact.rows } : {}),
    ...('rowKeys' in exact ? { rowKeys: exact.rowKeys } : {}),
  };
}
