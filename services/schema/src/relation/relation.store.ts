import type { Relation, RelationState } from '@orrery/contracts';
import { Database } from '@orrery/runtime';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { storable } from '../catalog/storable.js';
import { type FoundRelation, keyOf } from './relation.js';
import { RelationRow } from './relation.entity.js';

const relationOf = (row: RelationRow): Relation => ({
  id: row.id,
  tableFrom: row.tableFrom,
  columnFrom: row.columnFrom,
  columnsFrom: row.columnsFrom,
  tableTo: row.tableTo,
  columnTo: row.columnTo,
  columnsTo: row.columnsTo,
  relationType: row.relationType,
  source: row.source,
  // Kept in single precision.
  confidence: Math.round(row.confidence * 100) / 100,
  state: row.state,
  via: row.via ?? null,
  constraintName: row.constraintName ?? null,
  evidence: row.evidence,
});

/** What is written of a relation besides its key and its state. */
const contentOf = (relation: FoundRelation | Relation): string =>
  JSON.stringify([
    relation.relationType,
    relation.source,
    Math.round(relation.confidence * 100) / 100,
    relation.constraintName,
    relation.evidence.map(({ sign, detail, weight }) => [sign, detail, weight]),
  ]);

/** The relations in PostgreSQL. */
@Injectable()
export class RelationStore {
  constructor(private readonly database: Database) {}

  /** The relations that the last crawl found. */
  list(userId: string, connectionId: string): Promise<Relation[]> {
    return this.database.asOwner(userId, async (em) => {
      const rows = await em.find(
        RelationRow,
        { connectionId, present: true },
        { orderBy: { tableFrom: 'asc', columnFrom: 'asc', id: 'asc' } },
      );
      return rows.map(relationOf);
    });
  }

  /** Those that begin or end at a table, or lead through it. */
  of(userId: string, connectionId: string, table: string): Promise<Relation[]> {
    return this.database.asOwner(userId, async (em) => {
      const rows = await em.find(
        RelationRow,
        { connectionId, present: true, $or: [{ tableFrom: table }, { tableTo: table }, { via: table }] },
        { orderBy: { tableFrom: 'asc', columnFrom: 'asc', id: 'asc' } },
      );
      return rows.map(relationOf);
    });
  }

  /** Says what a person thinks of a relation. Undefined where there is none; a declared one stays as it is. */
  decide(userId: string, connectionId: string, id: string, state: RelationState): Promise<Relation | undefined> {
    return this.database.asOwner(userId, async (em) => {
      const row = await em.findOne(RelationRow, { id, connectionId });
      if (row?.source === 'inferred') row.state = state;
      return row ? relationOf(row) : undefined;
    });
  }

  /**
   * Makes the relations of a connection those that were found, writing only what differs. What a person decided of an inferred one is
   * remembered, also while it is not found. Answers how many there are.
   */
  replace(userId: string, connectionId: string, found: readonly FoundRelation[]): Promise<number> {
    return this.database.asOwner(userId, async (em) => {
      const rows = await em.find(RelationRow, { connectionId });
      const known = new Map(rows.map((row) => [row.relationKey, row]));
      const wanted = new Map(found.map((relation) => [keyOf(relation), relation]));
      for (const [key, row] of known) {
        if (wanted.has(key)) continue;
        if (row.source === 'declared' || row.state === 'suggested') em.remove(row);
        else row.present = false;
      }
      const fresh: FoundRelation[] = [];
      for (const [key, relation] of wanted) {
        const row = known.get(key);
        if (row) bringUpToDate(row, relation);
        else fresh.push(relation);
      }
      await em.flush();
      await this.insert(em, userId, connectionId, fresh);
      return wanted.size;
    });
  }

  private async insert(
    em: EntityManager,
    userId: string,
    connectionId: string,
    relations: readonly FoundRelation[],
  ): Promise<void> {
    for (let at = 0; at < relations.length; at += 1_000) {
      const rows = relations.slice(at, at + 1_000).map((relation) => ({
        id: uuidv7(),
        relation_key: keyOf(relation),
        table_from: relation.tableFrom,
        table_to: relation.tableTo,
        column_from: relation.columnFrom,
        column_to: relation.columnTo,
        columns_from: relation.columnsFrom,
        columns_to: relation.columnsTo,
        relation_type: relation.relationType,
        source: relation.source,
        confidence: relation.confidence,
        state: relation.state,
        via: relation.via,
        constraint_name: relation.constraintName,
        evidence: relation.evidence,
      }));
      await em.execute(
        `insert into erd_relations (id, connection_id, user_id, relation_key, table_from, table_to, column_from, column_to, columns_from,
           columns_to, relation_type, source, confidence, state, via, constraint_name, evidence)
         select r.id, c.connection_id, c.user_id, r.relation_key, r.table_from, r.table_to, r.column_from, r.column_to, r.columns_from,
           r.columns_to, r.relation_type, r.source, r.confidence, r.state, r.via, r.constraint_name, r.evidence
         from schema_catalogs c, jsonb_to_recordset(?::jsonb) as r(id uuid, relation_key text, table_from text, table_to text,
           column_from text, column_to text, columns_from jsonb, columns_to jsonb, relation_type text, source text, confidence real,
           state text, via text, constraint_name text, evidence jsonb)
         where c.connection_id = ? and c.user_id = ?
         on conflict do nothing`,
        [storable(rows), connectionId, userId],
      );
    }
  }
}

function bringUpToDate(row: RelationRow, relation: FoundRelation): void {
  if (!row.present) row.present = true;
  // A key that was declared meanwhile is accepted by that; one that was dropped is a suggestion again.
  if (relation.source === 'declared') row.state = 'accepted';
  else if (row.source === 'declared') row.state = 'suggested';
  if (contentOf(relationOf(row)) === contentOf(relation)) return;
  row.relationType = relation.relationType;
  row.source = relation.source;
  row.confidence = relation.confidence;
  row.constraintName = relation.constraintName;
  row.evidence = [...relation.evidence];
}
