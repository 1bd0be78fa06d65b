import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Connection } from '@orrery/contracts';
import { ask, Person, type Problem, Ran } from './support/person.js';
import { crash, processIds, ready, until } from './support/running.js';

/** About eight seconds of rows that arrive one by one. */
const slowRows = 'select i, pg_sleep(0.004), repeat(md5(i::text), 8) from generate_series(1, 2000) i';
const busy = `select count(*) from generate_series(1, 100000000000)`;
const backends = (mark: string): string =>
  `select count(*)::int from pg_stat_activity where query like '%${mark}%' and pid <> pg_backend_pid()`;

let ada: Person;
let sample: Connection;

beforeAll(async () => {
  ada = await Person.register();
  sample = await ada.sample();
});
afterEach(() => ready());

describe('when the bus dies in the middle of results', () => {
  it('every running query goes on from where it was, and none is run twice', async () => {
    const runs = Array.from({ length: 4 }, () => ada.run(sample.id, slowRows));
    await until(
      'running',
      () => ada.ask<{ items: unknown[] }>('GET', '/queries?status=running'),
      ({ body }) => body.items.length >= 4,
    );
    crash('nats');
    for (const ran of await Promise.all(runs)) {
      expect(ran.status).toBe('success');
      expect(ran.rows.map((row) => row[0])).toEqual(Array.from({ length: 2000 }, (_, i) => i + 1));
    }
    await ready();
    const { body } = await ada.ask<{ items: { queryText: string; status: string }[] }>('GET', '/queries?limit=50');
    expect(body.items.filter((entry) => entry.queryText === slowRows)).toHaveLength(4);
  });
});

describe('when query-runner is killed in the middle of a query', () => {
  it('says so, leaves nothing running on the server, and closes the run in the history', async () => {
    const text = busy.replace('select', 'select /* orphan-1 */');
    const lines: Ran['lines'][number][] = [];
    const running = (async () => {
      for await (const line of ada.lines(sample.id, text)) lines.push(line);
    })();
    await until(
      'started',
      () => Promise.resolve(lines),
      (seen) => seen.length > 0,
    );
    const { body } = await ada.ask<{ items: unknown[] }>('GET', '/queries?status=running');
    expect(body.items).toHaveLength(1);
    crash('query-runner');
    await running;
    const ran = new Ran(lines);
    expect(ran.error?.code).toBe('query_lost');
    expect(ran.status).toBe('error');
    await ready();
    await until(
      'gone from the server',
      async () => (await ada.run(sample.id, backends('orphan-1'))).rows[0]?.[0],
      (count) => count === 0,
    );
    await until(
      'closed in the history',
      () => ada.history(ran.id),
      (entry) => entry.status === 'error',
    );
  });
});

describe('when another service is killed', () => {
  it.each(['auth', 'connections', 'schema', 'ai', 'dashboards'])(
    'queries go on without %s, and it comes back',
    async (service) => {
      await ada.run(sample.id, 'select 1');
      const before = crash(service);
      const ran = await ada.run(sample.id, 'select 2');
      expect(ran.rows).toEqual([[2]]);
      await until(
        'started again',
        () => Promise.resolve(processIds()[service]),
        (pid) => pid !== undefined && pid !== before,
      );
    },
  );
});

describe('when the metadata PostgreSQL is killed', () => {
  it('a running query is not disturbed, others are told to try again, and everything heals by itself', async () => {
    const lines: Ran['lines'][number][] = [];
    const running = (async () => {
      for await (const line of ada.lines(sample.id, slowRows)) lines.push(line);
    })();
    await until(
      'rows',
      () => Promise.resolve(lines.length),
      (count) => count > 3,
    );
    crash('postgres');
    const { status, body } = await ada.ask<Problem>('GET', '/queries');
    if (status !== 200) {
      expect(status).toBe(503);
      expect(['metadata_unavailable', 'service_unavailable']).toContain(body.code);
    }
    await running;
    expect(new Ran(lines).rows).toHaveLength(2000);
    await ready(40_000);
    expect((await ada.run(sample.id, 'select 3')).rows).toEqual([[3]]);
  });
});

describe('when an account is deleted while a service is down', () => {
  it('everything of it is gone once the service is back', async () => {
    const bob = await Person.register();
    const connection = await bob.sample();
    await bob.run(connection.id, 'select 1');
    const runner = crash('query-runner');
    expect((await bob.ask('DELETE', '/auth/me', { password: bob.password })).status).toBe(204);
    expect((await ask<Problem>('POST', '/auth/login', { email: bob.email, password: bob.password })).status).toBe(401);
    await until(
      'started again',
      () => Promise.resolve(processIds()['query-runner']),
      (pid) => pid !== undefined && pid !== runner,
    );
    await ready();
    expect((await bob.ask('GET', '/connections')).status).toBe(401);
  });
});
