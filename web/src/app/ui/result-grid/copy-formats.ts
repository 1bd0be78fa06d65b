import type { ResultColumn } from '@orrery/contracts';
import { asWritten, csvHead, csvLine, jsonKeys, jsonObject, markdownHead, markdownLine, plainText } from '@orrery/dialects';

/** A block of a result as it is copied: its columns, and each row's values in their order. */
export interface CopyBlock {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly unknown[])[];
}

/** The rows with their documents as the database wrote them. */
const written = (rows: CopyBlock['rows']): CopyBlock['rows'] => rows.map((row) => row.map(asWritten));

export const copyFormats = ['tsv', 'csv', 'json', 'markdown', 'insert'] as const;
export type CopyFormat = (typeof copyFormats)[number];

/** A value as a spreadsheet reads a clipboard: quoted only where a tab, a quote or a line end would break the grid. */
function tsvCell(value: unknown, column: ResultColumn): string {
  const text = plainText(value, column.kind);
  return /["\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Tab-separated, the clipboard's own form. One cell is its bare text, so that it can be pasted anywhere. */
export function toTsv({ columns, rows: values }: CopyBlock, withHeader = false): string {
  const rows = written(values);
  const [only] = rows;
  const [column] = columns;
  if (!withHeader && rows.length === 1 && columns.length === 1 && only && column) return plainText(only[0], column.kind);
  const lines = rows.map((row) => columns.map((column, at) => tsvCell(row[at], column)).join('\t'));
  if (withHeader) lines.unshift(columns.map((column) => tsvCell(column.name, { ...column, kind: 'string' })).join('\t'));
  return lines.join('\n');
}

/** RFC 4180 with a header. */
export const toCsv = ({ columns, rows }: CopyBlock): string =>
  [csvHead(columns), ...written(rows).map((row) => csvLine(columns, row))].join('');

/** An array of objects, one a line. */
export function toJson({ columns, rows }: CopyBlock): string {
  const keys = jsonKeys(columns);
  return `[\n${written(rows)
    .map((row) => `  ${jsonObject(keys, row)}`)
    .join(',\n')}\n]`;
}

/** A Markdown table. */
export const toMarkdown = ({ columns, rows }: CopyBlock): string =>
  [markdownHead(columns), ...written(rows).map((row) => markdownLine(columns, row))].join('\n');
