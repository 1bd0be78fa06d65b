import { Fault, type Operation, type RequestIn, type ResponseOf } from '@orrery/contracts';
import { type Bus, type PublicOf } from '@orrery/runtime';
import { randomUUID } from 'node:crypto';
import { unlessAborted } from './unless-aborted.js';

/**
 * The lines of another service's stream, each held against its contract. Asked for on behalf of this service itself. The signal ends
 * it at once, also while a part is awaited: the other service then stops its work, and the signal's reason is thrown.
 */
export async function* linesOf<O extends Operation>(
  bus: Pick<PublicOf<Bus>, 'stream'>,
  op: O,
  request: RequestIn<O>,
  signal?: AbortSignal,
): AsyncGenerator<ResponseOf<O>, void, undefined> {
  // A crawl outlives the call that it was asked for in, so that it does not inherit its deadline.
  const opening = bus.stream(op, request, { call: { requestId: randomUUID() } });
  const stream = await unlessAborted(opening, signal).catch((error: unknown) => {
    // Nobody is left to read what opens late.
    opening.then((late) => {
      late.close();
    }, ignore);
    throw error;
  });
  try {
    const chunks = stream.chunks[Symbol.asyncIterator]();
    let rest: Buffer = Buffer.alloc(0);
    for (;;) {
      const next = await unlessAborted(chunks.next(), signal);
      if (next.done === true) return;
      const chunk = next.value;
      const bytes: Buffer =
        rest.length > 0 ? Buffer.concat([rest, chunk]) : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
      let start = 0;
      for (let end = bytes.indexOf(10, start); end >= 0; end = bytes.indexOf(10, start)) {
        yield lineOf(op, bytes.toString('utf8', start, end));
        start = end + 1;
      }
      rest = bytes.subarray(start);
    }
  } finally {
    stream.close();
  }
}

const ignore = (): undefined => undefined;

function lineOf<O extends Operation>(op: O, text: string): ResponseOf<O> {
  const parsed = op.response.safeParse(JSON.parse(text));
  if (!parsed.success)
    throw new Fault('invalid_response', `${op.name} answered in a shape it does not promise.`, { cause: parsed.error });
  return parsed.data as ResponseOf<O>;
}
