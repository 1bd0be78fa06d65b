/**
 * A generator of values as the NDJSON bytes of a stream: pulled one piece at a time, and stopped at once, also while a `next` is
 * waiting, by the signal that its source was given.
 */
export class LineStream<Line> implements AsyncIterable<Uint8Array> {
  private readonly abort = new AbortController();

  constructor(private readonly source: (signal: AbortSignal) => AsyncGenerator<Line, void, undefined>) {}

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    const lines = this.source(this.abort.signal);
    return {
      next: async () => {
        const result = await lines.next();
        if (result.done) return { done: true, value: undefined };
        return { done: false, value: Buffer.from(`${JSON.stringify(result.value)}\n`) };
      },
      return: async () => {
        this.abort.abort(new Error('Nobody reads this any more.'));
        await lines.return();
        return { done: true, value: undefined };
      },
    };
  }
}
