import {
  type CatalogPart,
  type catalogMeasure,
  type catalogRead,
  type Containment,
  type HistoryText,
  type historyTexts,
  type RequestOf,
} from '@orrery/contracts';
import { type Session } from '@orrery/drivers';
import { Injectable } from '@nestjs/common';
import { SessionPools } from '../target/session-pools.js';
import { Targets } from '../target/targets.js';
import { catalogFault } from './catalog-fault.js';
import { HistoryStore } from './history.store.js';
import { LineStream } from './line-stream.js';
import { piecesOf } from './pieces.js';

/** What schema asks about people's databases, since it has no way out itself. */
@Injectable()
export class CatalogService {
  constructor(
    private readonly targets: Targets,
    private readonly pools: SessionPools,
    private readonly history: HistoryStore,
  ) {}

  /** The catalog, read as fast as it is pulled. Throws `connection_not_found`; what the database says is told in the stream. */
  async read(request: RequestOf<typeof catalogRead>): Promise<LineStream<CatalogPart>> {
    return this.withSession(request, async function* (session, signal) {
      const parts = session.catalog({ signal, sampleDocuments: request.sampleDocuments });
      for await (const part of parts) yield* piecesOf(part);
    });
  }

  /** How many values of one column stand in another, pair after pair. */
  async measure(request: RequestOf<typeof catalogMeasure>): Promise<LineStream<Containment>> {
    return this.withSession(request, async function* (session, signal) {
      yield* session.measure(request.pairs, { signal, sample: request.sample, budgetMs: request.budgetMs });
    });
  }

  texts({ userId, connectionId, limit }: RequestOf<typeof historyTexts>): LineStream<HistoryText> {
    const { history } = this;
    return new LineStream(async function* () {
      yield* await history.texts(userId, connectionId, limit);
    });
  }

  private async withSession<Line>(
    of: { connectionId: string; userId: string },
    lines: (session: Session, signal: AbortSignal) => AsyncGenerator<Line, void, undefined>,
  ): Promise<LineStream<Line>> {
    const pool = this.pools.of(await this.targets.openForSweep(of.connectionId, of.userId));
    return new LineStream(async function* (signal) {
      let session: Session | undefined;
      try {
        session = await pool.acquire(signal);
        yield* lines(session, signal);
      } catch (error) {
        throw catalogFault(error);
      } finally {
        if (session) void pool.release(session);
      }
    });
  }
}
