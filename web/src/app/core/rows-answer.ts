import type { ResponseOf, explorerRows } from '@orrery/contracts';
import { keepDocuments, rawRowsIn } from '@orrery/dialects';
import { parseExact } from '../ui/cell-viewer/exact-json';

/** A page of rows as it is answered. */
export type RowsAnswer = ResponseOf<typeof explorerRows>;

/**
 * Parses a page without rounding the numbers inside of JSON, and keeps how documents were written. Everything else that a double can't
 * hold comes as text, so only tables with such columns pay for it.
 */
export function parseRows(text: string): unknown {
  const plain: unknown = JSON.parse(text);
  if (!/"kind":"(?:json|array|other)"/.test(text) || typeof plain !== 'object' || plain === null) return plain;
  const exact: unknown = parseExact(text);
  if (!isAnswer(exact)) return plain;
  if (exact.columns.some(({ kind }) => kind === 'json')) keepDocuments(exact.columns, exact.rows, rawRowsIn(text, 'rows'));
  return { ...plain, rows: exact.rows, ...('rowKeys' in exact ? { rowKeys: exact.rowKeys } : {}) };
}

const isAnswer = (value: unknown): value is Pick<RowsAnswer, 'columns' | 'rows'> =>
  typeof value === 'object' &&
  value !== null &&
  'columns' in value &&
  Array.isArray(value.columns) &&
  'rows' in value &&
  Array.isArray(value.rows);
