import { hash } from 'node:crypto';
import type { CatalogTable, TableStatistics, TableSummary } from '@orrery/contracts';
import { qualifiedName } from '@orrery/dialects';

/** What a table's structure is: everything but the figures that change by themselves. */
export type TableStructure = Omit<CatalogTable, 'statistics'>;

/** A column in short: name, type, may be null, is in the primary key. */
export type OutlineColumn = readonly [name: string, dataType: string, nullable: boolean, isPrimaryKey: boolean];

/** A table as it is kept. */
export interface TableRecord {
  readonly table: string;
  readonly hash: string;
  readonly structure: TableStructure;
  /** The structure as JSON. */
  readonly text: string;
  readonly statistics: TableStatistics;
  readonly summary: Omit<TableSummary, 'rowEstimate' | 'sizeBytes' | 'matches'>;
  readonly outline: readonly OutlineColumn[];
  readonly searchText: string;
}

/** Puts a table into the form in which it is kept. Its hash changes when its structure does. */
export function recordOf({ statistics, ...structure }: CatalogTable): TableRecord {
  const table = qualifiedName(structure.schema, structure.name);
  const { name, schema, kind, comment, columns, variant } = structure;
  const text = JSON.stringify(structure);
  return {
    table,
    hash: hash('sha256', text, 'base64url'),
    structure,
    text,
    statistics,
    summary: { table, name, schema, kind, columnCount: columns.length, comment, ...(variant === undefined ? {} : { variant }) },
    outline: columns.map((column) => [column.name, column.dataType, column.nullable, column.isPrimaryKey]),
    searchText: [table, name, comment ?? '', ...columns.map((column) => column.name)].join('\n').toLowerCase(),
  };
}

/** A table as the list of tables has it. */
export const summaryOf = ({ summary, statistics }: Pick<TableRecord, 'summary' | 'statistics'>): TableSummary => ({
  ...summary,
  rowEstimate: statistics.rowEstimate,
  sizeBytes: statistics.sizeBytes,
});
