import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Connection, type Kind, kinds, type QueryLine } from '@orrery/contracts';
import { mariadbAbsence } from '@orrery/servers';
import { type BusyServer, busyServers } from '@orrery/testing';
import { randomUUID } from 'node:crypto';
import { Person, Ran } from './support/person.js';
import { crash, ready, until } from './support/running.js';

process.stdout.write(
  'NOT RUN: SQL Server and MongoDB themselves; scripted servers that keep what a lost client has begun stand in\n',
);

/** ms: a sweeper that never comes is noticed; how soon it comes is measured by `npm run bench`. */
const patience = 60_000;

const absence = mariadbAbsence();
if (absence !== undefined) process.stdout.write(`NOT RUN: ${absence}\n`);
const isAbsent = (kind: Kind): boolean => kind === 'mysql' && absence !== undefined;

const story = (kind: Kind): void => {
  let server: BusyServer;
  let ada: Person;
  let connection: Connection;

  beforeAll(async () => {
    const started = await busyServers[kind]();
    if (typeof started === 'string') throw new Error(started);
    server = started;
    ada = await Person.register();
    const made = await ada.ask<Connection>('POST', '/connections', { name: kind, ...server.connection });
    expect(made.status).toBe(201);
    connection = made.body;
  });
  afterAll(() => server.stop());

  /** Starts one, and waits until the server itself says that it runs. */
  const started = async (there: BusyServer, signal?: AbortSignal) => {
    const mark = randomUUID().replaceAll('-', '');
    const lines: QueryLine[] = [];
    const reading = (async () => {
      const response = await ada.runRaw(connection.id, there.slow(mark), {}, signal);
      for (const line of (await response.text()).split('\n')) if (line !== '') lines.push(JSON.parse(line) as QueryLine);
      return new Ran(lines);
    })();
    reading.catch(() => undefined);
    await until(
      'running',
      () => there.running(mark),
      (count) => count === 1,
    );
    const { body } = await ada.ask<{ items: { id: string }[] }>('GET', '/queries?status=running');
    expect(body.items).toHaveLength(1);
    return { reading, id: body.items[0]?.id ?? '', gone: () => gone(there, mark) };
  };
  const gone = (there: BusyServer, mark: string): Promise<unknown> =>
    until(
      'gone from the server',
      () => there.running(mark),
      (count) => count === 0,
      patience,
    );

  it('is gone from the server when it is cancelled', async () => {
    const run = await started(server);
    expect((await ada.ask('POST', `/queries/${run.id}/cancel`)).status).toBeLessThan(300);
    expect((await run.reading).status).toBe('cancelled');
    await run.gone();
  });

  it('is gone from the server when its reader leaves', async () => {
    const leave = new AbortController();
    const run = await started(server, leave.signal);
    leave.abort();
    await run.gone();
    await until(
      'closed in the history',
      () => ada.history(run.id),
      ({ status }) => status === 'cancelled',
    );
  });

  it('is gone from the server when query-runner is killed, and the history says why', async () => {
    const run = await started(server);
    crash('query-runner');
    expect((await run.reading).error?.code).toBe('query_lost');
    await run.gone();
    await until(
      'closed in the history',
      () => ada.history(run.id),
      ({ status }) => status === 'error',
    );
    await ready();
  });
};

for (const kind of kinds)
  (isAbsent(kind) ? describe.skip : describe)(`a long statement on ${kind}`, () => {
    story(kind);
  });
