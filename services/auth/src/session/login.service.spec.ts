import { describe, expect, it } from '@jest/globals';
import { FakePasswords } from '../password/fake-passwords.js';
import { FakeThrottleStore } from '../throttle/fake-throttle.store.js';
import { LoginThrottle } from '../throttle/login-throttle.js';
import { aUser, FakeUserStore } from '../user/fake-user.store.js';
import { FakeSessionService } from './fake-session.service.js';
import { LoginService } from './login.service.js';

const ada = aUser({ passwordHash: 'hash of the right one' });

function scene() {
  const users = new FakeUserStore(ada);
  const passwords = new FakePasswords();
  const service = new LoginService(users, passwords, new LoginThrottle(new FakeThrottleStore()), new FakeSessionService());
  return { service, users, passwords };
}

describe('signing in', () => {
  it('begins a session with the right password', async () => {
    expect((await scene().service.signIn({ email: ada.email, password: 'the right one' })).user.id).toBe(ada.id);
  });

  it('answers the same for a wrong password and an unknown address, after the same work', async () => {
    const { service, passwords } = scene();
    const failure = (email: string) => service.signIn({ email, password: 'a guess' }).catch((error: unknown) => error);
    const [wrong, unknown] = [await failure(ada.email), await failure('nobody@example.org')];
    expect(wrong).toMatchObject({ code: 'invalid_credentials' });
    expect(unknown).toEqual(wrong);
    expect(passwords.compared).toEqual([ada.passwordHash, undefined]);
  });

  it('is slowed before any work is done for it', async () => {
    const { service, passwords } = scene();
    const guess = () => service.signIn({ email: ada.email, password: 'a guess' });
    for (let time = 0; time < 6; time++) await expect(guess()).rejects.toMatchObject({ code: 'invalid_credentials' });
    await expect(guess()).rejects.toMatchObject({ code: 'rate_limited', details: { retryAfter: 1 } });
    expect(passwords.compared).toHaveLength(6);
  });

  it('takes the chance to hash a password better', async () => {
    const { service, users, passwords } = scene();
    passwords.stale = true;
    passwords.hash = () => Promise.resolve('a better hash');
    await service.signIn({ email: ada.email, password: 'the right one' });
    expect(users.users.get(ada.id)?.passwordHash).toBe('a better hash');
  });
});
