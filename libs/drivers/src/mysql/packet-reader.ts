import type { Duplex } from 'node:stream';
import { DriverFault } from '../driver.js';
import { SocketReader } from '../socket-reader.js';
import { BigRow, bigRowBytes } from './big-row.js';
import { longestPayload } from './packets.js';

/** No answer may be longer than this, save a text row, of which only what is shown is kept. */
const longestAnswer = 64 * 1024 * 1024;

/** The packets of a MySQL connection, one at a time, out of the chunks that the socket delivers. */
export class PacketReader {
  /** The current packet's payload. Valid until the next `packet()`. */
  buffer: Buffer = Buffer.alloc(0);
  start = 0;
  end = 0;
  sequence = 0;
  /** Whether text rows are expected: only then may a long packet be shortened while it comes. */
  textRows = false;
  /** Cells longer than this need not be kept whole. */
  cellLimit = 1024 * 1024;
  readonly socket: SocketReader;

  #partial: Buffer = Buffer.allocUnsafe(64 * 1024);
  #have = 0;
  readonly #head = Buffer.alloc(4);
  #headHave = 0;
  /** Bytes of the current part still to come, and whether another part follows. */
  #partLeft = 0;
  #goesOn = false;
  #inPart = false;
  #big: BigRow | undefined;

  constructor(stream: Duplex) {
    this.socket = new SocketReader(stream);
  }

  /** Moves to the next packet. False where it has not come yet: wait for `socket.more()`. */
  packet(): boolean {
    const { socket } = this;
    for (;;) {
      const { chunk, at } = socket;
      const available = chunk.length - at;
      if (available === 0) {
        if (!socket.take()) return false;
        continue;
      }
      if (!this.#inPart) {
        if (this.#headHave === 0 && available >= 4 && this.#have === 0 && this.#big === undefined) {
          const length = (chunk[at] as number) | ((chunk[at + 1] as number) << 8) | ((chunk[at + 2] as number) << 16);
          if (length < longestPayload && available >= 4 + length) {
            this.sequence = chunk[at + 3] as number;
            this.buffer = chunk;
            this.start = at + 4;
            this.end = at + 4 + length;
            socket.at = this.end;
            return true;
          }
        }
        if (!this.#readHead(chunk, at, available)) continue;
      } else {
        this.#readPart(chunk, at, available);
      }
      if (this.#partLeft === 0 && this.#partDone()) return true;
    }
  }

  /** Takes bytes of a packet's head; true when it is whole. */
  #readHead(chunk: Buffer, at: number, available: number): boolean {
    const taken = Math.min(4 - this.#headHave, available);
    chunk.copy(this.#head, this.#headHave, at, at + taken);
    this.#headHave += taken;
    this.socket.at = at + taken;
    if (this.#headHave < 4) return false;
    this.#headHave = 0;
    const length = this.#head.readUIntLE(0, 3);
    this.sequence = this.#head[3] as number;
    this.#partLeft = length;
    this.#goesOn = length === longestPayload;
    this.#inPart = true;
    if (this.textRows && this.#big === undefined && this.#have === 0 && length > bigRowBytes)
      this.#big = new BigRow(this.cellLimit);
    return true;
  }

  #readPart(chunk: Buffer, at: number, available: number): void {
    const taken = Math.min(this.#partLeft, available);
    if (this.#big !== undefined) {
      this.#big.feed(chunk, at, at + taken);
    } else {
      if (this.#have + taken > longestAnswer) {
        this.socket.refuse(new DriverFault('unsupported', 'A row of this result is too long to be read.'));
      }
      if (this.#have + taken > this.#partial.length) this.#grow(this.#have + taken);
      chunk.copy(this.#partial, this.#have, at, at + taken);
      this.#have += taken;
    }
    this.#partLeft -= taken;
    this.socket.at = at + taken;
  }

  /** A part is whole; true when it was the packet's last. */
  #partDone(): boolean {
    this.#inPart = false;
    if (this.#goesOn) return false;
    if (this.#big === undefined) {
      this.buffer = this.#partial;
      this.end = this.#have;
    } else {
      this.buffer = this.#big.body();
      this.end = this.buffer.length;
      this.#big = undefined;
    }
    this.start = 0;
    this.#have = 0;
    return true;
  }

  #grow(length: number): void {
    const grown = Buffer.allocUnsafe(Math.max(length, this.#partial.length * 2));
    this.#partial.copy(grown, 0, 0, this.#have);
    this.#partial = grown;
  }
}
