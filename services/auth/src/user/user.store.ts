import { userDeleted, userRegistered } from '@orrery/contracts';
import { Database, Outbox, type PublicOf } from '@orrery/runtime';
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { AccessToken } from '../token/token.entity.js';
import { SessionRow } from '../session/session.entity.js';
import { emailTaken, type StoredUser, usernameTaken } from './user.js';
import { UserRow } from './user.entity.js';

const stored = (row: UserRow): StoredUser => ({
  id: row.id,
  email: row.email,
  passwordHash: row.passwordHash,
  username: row.username ?? null,
  profileUrl: row.profileUrl ?? null,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});

/** Which of the two names that must be unique an insert or update met. */
function taken(error: unknown): unknown {
  if (!(error instanceof UniqueConstraintViolationException)) return error;
  const constraint = 'constraint' in error ? String(error.constraint) : error.message;
  if (constraint.includes('username')) return usernameTaken();
  return constraint.includes('email') ? emailTaken() : error;
}

/** The users in PostgreSQL. */
@Injectable()
export class UserStore {
  constructor(
    private readonly database: Database,
    @Inject(Outbox) private readonly outbox: Pick<PublicOf<Outbox>, 'add' | 'flush'>,
  ) {}

  /** Adds a user and tells of it. Throws `email_taken`, `username_taken`. */
  async add(user: StoredUser): Promise<void> {
    await this.database
      .asSystem((em) => {
        em.persist(em.create(UserRow, { ...user }));
        this.outbox.add(em, userRegistered, { userId: user.id });
        return Promise.resolve();
      })
      .catch((error: unknown) => {
        throw taken(error);
      });
    this.outbox.flush();
  }

  byEmail(email: string): Promise<StoredUser | undefined> {
    return this.database.asSystem(async (em) => {
      const row = await em.findOne(UserRow, { email });
      return row ? stored(row) : undefined;
    });
  }

  byId(userId: string): Promise<StoredUser | undefined> {
    return this.database.asOwner(userId, async (em) => {
      const row = await em.findOne(UserRow, { id: userId });
      return row ? stored(row) : undefined;
    });
  }

  /** Changes what is given. Undefined where the user is gone. Throws `email_taken`, `username_taken`. */
  async change(
    userId: string,
    change: Partial<Pick<StoredUser, 'email' | 'username' | 'profileUrl' | 'passwordHash'>>,
  ): Promise<StoredUser | undefined> {
    try {
      return await this.database.asOwner(userId, async (em) => {
        const row = await em.findOne(UserRow, { id: userId });
        if (!row) return undefined;
        em.assign(row, { ...change, updatedAt: new Date() });
        await em.flush();
        return stored(row);
      });
    } catch (error) {
      throw taken(error);
    }
  }

  /** Writes a better hash of the same password, unless the password changed meanwhile. It is no change of the user. */
  async rehash(userId: string, from: string, to: string): Promise<void> {
    await this.database.asOwner(userId, (em) =>
      em.nativeUpdate(UserRow, { id: userId, passwordHash: from }, { passwordHash: to }),
    );
  }

  /**
   * Removes a user with everything that hangs on them here, and tells the other services in the same transaction.
   * @returns the ids of the sessions and personal access tokens that ended by it
   */
  async remove(userId: string): Promise<string[]> {
    const ended = await this.database.asOwner(userId, async (em) => {
      const sessions = await em.find(SessionRow, {}, { fields: ['id'] });
      const tokens = await em.find(AccessToken, {}, { fields: ['id'] });
      if ((await em.nativeDelete(UserRow, { id: userId })) > 0) this.outbox.add(em, userDeleted, { userId });
      return [...sessions, ...tokens].map(({ id }) => id);
    });
    this.outbox.flush();
    return ended;
  }
}
