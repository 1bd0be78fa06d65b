import {
  Fault,
  type ImportLine,
  importRowsHere,
  type importRows,
  type importRun,
  type RequestOf,
  type ResponseOf,
} from '@orrery/contracts';
import { Bus, type PublicOf } from '@orrery/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { LineStream } from '../catalog/line-stream.js';
import { ChangeSetStore } from '../explorer/change-set.store.js';
import { faultOfRead } from '../explorer/faults.js';
import { refuseUneditable, Tables } from '../explorer/tables.js';
import { RecentWrites } from '../query/replica.js';
import { importLines, type ImportRecord } from './import.js';
import { type Batch, RowBatches } from './row-batches.js';

/** ms that a batch waits for room; then it is to be sent again. */
const roomMs = 5_000;
/** Imports of one user at a time in one instance: each holds a session and its locks. */
const importsPerUser = 4;

const underWay: ReadonlySet<string | undefined> = new Set(['running', 'prepared']);
const noSuchImport = (cause?: unknown): Fault =>
  new Fault('import_not_found', 'There is no such import, or it has ended.', { cause });

interface Held {
  readonly userId: string;
  readonly batches: RowBatches;
}

/** Brings rows into tables: an import is a stream whose reader holds it open, fed by requests that may arrive anywhere. */
@Injectable()
export class ImportService {
  private readonly held = new Map<string, Held>();

  constructor(
    private readonly tables: Tables,
    @Inject(ChangeSetStore) private readonly sets: PublicOf<ChangeSetStore>,
    @Inject(RecentWrites) private readonly writes: Pick<RecentWrites, 'note'>,
    @Inject(Bus) private readonly bus: Pick<Bus, 'call'>,
  ) {}

  /** An import that begins when its first line is asked for. */
  run(userId: string, asked: RequestOf<typeof importRun>): LineStream<ImportLine> {
    return new LineStream((signal) => this.lines(userId, asked, signal));
  }

  /** Takes a batch, in whichever instance its import is. Throws `import_not_found`. */
  async rows(userId: string, { importId, ...batch }: RequestOf<typeof importRows>): Promise<ResponseOf<typeof importRows>> {
    const here = await this.rowsHere(userId, importId, batch);
    if (here) return here;
    // What has ended is known at once; whether another instance lives is not.
    if (!underWay.has((await this.sets.get(userId, importId))?.state)) throw noSuchImport();
    try {
      return await this.bus.call(importRowsHere, { importId, userId, ...batch });
    } catch (error) {
      if (error instanceof Fault && (error.code === 'timeout' || error.code === 'service_unavailable')) throw noSuchImport(error);
      throw error;
    }
  }

  /** Takes a batch of an import of this instance; undefined where it is not here, or somebody else's. */
  async rowsHere(userId: string, importId: string, batch: Batch): Promise<ResponseOf<typeof importRows> | undefined> {
    const held = this.held.get(importId);
    if (held?.userId !== userId) return undefined;
    return { accepted: await held.batches.offer(batch, roomMs) };
  }

  private async *lines(
    userId: string,
    { id: connectionId, table, dryRun }: RequestOf<typeof importRun>,
    signal: AbortSignal,
  ): AsyncGenerator<ImportLine, void, undefined> {
    if ([...this.held.values()].filter((held) => held.userId === userId).length >= importsPerUser)
      throw new Fault('too_many_queries', `You already have ${String(importsPerUser)} imports under way. Wait for one to end.`);
    const id = uuidv7();
    const batches = new RowBatches();
    this.held.set(id, { userId, batches });
    try {
      const held = await this.tables.hold(connectionId, table, signal).catch((error: unknown) => {
        throw faultOfRead(error);
      });
      try {
        refuseUneditable(held.opened);
        if (dryRun && !held.opened.access.transactional)
          throw new Fault(
            'query_unsupported',
            'This database has no transaction to try rows in. They are checked before they are sent.',
          );
        const record = await this.record(userId, id, connectionId, table);
        // A query right behind it must see the rows, though a replica may not have them yet.
        if (!dryRun) this.writes.note(userId, connectionId);
        yield* importLines({ id, dryRun, held, batches, record }, signal);
        if (!dryRun) this.writes.note(userId, connectionId);
        // Documents may have brought fields that the collection did not have.
        if (held.opened.table.kind === 'collection') this.tables.forget(connectionId);
      } finally {
        held.release();
      }
    } finally {
      batches.close();
      this.held.delete(id);
    }
  }

  private async record(userId: string, id: string, connectionId: string, table: string): Promise<ImportRecord> {
    await this.sets.begin({ id, userId, connectionId, table, idempotencyKey: undefined, requestHash: 'import' });
    return {
      prepare: (prepared) => this.sets.prepare(userId, id, prepared),
      applied: () => this.sets.applied(userId, id),
      unknown: () => this.sets.unknown(userId, id),
      dropped: () => this.sets.dropped(userId, id),
    };
  }
}
