import pg from 'pg';
import type { TdsReply } from '../tds/reply.js';
import type { TdsRequest } from '../tds/requests.js';
import { answered } from './cells.js';
import { definition } from './define.js';
import { failureOf } from './errors.js';
import { TsqlFailure, unknownHere } from './failure.js';
import type { Model, Table } from './model.js';
import { Parser } from './parse.js';
import type { Statement } from './syntax.js';
import { type WrittenChange, writtenDelete, writtenInsert, writtenUpdate } from './write-change.js';
import { QueryWriter } from './write-query.js';

const mostParams = 2_098;
/** Errors that end their statement only, unless XACT_ABORT is on; all others end the batch. */
const gentle = new Set([220, 515, 547, 2601, 2627, 2628, 8115, 8152]);
/** Errors that end the transaction in any case: values that can’t be converted, and a deadlock. */
const final = new Set([241, 242, 244, 245, 248, 1205, 8114, 8169]);
const asIs = {
  getTypeParser:
    () =>
    (value: string): string =>
      value,
};

/** One session: a transaction or none, a connection of PostgreSQL, and what was set. */
export class TsqlSession {
  #transactions = 0;
  #transaction = 0n;
  #xactAbort = false;
  #rowCount = 0;
  #lastIdentity: string | undefined;
  #numbered: Table | undefined;
  readonly #savepoints = new Set<string>();

  constructor(
    readonly id: number,
    readonly model: Model,
    readonly client: pg.Client,
    /** Cancels what the connection of that process runs. */
    readonly cancel: (pid: number) => Promise<void>,
    readonly pid: number,
  ) {}

  /** The session is made as new. */
  async reset(): Promise<void> {
    if (this.#transactions > 0) await this.client.query('rollback');
    await this.client.query('set lock_timeout = 0');
    this.#transactions = 0;
    this.#savepoints.clear();
    this.#xactAbort = false;
    this.#numbered = undefined;
    this.#lastIdentity = undefined;
  }

  async answer(request: TdsRequest, reply: TdsReply): Promise<void> {
    const onAbort = (): void => void this.cancel(this.pid).catch(() => undefined);
    reply.signal.addEventListener('abort', onAbort, { once: true });
    try {
      await this.#batch(request, reply);
    } catch (error) {
      if (reply.signal.aborted) return;
      await this.#tell(error, reply);
    } finally {
      reply.signal.removeEventListener('abort', onAbort);
    }
  }

  async #batch(request: TdsRequest, reply: TdsReply): Promise<void> {
    if (request.params.size > mostParams)
      throw new TsqlFailure(
        8003,
        'The incoming request has too many parameters. The server supports a maximum of 2100 parameters. Reduce the number of parameters and resend the request.',
      );
    for (const statement of new Parser(request.text).batch()) {
      if (reply.signal.aborted || this.#returns(statement)) return;
      try {
        await this.#statement(statement, request, reply);
      } catch (error) {
        const goesOn = error instanceof TsqlFailure && gentle.has(error.number) && !this.#xactAbort;
        if (!goesOn) throw error;
        this.#rowCount = 0;
        reply.error({ number: error.number, text: error.message, level: error.level });
        reply.done({ failed: true });
      }
    }
  }

  /** Whether a statement leaves the batch. */
  #returns(statement: Statement): boolean {
    if (statement.is === 'return') return true;
    return statement.is === 'if-transaction' && statement.open === this.#transactions > 0 && this.#returns(statement.then);
  }

  /** An error that ends the batch. With XACT_ABORT, and where it is final, it ends the transaction too. */
  async #tell(error: unknown, reply: TdsReply): Promise<void> {
    const failure = error instanceof TsqlFailure ? error : unknownHere(error instanceof Error ? error.message : String(error));
    if (
      this.#transactions > 0 &&
      (this.#xactAbort || final.has(failure.number)) &&
      ![102, 105, 137, 156].includes(failure.number)
    )
      await this.#rollBack(reply);
    reply.error({ number: failure.number, text: failure.message, level: failure.level });
    reply.done({ failed: true });
  }

  async #rollBack(reply: TdsReply): Promise<void> {
    await this.client.query('rollback');
    this.#transactions = 0;
    this.#savepoints.clear();
    reply.rolledBack(this.#transaction);
  }

  async #backTo(name: string): Promise<void> {
    if (!this.#savepoints.has(name.toLowerCase()))
      throw new TsqlFailure(6401, `Cannot roll back ${name}. No transaction or savepoint of that name was found.`);
    await this.client.query(`rollback to savepoint ${pg.escapeIdentifier(`s ${name.toLowerCase()}`)}`);
  }

  async #statement(statement: Statement, request: TdsRequest, reply: TdsReply): Promise<void> {
    switch (statement.is) {
      case 'begin':
        this.#transactions += 1;
        if (this.#transactions > 1) return;
        await this.client.query('begin isolation level read committed');
        this.#transaction = (BigInt(this.id) << 32n) + BigInt(Date.now() % 1_000_000) + 1n;
        reply.begun(this.#transaction);
        return;
      case 'commit':
        if (this.#transactions === 0)
          throw new TsqlFailure(3902, 'The COMMIT TRANSACTION request has no corresponding BEGIN TRANSACTION.');
        this.#transactions -= 1;
        if (this.#transactions > 0) return;
        this.#savepoints.clear();
        await this.client.query('commit');
        reply.committed(this.#transaction);
        return;
      case 'rollback':
        if (this.#transactions === 0)
          throw new TsqlFailure(3903, 'The ROLLBACK TRANSACTION request has no corresponding BEGIN TRANSACTION.');
        return statement.to === undefined ? this.#rollBack(reply) : this.#backTo(statement.to);
      case 'save':
        if (this.#transactions === 0)
          throw new TsqlFailure(628, 'Cannot issue SAVE TRANSACTION when there is no active transaction.');
        this.#savepoints.add(statement.name.toLowerCase());
        await this.client.query(`savepoint ${pg.escapeIdentifier(`s ${statement.name.toLowerCase()}`)}`);
        return;
      case 'if-transaction':
        if (statement.open === this.#transactions > 0) await this.#statement(statement.then, request, reply);
        return;
      case 'set':
        if (statement.option === 'xact_abort') this.#xactAbort = statement.on;
        return;
      case 'isolation':
      case 'return':
        return;
      case 'lock-timeout':
        if (statement.ms === 0) throw unknownHere('a lock timeout of nothing');
        await this.client.query(`set lock_timeout = ${String(Math.max(statement.ms, 0))}`);
        return;
      case 'identity-insert':
        this.#numberBy(this.model.table(statement.table), statement.on);
        return;
      case 'select':
        return this.#select(statement, request, reply);
      case 'insert':
      case 'update':
      case 'delete':
        return this.#change(statement, request, reply);
      default:
        return this.#define(statement);
    }
  }

  #numberBy(table: Table, on: boolean): void {
    if (!table.columns.some(({ identity }) => identity !== undefined))
      throw new TsqlFailure(8106, `Table '${table.name}' does not have the identity property. Cannot perform SET operation.`);
    if (on && this.#numbered && this.#numbered !== table)
      throw new TsqlFailure(
        8107,
        `IDENTITY_INSERT is already ON for table '${this.#numbered.name}'. Cannot perform SET operation for table '${table.name}'.`,
      );
    this.#numbered = on ? table : undefined;
  }

  #writer(request: TdsRequest): QueryWriter {
    const said = { rowCount: this.#rowCount, transactions: this.#transactions, lastIdentity: this.#lastIdentity };
    return new QueryWriter(this.model, said, request.params);
  }

  async #select(statement: Extract<Statement, { is: 'select' }>, request: TdsRequest, reply: TdsReply): Promise<void> {
    const writer = this.#writer(request);
    const { sql, columns } = writer.query(statement.query);
    const shown = columns.map(({ name, type }) => answered(name, type));
    const { rows } = await this.#ask('SELECT', sql, writer.values);
    reply.columns(shown.map(({ column }) => column));
    for (const row of rows) {
      if (reply.signal.aborted) return;
      await reply.row(...row.map((cell, at) => (cell === null ? null : shown[at]?.read(cell))));
    }
    this.#rowCount = rows.length;
    reply.done({ selected: rows.length });
  }

  async #change(
    statement: Extract<Statement, { is: 'insert' | 'update' | 'delete' }>,
    request: TdsRequest,
    reply: TdsReply,
  ): Promise<void> {
    const writer = this.#writer(request);
    const written: WrittenChange =
      statement.is === 'insert'
        ? writtenInsert(writer, statement, this.#numbered)
        : statement.is === 'update'
          ? writtenUpdate(writer, statement)
          : writtenDelete(writer, statement);
    const { rows, count } = await this.#ask(statement.is.toUpperCase(), written.sql, writer.values);
    this.#rowCount = count;
    if (written.numbers) {
      this.#lastIdentity = rows.at(-1)?.[0] ?? undefined;
      if (this.#numbered === written.table) await this.#reseed(written.table);
    } else if (statement.is === 'insert') this.#lastIdentity = undefined;
    reply.done({ changed: count });
  }

  /** A number that was given raises the ones that are given out. */
  async #reseed(table: Table): Promise<void> {
    const column = table.columns.find(({ identity }) => identity !== undefined)?.pg ?? '';
    const sequence = `pg_get_serial_sequence('${table.pg}', '${column}')`;
    await this.#ask(
      'INSERT',
      `select setval(${sequence}, greatest((select max(${column}) from ${table.pg}), nextval(${sequence}) - 1))`,
      [],
    );
  }

  async #define(statement: Statement): Promise<void> {
    if (this.#transactions > 0) throw unknownHere('definitions in a transaction');
    // One message, and so one transaction, as the statement itself is one.
    await this.#ask('CREATE', (definition(this.model, statement) ?? []).join(';\n'), []);
  }

  /** Runs a statement. In a transaction that goes on after errors, what fails is taken back by itself. */
  async #ask(verb: string, sql: string, values: readonly unknown[]): Promise<{ rows: (string | null)[][]; count: number }> {
    const saves = this.#transactions > 0 && !this.#xactAbort;
    if (saves) await this.client.query('savepoint before_it');
    try {
      const result = await this.client.query<(string | null)[]>({
        text: sql,
        values: [...values],
        rowMode: 'array',
        types: asIs,
      });
      if (saves) await this.client.query('release savepoint before_it');
      return { rows: result.rows, count: result.rowCount ?? 0 };
    } catch (error) {
      if (saves) await this.client.query('rollback to savepoint before_it');
      if (error instanceof pg.DatabaseError && error.code !== '57014') throw failureOf(this.model, error, verb);
      throw error;
    }
  }
}
