import type { ValueKind } from '@orrery/contracts';
import { plainText } from './cell-text';

export type SortDirection = 'asc' | 'desc';

const collator = new Intl.Collator('en');

interface Decimal {
  readonly sign: -1 | 0 | 1;
  /** Digits before the point, without leading zeros. */
  readonly whole: string;
  readonly fraction: string;
}

function decimal(text: string): Decimal | undefined {
  const [, minus, digits = '', after = '', power = '0'] = /^([-+])?(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?$/.exec(text.trim()) ?? [];
  if (digits + after === '') return undefined;
  const shift = Number(power);
  if (Math.abs(shift) > 400) return undefined;
  const padded = shift >= 0 ? digits + after.padEnd(shift, '0') : digits.padStart(-shift, '0') + after;
  const point = shift >= 0 ? digits.length + shift : Math.max(digits.length, -shift) + shift;
  const whole = padded.slice(0, point).replace(/^0+/, '');
  const fraction = padded.slice(point).replace(/0+$/, '');
  return { sign: whole + fraction === '' ? 0 : minus === '-' ? -1 : 1, whole, fraction };
}

/** Compares two numbers written as text, exactly; a text that is no finite number stands above all numbers. */
export function compareNumbers(left: number | string, right: number | string): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  const a = decimal(String(left));
  const b = decimal(String(right));
  if (!a || !b) {
    const rough = Number(left) - Number(right);
    if (!Number.isNaN(rough)) return rough;
    return a ? -1 : b ? 1 : collator.compare(String(left), String(right));
  }
  if (a.sign !== b.sign) return a.sign - b.sign;
  const size =
    a.whole.length - b.whole.length ||
    (a.whole < b.whole ? -1 : a.whole > b.whole ? 1 : a.fraction < b.fraction ? -1 : a.fraction > b.fraction ? 1 : 0);
  return a.sign * size;
}

function compareTimes(left: string, right: string): number {
  const moments = Date.parse(left) - Date.parse(right);
  return Number.isNaN(moments) || moments === 0 ? (left < right ? -1 : left > right ? 1 : 0) : moments;
}

function comparison(kind: ValueKind): (left: unknown, right: unknown) => number {
  if (kind === 'number') {
    // what came as an exact number is compared by its text
    const number = (value: unknown) => (typeof value === 'number' ? value : plainText(value, kind));
    return (left, right) => compareNumbers(number(left), number(right));
  }
  if (kind === 'boolean') return (left, right) => Number(left) - Number(right);
  if (kind === 'datetime') return (left, right) => compareTimes(plainText(left, kind), plainText(right, kind));
  return (left, right) => collator.compare(left as string, right as string);
}

/**
 * The order in which rows stand when sorted by one column: places in `rows`. NULLs come last in both directions, equal values keep
 * the order in which the database sent them.
 */
export function sortOrder(
  rows: readonly (readonly unknown[])[],
  column: number,
  kind: ValueKind,
  direction: SortDirection,
): Uint32Array<ArrayBuffer> {
  const compare = comparison(kind);
  const asIs = kind === 'number' || kind === 'boolean' || kind === 'datetime';
  const keys = rows.map((row) => {
    const value = row[column];
    return value === null || value === undefined ? null : asIs ? value : plainText(value, kind);
  });
  const turn = direction === 'asc' ? 1 : -1;
  const order = Uint32Array.from(rows.keys());
  return order.sort((left, right) => {
    const a = keys[left] ?? null;
    const b = keys[right] ?? null;
    if (a === null || b === null) return a === b ? left - right : a === null ? 1 : -1;
    return turn * compare(a, b) || left - right;
  });
}
