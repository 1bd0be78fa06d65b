import { describe, expect, it } from '@jest/globals';
import { Passwords } from './passwords.js';

const pepper = 'a pepper of at least thirty-two bytes';
const passwords = new Passwords({ PASSWORD_PEPPER: pepper, BCRYPT_COST: 4 });

describe('the hash of a password', () => {
  it('is bcrypt’s, of the cost that is set', async () => {
    expect(await passwords.hash('a password')).toMatch(/^\$2b\$04\$/);
  });

  it('fits the password and no other', async () => {
    const hash = await passwords.hash('a password');
    expect(await passwords.verify('a password', hash)).toEqual({ ok: true, stale: false });
    expect(await passwords.verify('A password', hash)).toEqual({ ok: false, stale: false });
  });

  it('tells long passwords apart beyond the 72 bytes that bcrypt reads', async () => {
    const hash = await passwords.hash(`${'a'.repeat(72)}REAL`);
    expect((await passwords.verify(`${'a'.repeat(72)}WRONG`, hash)).ok).toBe(false);
    expect((await passwords.verify(`${'a'.repeat(72)}REAL`, hash)).ok).toBe(true);
  });

  it('takes every way of writing the same characters for the same password', async () => {
    const hash = await passwords.hash('Caf\u00e9 \u00fcber');
    expect((await passwords.verify('Cafe\u0301 u\u0308ber', hash)).ok).toBe(true);
  });

  it('reads on after a NUL character', async () => {
    const hash = await passwords.hash('before\u0000after');
    expect((await passwords.verify('before\u0000other', hash)).ok).toBe(false);
  });

  it('is of no use with another pepper', async () => {
    const hash = await passwords.hash('a password');
    const elsewhere = new Passwords({ PASSWORD_PEPPER: `${pepper}!`, BCRYPT_COST: 4 });
    expect((await elsewhere.verify('a password', hash)).ok).toBe(false);
  });

  it('is stale once hashes are made stronger', async () => {
    const stronger = new Passwords({ PASSWORD_PEPPER: pepper, BCRYPT_COST: 5 });
    expect(await stronger.verify('a password', await passwords.hash('a password'))).toEqual({ ok: true, stale: true });
  });

  it('is never that of nobody', async () => {
    expect(await passwords.verify('a password', undefined)).toEqual({ ok: false, stale: false });
  });
});
