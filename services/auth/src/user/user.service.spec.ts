import { describe, expect, it } from '@jest/globals';
import { FakePasswords } from '../password/fake-passwords.js';
import { FakeSessionService } from '../session/fake-session.service.js';
import { FakeThrottleStore } from '../throttle/fake-throttle.store.js';
import { LoginThrottle } from '../throttle/login-throttle.js';
import { aUser, FakeUserStore } from './fake-user.store.js';
import type { StoredUser } from './user.js';
import { UserService } from './user.service.js';

function scene(registration: 'open' | 'closed', ...users: StoredUser[]) {
  const store = new FakeUserStore(...users);
  const sessions = new FakeSessionService();
  const service = new UserService(store, new FakePasswords(), sessions, new LoginThrottle(new FakeThrottleStore()), {
    REGISTRATION: registration,
  });
  return { service, store, sessions };
}
const asked = { email: 'grace@example.org', password: 'four unrelated words' };
const ada = aUser({ passwordHash: 'hash of four unrelated words' });

describe('registering', () => {
  it('makes an account and signs in', async () => {
    const { service, store, sessions } = scene('open');
    const answer = await service.register({ ...asked, username: 'grace' });
    expect(answer.user).toMatchObject({ email: 'grace@example.org', username: 'grace', profileUrl: null });
    expect([...store.users.values()][0]?.passwordHash).toBe('hash of four unrelated words');
    expect(sessions.started).toEqual([answer.user.id]);
  });

  it('is refused where registration is closed', async () => {
    await expect(scene('closed').service.register(asked)).rejects.toMatchObject({ code: 'registration_closed' });
  });

  it('is refused with an address that is in use', async () => {
    await expect(scene('open', aUser({ email: asked.email })).service.register(asked)).rejects.toMatchObject({
      code: 'email_taken',
      errors: [{ path: 'email' }],
    });
  });

  it('is refused with a name that is in use', async () => {
    await expect(scene('open', ada).service.register({ ...asked, username: 'ada' })).rejects.toMatchObject({
      code: 'username_taken',
    });
  });

  it('is refused with a password that would be guessed', async () => {
    await expect(scene('open').service.register({ ...asked, password: 'Password1!' })).rejects.toMatchObject({
      code: 'password_weak',
      errors: [{ path: 'password' }],
    });
  });
});

describe('an account', () => {
  it('is changed where a change is asked for, and nowhere else', async () => {
    const { service } = scene('open', aUser({ profileUrl: 'https://example.org/ada' }));
    expect(await service.update(ada.id, { username: null })).toMatchObject({
      username: null,
      email: 'ada@example.org',
      profileUrl: 'https://example.org/ada',
    });
  });

  it('does not answer once it is gone', async () => {
    const { service } = scene('open');
    await expect(service.get(ada.id)).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(service.update(ada.id, { username: 'x' })).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('gets a new password, and every other session ends', async () => {
    const { service, store, sessions } = scene('open', ada);
    await service.changePassword(ada.id, 'this session', 'four unrelated words', 'some other words entirely');
    expect(store.users.get(ada.id)?.passwordHash).toBe('hash of some other words entirely');
    expect(sessions.ended).toEqual([{ userId: ada.id, keep: 'this session' }]);
  });

  it('keeps its password where the present one is not known, or the new one is weak', async () => {
    const { service, store, sessions } = scene('open', ada);
    await expect(service.changePassword(ada.id, 's', 'a guess', 'some other words')).rejects.toMatchObject({
      code: 'password_wrong',
      errors: [{ path: 'currentPassword' }],
    });
    await expect(service.changePassword(ada.id, 's', 'four unrelated words', 'password')).rejects.toMatchObject({
      code: 'password_weak',
      errors: [{ path: 'newPassword' }],
    });
    expect(store.users.get(ada.id)?.passwordHash).toBe(ada.passwordHash);
    expect(sessions.ended).toEqual([]);
  });

  it('can’t have its password guessed through a session that was left open', async () => {
    const { service } = scene('open', ada);
    const guess = () => service.changePassword(ada.id, 's', 'a guess', 'some other words');
    for (let time = 0; time < 6; time++) await expect(guess()).rejects.toMatchObject({ code: 'password_wrong' });
    await expect(guess()).rejects.toMatchObject({ code: 'rate_limited', details: { retryAfter: 1 } });
  });

  it('is removed with its password, and whatever spoke for it stops working', async () => {
    const { service, store, sessions } = scene('open', ada);
    await expect(service.delete(ada.id, 'a guess')).rejects.toMatchObject({ code: 'password_wrong' });
    expect(store.users.size).toBe(1);
    await service.delete(ada.id, 'four unrelated words');
    expect(store.users.size).toBe(0);
    expect(sessions.ended).toEqual([{ userId: ada.id, sessionIds: ['a session', 'an access token'] }]);
  });
});
