import { TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Session } from './session';
import { type ConnectionSchema, Schemas } from './schemas';

const id = '0198c0de-0000-7000-8000-000000000001';
const at = '2026-01-01T00:00:00.000Z';
const user = { id, email: 'ada@example.com', username: null, profileUrl: null, createdAt: at, updatedAt: at };
const json = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status });
const table = (name: string) => ({
  table: `public.${name}`,
  name,
  schema: 'public',
  kind: 'table',
  columnCount: 1,
  rowEstimate: null,
  sizeBytes: null,
  comment: null,
});
const page = (names: readonly string[], nextCursor: string | null = null): Response =>
  json({
    tables: names.map(table),
    nextCursor,
    total: 3,
    lastFetchedAt: at,
    version: 1,
    refreshing: false,
    lastError: null,
    schemas: ['public'],
    defaultSchema: 'public',
    gaps: [],
  });
const progress = { type: 'progress', phase: 'tables', done: 1, total: 3 };
const done = {
  type: 'done',
  tables: 3,
  relations: 0,
  durationMs: 1,
  version: 1,
  added: 3,
  changed: 0,
  removed: 0,
  gaps: [],
  joined: false,
};
const stopped = { type: 'error', error: { code: 'refresh_cancelled', message: 'The refresh was cancelled.' } };

/** The answer of a refresh, line by line, as the test tells them. */
class Lines {
  #writer: ReadableStreamDefaultController<Uint8Array> | undefined;
  readonly answer = new Response(new ReadableStream<Uint8Array>({ start: (writer) => void (this.#writer = writer) }));
  tell(line: unknown): void {
    this.#writer?.enqueue(new TextEncoder().encode(`${JSON.stringify(line)}\n`));
  }
  end(): void {
    this.#writer?.close();
  }
}

describe('the schema of a connection', () => {
  const real = globalThis.fetch;
  const asked: string[] = [];
  let answers: Record<string, (url: string) => Response>;
  let lines: Lines;
  let schema: ConnectionSchema;

  beforeEach(async () => {
    asked.length = 0;
    lines = new Lines();
    answers = {
      'POST /api/auth/login': () => json({ user, accessToken: 'a', expiresIn: 600 }),
      [`GET /api/connections/${id}/schema`]: () => page(['a', 'b', 'c']),
      [`GET /api/connections/${id}/schema/changes`]: () => json({ commits: [], version: 1, lastFetchedAt: at }),
      [`POST /api/connections/${id}/schema/refresh`]: () => lines.answer,
      [`DELETE /api/connections/${id}/schema/refresh`]: () => {
        lines.tell(stopped);
        lines.end();
        return json({ cancelling: true }, 202);
      },
    };
    Reflect.set(globalThis, 'fetch', (url: string, init: RequestInit = {}): Promise<Response> => {
      const what = `${init.method ?? 'GET'} ${url.replace(/\?.*/, '')}`;
      asked.push(`${init.method ?? 'GET'} ${url.replace(`/api/connections/${id}/schema`, '')}`);
      const answer = answers[what];
      return answer ? Promise.resolve(answer(url)) : Promise.reject(new TypeError('fetch failed'));
    });
    TestBed.configureTestingModule({});
    await TestBed.inject(Session).signIn({ email: user.email, password: 'secret' });
    asked.length = 0;
    schema = TestBed.inject(Schemas).of(id);
  });
  afterEach(() => {
    Reflect.set(globalThis, 'fetch', real);
  });
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await new Promise((resolve) => setTimeout(resolve));
  };
  const nothingKnown = (): void => {
    answers[`GET /api/connections/${id}/schema/changes`] = () => json({ commits: [], version: 0, lastFetchedAt: null });
  };

  it('is listed at once where it is known', async () => {
    await schema.ensure();
    expect(schema.tables().map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(asked).not.toContain('POST /refresh');
  });

  it('is put together where one answer does not hold it', async () => {
    answers[`GET /api/connections/${id}/schema`] = (url) =>
      url.includes('cursor=next') ? page(['c']) : page(['a', 'b'], 'next');
    await schema.ensure();
    expect(schema.tables().map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });

  it('is read first where nothing is known, and tells how far that is', async () => {
    nothingKnown();
    const loading = schema.load();
    lines.tell(progress);
    await until(() => schema.crawl()?.done === 1);
    expect(schema.crawl()).toMatchObject({ phase: 'tables', total: 3 });
    lines.tell(done);
    lines.end();
    await loading;
    expect(schema.tables()).toHaveLength(3);
    expect(schema.crawl()).toBeNull();
  });

  it('that is being read for the first time can be cancelled, and is not read behind one’s back', async () => {
    nothingKnown();
    const loading = schema.load();
    lines.tell(progress);
    await until(() => schema.crawl()?.done === 1);
    await schema.cancel();
    await loading;
    expect(schema.listing.now()).toMatchObject({ state: 'failed', fault: { code: 'refresh_cancelled' } });
    expect(asked).toEqual(['GET /changes?limit=1', 'POST /refresh', 'DELETE /refresh']);
  });

  it('keeps what was known when a refresh is cancelled on the server', async () => {
    await schema.ensure();
    const refreshing = schema.refresh();
    lines.tell(progress);
    await until(() => schema.crawl()?.done === 1);
    await schema.cancel();
    expect(await refreshing).toBeNull();
    expect(schema.tables()).toHaveLength(3);
    expect(asked).toContain('DELETE /refresh');
  });
});
