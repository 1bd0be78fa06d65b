import type { QueryEntry, QueryStatus, RawResult, RequestOf, queryList } from '@orrery/contracts';
import type { BackendRef } from '@orrery/drivers';
import type { ServerRole } from '../target/targets.js';
import { Database } from '@orrery/runtime';
import { Injectable } from '@nestjs/common';
import { Query } from './query.entity.js';

/** The backend that serves a run, and which of the connection's servers it is on. */
export interface RunBackend extends BackendRef {
  readonly role?: ServerRole;
}

/** A run at the moment it begins. */
export interface NewRun {
  readonly id: string;
  readonly userId: string;
  readonly connectionId: string;
  readonly text: string;
  readonly source: QueryEntry['source'];
  readonly instance: string;
  readonly backend: RunBackend | null;
}

/** What a run came to. `rawResult` is JSON text. */
export interface RunOutcome {
  readonly status: Exclude<QueryStatus, 'running'>;
  readonly rowCount: number;
  readonly executionTime: number;
  readonly errorMessage: string | null;
  readonly rawResult: string | null;
}

/** Characters of an error that lists show. */
const errorShown = 8_000;
const shortened = (message: string | null): string | null =>
  message !== null && message.length > errorShown ? `${message.slice(0, errorShown)}…` : message;

/** An entry as lists have it, short enough to go in one piece. */
const entryOf = (query: Query): QueryEntry => ({
  id: query.id,
  connectionId: query.connectionId,
  queryText: query.textShown,
  ...(query.textCut ? { textCut: true } : {}),
  rowCount: query.rowCount ?? null,
  executionTime: query.executionTime ?? null,
  status: query.status,
  errorMessage: shortened(query.errorMessage ?? null),
  source: query.source,
  isSaved: query.isSaved,
  savedName: query.savedName ?? null,
  createdAt: query.createdAt.toISOString(),
});

/** Bytes of the entries of a page, after the first of them. */
const pageBytes = 256 * 1024;
const fitting = (entries: readonly QueryEntry[]): QueryEntry[] => {
  let bytes = 0;
  const end = entries.findIndex((entry, at) => (bytes += Buffer.byteLength(JSON.stringify(entry))) > pageBytes && at > 0);
  return entries.slice(0, end < 0 ? entries.length : end);
};

/** Takes the meaning out of LIKE's wildcards. */
const literal = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** The history in PostgreSQL. */
@Injectable()
export class QueryStore {
  constructor(private readonly database: Database) {}

  /** Writes the row of a run, before anything of it reaches a database. */
  begin(run: NewRun): Promise<void> {
    return this.oneTrip('begin_run', [
      run.id,
      run.userId,
      run.connectionId,
      run.text,
      run.source,
      run.instance,
      run.backend ? JSON.stringify(run.backend) : null,
    ]);
  }

  /** Writes what a run came to. A row that was deleted meanwhile stays deleted. */
  finish(userId: string, id: string, outcome: RunOutcome): Promise<void> {
    const write = (rawResult: string | null): Promise<void> =>
      this.oneTrip('finish_run', [
        id,
        userId,
        outcome.status,
        Math.min(outcome.rowCount, 2_147_483_647),
        Math.round(outcome.executionTime),
        outcome.errorMessage,
        rawResult,
      ]);
    // A value that JSON may hold and jsonb may not (a number of a million digits) must not cost the row.
    return write(outcome.rawResult).catch((error: unknown) => {
      const state = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (outcome.rawResult !== null && state.startsWith('22')) return write(null);
      throw error;
    });
  }

  /** A page of a user's runs, newest first, without results. It ends early where texts are long: it has to go in one piece. */
  list(userId: string, ask: RequestOf<typeof queryList>): Promise<{ items: QueryEntry[]; nextCursor: string | null }> {
    return this.database.asOwner(userId, async (em) => {
      const rows = await em.find(
        Query,
        {
          ...(ask.cursor ? { id: { $lt: ask.cursor } } : {}),
          ...(ask.connectionId ? { connectionId: ask.connectionId } : {}),
          ...(ask.status ? { status: ask.status } : {}),
          ...(ask.source ? { source: ask.source } : {}),
          ...(ask.saved === undefined ? {} : { isSaved: ask.saved }),
          ...(ask.search
            ? {
                $or: [
                  { queryText: { $ilike: `%${literal(ask.search)}%` } },
                  { savedName: { $ilike: `%${literal(ask.search)}%` } },
                ],
              }
            : {}),
        },
        // Ids are version 7: their order is the order of time.
        { orderBy: { id: 'desc' }, limit: ask.limit + 1 },
      );
      const items = fitting(rows.slice(0, ask.limit).map(entryOf));
      return { items, nextCursor: rows.length > items.length ? (items.at(-1)?.id ?? null) : null };
    });
  }

  get(userId: string, id: string): Promise<(QueryEntry & { rawResult: RawResult | null }) | undefined> {
    return this.database.asOwner(userId, async (em) => {
      const row = await em.findOne(Query, { id }, { populate: ['queryText', 'rawResult'] });
      if (!row) return undefined;
      const { textCut: _cut, ...entry } = entryOf(row);
      return {
        ...entry,
        queryText: row.queryText,
        errorMessage: row.errorMessage ?? null,
        rawResult: row.rawResult ?? null,
      };
    });
  }

  update(userId: string, id: string, change: { isSaved: boolean; savedName: string | null }): Promise<QueryEntry | undefined> {
    return this.database.asOwner(userId, async (em) => {
      const row = await em.findOne(Query, { id });
      if (!row) return undefined;
      em.assign(row, change);
      await em.flush();
      return entryOf(row);
    });
  }

  delete(userId: string, id: string): Promise<boolean> {
    return this.database.asOwner(userId, async (em) => (await em.nativeDelete(Query, { id })) > 0);
  }

  /** Calls a function of ours that scopes itself to its owner, without a transaction around it. */
  private async oneTrip(name: 'begin_run' | 'finish_run', values: readonly unknown[]): Promise<void> {
    await this.database.orm.em.fork().execute(`select ${name}(${values.map(() => '?').join(', ')})`, [...values], 'run');
  }
}
