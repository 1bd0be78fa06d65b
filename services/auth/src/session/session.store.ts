import { Database } from '@orrery/runtime';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { UserRow } from '../user/user.entity.js';
import type { StoredUser } from '../user/user.js';
import { hashOf } from './refresh-token.js';
import { RefreshToken, SessionRow } from './session.entity.js';
import { decideRefresh, endOf, type Lifetimes, type RefreshDecision } from './session.js';

/** A session at the moment it begins. */
export interface NewSession {
  readonly id: string;
  readonly userId: string;
  readonly refreshToken: string;
  readonly agent: string | null;
  readonly network: string | null;
  readonly lifetimes: Lifetimes;
}

/** What became of a refresh token that was presented. */
export type RefreshOutcome =
  | { readonly decision: 'rotate'; readonly sessionId: string; readonly user: StoredUser }
  | { readonly decision: 'again'; readonly sessionId: string; readonly user: StoredUser; readonly successorSealed: string }
  | { readonly decision: 'reused'; readonly sessionId: string; readonly userId: string }
  | { readonly decision: 'expired' };

/** Days that an ended session is kept for, so that its tokens are still known for what they are. */
const keptDays = 7;

/** By the clock of the database, which all instances share. */
async function clock(em: EntityManager): Promise<Date> {
  const [row] = await em.execute<{ now: string }[]>('select (extract(epoch from clock_timestamp()) * 1000)::text as now');
  return new Date(Number(row?.now));
}

/** The sessions in PostgreSQL. */
@Injectable()
export class SessionStore {
  constructor(private readonly database: Database) {}

  async begin(session: NewSession): Promise<void> {
    await this.database.asOwner(session.userId, async (em) => {
      const now = await clock(em);
      const absoluteExpiresAt = new Date(now.getTime() + session.lifetimes.absolute * 1_000);
      em.persist(
        em.create(SessionRow, {
          id: session.id,
          userId: session.userId,
          createdAt: now,
          lastUsedAt: now,
          expiresAt: endOf(now, absoluteExpiresAt, session.lifetimes),
          absoluteExpiresAt,
          userAgent: session.agent,
          ipPrefix: session.network,
        }),
      );
      await em.flush();
      em.persist(
        em.create(RefreshToken, {
          id: uuidv7(),
          sessionId: session.id,
          userId: session.userId,
          tokenHash: hashOf(session.refreshToken),
          createdAt: now,
        }),
      );
    });
  }

  /**
   * Presents a refresh token: decides about it while nobody else can, and does what was decided. For `rotate` the given successor is
   * the family's next token from now on.
   */
  refresh(token: string, successor: { token: string; sealed: string }, lifetimes: Lifetimes): Promise<RefreshOutcome> {
    return this.database.asSystem(async (em): Promise<RefreshOutcome> => {
      const tokenHash = hashOf(token);
      const family = await em.findOne(RefreshToken, { tokenHash }, { fields: ['userId', 'sessionId'], disableIdentityMap: true });
      if (!family) return { decision: 'expired' };
      // In the order in which deleting a user meets them: otherwise each could wait for the other.
      await em.execute('select 1 from users where id = ? for key share', [family.userId]);
      const session = await em.findOne(SessionRow, { id: family.sessionId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      const presented = await em.findOne(RefreshToken, { tokenHash });
      const user = await em.findOne(UserRow, { id: family.userId });
      if (!session || !presented || !user) return { decision: 'expired' };
      const now = await clock(em);
      const decision: RefreshDecision = decideRefresh(
        {
          usedAt: presented.usedAt ?? null,
          session: {
            endedAt: session.endedAt ?? null,
            expiresAt: session.expiresAt,
            absoluteExpiresAt: session.absoluteExpiresAt,
          },
        },
        now,
      );
      const of = {
        sessionId: session.id,
        user: { ...user, username: user.username ?? null, profileUrl: user.profileUrl ?? null },
      };
      switch (decision) {
        case 'expired':
          return { decision };
        case 'reused':
          session.endedAt = now;
          session.endReason = 'reused';
          return { decision, sessionId: session.id, userId: session.userId };
        case 'again':
          return { decision, ...of, successorSealed: presented.successorSealed ?? '' };
        case 'rotate':
          presented.usedAt = now;
          presented.successorSealed = successor.sealed;
          session.lastUsedAt = now;
          session.expiresAt = endOf(now, session.absoluteExpiresAt, lifetimes);
          em.persist(
            em.create(RefreshToken, {
              id: uuidv7(),
              sessionId: session.id,
              userId: session.userId,
              tokenHash: hashOf(successor.token),
              parentId: presented.id,
              createdAt: now,
            }),
          );
          return { decision, ...of };
      }
    });
  }

  /** Ends the session that a refresh token belongs to, whichever of its tokens it is. */
  endByToken(token: string): Promise<{ sessionId: string; userId: string } | undefined> {
    return this.database.asSystem(async (em) => {
      const presented = await em.findOne(RefreshToken, { tokenHash: hashOf(token) });
      if (!presented) return undefined;
      const ended = await em.nativeUpdate(
        SessionRow,
        { id: presented.sessionId, endedAt: null },
        { endedAt: await clock(em), endReason: 'signed out' },
      );
      return ended > 0 ? { sessionId: presented.sessionId, userId: presented.userId } : undefined;
    });
  }

  /** Ends a user's sessions but one; answers which ones ended. */
  endOthers(userId: string, keep: string): Promise<string[]> {
    return this.database.asOwner(userId, async (em) => {
      const others = await em.find(SessionRow, { id: { $ne: keep }, endedAt: null });
      const now = await clock(em);
      for (const session of others) {
        session.endedAt = now;
        session.endReason = 'password changed';
      }
      return others.map(({ id }) => id);
    });
  }

  /** Removes sessions that ended long ago. */
  sweep(): Promise<void> {
    return this.database.asSystem(async (em) => {
      await em.execute(`delete from sessions where least(expires_at, ended_at) < now() - interval '${String(keptDays)} days'`);
    });
  }
}
