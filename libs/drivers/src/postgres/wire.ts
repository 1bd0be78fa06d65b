import type { Duplex } from 'node:stream';
import { DriverFault } from '../driver.js';
import { BigFrame, bigFrameBytes } from './big-frame.js';
import { Kind } from './messages.js';

const empty = Buffer.alloc(0);
/** Bytes read ahead of the reader before the socket is paused. */
const readAheadBytes = 128 * 1024;
/** No message but a row may be longer than this: a server that says otherwise is broken or hostile. */
const longestMessage = 64 * 1024 * 1024;

/**
 * The messages of a PostgreSQL connection, one at a time, out of the chunks that the socket delivers. The reader pulls: what it does not
 * ask for stays on the socket, which is paused meanwhile, so the server waits too.
 */
export class Wire {
  /** The current message: its type, and where its body lies. Valid until the next `frame()`. */
  type = 0;
  buffer: Buffer = empty;
  start = 0;
  end = 0;
  /** Cells longer than this need not be kept whole. */
  cellLimit = 1024 * 1024;
  failure: DriverFault | undefined;

  #chunk: Buffer = empty;
  #at = 0;
  readonly #queue: Buffer[] = [];
  #queued = 0;
  #paused = false;
  #wake: (() => void) | undefined;
  /** The beginning of a message whose end has not come yet. */
  #partial: Buffer = Buffer.allocUnsafe(64 * 1024);
  #have = 0;
  #need = 0;
  #big: BigFrame | undefined;

  constructor(readonly stream: Duplex) {
    stream.on('data', (chunk: Buffer) => {
      this.#queue.push(chunk);
      this.#queued += chunk.length;
      if (this.#queued >= readAheadBytes && !this.#paused) {
        this.#paused = true;
        stream.pause();
      }
      this.#notify();
    });
    const onGone = (error?: Error) => {
      this.fail(new DriverFault('connection-lost', 'The server closed the connection.', {}, { cause: error }));
    };
    stream.once('error', onGone);
    stream.once('end', () => {
      onGone();
    });
    stream.once('close', () => {
      onGone();
    });
  }

  get alive(): boolean {
    return this.failure === undefined;
  }

  /** Makes everybody who waits fail with this; the first reason counts. */
  fail(fault: DriverFault): void {
    this.failure ??= fault;
    this.#notify();
  }

  /** Cuts the socket. */
  destroy(fault: DriverFault): void {
    this.fail(fault);
    this.stream.destroy();
  }

  write(bytes: Buffer): void {
    if (this.stream.writable) this.stream.write(bytes);
  }

  /** Moves to the next message. False where it has not come yet: wait for `more()`. */
  frame(): boolean {
    for (;;) {
      const chunk = this.#chunk;
      const at = this.#at;
      const available = chunk.length - at;
      if (available === 0) {
        if (!this.#take()) return false;
        continue;
      }
      if (this.#big !== undefined) {
        if (this.#feedBig(this.#big)) return true;
        continue;
      }
      if (this.#have > 0) {
        if (this.#complete(chunk, at, available)) return true;
        continue;
      }
      if (available >= 5) {
        const length = chunk.readUInt32BE(at + 1) + 1;
        if (available >= length) {
          this.type = chunk[at] as number;
          this.buffer = chunk;
          this.start = at + 5;
          this.end = at + length;
          this.#at = at + length;
          return true;
        }
      }
      // The rest of the chunk begins a message; it goes on in the next one.
      this.#need = 5;
      this.#have = 0;
      this.#complete(chunk, at, available);
    }
  }

  /** Resolves when something more has come; false when `ms` went by first. Throws what ended the connection. */
  more(ms?: number): Promise<boolean> | boolean {
    if (this.#queue.length > 0) return true;
    if (this.failure !== undefined) throw this.failure;
    if (this.#paused) {
      this.#paused = false;
      this.stream.resume();
    }
    return this.#wait(ms);
  }

  async #wait(ms: number | undefined): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#wake = () => {
      resolve(true);
    };
    const timer =
      ms === undefined
        ? undefined
        : setTimeout(() => {
            resolve(false);
          }, ms);
    const came = await promise;
    clearTimeout(timer);
    this.#wake = undefined;
    if (came && this.#queue.length === 0 && this.failure !== undefined) throw this.failure;
    return came;
  }

  #notify(): void {
    this.#wake?.();
  }

  #take(): boolean {
    const chunk = this.#queue.shift();
    if (chunk === undefined) return false;
    this.#queued -= chunk.length;
    this.#chunk = chunk;
    this.#at = 0;
    return true;
  }

  /** Adds to the partial message. True when it is whole, and then it is the current one. */
  #complete(chunk: Buffer, at: number, available: number): boolean {
    const taken = Math.min(this.#need - this.#have, available);
    if (this.#have + taken > this.#partial.length) this.#grow(this.#have + taken);
    chunk.copy(this.#partial, this.#have, at, at + taken);
    this.#have += taken;
    this.#at = at + taken;
    if (this.#have < this.#need) return false;
    if (this.#need === 5) {
      const length = this.#partial.readUInt32BE(1) + 1;
      const type = this.#partial[0] as number;
      const cuttable = type === Kind.dataRow || type === Kind.copyData;
      if (length < 5 || (!cuttable && length > longestMessage)) {
        this.destroy(new DriverFault('connection-lost', 'The server sent something that is not PostgreSQL.'));
        return false;
      }
      if (cuttable && length > bigFrameBytes) {
        this.#big = new BigFrame(type, length - 5, this.cellLimit);
        this.#have = 0;
        return false;
      }
      this.#need = length;
      if (length > 5) return false;
    }
    this.type = this.#partial[0] as number;
    this.buffer = this.#partial;
    this.start = 5;
    this.end = this.#need;
    this.#have = 0;
    return true;
  }

  #grow(length: number): void {
    const grown = Buffer.allocUnsafe(Math.max(length, this.#partial.length * 2));
    this.#partial.copy(grown, 0, 0, this.#have);
    this.#partial = grown;
  }

  #feedBig(big: BigFrame): boolean {
    this.#at = big.feed(this.#chunk, this.#at);
    if (!big.done) return false;
    this.#big = undefined;
    this.type = big.type;
    this.buffer = big.body;
    this.start = 0;
    this.end = big.body.length;
    return true;
  }
}
