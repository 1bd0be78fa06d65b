import type { ResultColumn } from '@orrery/contracts';
import { plainText } from './cell-text';

/** A block of a result as it is copied: its columns, and each row's values in their order. */
export interface CopyBlock {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly unknown[])[];
}

export const copyFormats = ['tsv', 'csv', 'json', 'markdown', 'insert'] as const;
export type CopyFormat = (typeof copyFormats)[number];

const isText = (column: ResultColumn) => column.kind !== 'number' && column.kind !== 'boolean';

/** A value as a spreadsheet reads a clipboard: quoted only where a tab, a quote or a line end would break the grid. */
function tsvCell(value: unknown, column: ResultColumn): string {
  const text = plainText(value, column.kind);
  return /["\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Tab-separated, the clipboard's own form. One cell is its bare text, so that it can be pasted anywhere. */
export function toTsv({ columns, rows }: CopyBlock, withHeader = false): string {
  const [only] = rows;
  const [column] = columns;
  if (!withHeader && rows.length === 1 && columns.length === 1 && only && column) return plainText(only[0], column.kind);
  const lines = rows.map((row) => columns.map((column, at) => tsvCell(row[at], column)).join('\t'));
  if (withHeader) lines.unshift(columns.map((column) => tsvCell(column.name, { ...column, kind: 'string' })).join('\t'));
  return lines.join('\n');
}

// A spreadsheet runs a text that begins like this as a formula (also with the full-width forms); a leading ' makes it text.
const formula = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

function csvCell(text: string, guard: boolean): string {
  if (guard && formula.test(text)) return `"'${text.replaceAll('"', '""')}"`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * RFC 4180 with a header. NULL is nothing, the empty text is `""`. A text that a spreadsheet would run as a formula gets a
 * leading `'`; numbers are left as they are.
 */
export function toCsv({ columns, rows }: CopyBlock): string {
  const cell = (value: unknown, column: ResultColumn) =>
    value === '' && column.kind !== 'json' ? '""' : csvCell(plainText(value, column.kind), isText(column));
  const header = columns.map((column) => csvCell(column.name, true)).join(',');
  return `${[header, ...rows.map((row) => columns.map((column, at) => cell(row[at], column)).join(','))].join('\r\n')}\r\n`;
}

/** Names without doubles: the second `a` is `a_2`, because a JSON object holds one of each. */
function uniqueNames(columns: readonly ResultColumn[]): string[] {
  const taken = new Set<string>();
  return columns.map(({ name }) => {
    let unique = name;
    for (let n = 2; taken.has(unique); n += 1) unique = `${name}_${n.toString()}`;
    taken.add(unique);
    return unique;
  });
}

/** An array of objects, written by hand so that a column called `__proto__` is a column like any other. */
export function toJson({ columns, rows }: CopyBlock): string {
  const keys = uniqueNames(columns).map((name) => JSON.stringify(name));
  const objects = rows.map((row) => `  {${keys.map((key, at) => `${key}: ${JSON.stringify(row[at] ?? null)}`).join(', ')}}`);
  return `[\n${objects.join(',\n')}\n]`;
}

const markdownCell = (text: string) =>
  text
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replace(/\r\n?|\n/g, '<br>');

/** A Markdown table; numbers stand on the right. */
export function toMarkdown({ columns, rows }: CopyBlock): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(({ name }) => markdownCell(name))),
    line(columns.map(({ kind }) => (kind === 'number' ? '---:' : '---'))),
    ...rows.map((row) =>
      line(columns.map(({ kind }, at) => (row[at] === null ? 'NULL' : markdownCell(plainText(row[at], kind))))),
    ),
  ].join('\n');
}
