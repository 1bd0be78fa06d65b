import type { CatalogEnum, CatalogGap, CatalogPart, CatalogRoutine, CatalogTable } from '@orrery/contracts';
import { type CatalogOptions, DriverFault } from '../driver.js';
import {
  columnsQuery,
  constraintsQuery,
  databaseQuery,
  domainsQuery,
  enumsQuery,
  indexesQuery,
  relationsQuery,
  routinesQuery,
  schemasQuery,
  tablesQuery,
  triggersQuery,
} from './catalog-queries.js';
import { notNullsQuery, policiesQuery, rulesQuery, sequencesQuery, statisticsQuery } from './catalog-fact-queries.js';
import { type BatchRows, type Cells, tablesOf } from './catalog-tables.js';
import type { PostgresSession } from './session.js';

/** What one round trip tells. */
interface Batch {
  readonly rows: readonly BatchRows[];
  readonly gaps: readonly CatalogGap[];
}

/** Tables read in one round trip. */
const batchSize = 400;
/** A table that somebody holds locked is told without what needs the lock, rather than waited for. */
const settings = [
  'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
  "SET LOCAL lock_timeout TO '200ms'",
  "SET LOCAL statement_timeout TO '60s'",
  // Every name is then written with its schema, whoever asks.
  "SET LOCAL search_path TO ''",
];

/** Reads the catalog of a database. */
export async function* readCatalog(
  session: PostgresSession,
  options: CatalogOptions = {},
): AsyncGenerator<CatalogPart, void, undefined> {
  const { signal } = options;
  const stop = (): void => void session.cancel();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    yield* partsOf(session, signal);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

async function* partsOf(session: PostgresSession, signal: AbortSignal | undefined): AsyncGenerator<CatalogPart, void, undefined> {
  const major = Number.parseInt(session.serverVersion, 10);
  // Before the search path is emptied: which schema is the person's own follows from it.
  const [database, defaultSchema] = (await session.ask(databaseQuery))[0] ?? [];
  const answers = await asked(session, [schemasQuery, tablesQuery, enumsQuery, routinesQuery(major), domainsQuery]);
  const [schemas = [], tables = [], enumRows = [], routines = [], domains = []] = answers;
  yield {
    type: 'database',
    kind: 'postgres',
    serverVersion: session.serverVersion,
    name: database ?? '',
    defaultSchema: defaultSchema ?? 'public',
    schemas: schemas.map(([name]) => name ?? ''),
  };
  const closed = gapsOf(schemas, tables);
  if (closed.length > 0) yield { type: 'gaps', gaps: closed };
  const enums = new Map(enumRows.map((row) => [Number(row[0]), enumOf(row)]));
  yield { type: 'enums', enums: [...enums.values(), ...domains.map(domainOf)] };
  for (let at = 0; at < routines.length; at += 500) {
    yield { type: 'routines', routines: routines.slice(at, at + 500).map(routineOf) };
  }

  const wanted = tables.map(([oid]) => Number(oid));
  yield { type: 'progress', phase: 'tables', done: 0, total: wanted.length };
  let done = 0;
  for await (const { rows, gaps, count } of batchesOf(session, wanted, major, signal)) {
    for (const batch of rows) {
      const found: CatalogTable[] = tablesOf(batch, session.types, enums, defaultSchema ?? 'public');
      if (found.length > 0) yield { type: 'tables', tables: found };
    }
    if (gaps.length > 0) yield { type: 'gaps', gaps: [...gaps] };
    done += count;
    yield { type: 'progress', phase: 'tables', done, total: wanted.length };
  }
  yield { type: 'end' };
}

/** The tables in batches, each with the types that it needs. The server works on the next one while the last is put together and told. */
async function* batchesOf(
  session: PostgresSession,
  tables: readonly number[],
  major: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Batch & { readonly count: number }, void, undefined> {
  const ask = (at: number): Promise<Batch> | undefined => {
    if (at >= tables.length) return undefined;
    const asked = readBatch(session, tables.slice(at, at + batchSize), major);
    // Whoever waits for it hears of its failure.
    asked.catch(() => undefined);
    return asked;
  };
  let next = ask(0);
  try {
    for (let at = batchSize; next; at += batchSize) {
      const batch = await next;
      next = undefined;
      signal?.throwIfAborted();
      for (const rows of batch.rows) await learnTypes(session, rows);
      next = ask(at);
      yield { ...batch, count: Math.min(batchSize, tables.length - at + batchSize) };
    }
  } finally {
    // The session is not given back while it is still being answered.
    await next?.catch(() => undefined);
  }
}

/** The rows of several of our own questions. Throws the first error among them. */
const asked = async (session: PostgresSession, statements: readonly string[]): Promise<Cells[][]> => {
  const answers = await session.pipeline([...settings, ...statements, 'COMMIT']);
  const fault = answers.find((answer) => answer.fault !== undefined)?.fault;
  if (fault !== undefined) throw fault;
  return answers.slice(settings.length, -1).map(({ rows }) => rows);
};

/**
 * Reads a batch in one snapshot. One that fails is halved until the table in the way is alone; that one is read again without what
 * waits for locks, and told as a gap.
 */
const readBatch = async (session: PostgresSession, tables: readonly number[], major: number): Promise<Batch> => {
  try {
    return { rows: [await batchRows(session, tables, major, false)], gaps: [] };
  } catch (error) {
    if (!(error instanceof DriverFault) || !session.alive || error.kind === 'cancelled') throw error;
    if (tables.length > 1) {
      const middle = tables.length >> 1;
      const first = await readBatch(session, tables.slice(0, middle), major);
      const second = await readBatch(session, tables.slice(middle), major);
      return { rows: [...first.rows, ...second.rows], gaps: [...first.gaps, ...second.gaps] };
    }
    return readAlone(session, tables, major, error);
  }
};

const readAlone = async (
  session: PostgresSession,
  tables: readonly number[],
  major: number,
  why: DriverFault,
): Promise<Batch> => {
  const rows = await batchRows(session, tables, major, true);
  const [, schema = null, name = null] = rows.relations[0] ?? [];
  const gaps = schema === null ? [] : [{ schema, name, reason: `Read in part only: ${why.message}` }];
  return { rows: [rows], gaps };
};

const batchRows = async (
  session: PostgresSession,
  tables: readonly number[],
  major: number,
  light: boolean,
): Promise<BatchRows> => {
  const answers = await asked(session, [
    relationsQuery(tables, light),
    columnsQuery(tables, light, major),
    constraintsQuery(tables, light, major),
    indexesQuery(tables, light, major),
    triggersQuery(tables, light, major),
    sequencesQuery(tables),
    policiesQuery(tables, light),
    rulesQuery(tables, light),
    statisticsQuery(tables, light),
    ...(major >= 18 ? [notNullsQuery(tables)] : []),
  ]);
  const [relations = [], columns = [], constraints = [], indexes = [], triggers = [], sequences = []] = answers;
  const [policies = [], rules = [], statistics = [], notNulls = []] = answers.slice(6);
  return { relations, columns, constraints, indexes, triggers, sequences, policies, rules, statistics, notNulls };
};

const learnTypes = async (session: PostgresSession, { columns }: BatchRows): Promise<void> => {
  const missing = new Set<number>();
  for (const row of columns) {
    const oid = session.types.missing(Number(row[3]));
    if (oid !== undefined) missing.add(oid);
  }
  if (missing.size > 0) await session.learnTypes([...missing]);
};

const gapsOf = (schemas: readonly Cells[], tables: readonly Cells[]): CatalogGap[] => [
  ...schemas
    .filter(([, usable]) => usable === 'f')
    .map(([schema]) => ({
      schema: schema ?? '',
      name: null,
      reason: 'You have no USAGE on this schema. Ask its owner to GRANT USAGE ON SCHEMA.',
    })),
  ...tables
    .filter(([, , , readable]) => readable === 'f')
    .map(([, schema, name]) => ({
      schema: schema ?? '',
      name: name ?? '',
      reason: 'You have no SELECT on this table: its columns are known, its rows are not.',
    })),
];

const enumOf = ([, schema, name, values]: Cells): CatalogEnum => ({
  schema: schema ?? '',
  name: name ?? '',
  values: JSON.parse(values ?? '[]') as string[],
});

const domainOf = ([schema, name, domain]: Cells): CatalogEnum => ({
  schema: schema ?? '',
  name: name ?? '',
  values: [],
  domain: domain ?? '',
});

const routineKinds: Readonly<Record<string, CatalogRoutine['kind']>> = { p: 'procedure', a: 'aggregate', w: 'window' };

const routineOf = ([schema, name, kind, parameters, returns, language, comment]: Cells): CatalogRoutine => ({
  schema: schema ?? '',
  name: name ?? '',
  kind: routineKinds[kind ?? ''] ?? 'function',
  arguments: parameters ?? '',
  returns: returns ?? null,
  language: language ?? '',
  comment: comment ?? null,
});
