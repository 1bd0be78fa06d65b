import { type CatalogPart, catalogMeasure, catalogRead, type CatalogTable, type Fault, type Operation } from '@orrery/contracts';
import type { Bus, OpenStream, PublicOf } from '@orrery/runtime';

/** A query-runner that tells the catalog it is given. For tests. */
export class FakeRunner implements Pick<PublicOf<Bus>, 'stream'> {
  tables: readonly CatalogTable[] = [];
  /** Ends the stream with this before its end. */
  failure: Fault | undefined;
  /** The stream just ends, without its last line. */
  isCut = false;
  private tellAsked: () => void = () => undefined;
  /** Settles when a catalog was asked for and has begun to be told. */
  readonly asked = new Promise<void>((resolve) => (this.tellAsked = resolve));
  /** Looking values up never ends. */
  isSlow = false;
  /** Held until the test lets go. */
  gate: Promise<void> = Promise.resolve();
  /** Catalogs that were asked for. */
  crawls = 0;
  /** Streams that were closed before their end. */
  stopped = 0;
  /** Pairs that were to be measured; all of their values are there. */
  readonly measured: string[] = [];

  stream(op: Operation, request: unknown): Promise<OpenStream> {
    let isOver = false;
    const chunks = this.chunks(op, request);
    const told = (async function* () {
      yield* chunks;
      isOver = true;
    })();
    return Promise.resolve({
      chunks: told,
      close: () => {
        if (!isOver) this.stopped += 1;
      },
    });
  }

  private async *chunks(op: Operation, request: unknown): AsyncGenerator<Uint8Array> {
    if (op === catalogRead) {
      this.crawls += 1;
      yield* this.catalog();
    } else if (op === catalogMeasure) {
      for (const [index, pair] of catalogMeasure.request.parse(request).pairs.entries()) {
        this.measured.push(`${pair.from.name}.${pair.from.columns.join()}`);
        if (this.isSlow) await new Promise(() => undefined);
        yield Buffer.from(`${JSON.stringify({ index, sampled: 50, found: 50 })}\n`);
      }
    }
  }

  private async *catalog(): AsyncGenerator<Uint8Array> {
    const parts: CatalogPart[] = [
      { type: 'database', kind: 'postgres', serverVersion: '18', name: 'shop', defaultSchema: 'public', schemas: ['public'] },
      { type: 'progress', phase: 'tables', done: 0, total: this.tables.length },
      { type: 'tables', tables: [...this.tables] },
    ];
    const text = parts.map((part) => `${JSON.stringify(part)}\n`).join('');
    // Cut anywhere: lines come in pieces.
    yield Buffer.from(text.slice(0, 100));
    this.tellAsked();
    await this.gate;
    yield Buffer.from(text.slice(100));
    if (this.failure) throw this.failure;
    if (!this.isCut) yield Buffer.from('{"type":"end"}\n');
  }
}
