import type { Duplex } from 'node:stream';
import { DriverFault } from './driver.js';

const empty = Buffer.alloc(0);
/** Bytes read ahead of the reader before the socket is paused. */
const readAheadBytes = 128 * 1024;
/** ms that a cancelled statement may stay silent without ending, and that it may take to end. */
const quietAtMost = 2_000;
const endsWithin = 8_000;

/**
 * The bytes of a socket, pulled chunk by chunk. What the reader does not ask for stays on the socket, which is paused meanwhile, so the
 * server has to wait too.
 */
export class SocketReader {
  /** The chunk being read, and how far. */
  chunk: Buffer = empty;
  at = 0;
  /** What ended the connection. */
  failure: DriverFault | undefined;
  readonly #queue: Buffer[] = [];
  #queued = 0;
  #paused = false;
  #wake: (() => void) | undefined;

  constructor(readonly stream: Duplex) {
    stream.on('data', (chunk: Buffer) => {
      this.#queue.push(chunk);
      this.#queued += chunk.length;
      if (this.#queued >= readAheadBytes && !this.#paused) {
        this.#paused = true;
        stream.pause();
      }
      this.#wake?.();
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
    this.#wake?.();
  }

  /** Cuts the socket. What had come and was not read yet is not read any more. */
  destroy(fault: DriverFault): void {
    this.fail(fault);
    this.#queue.length = 0;
    this.#queued = 0;
    this.chunk = empty;
    this.at = 0;
    this.stream.destroy();
  }

  /**
   * Cuts the socket of a statement that was cancelled and does not end: two seconds after the last bytes of it came, for much may have
   * been on its way, and after ten in any case. Returns what is called once it has ended.
   */
  cutUnlessEnded(): () => void {
    const latest = performance.now() + endsWithin;
    const timer = setTimeout(() => {
      this.destroy(new DriverFault('cancelled', 'The statement was given up: it did not end when it was cancelled.'));
    }, quietAtMost);
    const onData = (): void => {
      if (performance.now() < latest) timer.refresh();
    };
    this.stream.on('data', onData);
    return () => {
      clearTimeout(timer);
      this.stream.off('data', onData);
    };
  }

  /** Cuts the socket and throws the reason: after bytes that make no sense nothing that follows can be trusted. */
  refuse(fault: DriverFault): never {
    this.destroy(fault);
    throw fault;
  }

  /**
   * What an error while reading comes down to. Faults stay what they are; anything else means that the server does not keep to its
   * protocol, and the socket is cut.
   */
  broken(error: unknown, product: string): DriverFault {
    if (error instanceof DriverFault) return error;
    const fault = new DriverFault('connection-lost', `The server sent something that is not ${product}.`, {}, { cause: error });
    this.destroy(fault);
    return fault;
  }

  write(bytes: Buffer): void {
    if (this.stream.writable) this.stream.write(bytes);
  }

  /** Moves to the next chunk. False where none has come yet. */
  take(): boolean {
    const chunk = this.#queue.shift();
    if (chunk === undefined) return false;
    this.#queued -= chunk.length;
    this.chunk = chunk;
    this.at = 0;
    return true;
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
    const giveUp = () => {
      resolve(false);
    };
    const timer = ms === undefined ? undefined : setTimeout(giveUp, ms);
    const came = await promise;
    clearTimeout(timer);
    this.#wake = undefined;
    // What came before the end is still read.
    if (came && this.#queue.length === 0 && this.failure !== undefined) throw this.failure;
    return came;
  }
}
