import { Fault, type Operation, type RequestIn, type ResponseOf } from '@orrery/contracts';
import { type Bus, type PublicOf } from '@orrery/runtime';
import { randomUUID } from 'node:crypto';

/** The lines of another service's stream, each held against its contract. Asked for on behalf of this service itself. */
export async function* linesOf<O extends Operation>(
  bus: Pick<PublicOf<Bus>, 'stream'>,
  op: O,
  request: RequestIn<O>,
): AsyncGenerator<ResponseOf<O>, void, undefined> {
  // A crawl outlives the call that it was asked for in, so that it does not inherit its deadline.
  const stream = await bus.stream(op, request, { call: { requestId: randomUUID() } });
  try {
    let rest: Buffer = Buffer.alloc(0);
    for await (const chunk of stream.chunks) {
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

function lineOf<O extends Operation>(op: O, text: string): ResponseOf<O> {
  const parsed = op.response.safeParse(JSON.parse(text));
  if (!parsed.success)
    throw new Fault('invalid_response', `${op.name} answered in a shape it does not promise.`, { cause: parsed.error });
  return parsed.data as ResponseOf<O>;
}
