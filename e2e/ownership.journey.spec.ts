import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ImportLine } from '@orrery/contracts';
// The samples are what the contracts freeze for their own tests; here they are valid bodies to knock with.
import { operationSamples } from '../libs/contracts/src/samples.js';
import { ask, Person } from './support/person.js';
import { baseUrl } from './support/running.js';

interface Route {
  readonly operationId: string;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly required?: boolean }[];
  readonly requestBody?: { readonly content: { readonly 'application/json'?: { readonly schema: BodySchema } } };
}
interface BodySchema {
  readonly properties?: Readonly<Record<string, unknown>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Route>>>>;
}
type Ids = Readonly<Record<'connection' | 'query' | 'token' | 'import', string>>;

/** Whose id the first parameter of a path is. A new prefix has to be named here: the matrix fails until it is. */
const owners: readonly (readonly [prefix: string, thing: keyof Ids])[] = [
  ['/connections/', 'connection'],
  ['/queries/', 'query'],
  ['/auth/tokens/', 'token'],
  ['/imports/', 'import'],
];

let ada: Person;
let bob: Person;
let ids: Ids;
/** Leaves the import, which rolls it back. */
const leave = new AbortController();
let routes: { readonly method: string; readonly path: string; readonly route: Route }[];

beforeAll(async () => {
  [ada, bob] = [await Person.register(), await Person.register()];
  const { id: connection } = await ada.sample();
  const { id: query } = await ada.run(connection, 'select 1');
  const token = (await ada.ask<{ id: string }>('POST', '/auth/tokens', { name: 'script', scopes: ['read'] })).body.id;
  ids = { connection, query, token, import: await anImport(ada, connection) };
  const { body } = await ask<Document>('GET', '/openapi.json');
  routes = Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, route]) => ({ method: method.toUpperCase(), path, route })),
  );
});

afterAll(() => {
  leave.abort();
});

/** An import that is under way as long as its stream is read. */
async function anImport(person: Person, connectionId: string): Promise<string> {
  const response = await fetch(`${baseUrl()}/api/connections/${connectionId}/tables/public.reviews/imports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${person.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ dryRun: true }),
    signal: leave.signal,
  });
  const first = await response.body?.getReader().read();
  const line = JSON.parse(new TextDecoder().decode(first?.value as Uint8Array | undefined).split('\n')[0] ?? '') as ImportLine;
  if (line.type !== 'ready') throw new Error(`import: ${JSON.stringify(line)}`);
  return line.importId;
}

/** Asks for no access token; the session routes live on their cookie. */
const isPublic = ({ security }: Route): boolean => security?.every((one) => !('bearer' in one)) ?? false;
const takesConnection = ({ requestBody }: Route): boolean =>
  requestBody?.content['application/json']?.schema.properties?.['connectionId'] !== undefined;

/** A request of the route about Ada's things, with the sample of its operation for the rest. */
function request(
  path: string,
  { operationId, parameters, requestBody }: Route,
): { readonly path: string; readonly body: unknown } {
  const sample = (operationSamples[operationId]?.request ?? {}) as Record<string, unknown>;
  const thing = owners.find(([prefix]) => path.startsWith(`/api${prefix}{`))?.[1];
  let first = true;
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const mine = first ? thing && ids[thing] : sample[name];
    first = false;
    if (typeof mine !== 'string') throw new Error(`${path}: whose is {${name}}? Name its prefix in this file`);
    return encodeURIComponent(mine);
  });
  const query = new URLSearchParams();
  for (const { in: where, name, required } of parameters ?? [])
    if (where === 'query' && required === true) query.set(name, String(sample[name]));
  const inBody = Object.keys(requestBody?.content['application/json']?.schema.properties ?? {});
  const body = Object.fromEntries(
    inBody
      .filter((name) => sample[name] !== undefined)
      .map((name) => [name, name === 'connectionId' ? ids.connection : sample[name]]),
  );
  const search = query.size > 0 ? `?${query.toString()}` : '';
  return { path: `${filled.replace(/^\/api/, '')}${search}`, body: requestBody === undefined ? undefined : body };
}

describe('what belongs to somebody else', () => {
  it('is not there, on every route that takes an id', async () => {
    const asked = routes.filter(({ path, route }) => path.includes('{') || takesConnection(route));
    expect(asked.length).toBeGreaterThan(8);
    const answers: string[] = [];
    for (const { method, path, route } of asked) {
      const { path: filled, body } = request(path, route);
      const { status } = await bob.ask(method, filled, body);
      answers.push(`${method} ${path} → ${String(status)}`);
    }
    expect(answers).toEqual(asked.map(({ method, path }) => `${method} ${path} → 404`));
  });

  it('is untouched by having been asked for', async () => {
    expect((await ada.ask('GET', `/connections/${ids.connection}`)).status).toBe(200);
    expect((await ada.ask('GET', `/queries/${ids.query}`)).status).toBe(200);
    const { body } = await ada.ask<{ items: { id: string }[] }>('GET', '/auth/tokens');
    expect(body.items.map(({ id }) => id)).toEqual([ids.token]);
  });

  it('is in no list of another', async () => {
    for (const path of ['/connections', '/queries', `/queries?connectionId=${ids.connection}`, '/auth/tokens']) {
      const { body } = await bob.ask<{ items: { id: string }[] }>('GET', path);
      expect(body.items.filter(({ id }) => Object.values(ids).includes(id))).toEqual([]);
    }
  });
});

describe('without a token', () => {
  it('every route but the few public ones answers 401', async () => {
    const open = routes.filter(({ route }) => isPublic(route)).map(({ method, path }) => `${method} ${path}`);
    expect(open.sort()).toEqual([
      'GET /api/health/live',
      'GET /api/health/ready',
      'GET /api/openapi.json',
      'GET /api/version',
      'POST /api/auth/login',
      'POST /api/auth/logout',
      'POST /api/auth/refresh',
      'POST /api/auth/register',
    ]);
    for (const { method, path, route } of routes) {
      if (isPublic(route)) continue;
      const { path: filled, body } = request(path, route);
      expect([method, path, (await ask(method, filled, body)).status]).toEqual([method, path, 401]);
    }
  });
});
