import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Connection } from '@orrery/contracts';
import { Person } from './support/person.js';
import { memoryOf, until } from './support/running.js';

const million = `select i, i::bigint * 1000000 as big, md5(i::text) as hash, (i / 100.0)::numeric(12,2) as price, now() as at, i % 2 = 0 as even,
  null::text as nothing, 'plain text ' || i as note, i::float8 / 3 as third, ('x' || i) as code, current_date as day, i::text as text
  from generate_series(1, 1000000) i`;

let ada: Person;
let sample: Connection;

beforeAll(async () => {
  ada = await Person.register();
  sample = await ada.sample();
});

const active = async (mark: string): Promise<number> =>
  Number(
    (
      await ada.run(
        sample.id,
        `select count(*)::int from pg_stat_activity where state <> 'idle' and query like '%${mark}%' and pid <> pg_backend_pid()`,
      )
    ).rows[0]?.[0],
  );

describe('a result of a million rows', () => {
  it('arrives whole, in memory that does not grow with it', async () => {
    await ada.run(sample.id, million, { maxRows: 50_000 });
    const before = { gateway: memoryOf('gateway'), runner: memoryOf('query-runner') };
    let rows = 0;
    let last: unknown;
    const most = { gateway: 0, runner: 0 };
    for await (const line of ada.lines(sample.id, million)) {
      if (line.type === 'rows') {
        rows += line.rows.length;
        last = line.rows.at(-1)?.[0];
      }
      if (rows % 20_000 < 2_000) {
        most.gateway = Math.max(most.gateway, memoryOf('gateway') - before.gateway);
        most.runner = Math.max(most.runner, memoryOf('query-runner') - before.runner);
      }
    }
    expect(rows).toBe(1_000_000);
    expect(last).toBe(1_000_000);
    expect(most.gateway).toBeLessThan(60);
    expect(most.runner).toBeLessThan(60);
  });

  it('stops at the server when the reader stops, and is let go when the reader leaves', async () => {
    const abort = new AbortController();
    const response = await ada.runRaw(sample.id, million.replace('select', 'select /* stalled-1 */'), {}, abort.signal);
    const reader = response.body?.getReader();
    await reader?.read();
    // The cursor waits for its reader: the server has nothing to do, and holds its place.
    await until(
      'the cursor waits',
      async () =>
        (
          await ada.run(
            sample.id,
            `select count(*)::int from pg_stat_activity where state = 'active' and wait_event = 'ClientRead' and query like '%stalled-1%' and pid <> pg_backend_pid()`,
          )
        ).rows[0]?.[0],
      (count) => count === 1,
    );
    expect(memoryOf('gateway')).toBeLessThan(400);
    abort.abort();
    await until(
      'the backend is free',
      () => active('stalled-1'),
      (count) => count === 0,
      2_000,
    );
  });
});

describe('cancel', () => {
  it('reaches the statement on the server, and the stream says so', async () => {
    const lines = ada.lines(sample.id, 'select /* cancel-1 */ count(*) from generate_series(1, 100000000000)');
    const first = await lines.next();
    if (first.done || first.value.type !== 'start') throw new Error('no start');
    const id = first.value.queryId;
    await until(
      'running',
      () => active('cancel-1'),
      (count) => count === 1,
    );
    expect((await ada.ask('POST', `/queries/${id}/cancel`)).status).toBe(202);
    const rest = [];
    for await (const line of lines) rest.push(line);
    expect(rest.at(-1)).toMatchObject({ type: 'done', status: 'cancelled' });
    await until(
      'gone',
      () => active('cancel-1'),
      (count) => count === 0,
      2_000,
    );
    expect((await ada.history(id)).status).toBe('cancelled');
  });
});

describe('a time limit', () => {
  it('holds against SQL that switches the server’s own limit off', async () => {
    const ran = await ada.run(sample.id, 'set statement_timeout = 0; select count(*) from generate_series(1, 100000000000)', {
      timeoutMs: 500,
    });
    expect(ran.error?.code).toBe('query_timeout');
    expect(ran.status).toBe('error');
  });
});
