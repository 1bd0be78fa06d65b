import { Fault, type RequestOf, type ResponseOf, type sessionCreate } from '@orrery/contracts';
import { counter, type PublicOf } from '@orrery/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { Passwords } from '../password/passwords.js';
import { LoginThrottle } from '../throttle/login-throttle.js';
import type { StoredUser } from '../user/user.js';
import { UserStore } from '../user/user.store.js';
import { SessionService } from './session.service.js';

const failures = counter('orrery_auth_failures_total', 'Logins that failed', ['reason']);

/** Signing in with a password. */
@Injectable()
export class LoginService {
  constructor(
    @Inject(UserStore) private readonly users: PublicOf<UserStore>,
    @Inject(Passwords) private readonly passwords: PublicOf<Passwords>,
    @Inject(LoginThrottle) private readonly throttle: PublicOf<LoginThrottle>,
    @Inject(SessionService) private readonly sessions: PublicOf<SessionService>,
  ) {}

  /**
   * Begins a session for who knows the password. An unknown address gets the same answer in the same time as a wrong password.
   * Throws `invalid_credentials`, `rate_limited`, `login_busy`.
   */
  async signIn({ email, password }: RequestOf<typeof sessionCreate>): Promise<ResponseOf<typeof sessionCreate>> {
    const user = await this.users.byEmail(email);
    const attempt = await this.throttle.begin(email, user?.id);
    const { ok, stale } = await this.passwords.verify(password, user?.passwordHash);
    if (!user || !ok) {
      failures.inc({ reason: 'invalid_credentials' });
      await attempt.failed();
      throw new Fault('invalid_credentials', 'This e-mail address and password don’t belong together. Check both and try again.');
    }
    await attempt.succeeded();
    if (stale) await this.strengthen(user, password);
    return this.sessions.start(user);
  }

  /** Only now is the password at hand to be hashed better. Signing in must not fail over it: there will be a next time. */
  private async strengthen(user: StoredUser, password: string): Promise<void> {
    try {
      await this.users.rehash(user.id, user.passwordHash, await this.passwords.hash(password));
    } catch (error) {
      if (!(error instanceof Fault && error.code === 'login_busy')) throw error;
    }
  }
}
