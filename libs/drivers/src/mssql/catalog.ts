import type { CatalogPart, CatalogRoutine, CatalogTable } from '@orrery/contracts';
import { DriverFault, type CatalogOptions, type DriverFaultKind } from '../driver.js';
import { typeText } from './catalog-columns.js';
import {
  checksQuery,
  columnsQueries,
  databaseQuery,
  foreignKeysQuery,
  indexesQuery,
  parametersQuery,
  routinesQuery,
  rowsQuery,
  schemasQuery,
  type Forms,
  sizesQuery,
  standard,
  tablesQueries,
  triggersQuery,
} from './catalog-queries.js';
import { standardTables } from './catalog-standard.js';
import { grouped, tablesOf } from './catalog-tables.js';
import type { Cells, MssqlSession } from './session.js';

const toldByStandard = 'Told by INFORMATION_SCHEMA: columns and keys only, no indexes, foreign keys, sizes or statements.';
const toldByNobody =
  'This server has neither sys.objects nor INFORMATION_SCHEMA: its tables can’t be listed. Statements run on them all the same.';
/** Faults that a server answers of what it does not have. */
export const lacking: ReadonlySet<DriverFaultKind> = new Set(['no-such-object', 'unsupported', 'syntax', 'unknown']);

/** Tables handed over at a time. */
const batchSize = 200;

/**
 * Reads the catalog of the session's database. SQL Server hides what a user has no right to, so that only tables whose rows may not be
 * read are told as gaps. A server that has none of its views is read by INFORMATION_SCHEMA, and said to be; of one that has not even that
 * nothing is told, and that is.
 */
export async function* readCatalog(
  session: MssqlSession,
  { signal }: CatalogOptions = {},
): AsyncGenerator<CatalogPart, void, undefined> {
  const ask = (sql: string): Promise<Cells[]> => session.ask(sql, [], signal);
  const gaps: string[] = [];
  /** A view that this server lacks costs what it would have told and nothing else. */
  const optional = async (what: string, sql: string): Promise<Cells[] | undefined> => {
    try {
      return await ask(sql);
    } catch (error) {
      if (!(error instanceof DriverFault) || !session.alive || error.kind === 'cancelled') throw error;
      gaps.push(`${what} could not be read: ${error.message}`);
      return undefined;
    }
  };
  /** The fullest form that this server can answer; undefined where it answers none. */
  const fullest = async (view: string, [full, ...others]: Forms): Promise<Cells[] | undefined> => {
    let failure: unknown;
    for (const [sql, lacks] of [[full, ''] as const, ...others]) {
      try {
        const rows = await ask(sql);
        if (lacks !== '' && failure instanceof DriverFault) gaps.push(`${view} does not tell here: ${lacks}. ${failure.message}`);
        return rows;
      } catch (error) {
        if (!(error instanceof DriverFault) || !session.alive || error.kind === 'cancelled') throw error;
        failure ??= error;
      }
    }
    if (failure instanceof DriverFault) gaps.push(`${view} could not be read: ${failure.message}`);
    return undefined;
  };
  /** What every server of SQL is to have; undefined where this one does not. */
  const byStandard = async (sql: string): Promise<Cells[] | undefined> => {
    try {
      return await ask(sql);
    } catch (error) {
      if (!(error instanceof DriverFault) || !lacking.has(error.kind)) throw error;
      return undefined;
    }
  };
  const [name, defaultSchema] = (await ask(databaseQuery).catch(() => ask('SELECT DB_NAME()')))[0] ?? [];
  const tables = await fullest('sys.objects', tablesQueries);
  const columns = tables === undefined ? undefined : await fullest('sys.columns', columnsQueries);
  const schemas = (await optional('Schemas', schemasQuery))?.map(([schema]) => String(schema)) ?? [
    ...grouped((await byStandard(standard.tables)) ?? []).keys(),
  ];
  yield {
    type: 'database',
    kind: 'mssql',
    serverVersion: session.serverVersion,
    name: String(name ?? ''),
    defaultSchema: String(defaultSchema ?? 'dbo'),
    schemas,
  };
  if (tables === undefined || columns === undefined) {
    const [own, fields] = [await byStandard(standard.tables), await byStandard(standard.columns)];
    const found = own && fields ? [...standardTables(own, fields, (await byStandard(standard.keys)) ?? [])] : [];
    yield* inBatches(found, found.length);
    gaps.push(own && fields ? toldByStandard : toldByNobody);
  } else {
    const steps = [
      ['indexes', indexesQuery],
      ['foreignKeys', foreignKeysQuery],
      ['checks', checksQuery],
      ['triggers', triggersQuery],
      ['rows', rowsQuery],
      ['sizes', sizesQuery],
    ] as const;
    const rows = { tables, indexes: [], foreignKeys: [], checks: [], triggers: [], rows: [], sizes: [] };
    const answers: Record<(typeof steps)[number][0], Cells[]> = rows;
    for (const [at, [phase, sql]] of steps.entries()) {
      yield { type: 'progress', phase, done: at, total: steps.length };
      answers[phase] = (await optional(phase, sql)) ?? [];
    }
    yield* inBatches(tablesOf({ ...answers, tables, columns }), tables.length);
    const closed = tables.filter((row) => row[9] === 0);
    if (closed.length > 0) {
      const reason = 'You have no SELECT on this table: its columns are known, its rows are not.';
      yield { type: 'gaps', gaps: closed.map((row) => ({ schema: String(row[1]), name: String(row[2]), reason })) };
    }
    const routines = await optional('Routines', routinesQuery);
    const parameters = grouped((await optional('Parameters', parametersQuery)) ?? []);
    if (routines !== undefined && routines.length > 0) {
      yield { type: 'routines', routines: routines.map((row) => routineOf(row, parameters.get(String(row[0])) ?? [])) };
    }
  }
  if (gaps.length > 0) {
    yield { type: 'gaps', gaps: gaps.map((reason) => ({ schema: String(defaultSchema ?? 'dbo'), name: null, reason })) };
  }
  yield { type: 'end' };
}

function* inBatches(tables: Iterable<CatalogTable>, total: number): Generator<CatalogPart> {
  let batch: CatalogTable[] = [];
  let done = 0;
  for (const table of tables) {
    batch.push(table);
    if (batch.length < batchSize) continue;
    yield { type: 'tables', tables: batch };
    done += batch.length;
    batch = [];
    yield { type: 'progress', phase: 'tables', done, total };
  }
  if (batch.length > 0) yield { type: 'tables', tables: batch };
}

const routineOf = ([, schema, name, type, comment]: Cells, parameters: readonly Cells[]): CatalogRoutine => {
  const textOf = ([, , , own, length, precision, scale]: Cells): string =>
    typeText(String(own), Number(length), Number(precision), Number(scale));
  const returns = parameters.find((row) => row[1] === 0);
  const kind = type === 'P' || type === 'PC' ? 'procedure' : type === 'AF' ? 'aggregate' : 'function';
  return {
    schema: String(schema),
    name: String(name),
    kind,
    arguments: parameters
      .filter((row) => row[1] !== 0)
      .map((row) => `${String(row[2])} ${textOf(row)}${row[7] === true ? ' OUTPUT' : ''}`)
      .join(', '),
    returns: returns !== undefined ? textOf(returns) : type === 'IF' || type === 'TF' || type === 'FT' ? 'TABLE' : null,
    language: ['PC', 'FS', 'FT', 'AF'].includes(String(type)) ? 'CLR' : 'SQL',
    comment: comment == null ? null : String(comment),
  };
};
