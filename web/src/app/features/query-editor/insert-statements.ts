import { dialectOf, insertText, type CellValue } from '@orrery/dialects';
import type { ValueKind } from '@orrery/contracts';
import { plainText } from '../../ui/result-grid/cell-text';
import type { CopyBlock } from '../../ui/result-grid/copy-formats';

const name = String.raw`(?:"(?:[^"]|"")+"|` + '`(?:[^`]|``)+`' + String.raw`|[\p{L}_][\p{L}\p{N}_$]*)`;
const from = new RegExp(String.raw`\bfrom\s+(${name}(?:\s*\.\s*${name})*)`, 'iu');

const bare = (part: string): string => {
  const quote = part.charAt(0);
  return quote === '"' || quote === '`' ? part.slice(1, -1).replaceAll(quote + quote, quote) : part;
};

/** The table a statement reads from first, as parts of its name: what copied rows most likely belong to. */
export function tableOf(statement: string): readonly string[] {
  const found = from.exec(statement)?.[1];
  return found ? [...found.matchAll(new RegExp(name, 'gu'))].map(([part]) => bare(part)) : ['table_name'];
}

/** An exact number of a number column is written as its text; everything else is what it is. */
const literal = (value: unknown, kind: ValueKind | undefined): CellValue =>
  kind === 'number' && typeof value === 'object' ? (value === null ? null : plainText(value, kind)) : (value as CellValue);

/** Writes rows as INSERT statements in the language of a kind; null where that language is not known. */
export function insertsFor(kind: string | undefined, statement: string): ((block: CopyBlock) => string) | null {
  const language = kind === undefined ? undefined : dialectOf(kind)?.kind;
  if (!language) return null;
  return ({ columns, rows }) =>
    insertText(
      language,
      tableOf(statement),
      columns.map((column, at) => (column.name === '' ? `column_${(at + 1).toString()}` : column.name)),
      rows.map((row) => row.map((value, at) => literal(value, columns[at]?.kind))),
    );
}
