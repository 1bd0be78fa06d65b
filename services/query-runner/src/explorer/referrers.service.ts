import type { explorerReferrers, RequestOf } from '@orrery/contracts';
import { Injectable } from '@nestjs/common';
import { faultOfRead } from './faults.js';
import { Tables } from './tables.js';

/** Tells who refers to a table: the database is asked each time, for a key may be declared at any moment. */
@Injectable()
export class ReferrersService {
  constructor(private readonly tables: Tables) {}

  async of(asked: RequestOf<typeof explorerReferrers>, signal: AbortSignal): Promise<string> {
    try {
      const found = await this.tables.read(asked.id, asked.table, signal, ({ access, table }, session, stop) =>
        access.referrers(session, table, { signal: stop }),
      );
      return JSON.stringify({ referrers: found });
    } catch (error) {
      throw faultOfRead(error);
    }
  }
}
