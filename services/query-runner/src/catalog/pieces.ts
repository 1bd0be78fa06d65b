import type { CatalogPart, CatalogTable } from '@orrery/contracts';

/** Bytes of tables that one line carries. */
const lineBytes = 160 * 1024;
/** Bytes of one table from which its texts are left out: a line has to fit into a message of the bus. */
const tableBytes = 700 * 1024;

/** A part of a catalog in lines of a size that the bus carries. */
export function* piecesOf(part: CatalogPart): Generator<CatalogPart> {
  if (part.type !== 'tables') {
    yield part;
    return;
  }
  let tables: CatalogTable[] = [];
  let size = 0;
  for (const table of part.tables) {
    const bytes = Buffer.byteLength(JSON.stringify(table));
    if (size + bytes > lineBytes && tables.length > 0) {
      yield { type: 'tables', tables };
      tables = [];
      size = 0;
    }
    size += bytes;
    if (bytes <= tableBytes) {
      tables.push(table);
      continue;
    }
    tables.push(withoutTexts(table));
    const reason = 'Its texts (DDL, comments, definitions) are too long to be kept; its columns and keys are.';
    yield { type: 'gaps', gaps: [{ schema: table.schema, name: table.name, reason }] };
  }
  if (tables.length > 0) yield { type: 'tables', tables };
}

const withoutTexts = (table: CatalogTable): CatalogTable => ({
  ...table,
  ddl: null,
  comment: null,
  triggers: [],
  checks: [],
  columns: table.columns.map(({ enumValues: _, ...column }) => ({ ...column, comment: null, default: null })),
  indexes: table.indexes.map(({ definition: _, ...index }) => index),
});
