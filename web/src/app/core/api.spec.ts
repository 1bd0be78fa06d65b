import { TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  Fault,
  connectionsConnectionGet,
  queryList,
  queryRun,
  schemaErd,
  sessionCreate,
  userGet,
  userUpdate,
} from '@orrery/contracts';
import { Api } from './api';
import { Session, goalOf } from './session';

const user = {
  id: '0198c0de-0000-7000-8000-000000000001',
  email: 'ada@example.com',
  username: null,
  profileUrl: null,
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
};
const session = (accessToken: string) => ({ user, accessToken, expiresIn: 600 });
const json = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status });

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A server that answers by route and remembers what it was asked. */
class FakeServer {
  readonly asked: Asked[] = [];
  readonly #routes = new Map<string, (asked: Asked) => Response | Promise<Response>>();
  readonly fetch = (url: string, init: RequestInit = {}): Promise<Response> => {
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    const asked = { method: init.method ?? 'GET', url, headers: new Headers(init.headers), body };
    this.asked.push(asked);
    const answer = this.#routes.get(`${asked.method} ${url.replace(/\?.*/, '')}`);
    return answer ? Promise.resolve(answer(asked)) : Promise.reject(new TypeError('fetch failed'));
  };
  on(route: string, answer: (asked: Asked) => Response | Promise<Response>): this {
    this.#routes.set(route, answer);
    return this;
  }
}

describe('the way to the server', () => {
  const real = globalThis.fetch;
  let server: FakeServer;
  let api: Api;

  beforeEach(async () => {
    localStorage.clear();
    server = new FakeServer().on('POST /api/auth/login', () => json(session('first')));
    Reflect.set(globalThis, 'fetch', server.fetch);
    TestBed.configureTestingModule({});
    api = TestBed.inject(Api);
    await TestBed.inject(Session).signIn({ email: user.email, password: 'secret' });
  });
  afterEach(() => {
    Reflect.set(globalThis, 'fetch', real);
  });
  const faultOf = (asking: Promise<unknown>): Promise<unknown> =>
    asking.then(
      () => undefined,
      (error: unknown) => error,
    );

  it('puts path parts into the path, the rest of a GET into the query, and the token into its header', async () => {
    server.on('GET /api/queries', () => json({ items: [], nextCursor: null }));
    await api.call(queryList, { search: 'a & b', saved: true });
    expect(server.asked.at(-1)?.url).toBe('/api/queries?search=a+%26+b&saved=true');
    expect(server.asked.at(-1)?.headers.get('authorization')).toBe('Bearer first');
  });

  it('repeats the parameter of a list', async () => {
    const nothing = { tables: [], relations: [], columns: 'all', cut: false, lastFetchedAt: null };
    server.on(`GET /api/connections/${user.id}/erd`, () => json(nothing));
    await api.call(schemaErd, { id: user.id, tables: ['a', 'b & c'], depth: 1 });
    expect(server.asked.at(-1)?.url).toBe(`/api/connections/${user.id}/erd?tables=a&tables=b+%26+c&depth=1`);
  });

  it('reads a problem document as a fault', async () => {
    server.on(`GET /api/connections/${user.id}`, () =>
      json({ code: 'connection_not_found', detail: 'There is no such connection.', requestId: 'r1' }, 404),
    );
    const fault = await faultOf(api.call(connectionsConnectionGet, { id: user.id }));
    expect(fault).toMatchObject({ code: 'connection_not_found', kind: 'missing', requestId: 'r1' });
  });

  it('renews the token once for several that are refused, and asks again', async () => {
    let renewals = 0;
    server
      .on('POST /api/auth/refresh', () => {
        renewals++;
        return json(session('second'));
      })
      .on('GET /api/auth/me', ({ headers }) =>
        headers.get('authorization') === 'Bearer second' ? json(user) : json({ code: 'unauthenticated' }, 401),
      );
    const answers = await Promise.all([api.call(userGet, {}), api.call(userGet, {}), api.call(userGet, {})]);
    expect(answers.map((answer) => answer.email)).toEqual([user.email, user.email, user.email]);
    expect(renewals).toBe(1);
  });

  it('ends the session when there is no next token', async () => {
    server
      .on('POST /api/auth/refresh', () => json({ code: 'session_expired' }, 401))
      .on('GET /api/auth/me', () => json({ code: 'unauthenticated', detail: 'Sign in first.' }, 401));
    const fault = await faultOf(api.call(userGet, {}));
    expect(fault).toMatchObject({ code: 'unauthenticated' });
    expect(TestBed.inject(Session).signedIn()).toBe(false);
    expect(TestBed.inject(Session).ended()).toBe('expired');
  });

  it('asks nothing more in the name of someone who signs out, and lets what is being saved be saved', async () => {
    let answer = (_response: Response): void => undefined;
    const answered = new Promise<Response>((resolve) => (answer = resolve));
    let ended = 0;
    server
      .on('PATCH /api/auth/me', () => answered)
      .on('POST /api/auth/logout', () => {
        ended += 1;
        return new Response(null, { status: 204 });
      });
    const saving = api.call(userUpdate, { username: 'ada' });
    await Promise.resolve();
    const leaving = TestBed.inject(Session).signOut();
    const asked = server.asked.length;
    expect(await faultOf(api.call(userGet, {}))).toMatchObject({ code: 'unauthenticated' });
    expect(server.asked).toHaveLength(asked);
    expect(ended).toBe(0);
    answer(json({ ...user, username: 'ada' }));
    expect((await saving).username).toBe('ada');
    await leaving;
    expect(ended).toBe(1);
    expect(await faultOf(api.call(userGet, {}))).toMatchObject({ code: 'unauthenticated' });
    expect(server.asked).toHaveLength(asked + 1);
    await TestBed.inject(Session).signIn({ email: user.email, password: 'secret' });
    server.on('GET /api/auth/me', () => json(user));
    expect((await api.call(userGet, {})).email).toBe(user.email);
  });

  it('says so when nothing answers', async () => {
    expect(await faultOf(api.call(userGet, {}))).toMatchObject({ code: 'service_unavailable' });
  });

  it('never keeps a token where a script could find it later', async () => {
    await api.call(sessionCreate, { email: user.email, password: 'secret' });
    expect(JSON.stringify(Object.entries(localStorage))).not.toContain('first');
  });

  const run = async (lines: string): Promise<{ types: string[]; fault: unknown }> => {
    server.on('POST /api/queries', () => new Response(lines));
    const types: string[] = [];
    try {
      for await (const line of api.stream(queryRun, { connectionId: user.id, text: 'select 1' })) types.push(line.type);
      return { types, fault: undefined };
    } catch (fault) {
      return { types, fault };
    }
  };

  it('yields the lines of a stream up to the last', async () => {
    const { types, fault } = await run(
      '{"type":"rows","statement":0,"rows":[[1]]}\n{"type":"done","status":"success","executionTime":1}\n',
    );
    expect(types).toEqual(['rows', 'done']);
    expect(fault).toBeUndefined();
  });

  it('calls a stream without its last line what it is', async () => {
    const { types, fault } = await run('{"type":"rows","statement":0,"rows":[[1]]}\n');
    expect(types).toEqual(['rows']);
    expect(fault).toBeInstanceOf(Fault);
    expect(fault).toMatchObject({ code: 'connection_lost' });
  });
});

describe('where to go after signing in', () => {
  it('is an address of this app, whatever the link said', () => {
    expect(goalOf('/sql/1f')).toBe('/sql/1f');
    expect(goalOf('//evil.example')).toBe('/');
    expect(goalOf('/\\evil.example')).toBe('/');
    expect(goalOf('https://evil.example')).toBe('/');
    expect(goalOf(undefined)).toBe('/');
  });
});
