import { describe, expect, it } from '@jest/globals';
import { Fault } from '@orrery/contracts';
import { refuseWeak, weakness } from './weak-password.js';

const own = ['ada.lovelace@example.org', 'countess'];

describe('a password', () => {
  it.each([
    'password',
    'Password123!',
    'p4ssw0rd',
    'P@$$w0rd1',
    'qwertyuiop',
    '12345678',
    '87654321',
    'abcdefgh',
    'aaaaaaaa',
    'abababab',
    'abcabcabc',
    'Summer2026',
    'iloveyou!!',
    '!!dragon99',
    'letmein2024',
    'Passwort1',
    'orrery2026',
    'ada.lovelace@example.org',
    'ada.lovelace1',
    'countess42',
  ])('like “%s” is weak', (password) => {
    expect(weakness(password, own)).toBeDefined();
  });

  it.each([
    'four unrelated words here',
    'tHk9-vw2!qpz',
    'monkey837492',
    'ein sehr langer satz',
    'correct-horse-cellar',
    'пароль-от-сейфа',
    '🦊🌲🌧️🛶🎻🧭',
    'my dog is called password',
  ])('like “%s” is not', (password) => {
    expect(weakness(password, own)).toBeUndefined();
  });

  it('is refused with the name of its field', () => {
    try {
      refuseWeak('password1', 'newPassword', []);
      throw new Error('was taken');
    } catch (error) {
      expect(error).toBeInstanceOf(Fault);
      expect(error).toMatchObject({ code: 'password_weak', errors: [{ path: 'newPassword' }] });
    }
  });
});
