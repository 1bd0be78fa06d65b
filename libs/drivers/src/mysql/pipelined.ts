import { DriverFault, type RunOptions, type ShortAnswer } from '../driver.js';
import type { Bound } from '../pipelined.js';
import { RowBatch } from '../row-batch.js';
import { BinaryRows } from './binary-rows.js';
import { faultOf } from './faults.js';
import {
  Answer,
  closeStatement,
  type ColumnDefinition,
  columnCountOf,
  columnOf,
  command,
  Command,
  endOf,
  executeStatement,
  okOf,
  PacketCursor,
} from './packets.js';
import type { MysqlSession } from './session.js';
import { typeOf } from './types.js';

/**
 * Statements of which each text is prepared once, and all of whose executions are sent at once. Unlike PostgreSQL's, this server goes on
 * after an error.
 */
export class Pipeline {
  readonly #batch: RowBatch;

  constructor(
    readonly session: MysqlSession,
    { maxCellBytes }: Pick<RunOptions, 'maxCellBytes'>,
  ) {
    this.#batch = new RowBatch(64 * 1024, maxCellBytes ?? 1024 * 1024);
    session.packets.cellLimit = this.#batch.maxCellBytes;
    session.packets.textRows = false;
  }

  async run(statements: readonly Bound[]): Promise<ShortAnswer[]> {
    const { socket } = this.session.packets;
    const ids = new Map<string, number>();
    try {
      for (const { text, params } of statements) if (!ids.has(text)) ids.set(text, await this.#prepare(text, params.length));
      const calls = statements.map(({ text, params }) => executeStatement(ids.get(text) ?? 0, params));
      const atOnce = await this.session.takesSeveral();
      if (atOnce) socket.write(Buffer.concat(calls));
      const answers: ShortAnswer[] = [];
      let fault: DriverFault | undefined;
      for (const [at, { text }] of statements.entries()) {
        if (!atOnce) socket.write(calls[at] ?? Buffer.alloc(0));
        const answer = await this.#answer(text);
        if (answer instanceof DriverFault) fault ??= answer;
        else answers.push(answer);
      }
      if (fault) throw fault;
      return answers;
    } finally {
      if (ids.size > 0) socket.write(Buffer.concat([...ids.values()].map(closeStatement)));
    }
  }

  async #next(): Promise<void> {
    const { packets } = this.session;
    while (!packets.packet()) await packets.socket.more();
  }

  async #prepare(text: string, given: number): Promise<number> {
    const { packets } = this.session;
    packets.socket.write(command(Command.prepare, text));
    await this.#next();
    if (packets.buffer[packets.start] === Answer.error) throw faultOf(packets.buffer, packets.start, packets.end, text);
    const cursor = new PacketCursor(packets.buffer, packets.start + 1, packets.end);
    const [id, columns, parameters] = [cursor.uint(4), cursor.uint(2), cursor.uint(2)];
    // Definitions of parameters and of columns, each list with its end.
    const skipped = (parameters > 0 ? parameters + 1 : 0) + (columns > 0 ? columns + 1 : 0);
    for (let count = 0; count < skipped; count += 1) await this.#next();
    if (parameters === given) return id;
    packets.socket.write(closeStatement(id));
    throw new DriverFault('syntax', `The statement takes ${String(parameters)} parameters; ${String(given)} were given.`);
  }

  async #answer(text: string): Promise<ShortAnswer | DriverFault> {
    const { session } = this;
    const { packets } = session;
    await this.#next();
    const first = packets.buffer[packets.start];
    if (first === Answer.error) return faultOf(packets.buffer, packets.start, packets.end, text);
    if (first === Answer.ok) {
      const { affectedRows, status } = okOf(packets.buffer, packets.start, packets.end);
      session.status = status;
      return { json: '', affected: affectedRows, cut: false };
    }
    return this.#rows(columnCountOf(packets.buffer, packets.start, packets.end), text);
  }

  async #rows(columns: number, text: string): Promise<ShortAnswer | DriverFault> {
    const { session } = this;
    const { packets } = session;
    const definitions: ColumnDefinition[] = [];
    for (let at = 0; at < columns; at += 1) {
      await this.#next();
      definitions.push(columnOf(packets.buffer, packets.start, packets.end, session.opened.extendedMetadata));
    }
    await this.#next();
    const batch = this.#batch;
    const rows = new BinaryRows(batch, definitions, definitions.map(typeOf));
    for (;;) {
      await this.#next();
      const { buffer, start, end } = packets;
      if (buffer[start] === Answer.error) return faultOf(buffer, start, end, text);
      if (buffer[start] === Answer.endOfRows && end - start < 9) {
        session.status = endOf(buffer, start).status;
        break;
      }
      rows.row(buffer, start, end);
    }
    const answer = { json: batch.bytes.toString('utf8'), affected: batch.count, cut: batch.cut.length > 0 };
    batch.clear();
    return answer;
  }
}
