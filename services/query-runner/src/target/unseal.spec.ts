import { describe, expect, it } from '@jest/globals';
import { KeyRing, optionContext, passwordContext } from '@orrery/runtime';
import { randomBytes } from 'node:crypto';
import { unseal } from './unseal.js';

const keys = new KeyRing(JSON.stringify({ active: 'k', keys: { k: randomBytes(32).toString('base64') } }));
const connection = {
  id: '01890a5d-ac96-774b-bcce-b302099a8001',
  userId: '01890a5d-ac96-774b-bcce-b302099a8057',
  type: 'postgres',
  host: 'db.example.org',
  port: 5432,
  dbName: 'shop',
  username: 'app',
  extraOptions: { ssl: { mode: 'verify-full' as const }, ssh: { host: 'bastion', port: 22, username: 'tunnel' } },
};
const target = { ...connection, sslMode: 'verify-full' };
const sealed = {
  ...connection,
  sealedPassword: keys.seal('p', passwordContext(target)),
  sealedOptions: {
    'ssl.key': keys.seal('the key', optionContext(target, 'ssl.key')),
    'ssh.password': keys.seal('s', optionContext(target, 'ssh.password')),
  },
};

describe('opening a connection', () => {
  it('puts each secret where its option stands', () => {
    expect(unseal(sealed, keys)).toMatchObject({
      password: 'p',
      extraOptions: { ssl: { mode: 'verify-full', key: 'the key' }, ssh: { host: 'bastion', password: 's' } },
    });
  });

  it.each([
    ['another host', { host: 'elsewhere' }],
    ['another tunnel', { extraOptions: { ...connection.extraOptions, ssh: { host: 'evil', port: 22, username: 'tunnel' } } }],
    ['no tunnel', { extraOptions: { ssl: { mode: 'verify-full' as const } } }],
    ['less of TLS', { extraOptions: { ...connection.extraOptions, ssl: { mode: 'require' as const } } }],
    ['another user', { userId: connection.id }],
    ['one option for another', { sealedOptions: { 'ssh.passphrase': sealed.sealedOptions['ssh.password'] } }],
  ])('is refused for %s than it was sealed for', (_what, change) => {
    expect(() => unseal({ ...sealed, ...change }, keys)).toThrow(expect.objectContaining({ code: 'credential_unreadable' }));
  });
});
