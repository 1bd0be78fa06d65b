import { TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FileExports } from './file-exports';
import { Session } from './session';

const id = '0198c0de-0000-7000-8000-000000000001';
const at = '2026-01-01T00:00:00.000Z';
const user = { id, email: 'ada@example.com', username: null, profileUrl: null, createdAt: at, updatedAt: at };
const json = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status });
const wanted = { connectionId: id, kind: 'postgres', text: 'select 1 / n from t', format: 'csv' } as const;
const run = (queryText: string, errorMessage: string | null) => ({
  ...{ id, connectionId: id, queryText, rowCount: 1, executionTime: 1, status: 'error', errorMessage },
  ...{ source: 'editor', isSaved: false, savedName: null, createdAt: at },
});

/** A file of which the first bytes come, and then no more. */
const broken = (): Response =>
  new Response(
    new ReadableStream<Uint8Array>({
      start: (writer) => {
        writer.enqueue(new TextEncoder().encode('a\r\n1\r\n'));
      },
      pull: (writer) => {
        writer.error(new TypeError('network error'));
      },
    }),
  );

describe('a file that is exported', () => {
  const real = globalThis.fetch;
  let history: Response;
  let exports: FileExports;
  beforeEach(async () => {
    globalThis.fetch = async (input) => {
      const url = input instanceof Request ? input.url : input.toString();
      if (/export/.test(url)) return broken();
      if (/queries/.test(url)) return history;
      return json({ accessToken: 'token', expiresIn: 900, user });
    };
    TestBed.configureTestingModule({});
    await TestBed.inject(Session).signIn({ email: user.email, password: 'a long password' });
    exports = TestBed.inject(FileExports);
  });
  afterEach(() => {
    globalThis.fetch = real;
  });

  it('and breaks off stays on the list with what its run failed of, until it is made again or dismissed', async () => {
    history = json({ items: [run('another', 'Another.'), run(wanted.text, 'Division by zero.')], nextCursor: null });
    await exports.begin(wanted);
    const [failed] = exports.all();
    expect(failed).toMatchObject({ name: 't.csv', bytes: 6 });
    expect(failed?.fault?.message).toBe('The file broke off before its end, and was not kept: Division by zero.');
    failed?.again();
    expect(exports.all()).toMatchObject([{ name: 't.csv', fault: null }]);
    exports.all()[0]?.leave();
    expect(exports.all()).toEqual([]);
  });

  it('and breaks off is told as such where the history says nothing of it', async () => {
    history = json({ code: 'service_unavailable', message: 'Not now.' }, 503);
    await exports.begin(wanted);
    expect(exports.all()[0]?.fault?.message).toBe('The file broke off before its end, and was not kept.');
  });
});
