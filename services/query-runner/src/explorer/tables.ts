import { type Editability, Fault } from '@orrery/contracts';
import { DriverFault, type ExplorerTable, explorerOf, type Session, type TableAccess } from '@orrery/drivers';
import type { PublicOf } from '@orrery/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { RecentWrites } from '../query/replica.js';
import type { SessionPool } from '../target/session-pool.js';
import { SessionPools } from '../target/session-pools.js';
import { type OpenedConnection, type ServerRole, Targets } from '../target/targets.js';

/** ms that a table's description is believed. */
const believed = 30_000;
const rememberAtMost = 2_000;
const defaultTimeoutMs = 60_000;

/** A table of a connection, ready to be read and changed. */
export interface OpenedTable {
  readonly connection: OpenedConnection;
  readonly access: TableAccess;
  readonly table: ExplorerTable;
  /** Which server it is read from; undefined where the connection has but one. */
  readonly server: ServerRole | undefined;
}

/** A table with a session of its own, to be given back. */
export interface HeldTable {
  readonly opened: OpenedTable;
  readonly session: Session;
  release(): void;
}

/** Finds tables: what they look like is asked of the database and believed for half a minute, or until an error says otherwise. */
@Injectable()
export class Tables {
  private readonly known = new Map<string, { readonly table: ExplorerTable; readonly until: number }>();

  constructor(
    @Inject(Targets) private readonly targets: Pick<PublicOf<Targets>, 'open' | 'whenStale'>,
    @Inject(SessionPools) private readonly pools: Pick<PublicOf<SessionPools>, 'of'>,
    @Inject(RecentWrites) private readonly writes: Pick<RecentWrites, 'isRecent'>,
  ) {
    targets.whenStale((connectionId) => {
      this.forget(connectionId);
    });
  }

  /** Forgets what is known of a connection's tables. */
  forget(connectionId: string): void {
    for (const key of this.known.keys()) if (key.startsWith(connectionId)) this.known.delete(key);
  }

  /** Throws `connection_not_found`, `query_unsupported`. */
  async connection(connectionId: string): Promise<{ connection: OpenedConnection; access: TableAccess; pool: SessionPool }> {
    const connection = await this.targets.open(connectionId);
    const access = explorerOf(connection.kind);
    if (!access) throw new Fault('query_unsupported', `Tables of ${connection.kind} can’t be explored yet. Use the editor.`);
    return { connection, access, pool: this.pools.of(connection) };
  }

  /**
   * Runs work that only reads: on the read replica where there is one, unless its reader wrote a moment ago. A replica that can't be
   * had, or is so far behind that the table is not there, is no answer: then the primary is asked. Throws as `with` does.
   */
  async read<T>(
    connectionId: string,
    name: string,
    signal: AbortSignal,
    work: (opened: OpenedTable, session: Session, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { connection } = await this.connection(connectionId);
    if (connection.target.extraOptions.readReplica && !this.writes.isRecent(connection.userId, connectionId)) {
      try {
        return await this.with(connectionId, name, signal, work, 'replica');
      } catch (error) {
        if (signal.aborted || !isBehind(error)) throw error;
      }
    }
    return this.with(connectionId, name, signal, work);
  }

  /** A table to read from for as long as the caller needs it: on the read replica where `read` would. Throws as `hold` does. */
  async holdToRead(connectionId: string, name: string, signal: AbortSignal): Promise<HeldTable> {
    const { connection } = await this.connection(connectionId);
    if (connection.target.extraOptions.readReplica && !this.writes.isRecent(connection.userId, connectionId)) {
      try {
        return await this.hold(connectionId, name, signal, 'replica');
      } catch (error) {
        if (signal.aborted || !isBehind(error)) throw error;
      }
    }
    return this.hold(connectionId, name, signal);
  }

  /** A table as it looks now, with a session, for as long as the caller needs it. Throws `table_not_found`. */
  async hold(connectionId: string, name: string, signal: AbortSignal, role: ServerRole = 'primary'): Promise<HeldTable> {
    const { connection, access } = await this.connection(connectionId);
    const pool = this.pools.of(connection, role);
    const session = await pool.acquire(signal);
    const release = (): void => void pool.release(session);
    try {
      const table = await this.describe(access, session, keyOf(connection, name), name);
      const server = connection.target.extraOptions.readReplica ? role : undefined;
      return { opened: { connection, access, table, server }, session, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  /**
   * Runs work on a table with a session of its own. A table that turns out to look otherwise than remembered is looked at again and
   * the work done once more: it must not have changed anything. Throws `table_not_found`, and what the work throws.
   */
  async with<T>(
    connectionId: string,
    name: string,
    signal: AbortSignal,
    work: (opened: OpenedTable, session: Session, signal: AbortSignal) => Promise<T>,
    role: ServerRole = 'primary',
  ): Promise<T> {
    const { connection, access } = await this.connection(connectionId);
    const pool = this.pools.of(connection, role);
    const server = connection.target.extraOptions.readReplica ? role : undefined;
    const limit = AbortSignal.timeout(timeoutOf(connection));
    const stop = AbortSignal.any([signal, limit]);
    const key = keyOf(connection, name);
    try {
      for (let attempt = 0; ; attempt += 1) {
        const session = await pool.acquire(stop);
        const remembered = this.known.get(key);
        try {
          const table =
            remembered && remembered.until > Date.now() ? remembered.table : await this.describe(access, session, key, name);
          return await work({ connection, access, table, server }, session, stop);
        } catch (error) {
          const changed = error instanceof DriverFault && error.kind === 'no-such-object';
          if (changed) this.known.delete(key);
          if (!changed || attempt > 0 || !remembered) throw error;
        } finally {
          void pool.release(session);
        }
      }
    } catch (error) {
      if (limit.aborted && !signal.aborted)
        throw new Fault(
          'query_timeout',
          'The database took longer than this connection’s time limit and was told to stop. Narrow the filter, or raise the limit.',
          { cause: error },
        );
      throw error;
    }
  }

  private async describe(access: TableAccess, session: Session, key: string, name: string): Promise<ExplorerTable> {
    const table = await access.describe(session, name);
    if (!table)
      throw new Fault(
        'table_not_found',
        `There is no table “${name}” here, or this login may not see it. It may have been dropped or renamed.`,
      );
    if (this.known.size >= rememberAtMost) this.known.clear();
    this.known.set(key, { table, until: Date.now() + believed });
    return table;
  }
}

const keyOf = ({ id, version }: OpenedConnection, name: string): string => `${id} ${String(version)} ${name}`;

/** ms that a statement may take on a connection. */
export const timeoutOf = ({ target }: OpenedConnection): number => target.extraOptions.timeouts?.statementMs ?? defaultTimeoutMs;

const replicaTrouble = new Set<string>([
  'unreachable',
  'connection-lost',
  'too-many-connections',
  'login',
  'tls',
  'timeout',
  'no-such-database',
  'no-such-object',
]);
/** Whether a failure may be the replica's own: it can't be had, has not heard of the table yet, or gave the read up for its recovery. */
const isBehind = (error: unknown): boolean =>
  error instanceof DriverFault
    ? replicaTrouble.has(error.kind) || error.native.sqlState === '40001'
    : error instanceof Fault && error.code === 'table_not_found';

/** Whether rows of a table can be changed over this connection; if not, why and what would help. */
export function editabilityOf({ connection, table }: Pick<OpenedTable, 'connection' | 'table'>): Editability {
  const keyColumns = [...(table.keys[0] ?? [])];
  if (table.locked) return { editable: false, keyColumns, ...table.locked };
  if (connection.target.extraOptions.readOnly === true)
    return {
      editable: false,
      keyColumns,
      code: 'read-only',
      reason: 'This connection is read-only.',
      hint: 'Take the read-only mark off the connection, or use one that may write.',
    };
  if (keyColumns.length === 0)
    return {
      editable: false,
      keyColumns,
      code: 'no-key',
      reason: 'This table has no primary key and no unique key without nulls, so that one row can’t be told from another.',
      hint: 'Add a primary key, or a unique constraint on columns that are NOT NULL.',
    };
  return { editable: true, keyColumns };
}

/** Throws `read_only` or `not_editable` where rows of the table can't be changed over this connection. */
export function refuseUneditable(opened: OpenedTable): void {
  const { editable, code, reason, hint } = editabilityOf(opened);
  if (!editable)
    throw new Fault(code === 'read-only' ? 'read_only' : 'not_editable', `${reason ?? ''} ${hint ?? ''}`.trim(), {
      details: { reason: code },
    });
}
