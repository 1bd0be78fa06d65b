import type { ExplorerColumn, RowChange } from '@orrery/contracts';
import { cellFault, readCell } from '../../../row-editing/edit/cell-input';
import { pathFault } from '../explorer-view';
import type { ImportSource, SourceValue } from './import-source';

/** For each field of the file, the column it goes to; null for none. */
export type Mapping = readonly (string | null)[];

/** How missing values are read. */
export interface ImportRules {
  readonly mapping: Mapping;
  /** Texts that stand for NULL, besides an empty unquoted field. */
  readonly nullText: string;
}

const plain = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/** Pairs fields with the columns of the same name, however they are written; each column once. `isFree`: others become fields of documents. */
export function guessMapping(names: readonly string[], columns: readonly ExplorerColumn[], isFree = false): Mapping {
  const open = new Set(columns.filter(({ writable }) => writable).map(({ name }) => name));
  const take = (find: (name: string) => boolean): string | null => {
    for (const name of open)
      if (find(name)) {
        open.delete(name);
        return name;
      }
    return null;
  };
  const exact = names.map((name) => take((column) => column === name));
  return exact.map((found, at) => {
    const name = names[at] ?? '';
    const near = found ?? take((column) => plain(column) !== '' && plain(column) === plain(name));
    return near ?? (isFree && pathFault(name, columns) === undefined ? name : null);
  });
}

/** A field that no document has yet: of any type. */
const freeColumn = (name: string): ExplorerColumn => ({
  ...{ name, dataType: '', kind: 'other', nullable: true, default: null, isKey: false, generated: null, writable: true },
});

/** What keeps a row from being imported. */
export interface ImportFault {
  /** 1-based, in the file, the head left out. */
  readonly row: number;
  readonly column: string;
  readonly message: string;
}

export interface ReadRow {
  readonly change: RowChange;
  readonly faults: readonly ImportFault[];
}

/** Columns that have to be given a value and are mapped to nothing. */
export const missingColumns = (columns: readonly ExplorerColumn[], mapping: Mapping): readonly string[] =>
  columns
    .filter(
      ({ name, nullable, default: given, generated }) =>
        !nullable && given === null && generated === null && !mapping.includes(name),
    )
    .map(({ name }) => name);

/** Makes a new row of each row of a file. A field that is missing is left to the column's default. */
export function* readRows(
  source: ImportSource,
  columns: readonly ExplorerColumn[],
  rules: ImportRules,
): Generator<ReadRow, void, undefined> {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const targets = rules.mapping.map((name) => (name === null ? undefined : (byName.get(name) ?? freeColumn(name))));
  let row = 0;
  for (const fields of source.rows()) {
    row += 1;
    const values: [string, unknown][] = [];
    const faults: ImportFault[] = [];
    targets.forEach((column, at) => {
      const field = fields[at];
      if (!column || field === undefined) return;
      const { value, fault } = valueOf(field, column, rules.nullText);
      const wrong = fault ?? cellFault(column, value);
      if (wrong !== undefined) faults.push({ row, column: column.name, message: wrong });
      values.push([column.name, value]);
    });
    yield { change: { op: 'insert', values: Object.fromEntries(values) }, faults };
  }
}

function valueOf(field: SourceValue, column: ExplorerColumn, nullText: string): { value: unknown; fault?: string } {
  if ('json' in field) {
    const { json } = field;
    return typeof json === 'string' && column.kind !== 'json' && column.dataType !== ''
      ? readCell(column, json)
      : { value: json };
  }
  if (!field.quoted && (field.text === '' || (nullText !== '' && field.text === nullText))) return { value: null };
  return readCell(column, field.text);
}
