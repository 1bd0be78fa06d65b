import {
  Fault,
  historyTexts,
  kinds,
  type RequestOf,
  type ResponseOf,
  type schemaTable,
  type schemaTableUsage,
} from '@orrery/contracts';
import { qualifiedName } from '@orrery/dialects';
import { Bus, type PublicOf } from '@orrery/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { linesOf } from '../bus-lines.js';
import { CatalogService } from '../catalog/catalog.service.js';
import { CatalogStore, type KnownCatalog } from '../catalog/catalog.store.js';
import { TableNames, tablesIn } from '../relation/joins.js';
import { RelationStore } from '../relation/relation.store.js';

/** One table of a cached catalog. */
@Injectable()
export class TableService {
  constructor(
    private readonly catalogs: CatalogService,
    private readonly store: CatalogStore,
    private readonly relations: RelationStore,
    @Inject(Bus) private readonly bus: Pick<PublicOf<Bus>, 'stream'>,
  ) {}

  /** The qualified name of a table that is meant by a name. Throws `table_not_found`. */
  async resolve(userId: string, catalog: KnownCatalog, name: string): Promise<string> {
    const found = await this.store.named(userId, catalog.connectionId, name);
    const [first] = found;
    const exact = first?.table === name ? first : undefined;
    const chosen =
      exact ?? found.find(({ schema }) => schema === catalog.defaultSchema) ?? (found.length === 1 ? first : undefined);
    if (!chosen)
      throw new Fault(
        'table_not_found',
        found.length > 1
          ? `There are ${String(found.length)} tables called “${name}”. Say which schema it is in, as in ${found[0]?.table ?? ''}.`
          : `There is no table “${name}” in what is known of this connection. Refresh the schema if it is new.`,
      );
    return chosen.table;
  }

  async get(userId: string, ask: RequestOf<typeof schemaTable>): Promise<ResponseOf<typeof schemaTable>> {
    const catalog = await this.catalogs.fetched(userId, ask.id);
    const table = await this.resolve(userId, catalog, ask.table);
    const [found, relations] = await Promise.all([
      this.store.structure(userId, ask.id, table),
      this.relations.of(userId, ask.id, table),
    ]);
    if (!found) throw new Fault('table_not_found', `The table “${ask.table}” has just been removed.`);
    return {
      ...found.structure,
      statistics: found.statistics,
      table,
      lastFetchedAt: (catalog.lastFetchedAt ?? new Date()).toISOString(),
      relations,
    };
  }

  /** Which statements of the history ask this table. */
  async usage(userId: string, ask: RequestOf<typeof schemaTableUsage>): Promise<ResponseOf<typeof schemaTableUsage>> {
    const catalog = await this.catalogs.fetched(userId, ask.id);
    const table = await this.resolve(userId, catalog, ask.table);
    const kind = kinds.find((known) => known === catalog.kind);
    const structure = await this.store.structure(userId, ask.id, table);
    const queries: ResponseOf<typeof schemaTableUsage>['queries'] = [];
    if (kind && structure) {
      const one = { ...structure.structure, statistics: structure.statistics };
      const names = new TableNames([one], catalog.defaultSchema);
      for await (const text of linesOf(this.bus, historyTexts, { connectionId: ask.id, userId })) {
        const asked = [...tablesIn(kind, text.text, names).values()];
        if (asked.some(({ schema, name }) => qualifiedName(schema, name) === table)) queries.push(text);
      }
    }
    queries.sort((a, b) => b.runs - a.runs);
    return {
      queries: queries.slice(0, ask.limit).map((query) => ({ ...query, text: query.text.slice(0, 4_000) })),
      runs: queries.reduce((sum, { runs }) => sum + runs, 0),
    };
  }
}
