import {
  type ErdTable,
  Fault,
  type Kind,
  kinds,
  type Relation,
  type RequestOf,
  type ResponseOf,
  type schemaErd,
  type schemaErdPath,
  type schemaRelationExport,
  type schemaRelationUpdate,
  type TableRef,
} from '@orrery/contracts';
import { Injectable } from '@nestjs/common';
import { CatalogService } from '../catalog/catalog.service.js';
import { CatalogStore, type TableOutline } from '../catalog/catalog.store.js';
import { answerBytes, fitting } from '../catalog/fitting.js';
import { RelationStore } from '../relation/relation.store.js';
import { TableService } from '../table/table.service.js';
import { Graph } from './graph.js';
import { foreignKeyText, hasJoins, joinText, undeclarable } from './sql.js';

/** Inferred relations that a way of joins may take. */
const pathConfidence = 0.6;

/** Tables and relations as a diagram, and what a person thinks of them. */
@Injectable()
export class ErdService {
  constructor(
    private readonly catalogs: CatalogService,
    private readonly store: CatalogStore,
    private readonly relations: RelationStore,
    private readonly tables: TableService,
  ) {}

  async get(userId: string, ask: RequestOf<typeof schemaErd>): Promise<ResponseOf<typeof schemaErd>> {
    const catalog = await this.catalogs.fetched(userId, ask.id);
    const [outlines, all] = await Promise.all([this.store.outlines(userId, ask.id), this.relations.list(userId, ask.id)]);
    const relations = all.filter(
      (relation) => isShown(relation, ask.minConfidence) || (ask.rejected && relation.state === 'rejected'),
    );
    let wanted: ReadonlySet<string> | undefined;
    if (ask.tables && ask.tables.length > 0) {
      const start = await Promise.all(ask.tables.map((name) => this.tables.resolve(userId, catalog, name)));
      wanted = new Graph(relations).around(start, ask.depth);
    }
    const chosen = outlines.filter(({ summary }) => wanted === undefined || wanted.has(summary.table));
    return { ...drawn(chosen, relations), lastFetchedAt: catalog.lastFetchedAt?.toISOString() ?? null };
  }

  async path(userId: string, ask: RequestOf<typeof schemaErdPath>): Promise<ResponseOf<typeof schemaErdPath>> {
    const catalog = await this.catalogs.fetched(userId, ask.id);
    const [from, to] = await Promise.all([ask.from, ask.to].map((name) => this.tables.resolve(userId, catalog, name)));
    if (from === undefined || to === undefined) return { steps: [], join: null };
    const relations = (await this.relations.list(userId, ask.id)).filter(
      // A junction table is a step of its own: its keys are what is joined by.
      (relation) => isShown(relation, pathConfidence) && relation.via === null,
    );
    const steps = new Graph(relations).path(from, to) ?? [];
    const refs = await this.refs(userId, ask.id);
    const start = refs.get(from);
    const kind = kindOf(catalog.kind);
    const join = start && kind && hasJoins(kind) && steps.length > 0 ? joinText(kind, start, steps, refs) : null;
    return { steps: steps.map(({ relation, forward }) => ({ relation: withoutEvidence(relation), forward })), join };
  }

  /** Throws `relation_not_found`, `relation_declared`. */
  async decide(userId: string, ask: RequestOf<typeof schemaRelationUpdate>): Promise<Relation> {
    const relation = await this.relations.decide(userId, ask.id, ask.relationId, ask.state);
    if (!relation) throw new Fault('relation_not_found', 'There is no such relation. It may be gone since the last refresh.');
    if (relation.source === 'declared' && ask.state !== 'accepted')
      throw new Fault(
        'relation_declared',
        'This relation is declared in the database. Drop its foreign key there, then refresh.',
      );
    return relation;
  }

  /** Statements that declare what was inferred. Throws `query_unsupported` where the kind has no foreign keys. */
  async export(userId: string, ask: RequestOf<typeof schemaRelationExport>): Promise<ResponseOf<typeof schemaRelationExport>> {
    const catalog = await this.catalogs.fetched(userId, ask.id);
    const kind = kindOf(catalog.kind);
    if (!kind || !hasJoins(kind))
      throw new Fault(
        'query_unsupported',
        'This kind of database has no foreign keys, so that relations can’t be declared in it.',
      );
    const [all, refs] = await Promise.all([this.relations.list(userId, ask.id), this.refs(userId, ask.id)]);
    const only = ask.tables
      ? new Set(await Promise.all(ask.tables.map((name) => this.tables.resolve(userId, catalog, name))))
      : undefined;
    const wanted = all
      .filter(({ source, via }) => source === 'inferred' && via === null)
      .filter(
        ({ state, confidence }) =>
          state === 'accepted' || (ask.suggested && state === 'suggested' && confidence >= ask.minConfidence),
      )
      .filter(({ tableFrom, tableTo }) => only === undefined || only.has(tableFrom) || only.has(tableTo));
    const statements = wanted.flatMap((relation) =>
      undeclarable(relation) === undefined ? (foreignKeyText(kind, relation, refs) ?? []) : [],
    );
    const left = wanted.flatMap((relation) => {
      const reason = undeclarable(relation);
      return reason === undefined ? [] : [{ relation: nameOf(relation), reason }];
    });
    const [fits, told] = [fitting(statements, answerBytes / 3), fitting(left, answerBytes / 6)];
    const comments = told.map(({ relation, reason }) => `-- ${oneLine(`${relation}: ${reason}`)}\n`);
    return { statements: fits, text: [...fits.map((statement) => `${statement};\n`), ...comments].join(''), left: told };
  }

  private async refs(userId: string, connectionId: string): Promise<Map<string, TableRef>> {
    const outlines = await this.store.tables(userId, connectionId, { words: [], limit: 1_000_000 });
    return new Map(outlines.map(({ summary }) => [summary.table, { schema: summary.schema, name: summary.name }]));
  }
}

const nameOf = ({ tableFrom, columnFrom, tableTo, columnTo }: Relation): string =>
  `${tableFrom} (${columnFrom}) → ${tableTo} (${columnTo})`;

/** A comment ends with its line, and a name may hold any sign. */
const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ');

const kindOf = (kind: string): Kind | undefined => kinds.find((known) => known === kind);

const isShown = ({ source, state, confidence }: Relation, from: number): boolean =>
  source === 'declared' || state === 'accepted' || (state === 'suggested' && confidence >= from);

const withoutEvidence = ({ evidence: _, ...relation }: Relation): Omit<Relation, 'evidence'> => relation;

/** Columns that a diagram is told with; of one with more, those of keys and relations say the most. */
const mostColumns = 40_000;
/** Tables that a diagram is told with. */
const mostTables = 20_000;

/** Tables and the relations between them as a diagram: with every column, or, where those are too many, with those that join. */
export function drawn(
  outlines: readonly TableOutline[],
  relations: readonly Relation[],
): Pick<ResponseOf<typeof schemaErd>, 'tables' | 'relations' | 'columns' | 'cut'> {
  const told = outlines.slice(0, mostTables);
  const names = new Set(told.map(({ summary }) => summary.table));
  const between = relations.filter(({ tableFrom, tableTo }) => names.has(tableFrom) && names.has(tableTo)).map(withoutEvidence);
  const [leaving, meant] = columnsIn(between);
  const count = told.reduce((sum, { columns }) => sum + columns.length, 0);
  const isWanted =
    count <= mostColumns ? () => true : (table: string, name: string): boolean => meant.get(table)?.has(name) === true;
  return {
    tables: told.map((outline) => erdTableOf(outline, leaving, isWanted)),
    relations: between,
    columns: count <= mostColumns ? 'all' : 'keys',
    cut: told.length < outlines.length,
  };
}

/** By table: the columns that relations leave from, and those that they touch. */
function columnsIn(relations: readonly Omit<Relation, 'evidence'>[]): [Map<string, Set<string>>, Map<string, Set<string>>] {
  const leaving = new Map<string, Set<string>>();
  const touched = new Map<string, Set<string>>();
  const add = (map: Map<string, Set<string>>, table: string, columns: readonly string[]): void => {
    const set = map.get(table) ?? new Set();
    for (const column of columns) set.add(column);
    map.set(table, set);
  };
  for (const relation of relations) {
    add(touched, relation.tableFrom, relation.columnsFrom);
    add(touched, relation.tableTo, relation.columnsTo);
    if (relation.via === null) add(leaving, relation.tableFrom, relation.columnsFrom);
  }
  return [leaving, touched];
}

const erdTableOf = (
  { summary, columns }: TableOutline,
  leaving: ReadonlyMap<string, ReadonlySet<string>>,
  isWanted: (table: string, column: string) => boolean,
): ErdTable => ({
  table: summary.table,
  name: summary.name,
  schema: summary.schema,
  kind: summary.kind,
  columnCount: summary.columnCount,
  rowEstimate: summary.rowEstimate,
  comment: summary.comment === null ? null : summary.comment.slice(0, 200),
  columns: columns
    .filter(([name, , , isPrimaryKey]) => isPrimaryKey || isWanted(summary.table, name))
    .map(([name, dataType, nullable, isPrimaryKey]) => ({
      name,
      dataType,
      nullable,
      isPrimaryKey,
      isForeignKey: leaving.get(summary.table)?.has(name) === true,
    })),
});
