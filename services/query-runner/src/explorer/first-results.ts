import { Fault } from '@orrery/contracts';
import { ask, type ExplorerTable, sameCell, type Session, type TableAccess, withPaths } from '@orrery/drivers';
import type { PublicOf } from '@orrery/runtime';
import { Inject, Injectable } from '@nestjs/common';
import type { RowImage } from './change.js';
import { ChangeSetStore, type NewChangeSet, type StoredChangeSet } from './change-set.store.js';
import { Tables } from './tables.js';

/** ms after which a request that did not end has died with its process: none may work longer. */
const deadAfter = 120_000;

/** Remembers which requests were begun and what they came to, so that one that is sent again changes nothing twice. */
@Injectable()
export class FirstResults {
  constructor(
    private readonly tables: Tables,
    @Inject(ChangeSetStore) private readonly sets: PublicOf<ChangeSetStore>,
  ) {}

  /** Begins a request, or answers what the same one came to before. */
  async begin(fresh: NewChangeSet, signal: AbortSignal): Promise<string | undefined> {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const earlier = await this.sets.begin(fresh);
      if (!earlier) return undefined;
      if (earlier.requestHash !== fresh.requestHash)
        throw new Fault(
          'idempotency_key_reused',
          'This Idempotency-Key was used for another request. Take a new key for a new request.',
        );
      if (earlier.state === 'applied') {
        const kept = await this.sets.payload(fresh.userId, earlier.id);
        if (kept) return kept.answer;
        throw new Fault(
          'change_outcome_unknown',
          'This request was applied before; its answer can’t be read any more. Look at the rows.',
        );
      }
      const dead = Date.now() - earlier.startedAt.getTime() > deadAfter;
      if (earlier.state !== 'unknown' && !dead)
        throw new Fault('retry_later', 'The first request with this key is still under way. Ask again in a moment.', {
          details: { retryAfter: 2 },
        });
      if (earlier.state === 'running') {
        // It died before its commit: what is recorded before every commit is not there.
        await this.sets.dropped(fresh.userId, earlier.id, ['running']);
        continue;
      }
      const answer = await this.resolved(fresh, earlier, signal);
      if (answer !== undefined) return answer;
    }
    throw new Fault('retry_later', 'The same request is being made elsewhere. Ask again in a moment.', {
      details: { retryAfter: 2 },
    });
  }

  /** A commit of which nobody heard the outcome: the rows themselves say whether it happened. Undefined: it did not, and is forgotten. */
  private async resolved(fresh: NewChangeSet, earlier: StoredChangeSet, signal: AbortSignal): Promise<string | undefined> {
    const kept = await this.sets.payload(fresh.userId, earlier.id);
    const happened =
      kept?.images &&
      (await this.tables.with(fresh.connectionId, fresh.table, signal, (opened, session, stop) =>
        didHappen(
          { access: opened.access, table: withPaths(opened.table, kept.images?.columns ?? []) },
          session,
          kept.images?.rows ?? [],
          stop,
        ),
      ));
    if (kept && happened === true) {
      await this.sets.applied(fresh.userId, earlier.id);
      return kept.answer;
    }
    if (happened === false) {
      await this.sets.dropped(fresh.userId, earlier.id, ['prepared', 'unknown']);
      return undefined;
    }
    throw outcomeUnknown(undefined);
  }
}

/** The fault that tells of a commit of which nobody heard the outcome. */
export const outcomeUnknown = (cause: unknown): Fault =>
  new Fault(
    'change_outcome_unknown',
    'The connection was lost while the change was being committed, so it isn’t known whether it happened. Send it again with the same Idempotency-Key, or look at the rows.',
    { cause },
  );

/** Whether all rows are as a change left them (true), all as it found them (false), or neither. */
async function didHappen(
  { access, table }: { readonly access: TableAccess; readonly table: ExplorerTable },
  session: Session,
  images: readonly RowImage[],
  signal: AbortSignal,
): Promise<boolean | undefined> {
  let after = true;
  let before = true;
  for (const image of images.slice(0, 200)) {
    if (!image.key) return undefined;
    const columns = image.key.map(([column]) => column);
    const statement = access.byKeys(table, columns, [image.key.map(([, cell]) => cell)], false);
    const [row] = (await ask(session, statement, { signal })).rows;
    const is = (other: readonly string[] | null): boolean =>
      other === null || row === undefined
        ? other === null && row === undefined
        : other.every((cell, index) => sameCell(cell, row[index] ?? 'null'));
    after &&= is(image.after);
    before &&= is(image.op === 'insert' ? null : image.before);
  }
  return after === before ? undefined : after;
}
