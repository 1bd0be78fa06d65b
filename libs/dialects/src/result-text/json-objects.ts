import type { TextColumn } from './csv.js';
import { DocumentText } from './document-text.js';

/** The keys of rows as JSON texts, without doubles: the second `a` is `a_2`, because an object holds one of each. */
export function jsonKeys(columns: readonly TextColumn[]): string[] {
  const taken = new Set<string>();
  return columns.map(({ name }) => {
    let unique = name;
    for (let n = 2; taken.has(unique); n += 1) unique = `${name}_${n.toString()}`;
    taken.add(unique);
    return JSON.stringify(unique);
  });
}

/** A row as a JSON object on one line, written by hand so that a column called `__proto__` is a column like any other. */
export const jsonObject = (keys: readonly string[], row: readonly unknown[]): string =>
  `{${keys.map((key, at) => `${key}: ${valueText(row[at] ?? null)}`).join(', ')}}`;

const valueText = (value: unknown): string => (value instanceof DocumentText ? value.text : JSON.stringify(value));
