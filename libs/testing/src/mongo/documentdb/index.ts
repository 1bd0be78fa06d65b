import { deserialize, Long, serialize } from 'bson';
import pg from 'pg';
import type { BackEnd } from '../back-end.js';
import { sleepOf } from '../data.js';
import type { Scope } from '../scope.js';
import { documentOf, listOf, type Document } from '../document.js';
import { MongoFailure } from '../failure.js';
import { cursors, explained, nextPage, ofServer, plain, writes } from './calls.js';
import { explanationOf } from './explain.js';
import { codeOfPacked, failureOfSql } from './failures.js';

/** Names a PostgreSQL with the extension documentdb; **whatever it holds is dropped by the tests that use it**. */
export const documentDbSetting = 'ORRERY_DOCUMENTDB_URL';

interface Row {
  readonly reply: Buffer;
  readonly continuation?: Buffer | null;
  readonly held?: boolean;
  readonly cursor?: string;
}

/** A cursor of DocumentDB between two pages. */
interface Held {
  readonly db: string;
  continuation: Buffer;
  /** The connection that holds it, where one does. */
  readonly client: pg.PoolClient | undefined;
}

/** Any number: whoever has it uses the server alone. */
const lock = 740_017_018;
const bytesOf = (document: Document): Buffer => Buffer.from(serialize(document));

/**
 * DocumentDB, a document database that is an extension of PostgreSQL, as the engine of our server. Commands go to its SQL interface as
 * they came, and its answers go out as they are. Ours, besides protocol, login and users, are: hello, ping, buildInfo, currentOp, killOp
 * (which cancels the PostgreSQL backend), the wording of explain, the names of its error codes, and `$where: "sleep(ms)"`, which is
 * PostgreSQL's pg_sleep, for it has no JavaScript.
 */
class DocumentDb implements BackEnd {
  readonly #held = new Map<number, Held>();

  constructor(
    readonly pool: pg.Pool,
    readonly owner: pg.PoolClient,
  ) {}

  handlerOf(verb: string): ((scope: Scope) => Promise<Document | Buffer>) | undefined {
    if (Object.hasOwn(cursors, verb)) return (scope) => this.#open(scope, cursors[verb] ?? '');
    if (Object.hasOwn(writes, verb)) return (scope) => this.#write(scope, writes[verb] ?? '');
    if (Object.hasOwn(plain, verb))
      return async (scope) => (await this.#row(scope, plain[verb] ?? '', this.#asSent(scope))).reply;
    if (Object.hasOwn(ofServer, verb))
      return async (scope) => (await this.#row(scope, ofServer[verb] ?? '', [scope.message.bytes])).reply;
    return this.#others[verb];
  }

  async seed(db: string, name: string, documents: readonly Document[]): Promise<void> {
    for (let at = 0; at < documents.length; at += 1_000) {
      const part = documents.slice(at, at + 1_000);
      await this.pool.query(writes['insert'] ?? '', [db, bytesOf({ insert: name }), Buffer.concat(part.map(bytesOf))]);
    }
  }

  async drop(db: string, name: string): Promise<void> {
    await this.pool.query('SELECT documentdb_api.drop_collection($1, $2)', [db, name]);
  }

  async stop(): Promise<void> {
    for (const { client } of this.#held.values()) client?.release(true);
    this.#held.clear();
    await empty(this.owner);
    this.owner.release(true);
    await this.pool.end();
  }

  readonly #others: Readonly<Record<string, (scope: Scope) => Promise<Document | Buffer>>> = {
    getMore: (scope) => this.#more(scope),
    killCursors: async ({ command, cursors: open }) => {
      const killed: Long[] = [];
      for (const id of (command['cursors'] as unknown[]).map(Number)) {
        open.delete(id);
        if (this.#forget(id)) killed.push(Long.fromNumber(id));
      }
      return Promise.resolve({ cursorsKilled: killed, cursorsNotFound: [], cursorsAlive: [], cursorsUnknown: [] });
    },
    drop: async (scope) => {
      const name = String(scope.command['drop']);
      await this.#rows(scope, 'SELECT documentdb_api.drop_collection($1, $2)', [scope.db, name]);
      return { ns: `${scope.db}.${name}`, nIndexesWas: 1 };
    },
    dropDatabase: async (scope) => {
      await this.#rows(scope, 'SELECT documentdb_api.drop_database($1)', [scope.db]);
      return { dropped: scope.db };
    },
    dropIndexes: async (scope) => {
      // A procedure's answer can't be cast where it is called.
      const [row] = await this.#rows<{ retval: string }>(
        scope,
        'CALL documentdb_api.drop_indexes($1, $2::bytea::documentdb_core.bson)',
        [scope.db, scope.message.bytes],
      );
      return Buffer.from((row?.retval ?? '').replace(/^BSONHEX/u, ''), 'hex');
    },
    collStats: async (scope) => {
      const given = [scope.db, String(scope.command['collStats']), Number(scope.command['scale'] ?? 1)];
      return (await this.#row(scope, 'SELECT documentdb_api.coll_stats($1, $2, $3)::bytea AS reply', given)).reply;
    },
    dbStats: async (scope) => {
      const given = [scope.db, Number(scope.command['scale'] ?? 1)];
      return (await this.#row(scope, 'SELECT documentdb_api.db_stats($1, $2)::bytea AS reply', given)).reply;
    },
    explain: async (scope) => {
      const inner = documentOf(scope.exact['explain']);
      const [verb = '', collection] = Object.entries(documentOf(scope.command['explain']))[0] ?? [];
      const selected = Object.hasOwn(explained, verb) ? explained[verb] : undefined;
      if (selected === undefined) throw new MongoFailure(59, 'CommandNotFound', `explain of ${verb} is not known here`);
      const [row] = await this.#rows<{ 'QUERY PLAN': unknown }>(scope, `EXPLAIN (FORMAT JSON) ${selected}`, [
        scope.db,
        bytesOf(inner),
      ]);
      return explanationOf(row?.['QUERY PLAN'], `${scope.db}.${String(collection)}`, inner);
    },
  };

  #asSent({ db, message }: Scope): unknown[] {
    return [db, message.bytes];
  }

  async #open(scope: Scope, call: string): Promise<Document | Buffer> {
    const ms = sleepOf(scope.command['filter']);
    if (ms > 0) await this.#rows(scope, 'SELECT pg_sleep($1)', [ms / 1_000]);
    const { $where: _slept, ...filter } = documentOf(scope.exact['filter']);
    const asked = ms > 0 ? bytesOf({ ...scope.exact, filter }) : scope.message.bytes;
    const client = await this.pool.connect();
    let isHeld = false;
    try {
      const row = await this.#on<Row>(client, scope, call, [scope.db, asked]);
      const id = Number(row[0]?.cursor ?? 0);
      const [{ reply, continuation, held } = noRow()] = row;
      if (continuation && scope.command['singleBatch'] !== true) {
        isHeld = held === true;
        this.#held.set(id, { db: scope.db, continuation, client: isHeld ? client : undefined });
        const close = (): Promise<void> => Promise.resolve(void this.#forget(id));
        scope.cursors.set(id, { id, ns: scope.db, command: scope.command, close });
      }
      return reply;
    } finally {
      if (!isHeld) client.release();
    }
  }

  async #more(scope: Scope): Promise<Buffer> {
    const id = Number(scope.command['getMore']);
    const held = this.#held.get(id);
    if (held === undefined) throw new MongoFailure(43, 'CursorNotFound', `cursor id ${String(id)} not found`);
    const given = [held.db, scope.message.bytes, held.continuation];
    const client = held.client ?? (await this.pool.connect());
    let isOver = true;
    try {
      const [{ reply, continuation } = noRow()] = await this.#on<Row>(client, scope, nextPage, given);
      isOver = !continuation;
      if (continuation) held.continuation = continuation;
      return reply;
    } finally {
      if (held.client === undefined) client.release();
      if (isOver) {
        scope.cursors.delete(id);
        this.#forget(id);
      }
    }
  }

  #forget(id: number): boolean {
    // What holds a cursor is thrown away with it.
    this.#held.get(id)?.client?.release(true);
    return this.#held.delete(id);
  }

  async #write(scope: Scope, call: string): Promise<Document | Buffer> {
    const { reply } = await this.#row(scope, call, [scope.db, scope.message.bytes, scope.message.beside ?? null]);
    const told = deserialize(reply, { promoteValues: false });
    const errors = told['writeErrors'] as Document[] | undefined;
    if (errors === undefined) return reply;
    return { ...told, writeErrors: listOf(errors).map((error) => ({ ...error, code: codeOfPacked(Number(error['code'])) })) };
  }

  async #row(scope: Scope, text: string, given: unknown[]): Promise<Row> {
    return (await this.#rows<Row>(scope, text, given))[0] ?? noRow();
  }

  async #rows<T extends pg.QueryResultRow>(scope: Scope, text: string, given: unknown[]): Promise<T[]> {
    const client = await this.pool.connect();
    try {
      return await this.#on<T>(client, scope, text, given);
    } finally {
      client.release();
    }
  }

  /** Runs a query that can be cancelled, and that takes no longer than the command may. */
  async #on<T extends pg.QueryResultRow>(
    client: pg.PoolClient,
    { operation, command }: Scope,
    text: string,
    given: unknown[],
  ): Promise<T[]> {
    const { rows } = await client.query<{ pid: number }>(
      "SELECT pg_backend_pid() AS pid, set_config('statement_timeout', $1, false)",
      [String(Number(command['maxTimeMS'] ?? 0))],
    );
    let cancelling: Promise<unknown> | undefined;
    operation.stopWork = () => {
      cancelling = this.owner.query('SELECT pg_cancel_backend($1)', [rows[0]?.pid]);
    };
    try {
      operation.checkInterrupted();
      return (await client.query<T>(text, given)).rows;
    } catch (error) {
      throw failureOfSql(error, operation);
    } finally {
      operation.stopWork = undefined;
      await cancelling;
    }
  }
}

const noRow = (): never => {
  throw new MongoFailure(8, 'UnknownError', 'DocumentDB answered with no row.');
};

const empty = async (client: pg.PoolClient): Promise<void> => {
  const { rows } = await client.query<{ name: string }>(
    'SELECT DISTINCT database_name AS name FROM documentdb_api_catalog.collections',
  );
  for (const { name } of rows) await client.query('SELECT documentdb_api.drop_database($1)', [name]);
};

/** DocumentDB as the setting names it, emptied and for the caller alone; undefined where it names none. */
export const startDocumentDb = async (url = process.env[documentDbSetting] ?? ''): Promise<BackEnd | undefined> => {
  if (url === '') return undefined;
  const pool = new pg.Pool({ connectionString: url, max: 20 });
  pool.on('error', () => undefined);
  const owner = await pool.connect();
  await owner.query('SELECT pg_advisory_lock($1)', [lock]);
  await owner.query('CREATE EXTENSION IF NOT EXISTS documentdb CASCADE');
  await empty(owner);
  return new DocumentDb(pool, owner);
};
