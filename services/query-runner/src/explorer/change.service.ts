import {
  type changeSetList,
  type changeSetUndo,
  type explorerChange,
  Fault,
  type RequestOf,
  type ResponseOf,
} from '@orrery/contracts';
import {
  ask,
  type Contention,
  DriverFault,
  type ExplorerTable,
  parsedCell,
  type Session,
  typesIn,
  withPaths,
} from '@orrery/drivers';
import type { PublicOf } from '@orrery/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { checkedChanges, type Images, inverseOf, type PlacedChange } from './change.js';
import { RecentWrites } from '../query/replica.js';
import { answerOf, notesOf } from './change-answer.js';
import { ChangeSetStore, type StoredChangeSet } from './change-set.store.js';
import { faultOfDriver, faultOfRead } from './faults.js';
import { FirstResults, outcomeUnknown } from './first-results.js';
import { KeyedRows } from './keyed-rows.js';
import { type OpenedTable, refuseUneditable, Tables } from './tables.js';
import { boundOf, ChangeTransaction } from './transaction.js';

/** Bytes of images that are kept for an undo, and of an answer that is kept for a retry. */
const mostImageBytes = 5 * 1024 * 1024;
const mostAnswerBytes = 8 * 1024 * 1024;
/** ms that a request may take, with all its tries, before its commit; and ms that the commit may take. */
const longest = 70_000;
const commitMs = 30_000;
const attempts = 4;

interface Job {
  readonly userId: string;
  readonly connectionId: string;
  readonly table: string;
  readonly requestHash: string;
  readonly idempotencyKey: string | undefined;
  readonly undoes?: string;
  readonly dryRun: boolean;
  /** Names of columns that it is about. */
  readonly columns: Iterable<string>;
  readonly changesOf: (table: ExplorerTable) => PlacedChange[];
}

const hashOf = (parts: unknown): string => createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

/** Changes rows: all of a request or none, and none that is not as its reader saw it. */
@Injectable()
export class ChangeService {
  constructor(
    private readonly tables: Tables,
    @Inject(ChangeSetStore) private readonly sets: PublicOf<ChangeSetStore>,
    private readonly first: FirstResults,
    @Inject(RecentWrites) private readonly writes: Pick<RecentWrites, 'note'>,
  ) {}

  async change(userId: string, asked: RequestOf<typeof explorerChange>, signal: AbortSignal): Promise<string> {
    const changesOf = (table: ExplorerTable): PlacedChange[] => checkedChanges(table, asked.changes);
    const columns = asked.changes.flatMap(({ values, before }) => Object.keys({ ...before, ...values }));
    if (asked.preview) return this.preview(asked, signal, columns, changesOf);
    return this.apply(
      {
        userId,
        connectionId: asked.id,
        table: asked.table,
        columns,
        requestHash: hashOf([asked.id, asked.table, asked.changes, asked.dryRun]),
        idempotencyKey: asked.dryRun ? undefined : asked.idempotencyKey,
        dryRun: asked.dryRun,
        changesOf,
      },
      signal,
    );
  }

  async undo(userId: string, asked: RequestOf<typeof changeSetUndo>, signal: AbortSignal): Promise<string> {
    const { changeSet, images } = await this.undoable(userId, asked);
    const changesOf = (table: ExplorerTable): PlacedChange[] => inverseOf(table, images);
    if (asked.preview) return this.preview(asked, signal, images.columns, changesOf);
    return this.apply(
      {
        userId,
        connectionId: asked.id,
        table: asked.table,
        columns: images.columns,
        requestHash: hashOf([asked.id, asked.table, 'undo', changeSet.id]),
        idempotencyKey: asked.idempotencyKey,
        undoes: changeSet.id,
        dryRun: false,
        changesOf,
      },
      signal,
    );
  }

  async list(userId: string, asked: RequestOf<typeof changeSetList>): Promise<ResponseOf<typeof changeSetList>> {
    await this.tables.connection(asked.id);
    const found = await this.sets.list(userId, asked.id, asked.table, asked.cursor, asked.limit + 1);
    const items = found.slice(0, asked.limit);
    return { items, nextCursor: found.length > asked.limit ? (items.at(-1)?.id ?? null) : null };
  }

  private async undoable(
    userId: string,
    asked: RequestOf<typeof changeSetUndo>,
  ): Promise<{ changeSet: StoredChangeSet; images: Images }> {
    await this.tables.connection(asked.id);
    const found = await this.sets.get(userId, asked.changeSetId);
    if (found?.state !== 'applied' || found.changeSet.table !== asked.table)
      throw new Fault('change_set_not_found', 'There is no such change set. It may be older than what is kept.');
    if (found.changeSet.undoneBy !== null)
      throw new Fault('change_set_not_undoable', 'This change set was undone already.', {
        details: { undoneBy: found.changeSet.undoneBy },
      });
    const images = found.changeSet.undoable ? (await this.sets.payload(userId, found.id))?.images : undefined;
    if (!images)
      throw new Fault(
        'change_set_not_undoable',
        `This change set can’t be undone. ${found.changeSet.undoNotes.join(' ')}`.trim(),
      );
    return { changeSet: found, images };
  }

  /** The statements, and what an undo would not bring back. Nothing is sent to the database but questions about the table. */
  private async preview(
    { id, table: name }: { readonly id: string; readonly table: string },
    signal: AbortSignal,
    columns: Job['columns'],
    changesOf: Job['changesOf'],
  ): Promise<string> {
    try {
      return await this.tables.with(id, name, signal, async (opened, session) => {
        refuseUneditable(opened);
        const { access } = opened;
        const table = withPaths(opened.table, columns);
        const changes = changesOf(table);
        const seen = await typesSeen({ access, table }, session, changes, signal);
        const statements = changes.map((change) =>
          boundOf(access.change(table, { ...change, seen: seen(change) }, session.serverVersion).statement),
        );
        const size = JSON.stringify(statements).length;
        const undoNotes = notesOf(access, table, changes, size > mostImageBytes);
        const results = changes.map(({ op, key }) => ({
          op,
          key: key ? Object.fromEntries([...key].map(([column, cell]) => [column, parsedCell(cell)])) : null,
          row: null,
        }));
        return JSON.stringify({
          changeSetId: null,
          results,
          statements,
          undoable: size <= mostImageBytes && changes.every(({ op }) => access.undoes.includes(op)),
          undoNotes,
        });
      });
    } catch (error) {
      throw faultOfRead(error);
    }
  }

  private async apply(job: Job, signal: AbortSignal): Promise<string> {
    const id = uuidv7();
    const earlier = job.dryRun ? undefined : await this.first.begin({ id, ...job }, signal);
    if (earlier !== undefined) return earlier;
    const progress = { committing: false };
    const stop = AbortSignal.any([signal, AbortSignal.timeout(longest)]);
    // A query right behind it must see it, though a replica may not have it yet.
    const note = (): void => {
      if (!job.dryRun) this.writes.note(job.userId, job.connectionId);
    };
    note();
    try {
      const { access } = await this.tables.connection(job.connectionId);
      const answer = await this.retried(
        stop,
        (fault) => access.contentionOf(fault),
        () =>
          this.tables.with(job.connectionId, job.table, stop, (opened, session, limited) =>
            this.once(id, job, opened, session, limited, progress),
          ),
      );
      // What is committed is told as such, also where it can't be noted: a retry with the same key finds out by the rows.
      if (!job.dryRun) await this.sets.applied(job.userId, id).catch(() => undefined);
      return answer;
    } catch (error) {
      if (progress.committing) {
        await this.sets.unknown(job.userId, id).catch(() => undefined);
        throw outcomeUnknown(error);
      }
      await this.sets.dropped(job.userId, id).catch(() => false);
      throw error instanceof DriverFault ? faultOfDriver(error) : faultOfRead(error);
    } finally {
      note();
    }
  }

  /** One try: the whole transaction, its record before the commit. */
  private async once(
    id: string,
    job: Job,
    opened: OpenedTable,
    session: Session,
    signal: AbortSignal,
    progress: { committing: boolean },
  ): Promise<string> {
    refuseUneditable(opened);
    const { access } = opened;
    const table = withPaths(opened.table, job.columns);
    const changes = job.changesOf(table);
    const restoring = job.undoes === undefined ? [] : (access.restoring ?? []);
    for (const statement of [...access.begin, ...restoring]) await run(session, statement, signal);
    const transaction = new ChangeTransaction(access, table, session, signal);
    if (job.dryRun && !access.transactional)
      throw new Fault('query_unsupported', 'This database has no transaction to try changes in. Use the preview.');
    await transaction.make(changes);
    if (job.dryRun) {
      if (access.rollback) await run(session, access.rollback, signal);
      return answerOf(null, table, transaction.images, transaction.statements, false, notesOf(access, table, changes, false));
    }
    const images: Images = { columns: table.columns.map((column) => column.name), rows: transaction.images };
    const tooLarge = transaction.cut || JSON.stringify(images).length > mostImageBytes;
    const lost = transaction.images.some((image) => image.op !== 'delete' && (!image.after || !image.key));
    const undoable = !tooLarge && !lost && changes.every(({ op }) => access.undoes.includes(op));
    const undoNotes = [
      ...notesOf(access, table, changes, tooLarge),
      ...(lost ? ['The database gives a new row its key and does not say which: it can’t be found again to be undone.'] : []),
    ];
    const answer = answerOf(id, table, transaction.images, transaction.statements, undoable, undoNotes);
    const count = (op: PlacedChange['op']): number => changes.filter((change) => change.op === op).length;
    const ours = await this.sets.prepare(job.userId, id, {
      counts: { inserts: count('insert'), updates: count('update'), deletes: count('delete') },
      undoable,
      undoNotes,
      payload: {
        images: undoable ? images : null,
        answer:
          answer.length <= mostAnswerBytes
            ? answer
            : answerOf(
                id,
                table,
                transaction.images.map((image) => ({ ...image, after: null })),
                [],
                undoable,
                undoNotes,
              ),
      },
    });
    if (!ours) throw new Fault('retry_later', 'This request took too long and was given up. Nothing was changed; send it again.');
    signal.throwIfAborted();
    progress.committing = true;
    try {
      // From here on it must not be cut short: half a commit does not exist, but nobody would know which half.
      if (access.commit) await run(session, access.commit, AbortSignal.timeout(commitMs));
    } catch (error) {
      // A constraint that is looked at last, or others, refuse the commit, and the transaction with it.
      const refused = error instanceof DriverFault && error.kind === 'constraint';
      progress.committing = !refused && !(error instanceof DriverFault && access.contentionOf(error));
      throw refused ? refusedAtCommit(error) : error;
    }
    progress.committing = false;
    // Fields that no document had before are fields of the collection from now on.
    if (table !== opened.table) this.tables.forget(job.connectionId);
    return answer;
  }

  /** A transaction that was given up for others is made again: it changed nothing. */
  private async retried<T>(
    signal: AbortSignal,
    contentionOf: (fault: DriverFault) => Contention | undefined,
    work: () => Promise<T>,
  ): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        const contention = error instanceof DriverFault ? contentionOf(error) : undefined;
        if (contention === 'locked')
          throw new Fault(
            'retry_later',
            'Another session holds one of these rows. Nothing was changed; try again when it is done.',
            {
              details: { retryAfter: 2 },
              cause: error,
            },
          );
        if (contention !== 'retry' || signal.aborted) throw error;
        if (attempt >= attempts)
          throw new Fault(
            'retry_later',
            'Others changed the same rows at the same time, again and again. Nothing was changed; send it again.',
            {
              details: { retryAfter: 1 },
              cause: error,
            },
          );
      }
    }
  }
}

/** The types of the values that changes are about, of a kind whose statements name them. */
async function typesSeen(
  { access, table }: Pick<OpenedTable, 'access' | 'table'>,
  session: Session,
  changes: readonly PlacedChange[],
  signal: AbortSignal,
): Promise<(change: PlacedChange) => ReadonlyMap<string, string> | undefined> {
  if (access.transactional) return () => undefined;
  const rows = new KeyedRows(access, table, (statement) => ask(session, statement, { signal, readOnly: true }));
  const found = await rows.find(
    changes.filter(({ op }) => op !== 'insert'),
    false,
  );
  const names = table.columns.map((column) => column.name);
  return ({ index, seen }) => typesIn(names, found.get(index)) ?? seen;
}

const run = async (session: Session, statement: Parameters<Session['run']>[0], signal: AbortSignal): Promise<void> => {
  for await (const event of session.run(statement, { signal })) if (event.type === 'end') return;
};

const refusedAtCommit = (error: DriverFault): Fault =>
  new Fault('change_refused', error.message, { ...optionalDetails(error), cause: error });
const optionalDetails = (error: DriverFault): { details?: Readonly<Record<string, unknown>> } => {
  const { details } = faultOfDriver(error);
  return details ? { details } : {};
};
