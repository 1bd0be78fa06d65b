import type { PublicOf } from '@orrery/runtime';
import { emailTaken, type StoredUser, usernameTaken } from './user.js';
import type { UserStore } from './user.store.js';

/** A user with valid values. For tests. */
export const aUser = (change: Partial<StoredUser> = {}): StoredUser => ({
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  email: 'ada@example.org',
  passwordHash: 'hash of the right password',
  username: 'ada',
  profileUrl: null,
  createdAt: new Date('2026-01-01T00:00:00Z'),
  updatedAt: new Date('2026-01-01T00:00:00Z'),
  ...change,
});

/** The users in memory. For tests. */
export class FakeUserStore implements PublicOf<UserStore> {
  readonly users = new Map<string, StoredUser>();

  constructor(...users: StoredUser[]) {
    for (const user of users) this.users.set(user.id, user);
  }

  add(user: StoredUser): Promise<void> {
    return this.unlessTaken(user, () => {
      this.users.set(user.id, user);
    });
  }

  byEmail(email: string): Promise<StoredUser | undefined> {
    return Promise.resolve([...this.users.values()].find((user) => user.email === email));
  }

  byId(userId: string): Promise<StoredUser | undefined> {
    return Promise.resolve(this.users.get(userId));
  }

  change(userId: string, change: Partial<StoredUser>): Promise<StoredUser | undefined> {
    const before = this.users.get(userId);
    if (!before) return Promise.resolve(undefined);
    const after = { ...before, ...change };
    return this.unlessTaken(after, () => {
      this.users.set(userId, after);
      return after;
    });
  }

  rehash(userId: string, from: string, to: string): Promise<void> {
    const user = this.users.get(userId);
    if (user?.passwordHash === from) this.users.set(userId, { ...user, passwordHash: to });
    return Promise.resolve();
  }

  remove(userId: string): Promise<string[]> {
    this.users.delete(userId);
    return Promise.resolve(['a session', 'an access token']);
  }

  private unlessTaken<T>(user: StoredUser, then: () => T): Promise<T> {
    const others = [...this.users.values()].filter(({ id }) => id !== user.id);
    if (others.some(({ email }) => email === user.email)) return Promise.reject(emailTaken());
    if (user.username !== null && others.some(({ username }) => username === user.username))
      return Promise.reject(usernameTaken());
    return Promise.resolve(then());
  }
}
