import { Fault } from '@orrery/contracts';
import { errors, headers, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { header, throwFault } from './wire.js';
import type { OpenStream } from './bus.js';

/** Requests kept under way, so that the producer encodes the next batch while the last one travels. */
const inFlight = 3;
/** ms that one request waits; the producer answers an empty batch well before when it has nothing yet. */
const pullTimeout = 15_000;
/** ms that a producer may be unreachable before its stream is given up. */
const patience = 4_000;
const keepAlive = 10_000;

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Reads a stream by asking for its parts one by one: each request is the credit for one part, and names it by number, so that a part
 * whose reply was lost is asked for again and nothing is lost or doubled.
 */
export function pullStream(nc: NatsConnection, subject: string, id: string, first: Msg): OpenStream {
  let closed = false;
  let ended = first.headers?.get(header.more) !== '1';
  const tell = (what: string): void => {
    if (nc.isClosed()) return;
    const h = headers();
    h.set(header.stream, id);
    h.set(what, '1');
    nc.publish(subject, undefined, { headers: h });
  };
  // A reader that stalls for long still wants its rows.
  const alive = setInterval(() => {
    if (!ended && !closed) tell(header.alive);
  }, keepAlive);
  alive.unref();

  const close = (): void => {
    clearInterval(alive);
    if (closed) return;
    closed = true;
    if (!ended) tell(header.close);
  };

  const pull = async (sequence: number): Promise<Msg> => {
    let unreachableSince: number | undefined;
    for (;;) {
      const h = headers();
      h.set(header.stream, id);
      h.set(header.sequence, String(sequence));
      try {
        const reply = await nc.request(subject, undefined, { timeout: pullTimeout, headers: h });
        throwFault(reply);
        return reply;
      } catch (error) {
        if (error instanceof Fault || closed) throw error;
        const now = performance.now();
        // While the bus itself is away nobody can say whether the producer still lives.
        unreachableSince = error instanceof errors.TimeoutError ? now : (unreachableSince ?? now);
        if (nc.isClosed() || now - unreachableSince > patience)
          throw new Fault('query_lost', 'The process that held this result is gone. Run it again.', { cause: error });
        await delay(100);
      }
    }
  };

  async function* chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      if (first.data.length > 0) yield first.data;
      let next = 1;
      const waiting: Promise<Msg>[] = [];
      const ask = (): void => {
        const part = pull(next++);
        part.catch(() => undefined);
        waiting.push(part);
      };
      // One until it is known that the stream is long: most are not.
      let width = 1;
      while (!ended) {
        while (waiting.length < width) ask();
        const reply = await (waiting.shift() as Promise<Msg>);
        ended = reply.headers?.get(header.more) !== '1';
        if (reply.data.length > 0) {
          width = inFlight;
          yield reply.data;
        }
      }
    } finally {
      close();
    }
  }

  return { chunks: chunks(), close };
}
