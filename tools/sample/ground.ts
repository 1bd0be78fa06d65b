import type { Cell } from './copy-in.ts';
import { Random } from './random.ts';
import type { TableName } from './tables.ts';
import * as words from './words.ts';

/** How many there are of each. */
export const sizes = {
  suppliers: 50,
  products: 620,
  warehouses: 4,
  employees: 48,
  customers: 12_000,
  coupons: 40,
  orders: 100_000,
} as const;

export const begin = Date.UTC(2023, 9, 1);
export const day = 86_400_000;
export const days = 1096;

export const iso = (ms: number): string => new Date(ms).toISOString();
export const date = (ms: number): string => iso(ms).slice(0, 10);
export const money = (cents: number): string => (cents / 100).toFixed(2);
export const array = (items: readonly string[]): string => `{${items.map((item) => `"${item}"`).join(',')}}`;
export const ascii = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[^a-zA-Z]/g, '')
    .toLowerCase();
/** One kind of random numbers for each table, so that a change in one leaves the others as they are. */
export const tableSeed = (name: TableName): number => Buffer.from(name).reduce((sum, letter) => Math.imul(sum, 31) + letter, 7);
export const at = (table: TableName, row: number): Random => new Random(tableSeed(table), row);

export type Row = readonly Cell[];
/** A table's columns and rows. */
export interface Rows {
  readonly columns: readonly string[];
  readonly rows: () => Iterable<Row>;
}

export function* counted(count: number, row: (number: number) => Row): Generator<Row> {
  for (let number = 1; number <= count; number += 1) yield row(number);
}

export function place(random: Random): Readonly<Record<'street' | 'postcode' | 'town' | 'country' | 'currency', string>> {
  const [country, currency, towns] = random.pick(words.towns);
  return {
    street: `${random.pick(words.streets)} ${random.pick(words.streetKinds)} ${String(random.between(1, 180))}`,
    postcode: String(random.between(10_000, 99_999)),
    town: random.pick(towns),
    country,
    currency,
  };
}

/** The names of columns. */
export const lists = (text: string): string[] => text.split(' ');
