import type { ResultColumn, ResultSource } from '@orrery/contracts';
import { asWritten, type CellValue, dialectOf, insertText } from '@orrery/dialects';
import { tableOf } from './table-of';
import type { CopyBlock } from '../ui/result-grid/copy-formats';

/** Stands where rows are of no one table: whoever copies them puts a name there. */
export const unnamedTable = 'your_table';

/**
 * Writes rows as INSERT statements in the language of a kind; null where that language is not known. Of a table that is known, columns
 * have its own names, and what is computed is left out.
 */
export function insertsFor(
  kind: string | undefined,
  statement: string,
  shown: readonly ResultColumn[],
  source: Pick<ResultSource, 'columns' | 'tableColumns'> | null,
): ((block: CopyBlock) => string) | null {
  const dialect = dialectOf(kind ?? '');
  if (!dialect) return null;
  const table = tableOf(kind, statement);
  // Where the language has documents they are values; elsewhere they are texts, and stay as they were written.
  const ownDocuments = dialect.insertText !== undefined;
  const own = new Map(source?.tableColumns.map((column) => [column.name, column]));
  const nameOf = (column: ResultColumn, at: number): string | undefined => {
    if (!source || own.size === 0) return column.name === '' ? `column_${(at + 1).toString()}` : column.name;
    const name = source.columns[shown.indexOf(column)] ?? undefined;
    const generated = own.get(name ?? '')?.generated;
    return generated === 'stored' || generated === 'virtual' ? undefined : name;
  };
  return ({ columns, rows }) => {
    const named = columns.map((column, at) => ({ at, column, name: nameOf(column, at) }));
    const kept = named.filter((one): one is typeof one & { name: string } => one.name !== undefined);
    if (kept.length === 0) return '';
    const text = insertText(
      dialect.kind,
      table ?? [unnamedTable],
      kept.map(({ name }) => name),
      rows.map((row) => kept.map(({ at }) => (ownDocuments ? (row[at] ?? null) : asWritten(row[at] ?? null)) as CellValue)),
      kept.map(({ column }) => column),
    );
    return table
      ? text
      : `${dialect.lineComment} These rows are of no one table: put a table’s name in place of ${unnamedTable}.\n${text}`;
  };
}
