/** Bytes that are gathered before they are handed over, and the most that are handed over at once. */
const enough = 64 * 1024;
const most = 192 * 1024;

/**
 * A file made of what a source tells, in pieces that the bus carries. Whoever leaves it ends the source at once, also while something
 * of it is awaited.
 */
export const fileOf = <Told>(
  source: AsyncIterable<Told>,
  write: (told: AsyncIterator<Told>) => AsyncGenerator<string | Uint8Array, void, undefined>,
): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]: () => {
    const told = source[Symbol.asyncIterator]();
    const leave = async (): Promise<void> => {
      await told.return?.();
    };
    const pieces = piecesOf(write(told));
    return {
      next: async () => {
        try {
          return await pieces.next();
        } catch (error) {
          // What is left of the source is of no use to anybody.
          await leave();
          throw error;
        }
      },
      return: async () => {
        await leave();
        return { done: true, value: undefined };
      },
    };
  },
});

async function* piecesOf(parts: AsyncIterable<string | Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let gathered: Uint8Array[] = [];
  let size = 0;
  for await (const part of parts) {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    gathered.push(bytes);
    size += bytes.length;
    if (size < enough) continue;
    yield* inPieces(Buffer.concat(gathered, size));
    gathered = [];
    size = 0;
  }
  if (size > 0) yield* inPieces(Buffer.concat(gathered, size));
}

function* inPieces(bytes: Buffer): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += most) yield bytes.subarray(at, at + most);
}
