import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { packetsOf, PacketType } from './messages.js';

const headerBytes = 8;
const packetBytes = 4096;

/**
 * The socket as TLS sees it. While TLS is being set up its records travel inside of pre-login packets; after `unwrap` packets travel
 * inside of TLS ([MS-TDS] 2.2.6.5 and 3.2.5.2).
 */
export class Handshake extends Duplex {
  #wrapping = true;
  #outgoing: Buffer[] = [];
  #header = Buffer.alloc(0);
  #left = 0;

  constructor(readonly socket: Socket) {
    super();
    socket.on('data', (chunk: Buffer) => {
      this.#take(chunk);
    });
    socket.once('end', () => this.push(null));
    socket.once('error', (error) => this.destroy(error));
    socket.once('close', () => this.destroy());
  }

  /** The handshake is done: from here on bytes pass as they are. */
  unwrap(): void {
    this.#wrapping = false;
  }

  override _read(): void {
    this.socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (!this.#wrapping) {
      this.socket.write(chunk, done);
      return;
    }
    // What TLS writes in one go is one message: the server answers each message once.
    if (this.#outgoing.length === 0)
      setImmediate(() => {
        this.#flush();
      });
    this.#outgoing.push(chunk);
    done();
  }

  override _final(done: (error?: Error | null) => void): void {
    this.socket.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.socket.destroy();
    done(error);
  }

  #flush(): void {
    const body = Buffer.concat(this.#outgoing);
    this.#outgoing = [];
    if (this.socket.writable) this.socket.write(packetsOf(PacketType.prelogin, body, packetBytes));
  }

  #take(chunk: Buffer): void {
    let rest = chunk;
    while (this.#wrapping && rest.length > 0) {
      if (this.#left === 0) {
        const wanted = headerBytes - this.#header.length;
        this.#header = Buffer.concat([this.#header, rest.subarray(0, wanted)]);
        rest = rest.subarray(wanted);
        if (this.#header.length < headerBytes) return;
        this.#left = Math.max(0, this.#header.readUInt16BE(2) - headerBytes);
        this.#header = Buffer.alloc(0);
        continue;
      }
      this.push(rest.subarray(0, this.#left));
      const taken = Math.min(this.#left, rest.length);
      this.#left -= taken;
      rest = rest.subarray(taken);
    }
    if (rest.length > 0 && !this.push(rest)) this.socket.pause();
  }
}
