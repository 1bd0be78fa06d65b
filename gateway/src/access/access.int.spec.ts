import { userGet, sessionCreate, tokenVerify, Fault, sessionEndedSignal, type User } from '@orrery/contracts';
import { currentActor } from '@orrery/runtime';
import { aKeyPair, anAccessToken, answering, type FakeService } from '@orrery/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { createSecretKey, randomUUID } from 'node:crypto';
import { request as rawRequest } from 'node:http';
import { type House, openHouse, problemIn } from '../../test/house.js';

const aUser = (id: string): User => ({
  id,
  email: 'ada@example.org',
  username: null,
  profileUrl: null,
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
});
const personal = { userId: randomUUID(), sessionId: randomUUID(), via: 'token' as const, scopes: ['read' as const] };
const uuid = '0190b0a0-0000-7000-8000-000000000001';

let house: House;
let auth: FakeService;
beforeAll(async () => {
  house = await openHouse();
  auth = await house.service(
    'auth',
    answering(userGet, () => aUser(currentActor().userId)),
    answering(sessionCreate, () => {
      throw new Fault('invalid_credentials', 'No.');
    }),
    answering(tokenVerify, ({ token }) => {
      if (token !== 'orr_good') throw new Fault('unauthenticated', 'Not a token.');
      return personal;
    }),
  );
});
afterAll(() => house.close());

const me = (authorization?: string): Promise<Response> =>
  house.fetch('/api/auth/me', authorization === undefined ? {} : { headers: { authorization } });

/** Sends a path as it is written; `fetch` would tidy it up. */
const statusOf = (path: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(house.gateway.url);
    const request = rawRequest({ hostname, port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.once('error', reject);
    request.end();
  });

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly security?: readonly unknown[] }>>>>;
}

describe('who may come in', () => {
  it('answers 401 without a token on every route but the few public ones, the same each time', async () => {
    const document = (await (await house.fetch('/api/openapi.json')).json()) as Document;
    const open: string[] = [];
    const bodies = new Set<string>();
    let closed = 0;
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        const response = await house.fetch(path.replaceAll(/\{\w+\}/g, uuid), { method: method.toUpperCase() });
        if (operation.security !== undefined) open.push(`${method} ${path}`);
        else {
          const { requestId, ...problem } = await problemIn(response);
          bodies.add(JSON.stringify(problem));
          expect([path, method, response.status]).toEqual([path, method, 401]);
          expect(requestId).toBe(response.headers.get('x-request-id'));
          closed++;
        }
      }
    }
    expect(open.sort()).toEqual([
      'get /api/health/live',
      'get /api/health/ready',
      'get /api/openapi.json',
      'get /api/version',
      'post /api/auth/login',
      'post /api/auth/logout',
      'post /api/auth/refresh',
      'post /api/auth/register',
    ]);
    expect(closed).toBeGreaterThan(10);
    expect(bodies.size).toBe(1);
  });

  it('knows an address in one spelling only', async () => {
    const headers = await house.signedIn();
    expect(await statusOf('/api/auth/me', headers)).toBe(200);
    for (const path of [
      '/api//auth/me',
      '//api/auth/me',
      '/API/auth/me',
      '/api/Auth/me',
      '/api/%61uth/me',
      '/%61pi/auth/me',
      '/api/auth/me/',
      '/api/auth/me;x=1',
      '/api/auth/../auth/me',
      '/api/./auth/me',
      '/api/auth%2fme',
      '/api\\auth\\me',
      '/api/v1/auth/me',
      '/api/%E0%A4%A',
      '/api',
      '/api/',
      '/metrics',
      '/api/metrics',
    ]) {
      expect([path, [400, 401, 404].includes(await statusOf(path, headers))]).toEqual([path, true]);
      expect([path, [400, 401, 404].includes(await statusOf(path, {}))]).toEqual([path, true]);
    }
  });

  it('lets a signed-in person in and tells the service who it is', async () => {
    const userId = randomUUID();
    const response = await house.fetch('/api/auth/me', { headers: await house.signedIn({ userId }) });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ id: userId });
  });

  it('believes nobody who says who they are in a header of their own', async () => {
    const userId = randomUUID();
    const headers = { ...(await house.signedIn({ userId })), 'x-user': uuid, 'x-user-id': uuid, 'orrery-actor': uuid };
    expect(await (await house.fetch('/api/auth/me', { headers })).json()).toMatchObject({ id: userId });
    expect((await house.fetch('/api/auth/me', { headers: { 'x-user': uuid, 'orrery-actor': uuid } })).status).toBe(401);
  });
});

describe('access tokens', () => {
  const refused: Record<string, () => Promise<string>> = {
    'no signature': () => {
      const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
      const claims = { sub: uuid, sid: 's', jti: 'j', iss: 'orrery-auth', aud: 'orrery', iat: 1, exp: 9_999_999_999 };
      return Promise.resolve(`${part({ alg: 'none', typ: 'at+jwt' })}.${part(claims)}.`);
    },
    'the public key as a shared secret': () =>
      new SignJWT({ sid: 's' })
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
        .setSubject(uuid)
        .setJti('j')
        .setIssuer('orrery-auth')
        .setAudience('orrery')
        .setIssuedAt()
        .setExpirationTime('10 min')
        .sign(createSecretKey(Buffer.from(house.keys.access.publicKey))),
    'a key of somebody else': () => anAccessToken(aKeyPair().privateKey),
    'a key that it names itself': () =>
      anAccessToken(aKeyPair().privateKey, { header: { kid: '../../dev/null', jku: 'https://evil.example/jwks' } }),
    'a time that is over': () => anAccessToken(house.keys.access.privateKey, { expiresIn: -60 }),
    'a time that is to come': () => anAccessToken(house.keys.access.privateKey, { notBefore: 120 }),
    'another audience': () => anAccessToken(house.keys.access.privateKey, { audience: 'orrery-services' }),
    'another issuer': () => anAccessToken(house.keys.access.privateKey, { issuer: 'orrery-gateway' }),
    'another type': () => anAccessToken(house.keys.access.privateKey, { type: 'JWT' }),
    'a user that is no id': () => anAccessToken(house.keys.access.privateKey, { userId: '*' }),
    'changed claims': async () => {
      const [head, claims = '', signature] = (await anAccessToken(house.keys.access.privateKey)).split('.');
      const changed = { ...(JSON.parse(Buffer.from(claims, 'base64url').toString()) as object), sub: uuid };
      return `${String(head)}.${Buffer.from(JSON.stringify(changed)).toString('base64url')}.${String(signature)}`;
    },
    'a token of the bus': () =>
      anAccessToken(house.keys.actor.privateKey, { issuer: 'orrery-gateway', audience: 'orrery-services', type: 'actor+jwt' }),
    'an opaque refresh token': () => Promise.resolve('kJ8s-opaque-refresh-token'),
  };
  for (const [what, token] of Object.entries(refused)) {
    it(`refuses ${what}, in the same words as no token`, async () => {
      const response = await me(`Bearer ${await token()}`);
      const told = await problemIn(response);
      const without = await problemIn(await me());
      expect(response.status).toBe(401);
      expect({ ...told, requestId: '' }).toEqual({ ...without, requestId: '' });
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
    });
  }

  it('refuses a token in the address', async () => {
    const { authorization } = await house.signedIn();
    expect((await house.fetch(`/api/auth/me?access_token=${authorization.slice(7)}`)).status).toBe(401);
  });

  it('stop at once when their session ends', async () => {
    const headers = await house.signedIn({ sessionId: 'session-that-ends' });
    expect((await house.fetch('/api/auth/me', { headers })).status).toBe(200);
    await auth.tell(sessionEndedSignal, { sessionIds: ['session-that-ends'], userId: uuid });
    // The answer to a call that auth gets after the signal was sent comes after the signal.
    await me('Bearer orr_unknown');
    expect((await house.fetch('/api/auth/me', { headers })).status).toBe(401);
  });
});

describe('personal access tokens', () => {
  it('are asked of auth, and the service learns whose they are', async () => {
    const response = await me('Bearer orr_good');
    expect(await response.json()).toMatchObject({ id: personal.userId });
  });

  it('that auth does not know are refused as any other', async () => {
    expect((await me('Bearer orr_bad')).status).toBe(401);
  });
});
