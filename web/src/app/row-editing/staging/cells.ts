import type { RowKey } from '@orrery/contracts';
import { isExactNumber } from '../../ui/cell-viewer/exact-json';

/** Values by the names of their columns. A column may have any name: read with `cellOf`, write with computed keys. */
export type Cells = Readonly<Record<string, unknown>>;

/** A column's value; undefined where there is none, whatever the column is called (`__proto__` is a name like any other). */
export const cellOf = (cells: Cells, column: string): unknown => (Object.hasOwn(cells, column) ? cells[column] : undefined);

export const hasCell = (cells: Cells, column: string): boolean => Object.hasOwn(cells, column);

export const withCell = (cells: Cells, column: string, value: unknown): Cells => ({ ...cells, [column]: value });

export const withoutCell = (cells: Cells, column: string): Cells =>
  Object.fromEntries(Object.entries(cells).filter(([name]) => name !== column));

/** Whether two values are the same value: JSON by what it holds, everything else exactly. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null || isExactNumber(value))
    return value === undefined ? 'null' : JSON.stringify(value);
  const parts = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, part]) => `${JSON.stringify(name)}:${canonical(part)}`);
  return `{${parts.join(',')}}`;
}

/** A row's identity as long as its key stays what it was when it was read. */
export const idOfKey = (key: RowKey): string => `k${canonical(key)}`;

/** A value as a filter takes it. */
export const scalar = (value: unknown): string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : JSON.stringify(value);
