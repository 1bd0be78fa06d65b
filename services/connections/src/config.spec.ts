import { describe, expect, it } from '@jest/globals';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { settings } from './config.js';

const ring = (active: string, bytes = 32): string =>
  JSON.stringify({ active, keys: { k1: randomBytes(bytes).toString('base64') } });
const valid = {
  DATABASE_URL: 'postgresql://connections@127.0.0.1/orrery',
  ACTOR_PUBLIC_KEY: generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  KEK: ring('k1'),
};

describe('the settings of connections', () => {
  it('are a database, a verifying key and a key ring', () => {
    expect(settings.safeParse(valid).success).toBe(true);
  });

  it.each([
    ['no key ring', undefined],
    ['a placeholder', 'changeme'],
    ['what is no key ring', 'x'.repeat(40)],
    ['a key ring without its active key', ring('k2')],
    ['a key ring of short keys', ring('k1', 16)],
  ])('refuse %s', (_what, KEK) => {
    expect(settings.safeParse({ ...valid, KEK }).error?.issues.map(({ path }) => path[0])).toContain('KEK');
  });
});
