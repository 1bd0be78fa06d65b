import { Fault, type FaultWire } from '@orrery/contracts';
import { headers, type Msg, type MsgHdrs } from '@nats-io/transport-node';
import { randomUUID } from 'node:crypto';
import { header } from './wire.js';

/** Bytes from which a part is handed over without looking for more. */
const enough = 128 * 1024;
/** Bytes that one part carries at the most, well below what a message does: what is longer, as a row with long cells, comes in several. */
const most = 512 * 1024;
/** ms that a part waits for more to come with it. */
const linger = 3;
/** ms after which a request that found nothing is answered with an empty part. */
const longPoll = 2_000;
/** Parts kept for a reader that did not get the reply. More than it keeps under way. */
const kept = 8;
/** ms without a word from the reader after which it is taken for gone. */
const idleLimit = 30_000;

interface Part {
  readonly bytes: Uint8Array;
  readonly more: boolean;
  readonly fault?: FaultWire;
}

interface Source {
  readonly iterator: AsyncIterator<Uint8Array>;
  /** The producer's next piece, asked for but not yet handed over. */
  pending: Promise<IteratorResult<Uint8Array>> | undefined;
  /** What did not fit into the last part. */
  rest: Uint8Array | undefined;
  readonly parts: Map<number, Part>;
  produced: number;
  /** Parts are made one after the other. */
  turn: Promise<unknown>;
  ended: boolean;
  /** Why it ended before its end. */
  lost?: FaultWire;
  lastHeard: number;
}

const timer = (ms: number): { promise: Promise<'late'>; clear: () => void } => {
  let handle: NodeJS.Timeout | undefined;
  const promise = new Promise<'late'>((resolve) => (handle = setTimeout(resolve, ms, 'late')));
  return {
    promise,
    clear: () => {
      clearTimeout(handle);
    },
  };
};

/**
 * A stream that a handler answers with: bytes of NDJSON or of a file, in pieces of any length, best of about 200 KiB. The pieces are the hub's once yielded.
 * The iterator's `return` must stop the producer at once, also while a `next` is waiting (a plain generator can't do that).
 */
export class ByteStream {
  constructor(readonly source: AsyncIterable<Uint8Array>) {}
}

/** Holds the streams that this instance produces, and hands out their parts on request. */
export class StreamHub {
  private readonly sources = new Map<string, Source>();
  private readonly sweep: NodeJS.Timeout;

  constructor(
    readonly instance: string,
    private readonly toFault: (error: unknown) => FaultWire,
  ) {
    this.sweep = setInterval(() => {
      this.dropIdle();
    }, 5_000);
    this.sweep.unref();
  }

  /** Streams whose end has not been handed out. */
  get open(): number {
    let count = 0;
    for (const source of this.sources.values()) if (!source.ended) count++;
    return count;
  }

  /** Takes a stream in and makes its first part. */
  async begin(stream: AsyncIterable<Uint8Array>): Promise<{ bytes: Uint8Array; headers: MsgHdrs }> {
    const id = randomUUID();
    const source: Source = {
      iterator: stream[Symbol.asyncIterator](),
      pending: undefined,
      rest: undefined,
      parts: new Map(),
      produced: 0,
      turn: Promise.resolve(),
      ended: false,
      lastHeard: Date.now(),
    };
    this.sources.set(id, source);
    const part = await this.part(source, 0);
    if (part.fault) {
      this.sources.delete(id);
      throw Fault.fromWire(part.fault);
    }
    if (!part.more) this.sources.delete(id);
    const h = this.head(part);
    h.set(header.stream, id);
    h.set(header.instance, this.instance);
    return { bytes: part.bytes, headers: h };
  }

  /** Answers a reader's message: the next part, a sign of life, or the end of its interest. */
  async answer(message: Msg): Promise<void> {
    const source = this.sources.get(message.headers?.get(header.stream) ?? '');
    if (message.headers?.get(header.close)) {
      if (source) void this.end(message.headers.get(header.stream), source);
      return;
    }
    if (source) source.lastHeard = Date.now();
    if (message.headers?.get(header.alive)) return;
    const sequence = Number(message.headers?.get(header.sequence));
    const part = source
      ? await this.part(source, sequence)
      : {
          bytes: new Uint8Array(),
          more: false,
          fault: new Fault('query_lost', 'This result is no longer held. Run it again.').toWire(),
        };
    const h = this.head(part);
    message.respond(part.fault ? Buffer.from(JSON.stringify(part.fault)) : part.bytes, { headers: h });
  }

  /** Ends every stream that is still open. */
  async closeAll(): Promise<void> {
    clearInterval(this.sweep);
    const lost = new Fault('retry_later', 'This part of Orrery was restarted in the middle of it. Run it again.').toWire();
    await Promise.all(
      [...this.sources].map(([id, source]) => {
        if (!source.ended) source.lost = lost;
        return this.end(id, source);
      }),
    );
  }

  private cut(source: Source): Part | undefined {
    return source.lost ? { bytes: new Uint8Array(), more: false, fault: source.lost } : undefined;
  }

  private head(part: Part): MsgHdrs {
    const h = headers();
    h.set(header.more, part.more ? '1' : '0');
    if (part.fault) h.set(header.fault, part.fault.code);
    return h;
  }

  private part(source: Source, sequence: number): Promise<Part> {
    const turn = source.turn.then(async () => {
      const known = source.parts.get(sequence);
      if (known) return known;
      if (sequence !== source.produced || source.ended) {
        // Asked for past the end: requests under way when the last part was made.
        if (source.ended) return this.cut(source) ?? { bytes: new Uint8Array(), more: false };
        return {
          bytes: new Uint8Array(),
          more: false,
          fault: new Fault('query_lost', 'A part of this result was asked for that is no longer held.').toWire(),
        };
      }
      const made = await this.make(source);
      const part = this.cut(source) ?? made;
      source.parts.set(sequence, part);
      source.parts.delete(sequence - kept);
      source.produced = sequence + 1;
      source.ended = !part.more;
      return part;
    });
    source.turn = turn.catch(() => undefined);
    return turn;
  }

  private async make(source: Source): Promise<Part> {
    const pieces: Uint8Array[] = [];
    let size = 0;
    const join = (): Uint8Array => (pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces, size));
    const full = (): Part => {
      const bytes = join();
      source.rest = bytes.length > most ? bytes.subarray(most) : undefined;
      return { bytes: bytes.subarray(0, most), more: true };
    };
    if (source.rest) {
      pieces.push(source.rest);
      size = source.rest.length;
      source.rest = undefined;
      if (size >= enough) return full();
    }
    try {
      for (;;) {
        source.pending ??= source.iterator.next();
        const wait = timer(size > 0 ? linger : longPoll);
        const result = await Promise.race([source.pending, wait.promise]).finally(wait.clear);
        if (result === 'late') return { bytes: join(), more: true };
        source.pending = undefined;
        if (result.done) return { bytes: join(), more: false };
        pieces.push(result.value);
        size += result.value.length;
        if (size >= enough) return full();
      }
    } catch (error) {
      return { bytes: new Uint8Array(), more: false, fault: this.toFault(error) };
    }
  }

  private async end(id: string, source: Source): Promise<void> {
    this.sources.delete(id);
    if (source.ended) return;
    source.ended = true;
    await source.iterator.return?.().catch(() => undefined);
  }

  private dropIdle(): void {
    const now = Date.now();
    for (const [id, source] of this.sources) if (now - source.lastHeard > idleLimit) void this.end(id, source);
  }
}
