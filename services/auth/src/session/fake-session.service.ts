import type { PublicOf } from '@orrery/runtime';
import { type StoredUser, userOf } from '../user/user.js';
import type { SessionService } from './session.service.js';

/** Sessions that only note what happened to them. For tests. */
export class FakeSessionService implements PublicOf<SessionService> {
  readonly started: string[] = [];
  readonly ended: unknown[] = [];

  start(user: StoredUser) {
    this.started.push(user.id);
    return Promise.resolve({ user: userOf(user), accessToken: 'access', expiresIn: 600, refreshToken: 'refresh' });
  }

  refresh(): Promise<never> {
    return Promise.reject(new Error('not part of this'));
  }

  end(): Promise<void> {
    return Promise.resolve();
  }

  endOthers(userId: string, keep: string): Promise<void> {
    this.ended.push({ userId, keep });
    return Promise.resolve();
  }

  tellEnded(userId: string, sessionIds: readonly string[]): void {
    this.ended.push({ userId, sessionIds });
  }
}
