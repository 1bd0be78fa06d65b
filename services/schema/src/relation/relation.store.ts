import type { Relation, RelationState } from '@orrery/contracts';
import { Database } from '@orrery/runtime';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { setImmediate } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { storable } from '../catalog/storable.js';
import { type FoundRelation, keyOf } from './relation.js';
import { RelationRow } from './relation.entity.js';

/** Relations that are compared before others of the process have their turn. */
const breath = 1_000;

/** What is written of a relation besides its key and its state. */
const contentOf = (relation: FoundRelation | Relation): string =>
  JSON.stringify([
    relation.relationType,
    relation.source,
    Math.round(relation.confidence * 100) / 100,
    relation.constraintName,
    relation.condition ?? null,
    relation.evidence.map(({ sign, detail, weight }) => [sign, detail, weight]),
  ]);

/** A relation as PostgreSQL tells it: read as it is, since a schema may have many thousands. */
interface Row {
  readonly content: Omit<Relation, 'confidence'> & { readonly confidence: number };
  readonly relation_key: string;
  readonly present: boolean;
}

const columns = (evidence: boolean, state = 'state'): string => `jsonb_strip_nulls(jsonb_build_object('condition', condition)) ||
  jsonb_build_object('id', id, 'tableFrom', r.table_from, 'columnFrom', column_from, 'columnsFrom', columns_from, 'tableTo', table_to,
  'columnTo', column_to, 'columnsTo', columns_to, 'relationType', relation_type, 'source', source,
  'confidence', round(confidence::numeric, 2), 'state', ${state}, 'via', via, 'constraintName', constraint_name,
  'evidence', ${evidence ? 'evidence' : "'[]'::jsonb"}) as content`;

/** What became of the two keys that make up each junction table. */
const legs = `legs as (select table_from, bool_or(state = 'rejected') as rejected, bool_and(state = 'accepted') as accepted from erd_relations
  where connection_id = ? and user_id = ? and present and relation_type = 'pk-fk' group by table_from)`;

/** A many-to-many is what its junction table makes it: without one of its keys it is none, and where both are true it is true. */
const derivedState = `case when legs.rejected then 'rejected' when legs.accepted and state = 'suggested' then 'accepted' else state end`;

/** The relations in PostgreSQL. */
@Injectable()
export class RelationStore {
  constructor(private readonly database: Database) {}

  /** The relations that the last crawl found, without their evidence. */
  list(userId: string, connectionId: string): Promise<Relation[]> {
    return this.database.asOwner(userId, (em) => this.read(em, userId, connectionId, false, 'true', []));
  }

  /** Those that begin or end at a table, or lead through it. */
  of(userId: string, connectionId: string, table: string): Promise<Relation[]> {
    const touches = '(r.table_from = ? or table_to = ? or via = ?)';
    return this.database.asOwner(userId, (em) => this.read(em, userId, connectionId, true, touches, [table, table, table]));
  }

  /**
   * Says what a person thinks of a relation: who accepts a many-to-many accepts the keys of its junction table. Undefined where there is
   * none; a declared one stays as it is.
   */
  decide(userId: string, connectionId: string, id: string, state: RelationState): Promise<Relation | undefined> {
    return this.database.asOwner(userId, async (em) => {
      await em.execute(
        `update erd_relations set state = ? where connection_id = ? and user_id = ? and source = 'inferred' and (id = ? or
           (? = 'accepted' and present and relation_type = 'pk-fk' and table_from =
             (select via from erd_relations where id = ? and connection_id = ? and user_id = ?)))`,
        [state, connectionId, userId, id, state, id, connectionId, userId],
      );
      const [relation] = await this.read(em, userId, connectionId, true, 'id = ?', [id], false);
      return relation;
    });
  }

  private async read(
    em: EntityManager,
    userId: string,
    connectionId: string,
    evidence: boolean,
    condition: string,
    values: readonly string[],
    onlyPresent = true,
  ): Promise<Relation[]> {
    const rows = await em.execute<Pick<Row, 'content'>[]>(
      `with ${legs} select ${columns(evidence, derivedState)} from erd_relations r left join legs on legs.table_from = r.via
       where connection_id = ? and user_id = ? ${onlyPresent ? 'and present' : ''} and ${condition}
       order by r.table_from, column_from, id`,
      [connectionId, userId, connectionId, userId, ...values],
    );
    return rows.map(({ content }) => content);
  }

  /**
   * Makes the relations of a connection those that were found, writing only what differs. What a person decided of an inferred one is
   * remembered, also while it is not found. Answers how many there are.
   */
  replace(userId: string, connectionId: string, found: readonly FoundRelation[]): Promise<number> {
    return this.database.asOwner(userId, async (em) => {
      const rows = await em.execute<Row[]>(
        `select relation_key, present, ${columns(true)} from erd_relations r where connection_id = ? and user_id = ?`,
        [connectionId, userId],
      );
      const known = new Map(rows.map((row) => [row.relation_key, row]));
      const wanted = new Map(found.map((relation) => [keyOf(relation), relation]));
      const gone = rows.filter((row) => !wanted.has(row.relation_key)).map(({ content }) => content);
      const isForgotten = ({ source, state }: Relation): boolean => source === 'declared' || state === 'suggested';
      await this.remove(em, gone.filter(isForgotten));
      await em.nativeUpdate(RelationRow, { id: gone.filter((one) => !isForgotten(one)).map(({ id }) => id) }, { present: false });
      const fresh: FoundRelation[] = [];
      for (const [at, [key, relation]] of [...wanted].entries()) {
        if (at % breath === 0) await setImmediate();
        const row = known.get(key);
        if (!row) fresh.push(relation);
        else if (!row.present || contentOf(row.content) !== contentOf(relation)) await this.change(em, row.content, relation);
      }
      await this.insert(em, userId, connectionId, fresh);
      return wanted.size;
    });
  }

  private async remove(em: EntityManager, relations: readonly Relation[]): Promise<void> {
    for (let at = 0; at < relations.length; at += 5_000)
      await em.nativeDelete(RelationRow, { id: relations.slice(at, at + 5_000).map(({ id }) => id) });
  }

  private async change(em: EntityManager, before: Relation, after: FoundRelation): Promise<void> {
    // A key that was declared meanwhile is accepted by that; one that was dropped is a suggestion again.
    const state = after.source === 'declared' ? 'accepted' : before.source === 'declared' ? 'suggested' : before.state;
    const { relationType, source, confidence, constraintName, condition = null, evidence } = after;
    await em.nativeUpdate(
      RelationRow,
      { id: before.id },
      { present: true, relationType, source, confidence, constraintName, condition, evidence: [...evidence], state },
    );
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
        condition: relation.condition ?? null,
        evidence: relation.evidence,
      }));
      await em.execute(
        `insert into erd_relations (id, connection_id, user_id, relation_key, table_from, table_to, column_from, column_to, columns_from,
           columns_to, relation_type, source, confidence, state, via, constraint_name, condition, evidence)
         select r.id, c.connection_id, c.user_id, r.relation_key, r.table_from, r.table_to, r.column_from, r.column_to, r.columns_from,
           r.columns_to, r.relation_type, r.source, r.confidence, r.state, r.via, r.constraint_name, nullif(r.condition, 'null'::jsonb), r.evidence
         from schema_catalogs c, jsonb_to_recordset(?::jsonb) as r(id uuid, relation_key text, table_from text, table_to text,
           column_from text, column_to text, columns_from jsonb, columns_to jsonb, relation_type text, source text, confidence real,
           state text, via text, constraint_name text, condition jsonb, evidence jsonb)
         where c.connection_id = ? and c.user_id = ?
         on conflict do nothing`,
        [storable(rows), connectionId, userId],
      );
    }
  }
}
