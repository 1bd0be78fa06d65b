import { connectionsConnectionChanged, connectionsConnectionDeleted, Fault } from '@orrery/contracts';
import { Database, Outbox, type PublicOf } from '@orrery/runtime';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { isRetargeted, type StoredConnection } from './connection.js';
import { ConnectionRow } from './connection.entity.js';

const stored = (row: ConnectionRow): StoredConnection => ({
  id: row.id,
  userId: row.userId,
  name: row.name,
  type: row.type,
  host: row.host,
  port: row.port,
  dbName: row.dbName,
  username: row.username,
  passwordEnc: row.passwordEnc,
  extraOptions: row.extraOptions,
  optionsEnc: row.optionsEnc,
  isValid: row.isValid ?? null,
  lastTestedAt: row.lastTestedAt ?? null,
  version: row.version,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});

/** Days after which nothing can arrive any more that was on its way when a user was deleted. */
const remembersDeletedDays = 30;

/**
 * Whoever adds something of a user holds this lock together with others who do; whoever removes everything of a user holds it alone.
 * So nothing is added behind the back of a removal.
 */
const userLock = (em: EntityManager, userId: string, how: 'adds' | 'removes'): Promise<unknown> =>
  em.execute(`select pg_advisory_xact_lock${how === 'adds' ? '_shared' : ''}(hashtextextended(?, 0))`, [`user ${userId}`]);

async function isDeleted(em: EntityManager, userId: string): Promise<boolean> {
  return (await em.execute<unknown[]>('select 1 from deleted_users where user_id = ?', [userId])).length > 0;
}

/** The connections in PostgreSQL. */
@Injectable()
export class ConnectionStore {
  constructor(
    private readonly database: Database,
    @Inject(Outbox) private readonly outbox: Pick<PublicOf<Outbox>, 'add' | 'flush'>,
  ) {}

  /** A user's connections, newest first: those before `before`, at most `limit`. */
  list(userId: string, before: string | undefined, limit: number): Promise<StoredConnection[]> {
    return this.database.asOwner(userId, async (em) => {
      // Ids are version 7: their order is the order of time.
      const rows = await em.find(ConnectionRow, before ? { id: { $lt: before } } : {}, { orderBy: { id: 'desc' }, limit });
      return rows.map(stored);
    });
  }

  get(userId: string, id: string): Promise<StoredConnection | undefined> {
    return this.database.asOwner(userId, async (em) => {
      const row = await em.findOne(ConnectionRow, { id });
      return row ? stored(row) : undefined;
    });
  }

  /** Throws `unauthenticated` where the user is gone. */
  add(connection: StoredConnection): Promise<void> {
    return this.database.asOwner(connection.userId, async (em) => {
      await userLock(em, connection.userId, 'adds');
      if (await isDeleted(em, connection.userId)) throw new Fault('unauthenticated', 'Sign in first.');
      em.persist(em.create(ConnectionRow, { ...connection }));
    });
  }

  /** Adds connections for a user who was never offered the sample; nothing where they were, or where they are gone. */
  offer(userId: string, make: () => readonly StoredConnection[]): Promise<void> {
    return this.database.asOwner(userId, async (em) => {
      await userLock(em, userId, 'adds');
      if (await isDeleted(em, userId)) return;
      const fresh = await em.execute<unknown[]>(
        'insert into sample_offers (user_id) values (?) on conflict do nothing returning user_id',
        [userId],
      );
      if (fresh.length > 0) for (const connection of make()) em.persist(em.create(ConnectionRow, { ...connection }));
    });
  }

  /** Lets a rule decide what a connection becomes, while nobody else can change it. Undefined where the user has no such one. */
  async change(
    userId: string,
    id: string,
    rule: (before: StoredConnection) => StoredConnection,
  ): Promise<StoredConnection | undefined> {
    const after = await this.database.asOwner(userId, async (em) => {
      const row = await em.findOne(ConnectionRow, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!row) return undefined;
      const before = stored(row);
      const next = rule(before);
      Object.assign(row, next);
      if (isRetargeted(before, next))
        this.outbox.add(em, connectionsConnectionChanged, { connectionId: id, userId, version: next.version });
      return next;
    });
    this.outbox.flush();
    return after;
  }

  /** Notes the outcome of a test, unless the connection has changed since it began. It is no change of the connection. */
  async tested(of: Pick<StoredConnection, 'userId' | 'id' | 'version'>, isValid: boolean, at: Date): Promise<void> {
    await this.database.asOwner(of.userId, (em) =>
      em.nativeUpdate(ConnectionRow, { id: of.id, version: of.version }, { isValid, lastTestedAt: at }),
    );
  }

  /** Removes a connection and tells of it; false where the user has no such one. */
  async remove(userId: string, id: string): Promise<boolean> {
    const removed = await this.database.asOwner(userId, async (em) => {
      const count = await em.nativeDelete(ConnectionRow, { id });
      if (count > 0) this.outbox.add(em, connectionsConnectionDeleted, { connectionId: id, userId });
      return count > 0;
    });
    this.outbox.flush();
    return removed;
  }

  /** Removes everything of a user and remembers that they are gone, in the given transaction. */
  async removeUser(em: EntityManager, userId: string): Promise<void> {
    await userLock(em, userId, 'removes');
    for (const { id } of await em.find(ConnectionRow, { userId }, { fields: ['id'], orderBy: { id: 'asc' } }))
      this.outbox.add(em, connectionsConnectionDeleted, { connectionId: id, userId });
    await em.nativeDelete(ConnectionRow, { userId });
    await em.execute('delete from sample_offers where user_id = ?', [userId]);
    await em.execute('insert into deleted_users (user_id) values (?) on conflict do nothing', [userId]);
    await em.execute(`delete from deleted_users where deleted_at < now() - interval '${String(remembersDeletedDays)} days'`);
  }
}
