import type { CatalogTable, Containment, ContainmentPair } from '@orrery/contracts';
import type { Row, Rows, Value } from './rows.js';

/** The values at some columns of a row, arrays taken apart; none where one is null. */
const tuplesOf = (row: Row, columns: readonly string[]): string[] => {
  const at = (column: string): Value[] => [row[column] ?? null].flat().filter((value) => value !== null);
  return columns
    .reduce<Value[][]>((tuples, column) => tuples.flatMap((tuple) => at(column).map((value) => [...tuple, value])), [[]])
    .map((tuple) => JSON.stringify(tuple));
};

/** Looks samples of distinct values up, as a driver does on a server. */
export function measureRows(rows: Rows, pairs: readonly ContainmentPair[], sample = 200): Containment[] {
  return pairs.map(({ from, to, where }, index) => {
    const isMeant = (row: Row): boolean => where === undefined || where.values.includes(String(row[where.column]));
    const wanted = new Set(
      rows
        .of(from.name)
        .filter(isMeant)
        .flatMap((row) => tuplesOf(row, from.columns)),
    );
    if (!to)
      return {
        index,
        sampled: wanted.size,
        found: 0,
        values: [...wanted].slice(0, sample).map((one) => (JSON.parse(one) as Value[]).map(String).join()),
      };
    const there = new Set(rows.of(to.name).flatMap((row) => tuplesOf(row, to.columns)));
    const sampled = [...wanted].slice(0, sample);
    return { index, sampled: sampled.length, found: sampled.filter((one) => there.has(one)).length };
  });
}

/** The distinct values of a column, as a driver tells them. */
export const valuesIn = (rows: Rows, table: CatalogTable, column: string, limit = 50): string[] =>
  [...new Set(rows.of(table.name).flatMap((row) => [row[column] ?? null].flat()))]
    .filter((value) => value !== null)
    .slice(0, limit)
    .map(String);
