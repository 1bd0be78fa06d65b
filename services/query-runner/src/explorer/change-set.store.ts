import type { ChangeSet } from '@orrery/contracts';
import { Database, KeyRing } from '@orrery/runtime';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Images } from './change.js';
import { ChangeSetRow, type ChangeSetState } from './change-set.entity.js';

const keptDays = 30;
const day = 86_400_000;

/** What is kept of a change set under seal. */
export interface Payload {
  /** Null where it was too large to be kept. */
  readonly images: Images | null;
  /** The answer as it was sent; JSON text. */
  readonly answer: string;
}

/** A request at the moment it begins. */
export interface NewChangeSet {
  readonly id: string;
  readonly userId: string;
  readonly connectionId: string;
  readonly table: string;
  readonly idempotencyKey: string | undefined;
  readonly requestHash: string;
  readonly undoes?: string | undefined;
}

/** What it will have come to once it is committed. */
export interface Prepared {
  readonly counts: { readonly inserts: number; readonly updates: number; readonly deletes: number };
  readonly undoable: boolean;
  readonly undoNotes: readonly string[];
  readonly payload: Payload;
}

export interface StoredChangeSet {
  readonly id: string;
  readonly state: ChangeSetState;
  readonly requestHash: string;
  readonly startedAt: Date;
  readonly changeSet: ChangeSet;
}

const stored = (row: ChangeSetRow): StoredChangeSet => ({
  id: row.id,
  state: row.state,
  requestHash: row.requestHash,
  startedAt: row.createdAt,
  changeSet: {
    id: row.id,
    table: row.tableName,
    inserts: row.inserts,
    updates: row.updates,
    deletes: row.deletes,
    undoable: row.undoable && row.undoneBy == null && row.expiresAt.getTime() > Date.now(),
    undoNotes: row.undoNotes,
    undoes: row.undoes ?? null,
    undoneBy: row.undoneBy ?? null,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  },
});

/** What binds the seal of a change set. */
export const sealContextOf = (id: string, userId: string): readonly string[] => [id, userId, 'change-set'];

/** Change sets in PostgreSQL, their images and answers sealed. */
@Injectable()
export class ChangeSetStore {
  constructor(
    private readonly database: Database,
    private readonly keys: KeyRing,
  ) {}

  /** Writes that a request is being made; where its key was used before, answers that one instead. */
  begin(of: NewChangeSet): Promise<StoredChangeSet | undefined> {
    return this.durably(of.userId, async (em) => {
      await em.execute('delete from change_sets where user_id = ? and expires_at < now()', [of.userId]);
      const fresh = await em.execute<unknown[]>(
        `insert into change_sets (id, user_id, connection_id, table_name, state, idempotency_key, request_hash, undoes, expires_at)
         values (?, ?, ?, ?, 'running', ?, ?, ?, ?) on conflict do nothing returning id`,
        [
          of.id,
          of.userId,
          of.connectionId,
          of.table,
          of.idempotencyKey ?? null,
          of.requestHash,
          of.undoes ?? null,
          new Date(Date.now() + keptDays * day),
        ],
      );
      if (fresh.length > 0 || of.idempotencyKey === undefined) return undefined;
      const earlier = await em.findOne(ChangeSetRow, { idempotencyKey: of.idempotencyKey });
      return earlier ? stored(earlier) : undefined;
    });
  }

  /** Keeps everything before the commit, durably. False where the request is no longer ours to make: somebody took it for dead. */
  prepare(userId: string, id: string, { counts, undoable, undoNotes, payload }: Prepared): Promise<boolean> {
    const sealed = this.keys.seal(gzipSync(JSON.stringify(payload)).toString('base64'), sealContextOf(id, userId));
    return this.durably(userId, async (em) => {
      const changed = await em.nativeUpdate(
        ChangeSetRow,
        { id, state: { $in: ['running', 'prepared'] } },
        { state: 'prepared', ...counts, undoable, undoNotes: [...undoNotes], payload: sealed },
      );
      return changed === 1;
    });
  }

  /** The commit is through. An undo marks what it undid. */
  applied(userId: string, id: string): Promise<void> {
    return this.durably(userId, async (em) => {
      await em.nativeUpdate(ChangeSetRow, { id }, { state: 'applied' });
      await em.execute(
        `update change_sets undone set undone_by = made.id from change_sets made where made.id = ? and undone.id = made.undoes`,
        [id],
      );
    });
  }

  unknown(userId: string, id: string): Promise<void> {
    return this.durably(userId, async (em) => {
      await em.nativeUpdate(ChangeSetRow, { id, state: 'prepared' }, { state: 'unknown' });
    });
  }

  /** Forgets a request that changed nothing. */
  dropped(userId: string, id: string, states: readonly ChangeSetState[] = ['running', 'prepared']): Promise<boolean> {
    return this.durably(userId, async (em) => (await em.nativeDelete(ChangeSetRow, { id, state: { $in: [...states] } })) === 1);
  }

  get(userId: string, id: string): Promise<StoredChangeSet | undefined> {
    return this.database.asOwner(userId, async (em) => {
      const row = await em.findOne(ChangeSetRow, { id });
      return row ? stored(row) : undefined;
    });
  }

  /** What was sealed; undefined where there is nothing, or it can't be opened any more. */
  async payload(userId: string, id: string): Promise<Payload | undefined> {
    const row = await this.database.asOwner(userId, (em) => em.findOne(ChangeSetRow, { id }, { populate: ['payload'] }));
    if (!row?.payload) return undefined;
    try {
      const packed = this.keys.open(row.payload, sealContextOf(id, userId));
      return JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString('utf8')) as Payload;
    } catch {
      return undefined;
    }
  }

  /** A user's applied change sets of a table, newest first. */
  list(userId: string, connectionId: string, table: string, before: string | undefined, limit: number): Promise<ChangeSet[]> {
    return this.database.asOwner(userId, async (em) => {
      const rows = await em.find(
        ChangeSetRow,
        {
          connectionId,
          tableName: table,
          state: 'applied',
          expiresAt: { $gt: new Date() },
          ...(before ? { id: { $lt: before } } : {}),
        },
        // Ids are version 7: their order is the order of time.
        { orderBy: { id: 'desc' }, limit },
      );
      return rows.map((row) => stored(row).changeSet);
    });
  }

  /** History may be lost with PostgreSQL's last moments; what was changed in somebody's database may not. */
  private durably<T>(userId: string, work: (em: EntityManager) => Promise<T>): Promise<T> {
    return this.database.asOwner(userId, async (em) => {
      await em.execute('set local synchronous_commit to on');
      return work(em);
    });
  }
}
