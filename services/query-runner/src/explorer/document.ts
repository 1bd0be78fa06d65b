import { DriverFault } from '@orrery/drivers';
import { ByteStream } from '@orrery/runtime';

/** Bytes of one piece that crosses the bus. */
const pieceBytes = 192 * 1024;

/**
 * One JSON document as a stream: made when its reader asks for it, handed out in pieces. A reader that leaves stops the making, also
 * while the database works on it.
 */
export class DocumentStream implements AsyncIterable<Uint8Array> {
  constructor(private readonly make: (signal: AbortSignal) => Promise<string>) {}

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    const abort = new AbortController();
    let making: Promise<Buffer> | undefined;
    let at = 0;
    return {
      next: async () => {
        making ??= this.make(abort.signal).then((text) => Buffer.from(text));
        const bytes = await making;
        if (at >= bytes.length) return { done: true, value: undefined };
        const piece = bytes.subarray(at, at + pieceBytes);
        at += piece.length;
        return { done: false, value: piece };
      },
      return: async () => {
        abort.abort(new DriverFault('cancelled', 'The reader went away.'));
        await making?.catch(() => undefined);
        return { done: true, value: undefined };
      },
    };
  }
}

/** Work that makes one JSON document, stopped when its reader leaves. */
export const documentOf = (make: (signal: AbortSignal) => Promise<string>): Promise<ByteStream> =>
  Promise.resolve(new ByteStream(new DocumentStream(make)));
