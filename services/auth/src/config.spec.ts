import { describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { settings } from './config.js';

const privatePem = (kind: 'ed25519' | 'x25519'): string =>
  (kind === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('x25519')).privateKey
    .export({ type: 'pkcs8', format: 'pem' })
    .toString();

const valid = {
  DATABASE_URL: 'postgresql://auth@127.0.0.1/orrery',
  ACTOR_PUBLIC_KEY: generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  ACCESS_PRIVATE_KEY: privatePem('ed25519'),
  PASSWORD_PEPPER: '4f1d4c2b7a9e4f1d4c2b7a9e4f1d4c2b',
};
const wrongIn = (change: Record<string, string | undefined>): unknown[] =>
  settings.safeParse({ ...valid, ...change }).error?.issues.map(({ path }) => path[0]) ?? [];

describe('the settings of auth', () => {
  it('are safe where nothing is said: production, strong hashes, registration closed', () => {
    expect(settings.parse(valid)).toMatchObject({ ORRERY_MODE: 'production', BCRYPT_COST: 12, REGISTRATION: 'closed' });
  });

  it.each<[string, string, Record<string, string | undefined>]>([
    ['hashes that are weak in production', 'BCRYPT_COST', { BCRYPT_COST: '9' }],
    ['a pepper that is missing', 'PASSWORD_PEPPER', { PASSWORD_PEPPER: undefined }],
    ['a pepper that is short', 'PASSWORD_PEPPER', { PASSWORD_PEPPER: 'too short' }],
    ['a pepper that is a placeholder', 'PASSWORD_PEPPER', { PASSWORD_PEPPER: 'changeme' }],
    ['a key that is missing', 'ACCESS_PRIVATE_KEY', { ACCESS_PRIVATE_KEY: undefined }],
    ['a key that is none', 'ACCESS_PRIVATE_KEY', { ACCESS_PRIVATE_KEY: '-----BEGIN PRIVATE KEY-----\nAAAA' }],
    ['a key of another kind', 'ACCESS_PRIVATE_KEY', { ACCESS_PRIVATE_KEY: privatePem('x25519') }],
  ])('refuse %s', (_what, name, change) => {
    expect(wrongIn(change)).toContain(name);
  });

  it('allow fast hashes in local mode, where tests run', () => {
    expect(wrongIn({ ORRERY_MODE: 'local', BCRYPT_COST: '4' })).toEqual([]);
  });
});
