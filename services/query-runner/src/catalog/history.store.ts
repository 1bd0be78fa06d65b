import type { HistoryText } from '@orrery/contracts';
import { Database } from '@orrery/runtime';
import { Injectable } from '@nestjs/common';

/** Runs looked at, the latest first: what was asked long ago says little about how tables are used. */
const lookedAt = 5_000;
/** Characters; longer texts are loads of data rather than questions. */
const longest = 20_000;

interface Row {
  readonly text: string;
  readonly runs: string;
  readonly last: Date | string;
  readonly mean: string | null;
}

/** What of the history tells how tables are used. */
@Injectable()
export class HistoryStore {
  constructor(private readonly database: Database) {}

  /** The texts that ran successfully on a connection, each once, the latest first. */
  async texts(userId: string, connectionId: string, limit: number): Promise<HistoryText[]> {
    const rows = await this.database.asOwner(userId, (em) =>
      em.execute<Row[]>(
        `select query_text as text, count(*) as runs, max(created_at) as last, avg(execution_time) as mean
         from (select query_text, created_at, execution_time from queries
               where user_id = ? and connection_id = ? and status = 'success' and length(query_text) <= ${String(longest)}
               order by id desc limit ${String(lookedAt)}) latest
         group by query_text order by max(created_at) desc limit ?`,
        [userId, connectionId, limit],
      ),
    );
    return rows.map(({ text, runs, last, mean }) => ({
      text,
      runs: Number(runs),
      lastRunAt: new Date(last).toISOString(),
      meanMs: Math.round(Number(mean ?? 0)),
    }));
  }
}
