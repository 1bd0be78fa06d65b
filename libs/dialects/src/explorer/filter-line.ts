import type { Filter } from '@orrery/contracts';
import { type FilterColumn, type FilterTextError, type Today, parseFilterText } from './filter-text.js';
import { type Part, Unclear, closing, trimmed } from './filter-pieces.js';

/** What came of a line of filters: conditions that must all hold, or where it can't be understood. */
export type FilterLineResult = { readonly parts: readonly Filter[] } | { readonly error: FilterTextError };

/** Cuts at `;` and at the word `and`, outside quotes. */
const cutConditions = (text: string): readonly Part[] => {
  const found: Part[] = [];
  let from = 0;
  let at = 0;
  const take = (): void => {
    const piece = trimmed(text.slice(from, at), from);
    if (piece.text !== '') found.push(piece);
  };
  while (at < text.length) {
    const word = /^(?:;|\s+and\s+)/i.exec(text.slice(at))?.[0];
    const end = text[at] === '"' ? closing(text, at, '"') : at;
    if (word !== undefined) {
      take();
      from = at + word.length;
      at = from;
    } else at = end < 0 ? text.length : end + 1;
  }
  take();
  return found;
};

/** A path that leads on from a column, or from a column's own path: its values are of no known kind, so what is written tells it. */
const pathOf = (columns: readonly FilterColumn[], { text, at }: Part): { column: FilterColumn; rest: Part } | undefined => {
  const written = /^[^\s:=<>!~^/"]+/.exec(text)?.[0] ?? '';
  const steps = written.split('.');
  const [first = ''] = steps;
  if (steps.length < 2 || steps.includes('')) return undefined;
  if (!columns.some(({ name }) => name === first || name.startsWith(`${first}.`))) return undefined;
  const after = text.slice(written.length);
  const colon = /^\s*:/.exec(after)?.[0].length ?? 0;
  const rest = trimmed(after.slice(colon), at + written.length + colon);
  const numbers = /^[\s\d.,<>=!&+-]*\d[\s\d.,<>=!&+-]*$/.test(rest.text);
  return { column: { name: written, kind: numbers ? 'number' : 'string' }, rest };
};

/** The column that a condition begins with: the longest name that fits, in quotes or without; `nested`: or a path into one. */
const columnOf = (
  columns: readonly FilterColumn[],
  { text, at }: Part,
  nested: boolean,
): { column: FilterColumn; rest: Part } => {
  const quoted = /^"((?:[^"]|"")+)"/.exec(text);
  const given = quoted?.[1]?.replaceAll('""', '"');
  const fits = ({ name }: FilterColumn): boolean => {
    if (given !== undefined) return name === given;
    const next = text[name.length];
    return text.toLowerCase().startsWith(name.toLowerCase()) && (next === undefined || /[\s:=<>!~^/]/.test(next));
  };
  const [column] = columns.filter(fits).toSorted((a, b) => b.name.length - a.name.length);
  const path = !column && nested ? pathOf(columns, { text, at }) : undefined;
  if (path) return path;
  if (!column) throw new Unclear(`There is no column “${given ?? /^[^\s:=<>!~]+/.exec(text)?.[0] ?? text}” here.`, at);
  const length = quoted ? quoted[0].length : column.name.length;
  const colon = /^\s*:/.exec(text.slice(length))?.[0].length ?? 0;
  return { column, rest: trimmed(text.slice(length + colon), at + length + colon) };
};

/**
 * Reads a line of filters: a column's name, then its filter as `parseFilterText` reads it; several with `and` or `;` between. `nested`: a
 * path into a column can be filtered by, too.
 */
export function parseFilterLine(
  columns: readonly FilterColumn[],
  text: string,
  { today, nested = false }: { readonly today?: Today; readonly nested?: boolean } = {},
): FilterLineResult {
  try {
    const parts = cutConditions(text).map((condition) => {
      const { column, rest } = columnOf(columns, condition, nested);
      const result = parseFilterText(column, rest.text, today);
      if ('error' in result) throw new Unclear(result.error.message, rest.at + result.error.position);
      if (!result.filter) throw new Unclear(`What must ${column.name} be? Write a value, as in >10 or a,b.`, rest.at);
      return result.filter;
    });
    if (parts.length === 0) throw new Unclear('Write a column, then what it must be.', 0);
    return { parts };
  } catch (error) {
    if (error instanceof Unclear) return { error: { message: error.message, position: error.position } };
    throw error;
  }
}
