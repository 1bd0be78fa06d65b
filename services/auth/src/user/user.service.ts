import { Fault, type RequestOf, type ResponseOf, type User, type userRegister, type userUpdate } from '@orrery/contracts';
import { type PublicOf } from '@orrery/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { type AuthConfig, CONFIG } from '../config.js';
import { Passwords } from '../password/passwords.js';
import { refuseWeak } from '../password/weak-password.js';
import { SessionService } from '../session/session.service.js';
import { LoginThrottle } from '../throttle/login-throttle.js';
import { accountGone, emailTaken, passwordWrong, type StoredUser, userOf } from './user.js';
import { UserStore } from './user.store.js';

/** Accounts: made, changed, removed. */
@Injectable()
export class UserService {
  constructor(
    @Inject(UserStore) private readonly users: PublicOf<UserStore>,
    @Inject(Passwords) private readonly passwords: PublicOf<Passwords>,
    @Inject(SessionService) private readonly sessions: PublicOf<SessionService>,
    @Inject(LoginThrottle) private readonly throttle: PublicOf<LoginThrottle>,
    @Inject(CONFIG) private readonly config: Pick<AuthConfig, 'REGISTRATION'>,
  ) {}

  async register(ask: RequestOf<typeof userRegister>): Promise<ResponseOf<typeof userRegister>> {
    if (this.config.REGISTRATION === 'closed')
      throw new Fault('registration_closed', 'New accounts can’t be made here. Ask whoever runs this Orrery for one.');
    refuseWeak(ask.password, 'password', [ask.email, ask.username ?? '']);
    // Before the costly hash; the store's unique index has the last word.
    if (await this.users.byEmail(ask.email)) throw emailTaken();
    const now = new Date();
    const user: StoredUser = {
      id: uuidv7(),
      email: ask.email,
      passwordHash: await this.passwords.hash(ask.password),
      username: ask.username ?? null,
      profileUrl: null,
      createdAt: now,
      updatedAt: now,
    };
    await this.users.add(user);
    return this.sessions.start(user);
  }

  async get(userId: string): Promise<User> {
    return userOf((await this.users.byId(userId)) ?? raise(accountGone()));
  }

  async update(userId: string, ask: RequestOf<typeof userUpdate>): Promise<User> {
    const change = {
      ...(ask.email === undefined ? {} : { email: ask.email }),
      ...(ask.username === undefined ? {} : { username: ask.username }),
      ...(ask.profileUrl === undefined ? {} : { profileUrl: ask.profileUrl }),
    };
    return userOf((await this.users.change(userId, change)) ?? raise(accountGone()));
  }

  /** Changes the password and ends every other session. Throws `password_wrong`, `password_weak`. */
  async changePassword(userId: string, sessionId: string, current: string, wanted: string): Promise<void> {
    const user = await this.prove(userId, current, 'currentPassword');
    refuseWeak(wanted, 'newPassword', [user.email, user.username ?? '']);
    await this.users.change(userId, { passwordHash: await this.passwords.hash(wanted) });
    await this.sessions.endOthers(userId, sessionId);
  }

  /** Removes the account; every other service hears of it and removes what is theirs. Throws `password_wrong`. */
  async delete(userId: string, password: string): Promise<void> {
    await this.prove(userId, password, 'password');
    const ended = await this.users.remove(userId);
    this.sessions.tellEnded(userId, ended);
  }

  /** That whoever holds the session also knows the password. Guesses are counted as failed logins are. */
  private async prove(userId: string, password: string, field: 'password' | 'currentPassword'): Promise<StoredUser> {
    const user = (await this.users.byId(userId)) ?? raise(accountGone());
    const attempt = await this.throttle.begin(user.email, user.id);
    if (!(await this.passwords.verify(password, user.passwordHash)).ok) {
      await attempt.failed();
      throw passwordWrong(field);
    }
    await attempt.succeeded();
    return user;
  }
}

function raise(fault: Fault): never {
  throw fault;
}
