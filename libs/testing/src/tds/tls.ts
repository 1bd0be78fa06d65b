import { Duplex } from 'node:stream';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { packet, packetType } from './packets.js';

/** The server's end of TLS inside of pre-login packets: unwraps the client's records and wraps its own until both are done. */
class Wrapped extends Duplex {
  wrapping = true;
  #bytes = Buffer.alloc(0);

  constructor(readonly socket: Socket) {
    super();
    socket.on('data', (chunk) => {
      if (!this.wrapping) {
        if (!this.push(chunk)) socket.pause();
        return;
      }
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
      while (this.#bytes.length >= 8 && this.#bytes.length >= this.#bytes.readUInt16BE(2)) {
        const length = this.#bytes.readUInt16BE(2);
        this.push(this.#bytes.subarray(8, length));
        this.#bytes = this.#bytes.subarray(length);
      }
    });
    socket.once('close', () => {
      this.push(null);
      this.destroy();
    });
  }

  override _read(): void {
    this.socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.socket.write(this.wrapping ? packet(chunk, true, 0, packetType.prelogin) : chunk, done);
  }

  override _final(done: () => void): void {
    this.socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.socket.destroy();
    done(error);
  }
}

/** Speaks TLS with a client that has said it will. */
export const secureServerSocket = async (socket: Socket, key: string, cert: string): Promise<TLSSocket> => {
  const wrapped = new Wrapped(socket);
  const secure = new TLSSocket(wrapped, {
    isServer: true,
    secureContext: createSecureContext({ key, cert, maxVersion: 'TLSv1.2' }),
  });
  secure.on('error', () => undefined);
  await once(secure, 'secure');
  wrapped.wrapping = false;
  return secure;
};
