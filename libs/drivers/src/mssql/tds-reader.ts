import { DriverFault } from '../driver.js';
import type { SocketReader } from '../socket-reader.js';
import { PacketType } from './messages.js';

const headerBytes = 8;

/** The bytes of the server's answers, without the packets they come in. What is not asked for stays on the socket. */
export class TdsReader {
  /** Bytes that came and were not read yet stand from `at` to `end`. */
  buffer = Buffer.allocUnsafe(64 * 1024);
  at = 0;
  end = 0;
  readonly #header = Buffer.alloc(headerBytes);
  #headerHave = 0;
  #left = 0;
  #last = false;
  #whole = false;

  constructor(readonly socket: SocketReader) {}

  /** Whether the message has been read to its end. */
  get ended(): boolean {
    return this.#whole && this.at === this.end;
  }

  /** Whether all of the message has come. */
  get whole(): boolean {
    return this.#whole;
  }

  /** From here on it is the next message that is read. */
  begin(): void {
    this.#whole = false;
  }

  /** Takes in what has come of this message. False where nothing has, or the message is whole. */
  fill(): boolean {
    const { socket } = this;
    while (!this.#whole) {
      if (socket.at >= socket.chunk.length && !socket.take()) return false;
      if (this.#headerHave < headerBytes) {
        this.#takeHeader();
        continue;
      }
      const taken = Math.min(this.#left, socket.chunk.length - socket.at);
      this.#ensure(taken);
      socket.chunk.copy(this.buffer, this.end, socket.at, socket.at + taken);
      this.end += taken;
      socket.at += taken;
      this.#left -= taken;
      if (this.#left === 0) this.#packetEnds();
      if (taken > 0) return true;
    }
    return false;
  }

  #takeHeader(): void {
    const { socket } = this;
    const taken = Math.min(headerBytes - this.#headerHave, socket.chunk.length - socket.at);
    socket.chunk.copy(this.#header, this.#headerHave, socket.at, socket.at + taken);
    this.#headerHave += taken;
    socket.at += taken;
    if (this.#headerHave < headerBytes) return;
    this.#left = this.#header.readUInt16BE(2) - headerBytes;
    this.#last = ((this.#header[1] ?? 0) & 1) !== 0;
    if (this.#header[0] !== PacketType.response || this.#left < 0) {
      const fault = new DriverFault('connection-lost', 'The server sent something that is not its protocol.');
      socket.destroy(fault);
      throw fault;
    }
    if (this.#left === 0) this.#packetEnds();
  }

  #packetEnds(): void {
    this.#headerHave = 0;
    this.#whole = this.#last;
  }

  #ensure(more: number): void {
    if (this.at === this.end) {
      this.at = 0;
      this.end = 0;
    }
    if (this.end + more <= this.buffer.length) return;
    const kept = this.end - this.at;
    const target = kept + more > this.buffer.length ? Buffer.allocUnsafe((kept + more) * 2) : this.buffer;
    this.buffer.copy(target, 0, this.at, this.end);
    this.buffer = target;
    this.at = 0;
    this.end = kept;
  }
}
