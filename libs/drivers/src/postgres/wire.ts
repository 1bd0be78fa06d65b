import type { Duplex } from 'node:stream';
import { DriverFault } from '../driver.js';
import { SocketReader } from '../socket-reader.js';
import { BigFrame, bigFrameBytes } from './big-frame.js';
import { Kind } from './messages.js';

const empty = Buffer.alloc(0);
/** No message but a row may be longer than this: a server that says otherwise is broken or hostile. */
const longestMessage = 64 * 1024 * 1024;

/** The messages of a PostgreSQL connection, one at a time, out of the chunks that the socket delivers. */
export class Wire {
  /** The current message: its type, and where its body lies. Valid until the next `frame()`. */
  type = 0;
  buffer: Buffer = empty;
  start = 0;
  end = 0;
  /** Cells longer than this need not be kept whole. */
  cellLimit = 1024 * 1024;
  readonly socket: SocketReader;

  /** The beginning of a message whose end has not come yet. */
  #partial: Buffer = Buffer.allocUnsafe(64 * 1024);
  #have = 0;
  #need = 0;
  #big: BigFrame | undefined;

  constructor(stream: Duplex) {
    this.socket = new SocketReader(stream);
  }

  /** Moves to the next message. False where it has not come yet: wait for `socket.more()`. Throws where it can't be one. */
  frame(): boolean {
    const { socket } = this;
    for (;;) {
      const { chunk, at } = socket;
      const available = chunk.length - at;
      if (available === 0) {
        if (!socket.take()) return false;
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
        if (length < 5) this.#refuse();
        if (available >= length) {
          this.type = chunk[at] as number;
          this.buffer = chunk;
          this.start = at + 5;
          this.end = at + length;
          socket.at = at + length;
          return true;
        }
      }
      // The rest of the chunk begins a message; it goes on in the next one.
      this.#need = 5;
      this.#have = 0;
      this.#complete(chunk, at, available);
    }
  }

  /** Adds to the partial message. True when it is whole, and then it is the current one. */
  #complete(chunk: Buffer, at: number, available: number): boolean {
    const taken = Math.min(this.#need - this.#have, available);
    if (this.#have + taken > this.#partial.length) this.#grow(this.#have + taken);
    chunk.copy(this.#partial, this.#have, at, at + taken);
    this.#have += taken;
    this.socket.at = at + taken;
    if (this.#have < this.#need) return false;
    if (this.#need === 5) {
      const length = this.#partial.readUInt32BE(1) + 1;
      const type = this.#partial[0] as number;
      const cuttable = type === Kind.dataRow || type === Kind.copyData;
      if (length < 5 || (!cuttable && length > longestMessage)) this.#refuse();
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

  #refuse(): never {
    return this.socket.refuse(new DriverFault('connection-lost', 'The server sent something that is not PostgreSQL.'));
  }

  #grow(length: number): void {
    const grown = Buffer.allocUnsafe(Math.max(length, this.#partial.length * 2));
    this.#partial.copy(grown, 0, 0, this.#have);
    this.#partial = grown;
  }

  #feedBig(big: BigFrame): boolean {
    const { socket } = this;
    socket.at = big.feed(socket.chunk, socket.at);
    if (!big.done) return false;
    this.#big = undefined;
    this.type = big.type;
    this.buffer = big.body;
    this.start = 0;
    this.end = big.body.length;
    return true;
  }
}
