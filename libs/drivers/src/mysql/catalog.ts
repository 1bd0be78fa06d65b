import type { CatalogPart, CatalogRoutine, CatalogTable } from '@orrery/contracts';
import { type CatalogOptions, DriverFault } from '../driver.js';
import {
  checksQuery,
  columnsQuery,
  databaseQuery,
  indexesQuery,
  keysQuery,
  literal,
  partitionsQuery,
  routinesQuery,
  rulesQuery,
  schemasQuery,
  tablesQuery,
  triggersQuery,
  viewsQuery,
} from './catalog-queries.js';
import { tablesOf } from './catalog-tables.js';
import type { MysqlSession } from './session.js';

type Cells = (string | null)[];

/** Tables handed over at a time. */
const batchSize = 200;

/**
 * Reads the catalog of the session's database; of all the user may see, where the connection names none. MySQL shows nothing of what
 * a user has no right to, so that no gap can be told either.
 */
export async function* readCatalog(
  session: MysqlSession,
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

async function* partsOf(session: MysqlSession, signal: AbortSignal | undefined): AsyncGenerator<CatalogPart, void, undefined> {
  const [current, version = '', comment] = (await session.ask(databaseQuery))[0] ?? [];
  const isMariadb = /mariadb/i.test(`${version ?? ''} ${comment ?? ''}`);
  const visible = (await session.ask(schemasQuery)).map(([name]) => name ?? '');
  const wanted = current == null ? visible : [current];
  yield {
    type: 'database',
    kind: 'mysql',
    serverVersion: session.serverVersion,
    name: current ?? '',
    defaultSchema: current ?? visible[0] ?? '',
    schemas: wanted,
  };
  const schemas = wanted.map(literal);
  const gaps: string[] = [];
  /** A view that this server lacks, or hides, costs what it would have told and nothing else. */
  const optional = async (what: string, sql: string): Promise<Cells[]> => {
    try {
      return await session.ask(sql);
    } catch (error) {
      if (!(error instanceof DriverFault) || !session.alive || error.kind === 'cancelled') throw error;
      if (error.kind !== 'no-such-object') gaps.push(`${what} could not be read: ${error.message}`);
      return [];
    }
  };
  /** What a release tells, or what those before it did. */
  const either = (sql: string, before: string): Promise<Cells[]> =>
    session.ask(sql).catch((error: unknown) => {
      if (error instanceof DriverFault && error.kind === 'no-such-object') return session.ask(before);
      throw error;
    });
  const steps: [string, () => Promise<Cells[]>][] =
    schemas.length === 0
      ? []
      : [
          ['tables', () => session.ask(tablesQuery(schemas))],
          ['columns', () => either(columnsQuery(schemas, !isMariadb), columnsQuery(schemas, false))],
          ['indexes', () => either(indexesQuery(schemas, isMariadb ? 'mariadb10' : 'mysql8'), indexesQuery(schemas, 'older'))],
          ['keys', () => session.ask(keysQuery(schemas))],
          ['rules', () => session.ask(rulesQuery(schemas))],
          ['checks', () => optional('Checks', checksQuery(schemas, isMariadb))],
          ['triggers', () => optional('Triggers', triggersQuery(schemas))],
          ['views', () => optional('Views', viewsQuery(schemas))],
          ['partitions', () => optional('Partitions', partitionsQuery(schemas))],
          ['routines', () => optional('Routines', routinesQuery(schemas))],
        ];
  const answers = new Map<string, Cells[]>();
  for (const [at, [phase, ask]] of steps.entries()) {
    yield { type: 'progress', phase, done: at, total: steps.length };
    signal?.throwIfAborted();
    // Names are compared without regard to case there; here they are what they are.
    const inWanted = (row: Cells): boolean => wanted.includes(row[0] ?? '');
    answers.set(phase, (await ask()).filter(inWanted));
  }
  const rowsOf = (phase: string): Cells[] => answers.get(phase) ?? [];
  const tables = rowsOf('tables');
  let batch: CatalogTable[] = [];
  let done = 0;
  const rows = {
    tables,
    columns: rowsOf('columns'),
    indexes: rowsOf('indexes'),
    keys: rowsOf('keys'),
    rules: rowsOf('rules'),
    checks: rowsOf('checks'),
    triggers: rowsOf('triggers'),
    views: rowsOf('views'),
    partitions: rowsOf('partitions'),
  };
  for (const table of tablesOf(rows, isMariadb)) {
    batch.push(table);
    if (batch.length < batchSize) continue;
    yield { type: 'tables', tables: batch };
    done += batch.length;
    batch = [];
    yield { type: 'progress', phase: 'tables', done, total: tables.length };
  }
  if (batch.length > 0) yield { type: 'tables', tables: batch };
  const routines = rowsOf('routines').map(routineOf);
  if (routines.length > 0) yield { type: 'routines', routines };
  if (gaps.length > 0) yield { type: 'gaps', gaps: gaps.map((reason) => ({ schema: current ?? '', name: null, reason })) };
  yield { type: 'end' };
}

const routineOf = ([schema, name, kind, parameters, returns, comment]: Cells): CatalogRoutine => ({
  schema: schema ?? '',
  name: name ?? '',
  kind: kind === 'PROCEDURE' ? 'procedure' : 'function',
  arguments: parameters ?? '',
  returns: returns ?? null,
  language: 'SQL',
  comment: comment ? comment : null,
});
