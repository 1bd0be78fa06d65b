import { Fault, type FaultCode } from '@orrery/contracts';
import {
  ask,
  BadValue,
  columnOf,
  DriverFault,
  type ExplorerTable,
  type RawChange,
  type Session,
  type Statement,
  type TableAccess,
} from '@orrery/drivers';
import { faultOfDriver } from './faults.js';

/** Where a change was refused. */
export interface RefusedIn {
  readonly access: TableAccess;
  readonly table: ExplorerTable;
  readonly session: Session;
  readonly signal: AbortSignal;
  /** Makes the session take statements again after a failed one; undefined where it can't be asked any more. */
  readonly recover: Statement | undefined;
}

/** What a change is refused with: which column, where that can be found, and the database's own words. */
export interface Refusal {
  readonly code: FaultCode;
  readonly message: string;
  readonly column: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Why a database refused one change; undefined where it is no refusal: the transaction as a whole failed, or the connection did. */
export async function refusalOf(
  error: unknown,
  change: Pick<RawChange, 'values'>,
  where: RefusedIn,
): Promise<Refusal | undefined> {
  if (error instanceof BadValue)
    return { code: 'change_invalid', message: `“${error.column}” ${error.message}`, column: error.column, details: {} };
  if (!(error instanceof DriverFault) || where.access.contentionOf(error)) return undefined;
  if (!['constraint', 'unknown', 'syntax', 'denied', 'read-only'].includes(error.kind)) return undefined;
  const named = error.kind === 'denied' ? undefined : columnNamed(where.table, error);
  return {
    code: codeOf(error),
    message: error.message,
    column: named ?? (await probed(error, change, where)),
    details: faultOfDriver(error).details ?? {},
  };
}

/** A refused change as a fault that names its place in the request. Another error stays what it is. */
export async function toldRefusal(
  error: unknown,
  change: Pick<RawChange, 'values'> & { readonly index: number },
  where: RefusedIn,
): Promise<unknown> {
  const refusal = await refusalOf(error, change, where);
  if (!refusal) return error;
  const { code, message, column, details } = refusal;
  const { index } = change;
  const ours = error instanceof BadValue;
  return new Fault(code, ours ? `Change ${String(index + 1)} can’t be made: ${message}.` : message, {
    errors: [
      {
        path: `changes.${String(index)}${column === undefined ? '' : `.values.${column}`}`,
        message: ours ? error.message : message,
      },
    ],
    details: { ...details, index, ...(column === undefined ? {} : { column }) },
    ...(ours ? {} : { cause: error }),
  });
}

const codeOf = (error: DriverFault): FaultCode =>
  error.kind === 'constraint'
    ? 'change_refused'
    : error.kind === 'denied'
      ? 'query_denied'
      : error.kind === 'read-only'
        ? 'read_only'
        : 'change_invalid';

/** Which value does not fit, where the database did not say: each is tried by itself. */
async function probed(
  error: DriverFault,
  change: Pick<RawChange, 'values'>,
  { access, table, session, signal, recover }: RefusedIn,
): Promise<string | undefined> {
  const given = [...(change.values ?? [])];
  if (given.length === 1) return given[0]?.[0];
  if (error.kind === 'constraint' || !access.probe || !recover || !session.alive) return undefined;
  try {
    for (const [column, cell] of given) {
      const probe = access.probe(table, column, cell);
      if (!probe) return undefined;
      await ask(session, recover, { signal });
      const fits = await ask(session, probe, { signal }).then(
        () => true,
        () => false,
      );
      if (!fits) return column;
    }
  } catch {
    // What can't be found out is left out.
  }
  return undefined;
}

/** The column that the database's own words name. */
function columnNamed(table: ExplorerTable, error: DriverFault): string | undefined {
  const words = `${error.message}\n${error.native.detail ?? ''}`;
  const parent = /FOREIGN KEY constraint .*? table "([^"]+)"(?:, column '(.+?)')?/s.exec(words);
  if (parent) return referringColumn(table, parent[1] ?? '', parent[2]);
  const named = [
    ...words.matchAll(/column ["'`“](?:[^"'`“”]*?["'`]\.["'`])*([^"'`“”]+)["'`”]/gi),
    ...words.matchAll(/for column `[^`]*`\.`[^`]*`\.`([^`]+)`/gi),
    ...words.matchAll(/^Key \((.+?)\)=/gm),
    ...words.matchAll(/FOREIGN KEY \(`([^`]+)`\)/g),
    ...words.matchAll(/field '([^']+)'/gi),
  ].map((match) => match[1] ?? '');
  return named.map((name) => name.split(', ')[0]?.replace(/^"|"$/g, '') ?? '').find((name) => columnOf(table, name));
}

/** SQL Server names the table and the column that are referred to: the column that refers to them is the one that is meant, where it is one. */
function referringColumn(table: ExplorerTable, parent: string, column: string | undefined): string | undefined {
  const keys = table.foreignKeys.filter(
    ({ table: of, refColumns }) => of === parent && (column === undefined || refColumns.includes(column)),
  );
  const [only] = keys;
  return keys.length === 1 && only?.columns.length === 1 ? only.columns[0] : undefined;
}
