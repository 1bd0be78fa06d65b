import type { ExportFormat, Kind } from '@orrery/contracts';
import {
  type CellValue,
  csvHead,
  csvLine,
  dialectOf,
  insertText,
  jsonKeys,
  jsonObject,
  markdownHead,
  markdownLine,
} from '@orrery/dialects';
import type { Result } from './result.js';

export interface FormatOptions {
  /** Whose language INSERT statements are in, and the table that they are into. */
  readonly kind: Kind;
  readonly table: readonly string[] | undefined;
  /** What a spreadsheet would run as a formula is left as it is. */
  readonly raw: boolean;
}

/** A result as the text or the bytes of a file, made while it is pulled. */
export type Format = (result: Result, options: FormatOptions) => AsyncGenerator<string | Uint8Array, void, undefined>;

/** Stands where a table's name belongs that nobody gave. */
const unnamedTable = 'your_table';

/** RFC 4180, in UTF-8. */
async function* csv({ columns, rows }: Result, { raw }: FormatOptions): AsyncGenerator<string, void, undefined> {
  yield csvHead(columns, raw);
  for await (const batch of rows) yield batch.map((row) => csvLine(columns, row, raw)).join('');
}

/** An array of objects, one a line. */
async function* json({ columns, rows }: Result): AsyncGenerator<string, void, undefined> {
  const keys = jsonKeys(columns);
  let before = '[\n';
  for await (const batch of rows)
    for (const row of batch) {
      yield `${before}${jsonObject(keys, row)}`;
      before = ',\n';
    }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

async function* ndjson({ columns, rows }: Result): AsyncGenerator<string, void, undefined> {
  const keys = jsonKeys(columns);
  for await (const batch of rows) yield batch.map((row) => `${jsonObject(keys, row)}\n`).join('');
}

async function* markdown({ columns, rows }: Result): AsyncGenerator<string, void, undefined> {
  yield `${markdownHead(columns)}\n`;
  for await (const batch of rows) yield batch.map((row) => `${markdownLine(columns, row)}\n`).join('');
}

async function* sql({ columns, rows }: Result, { kind, table }: FormatOptions): AsyncGenerator<string, void, undefined> {
  const names = columns.map(({ name }, at) => (name === '' ? `column_${String(at + 1)}` : name));
  if (!table)
    yield `${dialectOf(kind)?.lineComment ?? '--'} These rows are of no one table: put a table’s name in place of ${unnamedTable}.\n`;
  for await (const batch of rows)
    if (batch.length > 0) {
      const values = batch as readonly (readonly CellValue[])[];
      yield `${insertText(kind, table ?? [unnamedTable], names, values, columns)}\n`;
    }
}

export const textFormats: Readonly<Record<Exclude<ExportFormat, 'xlsx'>, Format>> = { csv, json, ndjson, markdown, sql };
