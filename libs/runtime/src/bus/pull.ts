import { Fault } from '@orrery/contracts';
import { errors, headers, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { header, throwFault } from './wire.js';
import type { OpenStream } from './bus.js';
import type { Link } from './link.js';

/** Requests kept under way, so that the producer encodes the next batch while the last one travels. */
const inFlight = 3;
/** ms that one request waits; the producer answers an empty batch well before when it has nothing yet. Asking again is harmless. */
const pullTimeout = 3_000;
/** ms that nobody may listen for a stream before it is given up: a producer that lost the bus with us needs a moment longer. */
const patience = 3_500;
/** ms that a producer may be silent, though it listens. */
const silence = 20_000;
const keepAlive = 10_000;

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Reads a stream by asking for its parts one by one: each request is the credit for one part, and names it by number, so that a part
 * whose reply was lost is asked for again and nothing is lost or doubled.
 */
export function pullStream(nc: NatsConnection, link: Link, subject: string, id: string, first: Msg): OpenStream {
  let closed = false;
  let ended = first.headers?.get(header.more) !== '1';
  // The producer keeps the parts of a stream of several until it hears that they arrived.
  const held = !ended;
  const tell = (what: string): void => {
    if (nc.isClosed()) return;
    const h = headers();
    h.set(header.stream, id);
    h.set(what, '1');
    nc.publish(subject, undefined, { headers: h });
  };
  // A reader that stalls for long still wants its rows.
  const alive = held
    ? setInterval(() => {
        if (!ended && !closed) tell(header.alive);
      }, keepAlive)
    : undefined;
  alive?.unref();

  const close = (): void => {
    clearInterval(alive);
    if (closed) return;
    closed = true;
    if (held) tell(header.close);
  };

  const pull = async (sequence: number): Promise<Msg> => {
    let failingSince: number | undefined;
    for (;;) {
      const started = performance.now();
      const h = headers();
      h.set(header.stream, id);
      h.set(header.sequence, String(sequence));
      try {
        const reply = await link.during(() => nc.request(subject, undefined, { timeout: pullTimeout, headers: h }));
        throwFault(reply);
        return reply;
      } catch (error) {
        if (error instanceof Fault || closed) throw error;
        if (!link.isUp) {
          // While the bus itself is away nobody can say whether the producer still lives.
          failingSince = undefined;
          await link.back(pullTimeout);
        } else {
          failingSince ??= started;
          const limit = error instanceof errors.TimeoutError ? silence : patience;
          if (performance.now() - failingSince > limit)
            throw new Fault('query_lost', 'The process that held this result is gone. Run it again.', { cause: error });
          await delay(100);
        }
        if (nc.isClosed()) throw new Fault('query_lost', 'The bus is closed. Run it again.', { cause: error });
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
