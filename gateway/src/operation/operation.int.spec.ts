import {
  connectionsConnectionDelete,
  connectionsConnectionList,
  connectionsConnectionUpdate,
  Fault,
  queryUpdate,
  sessionCreate,
  sessionEnd,
  sessionRefresh,
  userDelete,
  userRegister,
  userUpdate,
} from '@orrery/contracts';
import { currentCall } from '@orrery/runtime';
import { answering } from '@orrery/testing';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { type House, json, openHouse, problemIn } from '../../test/house.js';

const uuid = '0190b0a0-0000-7000-8000-000000000001';
const user = {
  id: uuid,
  email: 'ada@example.org',
  username: null,
  profileUrl: null,
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
};
const session = { user, accessToken: 'a.b.c', expiresIn: 600, refreshToken: 'refresh-2' };

let house: House;
let signedIn: { authorization: string };
let asked: unknown;
beforeAll(async () => {
  house = await openHouse();
  signedIn = await house.signedIn();
  await house.service(
    'auth',
    answering(userRegister, () => session),
    answering(sessionCreate, ({ email }) => {
      if (email !== user.email) throw new Fault('invalid_credentials', 'The email or the password is wrong.');
      return session;
    }),
    answering(sessionRefresh, ({ refreshToken }) => {
      if (refreshToken !== 'refresh-1') throw new Fault('session_reused', 'This session was ended.');
      return session;
    }),
    answering(sessionEnd, (request) => {
      asked = request;
      return {};
    }),
    answering(userUpdate, () => user),
    answering(userDelete, (request) => {
      asked = request;
      return {};
    }),
  );
  await house.service(
    'connections',
    answering(connectionsConnectionList, (request) => {
      asked = { request, call: currentCall() };
      return { items: [], nextCursor: null };
    }),
    answering(connectionsConnectionUpdate, () => {
      throw new Fault('password_required', 'Bring the password again.', { details: { field: 'password', status: 200 } });
    }),
    answering(connectionsConnectionDelete, () => {
      throw new Error('select * from secrets where password = hunter2');
    }),
  );
});
afterAll(() => house.close());

/** The first line of the answer to what is sent as it stands. */
const statusLine = (text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(house.gateway.url);
    const socket = connect(Number(port), hostname, () => socket.end(text));
    socket.once('data', (bytes) => {
      resolve(bytes.toString('latin1').split('\r\n', 1)[0] ?? '');
    });
    socket.once('error', reject);
    socket.once('close', () => {
      resolve('closed');
    });
  });

describe('a request', () => {
  it('is made of path, query and body, parsed by its contract', async () => {
    const headers = {
      ...signedIn,
      'x-request-id': 'client-chosen-1',
      'user-agent': 'a program',
      'x-forwarded-for': '203.0.113.9',
    };
    const response = await house.fetch('/api/connections?limit=7&cursor=abc', { headers });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ items: [], nextCursor: null });
    expect(asked).toMatchObject({
      request: { limit: 7, cursor: 'abc' },
      call: { requestId: 'client-chosen-1', client: { address: '127.0.0.1', agent: 'a program' } },
    });
    expect(response.headers.get('x-request-id')).toBe('client-chosen-1');
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('that has fields of its own is refused by name', async () => {
    const update = json('PATCH', { tenantId: uuid, roles: ['admin'], isSaved: 1 }, signedIn);
    const response = await house.fetch(`/api/queries/${uuid}`, update);
    const problem = await problemIn(response);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(problem.code).toBe('invalid_request');
    expect(problem.errors?.map(({ path }) => path).sort()).toEqual(['isSaved', 'roles', 'tenantId']);
    expect(queryUpdate.http?.path).toBe('/queries/:id');
  });

  it('may not say in its body what its address says', async () => {
    const problem = await problemIn(await house.fetch(`/api/queries/${uuid}`, json('PATCH', { id: uuid }, signedIn)));
    expect(problem.errors).toEqual([{ path: 'id', message: 'is given twice' }]);
  });

  it('may not bring a prototype', async () => {
    for (const body of ['{"__proto__":{"isSaved":true}}', '{"constructor":{"prototype":{"x":1}}}'])
      expect((await house.fetch(`/api/queries/${uuid}`, json('PATCH', body, signedIn))).status).toBe(400);
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  it('with a body that is no JSON object is refused', async () => {
    for (const body of ['{', '', '[]', '"x"', 'null', '1', '\u0000', '{"a":1}{}']) {
      const response = await house.fetch('/api/auth/me', json('PATCH', body, signedIn));
      expect([body, response.status]).toEqual([body, body === '' ? 200 : 400]);
    }
    const latin = {
      method: 'PATCH',
      headers: { 'content-type': 'application/json', ...signedIn },
      body: Buffer.from([0x22, 0xe4, 0x22]),
    };
    expect((await house.fetch('/api/auth/me', latin)).status).toBe(400);
  });

  it('in another form than JSON is refused', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/json; charset=latin1',
      'application/jsonp',
    ]) {
      const response = await house.fetch('/api/auth/login', { method: 'POST', headers: { 'content-type': type }, body: '{}' });
      expect([type, response.status, (await problemIn(response)).code]).toEqual([type, 415, 'unsupported_media_type']);
    }
    const gzipped = json('POST', '{}', { 'content-encoding': 'gzip' });
    expect((await house.fetch('/api/auth/login', gzipped)).status).toBe(415);
  });

  it('larger than two megabytes is refused, and the answer can be read', async () => {
    const response = await house.fetch('/api/auth/login', json('POST', { email: 'x'.repeat(3_000_000) }));
    expect([response.status, (await problemIn(response)).code]).toEqual([413, 'payload_too_large']);
  });

  it('larger than the bus carries is refused', async () => {
    // what can't be packed
    const text = (bytes: number): string => randomBytes(bytes).toString('base64');
    const body = { connectionId: uuid, text: text(740_000), params: [text(600_000)] };
    const response = await house.fetch('/api/queries', json('POST', body, signedIn));
    expect([response.status, (await problemIn(response)).code]).toEqual([413, 'payload_too_large']);
  });

  it('with a method that its address does not know gets the ones it does', async () => {
    const response = await house.fetch('/api/connections', { method: 'PUT' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
    expect((await house.fetch('/', { method: 'POST' })).status).toBe(405);
  });

  it('that says its length twice, or whose it is twice, is refused', async () => {
    const login = 'POST /api/auth/login HTTP/1.1\r\nHost: a\r\n';
    expect(await statusLine(`${login}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`)).toContain(' 400 ');
    expect(await statusLine('GET /api/version HTTP/1.1\r\n\r\n')).toContain(' 400 ');
    // An absolute address is the same address: it opens no other door.
    expect(await statusLine('GET http://evil.example/api/auth/me HTTP/1.1\r\nHost: a\r\n\r\n')).toContain(' 401 ');
  });

  it('from another site gets no permission to read the answer', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
    const response = await house.fetch('/api/auth/login', { method: 'OPTIONS', headers });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect((await house.fetch('/api/version', { headers })).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('of the wrong type in a public route is refused, whatever it is', async () => {
    const odd: unknown[] = [{}, [], { $ne: '' }, { select: 1 }, 1, true, null, 'x'.repeat(1_000_000), ['a@example.org']];
    const good = { email: 'eve@example.org', password: 'long enough', username: 'eve' };
    for (const [path, fields] of [
      ['/api/auth/login', ['email', 'password']],
      ['/api/auth/register', ['email', 'password', 'username']],
    ] as const) {
      const { username, ...rest } = good;
      const whole = path.endsWith('login') ? rest : { ...rest, username };
      for (const field of fields)
        for (const value of odd) {
          const response = await house.fetch(path, json('POST', { ...whole, [field]: value }));
          expect([path, field, JSON.stringify(value).slice(0, 20), response.status]).toEqual([
            path,
            field,
            JSON.stringify(value).slice(0, 20),
            400,
          ]);
        }
    }
    for (const value of odd.slice(0, 6)) {
      const response = await house.fetch('/api/auth/refresh', json('POST', { refreshToken: value }));
      expect(response.status).toBe(400);
    }
  });
});

describe('a fault', () => {
  it('of a service becomes a problem, and its details can’t disguise it', async () => {
    const response = await house.fetch(`/api/connections/${uuid}`, json('PATCH', { port: 1 }, signedIn));
    expect(response.status).toBe(409);
    expect(await response.json()).toEqual({
      type: 'urn:orrery:fault:password_required',
      title: 'In conflict with the present state',
      status: 409,
      code: 'password_required',
      detail: 'Bring the password again.',
      field: 'password',
      requestId: response.headers.get('x-request-id'),
    });
  });

  it('that nobody expected says nothing of what it was', async () => {
    const response = await house.fetch(`/api/connections/${uuid}`, { method: 'DELETE', headers: signedIn });
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain('.js');
  });

  it('of a service that is not there is told at once', async () => {
    const response = await house.fetch(`/api/queries/${uuid}`, { headers: signedIn });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
  });

  it('carries the security headers too', async () => {
    for (const path of ['/api/nowhere', '/api/auth/me', '/.env', '/api/version', '/']) {
      const { headers } = await house.fetch(path);
      expect([path, headers.get('x-content-type-options')]).toEqual([path, 'nosniff']);
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('content-security-policy')).toContain(`frame-ancestors 'none'`);
      expect(headers.get('x-request-id')).toMatch(/^[\w-]{8,64}$/);
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('strict-transport-security')).toBeNull();
    }
  });
});

describe('the refresh token', () => {
  const cookieOf = (response: Response): string => response.headers.get('set-cookie') ?? '';

  it('goes into a cookie that scripts can’t read, and into no body', async () => {
    const response = await house.fetch('/api/auth/login', json('POST', { email: user.email, password: 'x' }));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ user, accessToken: 'a.b.c', expiresIn: 600 });
    expect(cookieOf(response)).toBe('orrery_refresh=refresh-2; Max-Age=2592000; Path=/api/auth; HttpOnly; SameSite=Strict');
    const registered = await house.fetch(
      '/api/auth/register',
      json('POST', { email: user.email, password: 'long enough', username: 'ada' }),
    );
    expect([registered.status, await registered.text()]).toEqual([201, expect.not.stringContaining('refresh-2')]);
  });

  it('is traded by its cookie, by a program that is no browser too', async () => {
    const response = await house.fetch('/api/auth/refresh', {
      method: 'POST',
      headers: { cookie: 'a=b; orrery_refresh=refresh-1' },
    });
    expect([response.status, cookieOf(response)]).toEqual([200, expect.stringContaining('orrery_refresh=refresh-2')]);
  });

  it('that is over is forgotten by the browser', async () => {
    const response = await house.fetch('/api/auth/refresh', { method: 'POST', headers: { cookie: 'orrery_refresh=old' } });
    expect([response.status, (await problemIn(response)).code]).toEqual([401, 'session_reused']);
    expect(cookieOf(response)).toContain('orrery_refresh=; Max-Age=0');
    expect((await house.fetch('/api/auth/refresh', { method: 'POST' })).status).toBe(401);
  });

  it('is ended by its cookie', async () => {
    const response = await house.fetch('/api/auth/logout', { method: 'POST', headers: { cookie: 'orrery_refresh=refresh-1' } });
    expect([response.status, await response.text(), asked]).toEqual([204, '', { refreshToken: 'refresh-1' }]);
    expect(cookieOf(response)).toContain('Max-Age=0');
    const deletion = await house.fetch(
      '/api/auth/me',
      json('DELETE', { password: 'x' }, { ...signedIn, cookie: 'orrery_refresh=refresh-1' }),
    );
    expect([deletion.status, asked]).toEqual([204, { password: 'x', refreshToken: 'refresh-1' }]);
  });

  it('is not taken from a page of another site', async () => {
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: house.gateway.url, 'sec-fetch-site': 'cross-site' },
    ]) {
      for (const path of ['refresh', 'logout', 'login']) {
        const init = { method: 'POST', headers: { cookie: 'orrery_refresh=refresh-1', ...headers } };
        const response = await house.fetch(`/api/auth/${path}`, init);
        expect([response.status, (await problemIn(response)).code]).toEqual([403, 'cross_site_request']);
      }
    }
    const own = { cookie: 'orrery_refresh=refresh-1', origin: house.gateway.url, 'sec-fetch-site': 'same-origin' };
    expect((await house.fetch('/api/auth/refresh', { method: 'POST', headers: own })).status).toBe(200);
  });
});

describe('the system’s routes', () => {
  it('tell how everything is', async () => {
    const response = await house.fetch('/api/health/ready');
    const state = (await response.json()) as { services: { name: string; ok: boolean }[]; dependencies: unknown };
    expect(response.status).toBe(503);
    expect(state.dependencies).toEqual([{ name: 'nats', ok: true }]);
    expect(state.services.filter(({ ok }) => ok).map(({ name }) => name)).toEqual(['auth', 'connections']);
    expect((await house.fetch('/api/health/live')).status).toBe(200);
    expect(await (await house.fetch('/api/version')).json()).toEqual({ name: 'orrery', version: '1.2.3' });
  });
});
