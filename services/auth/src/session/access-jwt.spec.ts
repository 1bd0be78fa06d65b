import { describe, expect, it } from '@jest/globals';
import { decodeProtectedHeader, importSPKI, jwtVerify } from 'jose';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { AccessJwt, accessClaims } from './access-jwt.js';

const pem = (): string => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const key = pem();
const publicOf = (privatePem: string): string => createPublicKey(privatePem).export({ type: 'spki', format: 'pem' }).toString();
const jwt = new AccessJwt({ ACCESS_PRIVATE_KEY: key, ACCESS_TOKEN_SECONDS: 600 });

const verify = async (token: string, privatePem = key) =>
  jwtVerify(token, await importSPKI(publicOf(privatePem), 'EdDSA'), {
    algorithms: ['EdDSA'],
    issuer: accessClaims.issuer,
    audience: accessClaims.audience,
    typ: accessClaims.type,
    requiredClaims: ['sub', 'sid', 'jti', 'exp', 'iat'],
  });

describe('an access token', () => {
  it('says who, for which session, and until when', async () => {
    const { payload } = await verify(await jwt.sign('the-user', 'the-session'));
    expect(payload).toMatchObject({ sub: 'the-user', sid: 'the-session', iss: 'orrery-auth', aud: 'orrery' });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(600);
  });

  it('is never the same twice', async () => {
    const [first, second] = await Promise.all([jwt.sign('u', 's'), jwt.sign('u', 's')]);
    expect((await verify(first)).payload.jti).not.toBe((await verify(second)).payload.jti);
  });

  it('names its key, algorithm and type', async () => {
    const header = decodeProtectedHeader(await jwt.sign('u', 's'));
    expect(header).toMatchObject({ alg: 'EdDSA', typ: 'at+jwt' });
    expect(header.kid).toMatch(/^[\w-]{43}$/);
  });

  it('is not good with another key', async () => {
    await expect(verify(await jwt.sign('u', 's'), pem())).rejects.toThrow(/signature/);
  });
});
