import { Fault } from '@orrery/contracts';
import { DriverFault } from '@orrery/drivers';

/** Bytes of one piece that crosses the bus. */
const pieceBytes = 192 * 1024;
/** ms that a reader may leave a piece untouched before the session behind it is taken back. */
const readerIdleMs = 5 * 60_000;

/**
 * Bytes that are made as they are pulled, in pieces that the bus carries. A reader that leaves stops the making, also while the database
 * works on it; so does one that reads no further.
 */
export class CellStream implements AsyncIterable<Uint8Array> {
  constructor(private readonly make: (signal: AbortSignal) => AsyncGenerator<Uint8Array, void, undefined>) {}

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    const abort = new AbortController();
    const pieces = short(this.make(abort.signal));
    let idle: NodeJS.Timeout | undefined;
    let given: Fault | undefined;
    const leave = async (why: string): Promise<void> => {
      abort.abort(new DriverFault('cancelled', why));
      await pieces.return();
    };
    const giveUp = (): void => {
      given = new Fault('query_cancelled', 'Nobody read this value for five minutes, so the rest of it was given up.');
      leave(given.message).catch(() => undefined);
    };
    return {
      next: async () => {
        clearTimeout(idle);
        // What was given up has no end that could be taken for the value's own.
        if (given) throw given;
        const result = await pieces.next();
        if (!result.done) idle = setTimeout(giveUp, readerIdleMs).unref();
        return result;
      },
      return: async () => {
        clearTimeout(idle);
        await leave('The reader went away.');
        return { done: true, value: undefined };
      },
    };
  }
}

async function* short(pieces: AsyncGenerator<Uint8Array, void, undefined>): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const piece of pieces)
    for (let at = 0; at < piece.length; at += pieceBytes) yield piece.subarray(at, at + pieceBytes);
}
