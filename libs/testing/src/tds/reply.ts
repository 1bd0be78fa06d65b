import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import type { TdsColumn } from './columns.js';
import { packet } from './packets.js';
import {
  changed,
  columnsToken,
  command,
  compactRowToken,
  done,
  doneOf,
  doneToken,
  messageToken,
  rowToken,
  type TdsMessage,
} from './tokens.js';

const header = 8;

/** The answer to one statement: tokens are put into packets, and a client that does not read holds it up. */
export class TdsReply {
  /** Whether the client takes nothing, and the answer waits. */
  held = false;
  #columns: readonly TdsColumn[] = [];
  #bytes: Buffer[] = [];
  #size = 0;
  #ended = false;
  readonly #cancelled = new AbortController();

  constructor(
    readonly stream: Duplex,
    readonly packetSize: number,
    readonly id: number,
  ) {}

  /** Aborts when the client wants no more. */
  get signal(): AbortSignal {
    return this.#cancelled.signal;
  }

  /** The client wants no more. */
  attention(): void {
    this.#cancelled.abort();
  }

  columns(columns: readonly TdsColumn[]): void {
    this.#columns = columns;
    this.#add(columnsToken(columns));
  }

  /** A row of the columns given last. Waits while the client does not read. */
  async row(...values: readonly unknown[]): Promise<void> {
    this.#add(rowToken(this.#columns, values));
    await this.#pour();
  }

  /** A row whose NULLs stand in front. */
  async compactRow(...values: readonly unknown[]): Promise<void> {
    this.#add(compactRowToken(this.#columns, values));
    await this.#pour();
  }

  /** Sends what has been said so far, whether it fills a packet or not. */
  flush(): void {
    if (this.#size > 0) this.#send(this.#take(), false);
  }

  error(message: TdsMessage): void {
    this.#add(messageToken(true, message));
  }

  info(message: TdsMessage): void {
    this.#add(messageToken(false, message));
  }

  /** The end of a statement, more to follow. `changed`: rows that it changed; `selected`: rows that it told. */
  done(counts: { readonly changed?: number; readonly selected?: number; readonly failed?: boolean } = {}): void {
    const { changed: written, selected, failed } = counts;
    const counted = written !== undefined || selected !== undefined ? done.count : 0;
    const status = done.more | counted | (failed === true ? done.error : 0);
    this.#add(doneToken(status, written === undefined ? command.select : command.insert, written ?? selected ?? 0));
  }

  /** The end of one of several calls that came in one message, but the last. */
  called(): void {
    this.#add(doneToken(done.more | done.inCalls, command.none, 0, doneOf.procedure));
  }

  begun(transaction: bigint): void {
    this.#add(changed.begun(transaction));
  }

  rolledBack(transaction: bigint): void {
    this.#add(changed.rolledBack(transaction));
  }

  committed(transaction: bigint): void {
    this.#add(changed.committed(transaction));
  }

  reset(): void {
    this.#add(changed.reset());
  }

  /** Bytes of a script's own making. */
  raw(bytes: Buffer): void {
    this.#add(bytes);
  }

  /** Cuts the connection in the middle of whatever was said. */
  drop(): void {
    this.flush();
    this.#ended = true;
    this.stream.end();
  }

  /** The end of the answer, of a call or of a batch; after an attention that is its acknowledgement. */
  finish(of: 'batch' | 'rpc'): void {
    if (this.#ended) return;
    this.#ended = true;
    const end = this.signal.aborted
      ? doneToken(done.attention, 0, 0)
      : doneToken(done.final, 0, 0, of === 'rpc' ? doneOf.procedure : doneOf.all);
    const last = Buffer.concat([this.#take(), end]);
    const room = this.packetSize - header;
    for (let at = 0; at < last.length; at += room) this.#send(last.subarray(at, at + room), at + room >= last.length);
  }

  #add(bytes: Buffer): void {
    this.#bytes.push(bytes);
    this.#size += bytes.length;
  }

  #take(): Buffer {
    const bytes = Buffer.concat(this.#bytes);
    this.#bytes = [];
    this.#size = 0;
    return bytes;
  }

  /** Sends the packets that are full. */
  async #pour(): Promise<void> {
    const room = this.packetSize - header;
    if (this.#size < room) return;
    let bytes = this.#take();
    let free = true;
    for (; bytes.length >= room; bytes = bytes.subarray(room)) free = this.#send(bytes.subarray(0, room), false);
    this.#add(bytes);
    if (free || this.signal.aborted || this.stream.destroyed) return;
    this.held = true;
    await Promise.race([once(this.stream, 'drain'), once(this.signal, 'abort'), once(this.stream, 'close')]).catch(
      () => undefined,
    );
    this.held = false;
  }

  #send(bytes: Buffer, last: boolean): boolean {
    return this.stream.writable && this.stream.write(packet(bytes, last, this.id));
  }
}
