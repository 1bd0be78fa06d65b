import { type ResponseOf, type sessionCreate } from '@orrery/contracts';
import { counter, currentCall, LOGGER, type Logger, type PublicOf } from '@orrery/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { type AuthConfig, CONFIG } from '../config.js';
import { networkOf } from '../throttle/network.js';
import { type StoredUser, userOf } from '../user/user.js';
import { AccessJwt } from './access-jwt.js';
import { newSecret, openSuccessor, sealSuccessor } from './refresh-token.js';
import { type Lifetimes, sessionExpired, sessionReused } from './session.js';
import { SessionSignal } from './session-signal.js';
import { SessionStore } from './session.store.js';

type SessionAnswer = ResponseOf<typeof sessionCreate>;

const reuses = counter('orrery_refresh_reuse_total', 'Refresh tokens presented from two places');

/** Sessions: begun, kept up, ended. */
@Injectable()
export class SessionService {
  private readonly lifetimes: Lifetimes;

  constructor(
    @Inject(SessionStore) private readonly sessions: PublicOf<SessionStore>,
    @Inject(AccessJwt) private readonly jwt: PublicOf<AccessJwt>,
    @Inject(SessionSignal) private readonly signal: PublicOf<SessionSignal>,
    @Inject(LOGGER) private readonly log: Pick<Logger, 'warn'>,
    @Inject(CONFIG) config: Pick<AuthConfig, 'SESSION_IDLE_SECONDS' | 'SESSION_ABSOLUTE_SECONDS'>,
  ) {
    this.lifetimes = { idle: config.SESSION_IDLE_SECONDS, absolute: config.SESSION_ABSOLUTE_SECONDS };
  }

  /** Begins a session for a user who has proved who they are. */
  async start(user: StoredUser): Promise<SessionAnswer> {
    const client = currentCall()?.client;
    const id = uuidv7();
    const refreshToken = newSecret();
    await this.sessions.begin({
      id,
      userId: user.id,
      refreshToken,
      agent: client?.agent ?? null,
      network: networkOf(client?.address) ?? null,
      lifetimes: this.lifetimes,
    });
    return this.answer(user, id, refreshToken);
  }

  /** Trades a refresh token for the next one and a new access token. Throws `session_expired`, `session_reused`. */
  async refresh(token: string): Promise<SessionAnswer> {
    const successor = newSecret();
    const outcome = await this.sessions.refresh(
      token,
      { token: successor, sealed: sealSuccessor(successor, token) },
      this.lifetimes,
    );
    switch (outcome.decision) {
      case 'rotate':
        return this.answer(outcome.user, outcome.sessionId, successor);
      case 'again':
        return this.answer(outcome.user, outcome.sessionId, openSuccessor(outcome.successorSealed, token));
      case 'reused':
        reuses.inc();
        this.log.warn({ user: outcome.userId, session: outcome.sessionId }, 'A refresh token was reused; its session is ended');
        this.signal.ended(outcome.userId, [outcome.sessionId]);
        throw sessionReused();
      case 'expired':
        throw sessionExpired();
    }
  }

  /** Signs out. Says nothing about tokens that are unknown. */
  async end(token: string | undefined): Promise<void> {
    const ended = token === undefined ? undefined : await this.sessions.endByToken(token);
    if (ended) this.signal.ended(ended.userId, [ended.sessionId]);
  }

  /** Ends a user's sessions but one. */
  async endOthers(userId: string, keep: string): Promise<void> {
    this.signal.ended(userId, await this.sessions.endOthers(userId, keep));
  }

  /** Tells that sessions which are gone already must stop working. */
  tellEnded(userId: string, sessionIds: readonly string[]): void {
    this.signal.ended(userId, sessionIds);
  }

  private async answer(user: StoredUser, sessionId: string, refreshToken: string): Promise<SessionAnswer> {
    return {
      user: userOf(user),
      accessToken: await this.jwt.sign(user.id, sessionId),
      expiresIn: this.jwt.lifetime,
      refreshToken,
    };
  }
}
