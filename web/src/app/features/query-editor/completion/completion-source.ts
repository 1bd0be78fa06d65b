import { Injectable, inject, untracked } from '@angular/core';
import { type Connection, type Relation, schemaTable, type TableSummary } from '@orrery/contracts';
import { complete, dialectOf, type KnownReference, type KnownTables, type TableDetails, type TableName } from '@orrery/dialects';
import { Api } from '../../../core/api';
import { type ConnectionSchema, type SchemaListing, Schemas } from '../../../core/schemas';
import type { Completions } from '../../../ui/sql-input/completion';
import { livelyLength } from '../run-target';

/** Tables of one statement whose columns are asked for at most. */
const mostTables = 20;
/** Above this only a part of the tables is suggested, by what is typed. */
const mostShown = 2_000;
const nothingKnown: KnownTables = { tables: [], defaultSchema: '' };
const noMemory: ReadonlyMap<string, Promise<TableDetails>> = new Map();

/** What a table is, where it is not simply one, and where. */
const detailOf = ({ kind, schema }: TableSummary): string =>
  kind === 'table' ? schema : `${kind.replaceAll('-', ' ')} · ${schema}`;

/** Suggests what can be written at a place of a query, from what is known of the connection's tables. */
@Injectable({ providedIn: 'root' })
export class CompletionSource {
  readonly #api = inject(Api);
  readonly #schemas = inject(Schemas);
  readonly #known = new WeakMap<SchemaListing, KnownTables>();
  /** What was asked of tables, as long as the listing is the same. */
  readonly #details = new WeakMap<SchemaListing, Map<string, Promise<TableDetails>>>();

  /** Null inside of text and comments, and in texts too long to be looked through with each key. */
  async at(connection: Pick<Connection, 'id' | 'type'> | null, text: string, offset: number): Promise<Completions | null> {
    const kind = dialectOf(connection?.type ?? 'postgres')?.kind;
    if (kind === undefined || text.length > livelyLength) return null;
    const ask = complete(kind, text, offset);
    if (!ask) return null;
    const schema = connection && this.#schemas.of(connection.id);
    const listing = schema ? this.#listingOf(schema) : undefined;
    const known = listing ? this.#knownOf(listing) : nothingKnown;
    const needs = schema && listing ? ask.needs(known).slice(0, mostTables) : [];
    const details = await Promise.all(needs.map((table) => this.#detailsOf(schema?.id ?? '', listing, table)));
    const { start, end } = ask.typed;
    const items = ask.suggest(known, details);
    return { start, end, items, isIncomplete: (schema !== null && !listing) || known.tables.length > mostShown };
  }

  /** The tables, where they are there; else they are asked for, and come with a later key. */
  #listingOf(schema: ConnectionSchema): SchemaListing | undefined {
    return untracked(() => {
      const { state, value } = schema.listing.now();
      if (state === 'idle') void schema.ensure();
      return value;
    });
  }

  #knownOf(listing: SchemaListing): KnownTables {
    const made = this.#known.get(listing);
    if (made) return made;
    const tables = listing.tables.map((table) => ({ schema: table.schema, name: table.name, detail: detailOf(table) }));
    const known = { tables, defaultSchema: listing.defaultSchema };
    this.#known.set(listing, known);
    return known;
  }

  /** A table that can't be told of now has no columns to suggest, and is asked for again with the next word. */
  #detailsOf(id: string, listing: SchemaListing | undefined, { schema, name }: TableName): Promise<TableDetails> {
    const summary = listing?.tables.find((table) => table.schema === schema && table.name === name);
    const nothing: TableDetails = { schema, name, columns: [], references: [] };
    if (!listing || !summary) return Promise.resolve(nothing);
    const memory = this.#details.get(listing) ?? new Map(noMemory);
    this.#details.set(listing, memory);
    const key = `${id}/${summary.table}`;
    const asked = memory.get(key) ?? this.#ask(id, listing, summary);
    memory.set(key, asked);
    return asked.catch(() => {
      memory.delete(key);
      return nothing;
    });
  }

  async #ask(id: string, { tables }: SchemaListing, { schema, name, table }: TableSummary): Promise<TableDetails> {
    const { columns, relations } = await this.#api.call(schemaTable, { id, table });
    const byTable = new Map(tables.map((one) => [one.table, one]));
    return {
      schema,
      name,
      columns: columns.map((column) => ({
        name: column.name,
        detail: column.isPrimaryKey ? `${column.dataType} · key` : column.dataType,
      })),
      references: relations.flatMap((relation) => referenceOf(relation, byTable)),
    };
  }
}

/** A relation by which rows can be joined: not one through a third table, nor one that somebody has rejected. */
function referenceOf(relation: Relation, byTable: ReadonlyMap<string, TableName>): KnownReference[] {
  const [from, to] = [byTable.get(relation.tableFrom), byTable.get(relation.tableTo)];
  const joins = relation.relationType !== 'many-to-many' && relation.state !== 'rejected' && relation.columnsTo.length > 0;
  return from && to && joins ? [{ from, to, columnsFrom: relation.columnsFrom, columnsTo: relation.columnsTo }] : [];
}
