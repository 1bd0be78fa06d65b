import { describe, expect, it } from '@jest/globals';
import { type ExtraOptions, Fault } from '@orrery/contracts';
import { changed, type ConnectionChange, connectionOf, created, isRetargeted, sealedOf } from './connection.js';
import { aConnection, plainSeals } from './fake-connection.store.js';

const now = new Date('2026-02-01T00:00:00Z');
const pem = '-----BEGIN CERTIFICATE-----';
const after = (change: ConnectionChange, before = aConnection()) => changed(before, change, plainSeals, now);

function fault(work: () => unknown): Fault {
  try {
    work();
  } catch (error) {
    if (error instanceof Fault) return error;
  }
  throw new Error('no fault');
}

const withTls = (ssl: NonNullable<ExtraOptions['ssl']>): ConnectionChange => ({ extraOptions: { ssl } });
const moves: [string, ConnectionChange][] = [
  ['type', { type: 'mysql' }],
  ['host', { host: 'evil.example.org' }],
  ['port', { port: 5433 }],
  ['username', { username: 'root' }],
  ['TLS mode', withTls({ mode: 'disable' })],
  ['TLS authority', withTls({ mode: 'prefer', ca: pem })],
  ['TLS certificate', withTls({ mode: 'prefer', cert: pem })],
  ['TLS key', withTls({ mode: 'prefer', key: pem })],
  ['TLS server name', withTls({ mode: 'prefer', serverName: 'evil.example.org' })],
  ['read replica', { extraOptions: { readReplica: { host: 'evil.example.org', port: 5432 } } }],
];

describe('a change of where a stored password goes', () => {
  it.each(moves)('by its %s needs the password again', (_what, change) => {
    expect(fault(() => after(change))).toMatchObject({ code: 'password_required', errors: [{ path: 'password' }] });
  });

  it.each(moves)('by its %s is made with the password, which is sealed for the new place', (_what, change) => {
    const next = after({ ...change, password: 'again' });
    expect(next.passwordEnc).toContain('password again for');
    expect(next).toMatchObject({ isValid: null, version: 2, updatedAt: now });
  });

  it.each(moves)('by its %s needs nothing where there is no password', (_what, change) => {
    expect(after(change, aConnection({ passwordEnc: '' }))).toMatchObject({ passwordEnc: '', isValid: null });
  });

  it('is taken for one when a read replica is dropped, too', () => {
    const before = aConnection({ extraOptions: { readReplica: { host: 'replica', port: 1 } } });
    expect(fault(() => after({ extraOptions: {} }, before)).details).toEqual({ changed: ['extraOptions.readReplica'] });
  });

  it('is none where the host only changes its case, or the default TLS mode is written out', () => {
    expect(after({ host: 'DB.example.org', ...withTls({ mode: 'prefer' }) })).toMatchObject({
      passwordEnc: 'sealed password',
      isValid: true,
    });
  });

  it('seals for the TLS mode that will be used', () => {
    expect(after({ ...withTls({ mode: 'verify-full' }), password: 'p' }).passwordEnc).toBe(
      'password p for app@db.example.org verify-full',
    );
  });

  it('may take the password away', () => {
    expect(after({ host: 'elsewhere', password: '' })).toMatchObject({ passwordEnc: '', host: 'elsewhere' });
  });
});

describe('another change', () => {
  it.each<[string, ConnectionChange, boolean | null]>([
    ['of the name', { name: 'Staging' }, true],
    ['of the time-outs', { extraOptions: { timeouts: { connectMs: 500 } } }, true],
    ['of the database', { dbName: 'other' }, null],
    ['of the password', { password: 'new' }, null],
  ])('%s leaves the rest and counts as a version', (_what, change, isValid) => {
    expect(after(change)).toMatchObject({ version: 2, host: 'db.example.org', isValid });
  });

  it('of the database keeps the sealed password', () => {
    expect(after({ dbName: 'other' }).passwordEnc).toBe('sealed password');
  });

  it('of how it is called and marked does not make pools and caches stale', () => {
    const before = aConnection();
    expect(isRetargeted(before, after({ name: 'Staging', extraOptions: { color: 'red' } }))).toBe(false);
    expect(isRetargeted(before, after({ dbName: 'other' }))).toBe(true);
    expect(isRetargeted(before, after({ extraOptions: { readOnly: true } }))).toBe(true);
    expect(isRetargeted(before, after({ password: 'new' }))).toBe(true);
  });
});

describe('a TLS client key', () => {
  const withKey = aConnection({
    optionsEnc: { 'ssl.key': 'sealed key' },
    extraOptions: { ssl: { mode: 'verify-full', cert: pem } },
  });
  const tls = { mode: 'verify-full', cert: pem } as const;

  it('is taken out of the options and sealed', () => {
    const made = created(
      withKey.id,
      withKey.userId,
      { ...withKey, password: 'p', extraOptions: { ssl: { ...tls, key: 'the key' } } },
      plainSeals,
      now,
    );
    expect(made.optionsEnc).toEqual({ 'ssl.key': 'ssl.key the key for db.example.org' });
    expect(JSON.stringify(made.extraOptions)).not.toContain('the key');
    expect(connectionOf(made).extraOptions.ssl).toEqual({ ...tls, hasKey: true });
    expect(sealedOf(made)).toMatchObject({
      sealedOptions: { 'ssl.key': 'ssl.key the key for db.example.org' },
      extraOptions: { ssl: tls },
    });
  });

  it('stays where the options come back as they were answered', () => {
    const { extraOptions } = connectionOf(withKey);
    const next = after({ extraOptions: { ...extraOptions, readOnly: true } }, withKey);
    expect(next.optionsEnc).toEqual({ 'ssl.key': 'sealed key' });
    expect(next.extraOptions).toEqual({ ssl: tls, readOnly: true });
  });

  it('stays where the options don’t change at all', () => {
    expect(after({ name: 'Other' }, withKey).optionsEnc).toEqual({ 'ssl.key': 'sealed key' });
  });

  it('has to be given again for a new place, as the password has', () => {
    const missing = (change: ConnectionChange, before = withKey) =>
      fault(() => after(change, before)).errors?.map(({ path }) => path);
    expect(missing({ host: 'elsewhere' })).toEqual(['password', 'extraOptions.ssl.key']);
    expect(missing({ host: 'elsewhere', password: 'p' })).toEqual(['extraOptions.ssl.key']);
    expect(missing({ host: 'elsewhere' }, { ...withKey, passwordEnc: '' })).toEqual(['extraOptions.ssl.key']);
  });

  it('goes with the new place when it is given', () => {
    expect(after({ host: 'elsewhere', password: 'p', ...withTls({ ...tls, key: 'new' }) }, withKey)).toMatchObject({
      optionsEnc: { 'ssl.key': 'ssl.key new for elsewhere' },
      passwordEnc: 'password p for app@elsewhere verify-full',
    });
  });

  it.each<[string, ConnectionChange]>([
    ['asked for', withTls({ ...tls, hasKey: false })],
    ['TLS is turned off', withTls({ mode: 'disable' })],
    ['TLS is not spoken of any more', { extraOptions: {} }],
  ])('is dropped when %s, which is a change of TLS', (_what, change) => {
    expect(fault(() => after(change, withKey)).code).toBe('password_required');
    expect(after({ ...change, password: 'p' }, withKey).optionsEnc).toEqual({});
  });
});

describe('the secrets of a tunnel', () => {
  const ssh = { host: 'bastion.example.org', port: 22, username: 'tunnel', hostKey: `SHA256:${'a'.repeat(43)}` };
  const tunnelled = aConnection({ optionsEnc: { 'ssh.password': 'sealed' }, extraOptions: { ssh } });
  const missing = (change: ConnectionChange): string[] | undefined => {
    try {
      after(change, tunnelled);
      return undefined;
    } catch (error) {
      return (error as Fault).errors?.map(({ path }) => path);
    }
  };

  it('are taken out of the options and sealed, each for itself', () => {
    const made = created(
      tunnelled.id,
      tunnelled.userId,
      { ...tunnelled, password: 'p', extraOptions: { ssh: { ...ssh, privateKey: pem, passphrase: 'open' } } },
      plainSeals,
      now,
    );
    expect(Object.keys(made.optionsEnc)).toEqual(['ssh.privateKey', 'ssh.passphrase']);
    expect(made.extraOptions).toEqual({ ssh });
    expect(connectionOf(made).extraOptions.ssh).toEqual({ ...ssh, hasPrivateKey: true, hasPassphrase: true });
  });

  it('stay when the database behind it changes', () => {
    expect(missing({ host: 'other', password: 'p' })).toBeUndefined();
    expect(after({ host: 'other', password: 'p' }, tunnelled).optionsEnc).toEqual({ 'ssh.password': 'sealed' });
  });

  it('have to be given again, with the password, for another host or one that proves less', () => {
    const to = (change: object) => missing({ extraOptions: { ssh: { ...ssh, ...change } } });
    expect(to({ host: 'elsewhere' })).toEqual(['password', 'extraOptions.ssh.password']);
    expect(to({ hostKey: undefined })).toEqual(['password', 'extraOptions.ssh.password']);
    expect(to({ username: 'other' })).toEqual(['extraOptions.ssh.password']);
    expect(to({})).toBeUndefined();
  });

  it('go with the tunnel, and the password is needed for the straight way', () => {
    expect(missing({ extraOptions: {} })).toEqual(['password']);
    expect(after({ extraOptions: {}, password: 'p' }, tunnelled).optionsEnc).toEqual({});
  });
});

describe('what a connection’s owner sees', () => {
  it('has no secret in it', () => {
    const shown = JSON.stringify(
      connectionOf(aConnection({ passwordEnc: 'canary', optionsEnc: { 'ssl.key': 'canary', 'ssh.password': 'canary' } })),
    );
    expect(shown).not.toContain('canary');
    expect(shown).toContain('"hasPassword":true');
  });
});
