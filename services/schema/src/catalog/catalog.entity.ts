import type { CatalogEnum, CatalogGap, CatalogRoutine, SchemaChange } from '@orrery/contracts';
import { ownerFilter } from '@orrery/runtime';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { OutlineColumn, TableRecord, TableStructure } from './table-record.js';

/** What is known of one connection's database as a whole. */
export const CatalogRow = defineEntity({
  name: 'CatalogRow',
  tableName: 'schema_catalogs',
  filters: { owner: ownerFilter },
  properties: {
    connectionId: p.uuid().primary(),
    userId: p.uuid(),
    kind: p.text(),
    serverVersion: p.text(),
    databaseName: p.text(),
    defaultSchema: p.text(),
    schemas: p.json<string[]>(),
    gaps: p.json<CatalogGap[]>(),
    routines: p.json<CatalogRoutine[]>().lazy(),
    enums: p.json<CatalogEnum[]>().lazy(),
    /** The list of its tables as JSON text, in the order of their names. */
    listing: p.text().lazy().nullable(),
    tableCount: p.integer(),
    version: p.integer(),
    lastFetchedAt: p.datetime().nullable(),
    lastError: p.json<{ code: string; message: string; at: string }>().nullable(),
    measure: p.boolean(),
    refreshMinutes: p.integer().nullable(),
    lastReadAt: p.datetime(),
    dueAt: p.datetime().nullable(),
    dueWhy: p.text().nullable(),
    crawlId: p.uuid().nullable(),
    crawlUntil: p.datetime().nullable(),
    crawlCancelled: p.boolean(),
    crawlProgress: p.json<{ phase: string; done: number; total: number | null }>().nullable(),
  },
});
export type CatalogRow = InferEntity<typeof CatalogRow>;

/** A table as it was last seen to change. */
export const TableSchemaRow = defineEntity({
  name: 'TableSchemaRow',
  tableName: 'table_schema',
  filters: { owner: ownerFilter },
  properties: {
    id: p.uuid().primary(),
    connectionId: p.uuid(),
    tableName: p.text(),
    schemaJson: p.json<TableStructure>().lazy(),
    lastFetchedAt: p.datetime(),
    userId: p.uuid(),
    hash: p.text(),
    version: p.integer(),
    summary: p.json<TableRecord['summary']>(),
    outline: p.json<OutlineColumn[]>(),
    statistics: p.json<TableRecord['statistics']>(),
    searchText: p.text().lazy(),
  },
});
export type TableSchemaRow = InferEntity<typeof TableSchemaRow>;

/** What one crawl found changed. */
export const CommitRow = defineEntity({
  name: 'CommitRow',
  tableName: 'schema_commits',
  filters: { owner: ownerFilter },
  properties: {
    connectionId: p.uuid().primary(),
    version: p.integer().primary(),
    userId: p.uuid(),
    at: p.datetime(),
    trigger: p.text(),
    changes: p.json<SchemaChange[]>(),
    cut: p.boolean(),
  },
});
export type CommitRow = InferEntity<typeof CommitRow>;
