import { Fault, type QueryLine } from '@orrery/contracts';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Api } from '../../core/api';
import { countText } from './result-model';
import { QueryRun } from './query-run';

const queryId = '0198c0de-0000-7000-8000-000000000000';
const begun: QueryLine[] = [
  { type: 'start', queryId, statements: 1 },
  { type: 'columns', statement: 0, columns: [{ name: 'n', dataType: 'int4', kind: 'number' }] },
  { type: 'rows', statement: 0, rows: [[1], [2]] },
];

/** Streams the lines given, then does what `after` says: waits for the abort, throws, or ends. */
function aServer(lines: readonly QueryLine[], after: 'ends' | 'hangs' | Fault = 'ends') {
  const cancelled: string[] = [];
  let cancel: () => void = () => undefined;
  const api = {
    call: (_op: unknown, request: { id: string }) => {
      cancelled.push(request.id);
      cancel();
      return Promise.resolve({ id: request.id, status: 'cancelled' });
    },
    stream: async function* (_op: unknown, _request: unknown, { signal }: { signal: AbortSignal }) {
      yield* lines;
      if (after instanceof Fault) throw after;
      if (after === 'ends') return;
      const why = await new Promise<'cancelled' | 'aborted'>((resolve) => {
        cancel = () => {
          resolve('cancelled');
        };
        if (signal.aborted) resolve('aborted');
        signal.addEventListener('abort', () => {
          resolve('aborted');
        });
      });
      if (why === 'aborted') throw new DOMException('', 'AbortError');
      yield { type: 'done', status: 'cancelled', executionTime: 5 } satisfies QueryLine;
    },
  } as unknown as Pick<Api, 'call' | 'stream'>;
  return { api, cancelled };
}
const ask = { connectionId: queryId, kind: 'postgres', part: { text: 'select 1', start: 0 }, maxRows: 1_000 };
const told = (run: QueryRun) => run.result.sets.map(countText);

describe('QueryRun', () => {
  beforeAll(() => {
    // no page here: a hidden one gets its turns from the timer
    Object.assign(globalThis, { document: { hidden: true } });
  });

  it('brings a result to its end', async () => {
    const run = new QueryRun(aServer([...begun, { type: 'done', status: 'success', executionTime: 3 }]).api, ask);
    await run.ended;
    expect(run.result.state).toBe('success');
    expect(run.running()).toBe(false);
    expect(run.version()).toBeGreaterThan(0);
  });

  it('cancels on the server and keeps the rows so far', async () => {
    const server = aServer(begun, 'hangs');
    const run = new QueryRun(server.api, ask);
    await new Promise((resolve) => setTimeout(resolve));
    run.cancel();
    await run.ended;
    expect(server.cancelled).toEqual([queryId]);
    expect(told(run)).toEqual(['2 rows, then stopped']);
    expect(run.result.state).toBe('cancelled');
    expect(run.fault()).toBeNull();
  });

  it('stops a run that has not begun by leaving', async () => {
    const server = aServer([], 'hangs');
    const run = new QueryRun(server.api, ask);
    run.cancel();
    await run.ended;
    expect(server.cancelled).toEqual([]);
    expect(run.result.state).toBe('cancelled');
  });

  it('keeps the rows so far when the connection is lost, and says so', async () => {
    const run = new QueryRun(aServer(begun, new Fault('connection_lost', 'Gone.')).api, ask);
    await run.ended;
    expect(run.result.state).toBe('lost');
    expect(told(run)).toEqual(['2 rows, then the connection was lost']);
    expect(run.fault()?.message).toBe('Gone.');
  });

  it('tells why a run never began', async () => {
    const run = new QueryRun(aServer([], new Fault('too_many_queries', 'Five run already.')).api, ask);
    await run.ended;
    expect(run.fault()?.code).toBe('too_many_queries');
    expect(run.result.sets).toEqual([]);
  });
});
