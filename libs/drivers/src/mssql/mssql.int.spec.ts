import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ExtraOptions } from '@orrery/contracts';
import { aCertificate, keepHouse, startTdsServer, tds, type TdsMessage, type TdsScript, type TdsServer } from '@orrery/testing';
import { DriverFault, type ConnectOptions, type RunEvent, type RunOptions, type Session, type Target } from '../driver.js';
import { mssqlDriver } from './index.js';
import { portOfInstance } from './instance.js';

const options: ConnectOptions = { connectMs: 5_000, applicationName: 'orrery:test', guard: () => true };
const servers: TdsServer[] = [];
const sessions: Session[] = [];

afterEach(async () => {
  for (const session of sessions.splice(0)) session.destroy();
  for (const server of servers.splice(0)) await server.stop();
});

/** A server that keeps house by itself and otherwise plays the script. */
const start = async (answer: TdsScript['answer'], more: Partial<TdsScript> = {}): Promise<TdsServer> => {
  const server: TdsServer = await startTdsServer({
    ...more,
    answer: async (request, reply, peer) => {
      if (!(await keepHouse(request, reply, peer, server.peers))) await answer(request, reply, peer);
    },
  });
  servers.push(server);
  return server;
};

const targetOf = (server: TdsServer, parts: Partial<Target> = {}): Target => ({
  host: server.host,
  port: server.port,
  dbName: 'shop',
  username: 'sa',
  password: 'sécret¡',
  ...parts,
  extraOptions: { ssl: { mode: 'prefer' }, ...parts.extraOptions },
});

const connect = async (server: TdsServer, parts: Partial<Target> = {}): Promise<Session> => {
  const session = await mssqlDriver.connect(targetOf(server, parts), options);
  sessions.push(session);
  return session;
};

const collect = async (session: Session, text: string, runOptions: RunOptions = {}): Promise<RunEvent[]> => {
  const events: RunEvent[] = [];
  for await (const event of session.run({ language: 'sql', text }, runOptions)) {
    events.push(event.type === 'rows' ? { ...event, json: Buffer.from(event.json) } : event);
  }
  return events;
};

const rowsOf = (events: readonly RunEvent[]): unknown[][] =>
  events.flatMap((event) => (event.type === 'rows' ? (JSON.parse(`[${event.json.toString()}]`) as unknown[][]) : []));

const faultOf = async (work: Promise<unknown>): Promise<DriverFault> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof DriverFault) return error;
  throw new Error('It went well, although a fault was expected.', { cause: error });
};

/** Rows of one number, as many as the client takes. */
const flood: TdsScript['answer'] = async (_request, reply) => {
  reply.columns([tds.int('n'), tds.nvarchar(200)('filler')]);
  for (let n = 1; !reply.signal.aborted && reply.stream.writable; n += 1) await reply.row(n, 'x'.repeat(200));
};

/** Nothing, until the client wants no more. */
const sleep: TdsScript['answer'] = async (_request, reply) => {
  if (!reply.signal.aborted) await once(reply.signal, 'abort');
};

const oneRow: TdsScript['answer'] = async (_request, reply) => {
  reply.columns([tds.int('one')]);
  await reply.row(1);
  reply.done({ selected: 1 });
};

/** Asks again until the answer is yes. */
const until = async (question: () => boolean): Promise<void> => {
  while (!question()) await setTimeout(5);
};

describe('running', () => {
  it('tells several result sets, messages and counts in their order', async () => {
    const server = await start(async (_request, reply) => {
      reply.info({ number: 0, text: 'hello' });
      reply.columns([tds.int('a'), tds.nvarchar(10)('b')]);
      await reply.row(1, 'x');
      await reply.compactRow(null, 'y');
      reply.done({ selected: 2 });
      reply.info({ number: 3621, text: 'careful', level: 10 });
      reply.done({ changed: 3 });
      reply.columns([tds.bit('c')]);
      await reply.compactRow(true);
      reply.done({ selected: 1 });
    });
    const session = await connect(server);
    const events = await collect(session, 'EXEC p');
    expect(events.map((event) => (event.type === 'rows' ? event.json.toString() : event))).toEqual([
      { type: 'notice', message: 'hello', severity: 'INFO' },
      {
        type: 'columns',
        columns: [
          { name: 'a', dataType: 'int', kind: 'number' },
          { name: 'b', dataType: 'nvarchar(10)', kind: 'string' },
        ],
      },
      '[1,"x"],[null,"y"]',
      { type: 'notice', message: 'careful', severity: 'WARNING' },
      { type: 'columns', columns: [{ name: 'c', dataType: 'bit', kind: 'boolean' }] },
      '[true]',
      { type: 'end', command: 'EXEC', rowCount: 3, affectedRows: 3, truncated: false },
    ]);
  });

  it('reads rows that come in pieces of a few bytes', async () => {
    const many = Array.from({ length: 19 }, (_, index) => index % 3);
    const server = await start(
      async (_request, reply) => {
        reply.columns([
          tds.decimal(38, 4)('d'),
          tds.nvarcharMax('m'),
          tds.text('t'),
          ...many.map((n) => tds.int(`n${String(n)}`)),
        ]);
        for (let n = 0; n < 20; n += 1) {
          await reply.row(-12_345_678_901_234_567_890n, 'm'.repeat(n * 7), Buffer.from('text'), ...many);
          await reply.compactRow(null, null, null, ...many.map((value) => (value === 0 ? null : value)));
        }
        reply.done({ selected: 40 });
      },
      { packetSize: 23 },
    );
    const rows = rowsOf(await collect(await connect(server), 'SELECT * FROM t'));
    expect(rows).toHaveLength(40);
    expect(rows[38]).toEqual(['-1234567890123456.7890', 'm'.repeat(133), 'text', ...many]);
    expect(rows[39]).toEqual([null, null, null, ...many.map((value) => (value === 0 ? null : value))]);
  });

  it('sends parameters apart from the text, each as what it is', async () => {
    const server = await start(oneRow);
    const session = await connect(server);
    const params = [1, 2 ** 40, 1.5, true, null, 'ü', 'x'.repeat(5_000)];
    for await (const event of session.run({ language: 'sql', text: 'SELECT @p1', params })) expect(event).toBeDefined();
    const request = server.requests.at(-1);
    expect(request).toMatchObject({ kind: 'rpc', text: 'SELECT @p1' });
    expect(
      [...(request?.params ?? [])].map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]),
    ).toEqual(params.map((value, index) => [`@p${String(index + 1)}`, value]));
  });

  it('ends a MERGE with the semicolon that it needs', async () => {
    const server = await start(oneRow);
    await collect(await connect(server), 'MERGE t USING s ON 1 = 1 WHEN MATCHED THEN DELETE');
    expect(server.requests.at(-1)?.text).toBe('MERGE t USING s ON 1 = 1 WHEN MATCHED THEN DELETE\n;');
  });

  it('says in every request which transaction it belongs to', async () => {
    const server = await start(async (request, reply) => {
      if (request.text === 'COMMIT') reply.committed(request.transaction);
      else reply.begun(77n);
      await Promise.resolve();
    });
    const session = await connect(server);
    await collect(session, 'BEGIN TRAN');
    expect(session.inTransaction).toBe(true);
    await collect(session, 'COMMIT');
    expect(server.requests.at(-1)?.transaction).toBe(77n);
    expect(session.inTransaction).toBe(false);
  });

  it('cuts a cell of 50 MB, in characters of two bytes', async () => {
    const server = await start(async (_request, reply) => {
      reply.columns([tds.nvarcharMax('long'), tds.varbinaryMax('bytes'), tds.int('after')]);
      await reply.row('ü'.repeat(25 * 1024 * 1024), Buffer.alloc(1024 * 1024, 0xab), 7);
      reply.done({ selected: 1 });
    });
    const session = await connect(server);
    let cut = 0;
    let row: unknown[] = [];
    for await (const event of session.run({ language: 'sql', text: 'SELECT long' }, { maxCellBytes: 100_000 })) {
      if (event.type !== 'rows') continue;
      cut += event.cut.length;
      row = (JSON.parse(`[${event.json.toString()}]`) as unknown[][])[0] ?? [];
    }
    expect(cut).toBe(2);
    expect(row).toEqual([`${'ü'.repeat(50_000)}…`, `\\x${'ab'.repeat(50_000)}…`, 7]);
  });
});

describe('holding back and stopping', () => {
  it('makes the server wait while its rows are not taken', async () => {
    const server = await start(flood);
    const session = await connect(server);
    const run = session.run({ language: 'sql', text: 'SELECT n FROM flood' });
    await run.next();
    await run.next();
    await until(() => server.peers[0]?.current?.held === true);
    await run.return();
    expect(session.alive).toBe(true);
    expect(server.peers[0]?.current).toBeUndefined();
  });

  it('cancels a statement that has nothing to say, and one that is held', async () => {
    const server = await start((request, reply, peer) =>
      (request.text === 'SELECT 2' ? oneRow : request.text === 'WAITFOR' ? sleep : flood)(request, reply, peer),
    );
    const session = await connect(server);
    const controller = new AbortController();
    const waiting = faultOf(collect(session, 'WAITFOR', { signal: controller.signal }));
    await until(() => server.peers[0]?.current !== undefined);
    controller.abort();
    expect(await waiting).toMatchObject({ kind: 'cancelled' });
    const second = new AbortController();
    const run = session.run({ language: 'sql', text: 'SELECT flood' }, { signal: second.signal });
    await run.next();
    await run.next();
    await until(() => server.peers[0]?.current?.held === true);
    second.abort();
    expect(await faultOf(run.next())).toMatchObject({ kind: 'cancelled' });
    expect(rowsOf(await collect(session, 'SELECT 2'))).toEqual([[1]]);
  });

  it('cuts a session whose server does not answer the attention', async () => {
    const server = await start(() => new Promise(() => undefined));
    const session = await connect(server);
    const controller = new AbortController();
    const waiting = faultOf(collect(session, 'SELECT never', { signal: controller.signal }));
    await until(() => server.peers[0]?.current !== undefined);
    controller.abort();
    expect(await waiting).toMatchObject({ kind: 'cancelled' });
    expect(session.alive).toBe(false);
  });

  it('takes a cancel that comes after the end', async () => {
    const server = await start(oneRow);
    const session = await connect(server);
    const controller = new AbortController();
    const run = session.run({ language: 'sql', text: 'SELECT a' }, { signal: controller.signal });
    await run.next();
    await run.next();
    controller.abort();
    await run.return();
    expect(rowsOf(await collect(session, 'SELECT b'))).toEqual([[1]]);
  });

  it('stops a query at the row limit', async () => {
    const server = await start(flood);
    const session = await connect(server);
    const events = await collect(session, 'SELECT n FROM flood', { maxRows: 3 });
    expect(rowsOf(events).map(([n]) => n)).toEqual([1, 2, 3]);
    expect(events.at(-1)).toMatchObject({ type: 'end', rowCount: 3, truncated: true });
    expect(session.alive).toBe(true);
  });

  it('runs the rest of a batch whose first result is cut at the row limit', async () => {
    const server = await start(async (_request, reply) => {
      for (const count of [50, 2]) {
        reply.columns([tds.int('n')]);
        for (let n = 1; n <= count; n += 1) await reply.row(n);
        reply.done({ selected: count });
      }
    });
    const events = await collect(await connect(server), 'SELECT a SELECT b', { maxRows: 3 });
    expect(rowsOf(events).flat()).toEqual([1, 2, 3, 1, 2]);
    expect(events.at(-1)).toMatchObject({ truncated: true });
  });

  it('tells of a server that drops in the middle of a result', async () => {
    const server = await start(async (_request, reply) => {
      reply.columns([tds.int('n')]);
      await reply.row(1);
      reply.drop();
    });
    const session = await connect(server);
    expect(await faultOf(collect(session, 'SELECT n'))).toMatchObject({ kind: 'connection-lost' });
    expect(session.alive).toBe(false);
  });

  it('cuts a session whose server speaks nonsense', async () => {
    const server = await start((_request, reply) => {
      reply.raw(Buffer.from([0x42, 1, 2, 3]));
    });
    const session = await connect(server);
    expect(await faultOf(collect(session, 'SELECT n'))).toMatchObject({ kind: 'connection-lost' });
    expect(session.alive).toBe(false);
  });
});

describe('asking for a plan', () => {
  it('succeeds on a server that makes plans from then on', async () => {
    let plans = false;
    const server: TdsServer = await startTdsServer({
      answer: async (request, reply, peer) => {
        if (plans) {
          reply.columns([tds.nvarcharMax('plan')]);
          await reply.row('<ShowPlanXML/>');
          reply.done({ selected: 1 });
        } else if (request.text === 'SET SHOWPLAN_XML ON') plans = true;
        else await keepHouse(request, reply, peer, server.peers);
      },
    });
    servers.push(server);
    const session = await connect(server);
    await collect(session, 'SET SHOWPLAN_XML ON');
    expect(rowsOf(await collect(session, 'DELETE FROM orders'))).toEqual([['<ShowPlanXML/>']]);
  });

  it('fails on a server that would run what comes after', async () => {
    const server = await start((_request, reply) => {
      reply.done();
    });
    const session = await connect(server);
    expect(await faultOf(collect(session, 'SET SHOWPLAN_XML ON'))).toMatchObject({
      kind: 'unsupported',
      message: expect.stringContaining('runs statements all the same'),
    });
    // It is no more than that: the session is still good.
    expect(rowsOf(await collect(session, 'SELECT 1'))).toEqual([[1]]);
  });

  it('fails where something else stands in the same batch, and sends nothing', async () => {
    const server = await start(() => undefined);
    const session = await connect(server);
    expect(await faultOf(collect(session, 'set showplan_all on; DELETE FROM orders'))).toMatchObject({ kind: 'syntax' });
    expect(server.requests.map(({ text }) => text)).not.toContainEqual(expect.stringContaining('DELETE'));
    await expect(collect(session, 'SELECT 1')).resolves.toBeDefined();
  });
});

describe('a session that is made as new', () => {
  it('knows itself as the server lists it from then on, so that it can be killed', async () => {
    const server = await start((_request, reply) => {
      reply.done();
    });
    const session = await connect(server);
    const before = session.backend;
    await collect(session, 'SET DATEFIRST 3');
    await expect(session.reset()).resolves.toBe(true);
    expect(session.backend.startedAt).not.toBe(before.startedAt);
    await expect(mssqlDriver.killBackend(targetOf(server), options, before, options.applicationName)).resolves.toBe(false);
    await expect(mssqlDriver.killBackend(targetOf(server), options, session.backend, options.applicationName)).resolves.toBe(
      true,
    );
  });
});

describe('errors', () => {
  const failing = async (number: number, text: string, parts: Partial<TdsMessage> = {}, sent = 'SELECT *\nFROM  nowhere') => {
    const server = await start((_request, reply) => {
      reply.error({ number, text, ...parts });
      reply.error({ number: 3621, text: 'The statement has been terminated.' });
      reply.done({ failed: true });
    });
    return faultOf(collect(await connect(server), sent));
  };

  it('finds the place of an error by its line and by the word that it quotes', async () => {
    expect(await failing(208, "Invalid object name 'nowhere'.", { line: 2 })).toMatchObject({
      kind: 'no-such-object',
      native: { nativeCode: '208', line: 2, position: 16 },
    });
    expect(await failing(8134, 'Divide by zero error encountered.', { line: 2 })).toMatchObject({
      native: { line: 2, position: 10 },
    });
  });

  it('names the procedure that failed, whose lines are not those of the text', async () => {
    const fault = await failing(2627, "Violation of PRIMARY KEY constraint 'pk'.", { line: 9, procedure: 'dbo.p' });
    expect(fault).toMatchObject({ kind: 'constraint', native: { detail: 'In dbo.p, line 9 (level 16, state 1)' } });
    expect(fault.native.position).toBeUndefined();
  });

  it('understands a server with numbers of its own by its words', async () => {
    expect(await failing(33557097, 'relation "dbo.nowhere" does not exist')).toMatchObject({ kind: 'no-such-object' });
    expect(await failing(33557097, "'SHOWPLAN_XML' is not currently supported in Babelfish")).toMatchObject({
      kind: 'unsupported',
    });
  });

  it.each(['relation "dbo.nowhere" does not exist', 'column "x" does not exist', "Invalid object name 'nowhere'."])(
    'knows that something is not there, whatever the number: %s',
    async (words) => {
      expect(await failing(33_557_097, words)).toMatchObject({ kind: 'no-such-object' });
    },
  );

  it('tells what came before the error, and the error last', async () => {
    const server = await start(async (_request, reply) => {
      reply.columns([tds.int('n')]);
      await reply.row(1);
      reply.error({ number: 8134, text: 'Divide by zero error encountered.' });
      reply.done({ failed: true });
    });
    const session = await connect(server);
    const seen: string[] = [];
    const run = async () => {
      for await (const event of session.run({ language: 'sql', text: 'SELECT 1/n FROM t' })) seen.push(event.type);
    };
    expect(await faultOf(run())).toMatchObject({ message: 'Divide by zero error encountered.' });
    expect(seen).toEqual(['columns', 'rows']);
    expect(session.alive).toBe(true);
  });

  it('tells the error that ends the connection, not the end of the connection', async () => {
    const server = await start((_request, reply) => {
      reply.error({ number: 596, level: 21, text: 'Cannot continue the execution because the session is in the kill state.' });
      reply.drop();
    });
    expect(await faultOf(collect(await connect(server), 'SELECT 1 AS a'))).toMatchObject({ native: { nativeCode: '596' } });
  });

  it('asks for another way to send a type that it does not know, and goes on', async () => {
    const server = await start((_request, reply) => {
      reply.raw(Buffer.from([0x81, 1, 0, 0, 0, 0, 0, 0, 0, 0xf5, 0, 0]));
    });
    expect(await faultOf(collect(await connect(server), 'SELECT vector'))).toMatchObject({ kind: 'unsupported' });
  });
});

describe('logging in', () => {
  const certificate = aCertificate('db.example');
  const startSecure = async (required = false) => {
    const made = certificate;
    if (made === undefined) {
      process.stderr.write('NOT RUN: TLS of SQL Server, openssl is not installed\n');
      return undefined;
    }
    return { made, server: await start(oneRow, { tls: { key: made.key, cert: made.cert, required } }) };
  };
  const withSsl = (ssl: ExtraOptions['ssl']): Partial<Target> => ({ extraOptions: ssl === undefined ? {} : { ssl } });

  it('gives user, password, database and the name of the run', async () => {
    const server = await start(oneRow);
    await connect(server);
    expect(server.peers[0]?.login).toMatchObject({
      user: 'sa',
      password: 'sécret¡',
      database: 'shop',
      program: 'orrery:test',
      readOnlyIntent: false,
    });
    expect(server.peers[0]?.encrypted).toBe(false);
  });

  it('encrypts wherever the server can, in any mode but disable', async () => {
    const secure = await startSecure();
    if (secure === undefined) return;
    const { made, server } = secure;
    await connect(server);
    await connect(server, withSsl({ mode: 'require' }));
    await connect(server, withSsl({ mode: 'verify-ca', ca: made.cert }));
    const verified = await connect(server, withSsl({ mode: 'verify-full', ca: made.cert, serverName: 'db.example' }));
    await connect(server, withSsl({ mode: 'disable' }));
    expect(server.peers.map(({ encrypted }) => encrypted)).toEqual([true, true, true, true, false]);
    expect(rowsOf(await collect(verified, 'SELECT a'))).toEqual([[1]]);
    await verified.close();
  });

  it('streams and holds back over TLS as without', async () => {
    const made = certificate;
    if (made === undefined) return;
    const server = await start(flood, { tls: { key: made.key, cert: made.cert } });
    const session = await connect(server);
    const run = session.run({ language: 'sql', text: 'SELECT n FROM flood' });
    await run.next();
    await run.next();
    await until(() => server.peers[0]?.current?.held === true);
    await run.return();
    expect(session.alive).toBe(true);
  });

  it('refuses a certificate that is not the right one, and sends no password', async () => {
    const secure = await startSecure();
    if (secure === undefined) return;
    const { made, server } = secure;
    for (const ssl of [
      { mode: 'verify-ca' as const },
      { mode: 'verify-full' as const, ca: made.cert, serverName: 'other.example' },
      { mode: 'verify-full' as const, ca: made.cert },
    ]) {
      expect(await faultOf(connect(server, withSsl(ssl)))).toMatchObject({ kind: 'tls' });
    }
    expect(server.peers).toHaveLength(0);
  });

  it('gives no password to a server that will not encrypt, and none to one that must', async () => {
    const plain = await start(oneRow);
    expect(await faultOf(connect(plain, withSsl({ mode: 'require' })))).toMatchObject({ kind: 'tls' });
    // Nothing said is encryption asked for.
    const unsaid = { ...targetOf(plain), extraOptions: {} };
    expect(await faultOf(mssqlDriver.connect(unsaid, options))).toMatchObject({ kind: 'tls' });
    expect(plain.peers).toHaveLength(0);
    const secure = await startSecure(true);
    if (secure === undefined) return;
    expect(await faultOf(connect(secure.server, withSsl({ mode: 'disable' })))).toMatchObject({ kind: 'tls' });
    expect(secure.server.peers).toHaveLength(0);
  });

  it('says that there are no client certificates', async () => {
    const server = await start(oneRow);
    const fault = await faultOf(connect(server, withSsl({ mode: 'require', cert: 'c', key: 'k' })));
    expect(fault).toMatchObject({ kind: 'tls', message: expect.stringContaining('client certificate') });
  });

  it('tells why it was not let in', async () => {
    const server = await start(oneRow, {
      login: ({ user, database }) =>
        user !== 'sa'
          ? { number: 18456, text: `Login failed for user '${user}'.`, level: 14 }
          : database === 'gone'
            ? { number: 4060, text: 'Cannot open database "gone" requested by the login.', level: 11 }
            : undefined,
    });
    expect(await faultOf(connect(server, { username: 'eve' }))).toMatchObject({ kind: 'login', native: { nativeCode: '18456' } });
    expect(await faultOf(connect(server, { dbName: 'gone' }))).toMatchObject({ kind: 'no-such-database' });
    const result = await mssqlDriver.test(targetOf(server, { username: 'eve' }), options);
    expect(result.stages.map(({ name, ok }) => [name, ok])).toEqual([
      ['resolve', true],
      ['connect', true],
      ['greeting', true],
      ['authenticate', false],
    ]);
    expect(result.error).toMatchObject({ code: 'auth_failed' });
  });

  it('gives up in time on a server that never answers, and on one that hangs up', async () => {
    const silent = await start(oneRow, { greet: (socket) => socket.resume() });
    expect(await faultOf(mssqlDriver.connect(targetOf(silent), { ...options, connectMs: 200 }))).toMatchObject({
      kind: 'timeout',
    });
    const rude = await start(oneRow, { greet: (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n') });
    expect(await faultOf(connect(rude))).toMatchObject({ kind: 'connection-lost' });
  });

  it('follows where the server sends it on, as far as it is allowed', async () => {
    const real = await start(oneRow);
    const gate = await start(oneRow, { login: () => ({ host: '127.0.0.1', port: real.port }) });
    const session = await connect(gate);
    expect(rowsOf(await collect(session, 'SELECT a'))).toEqual([[1]]);
    expect(real.peers).toHaveLength(1);
    const guard = (_address: string, port: number) => port !== real.port;
    expect(await faultOf(mssqlDriver.connect(targetOf(gate), { ...options, guard }))).toMatchObject({ kind: 'not-allowed' });
    expect(real.peers).toHaveLength(1);
    const named = await start(oneRow, { login: () => ({ host: '/var/run/x', port: 1 }) });
    expect(await faultOf(connect(named))).toMatchObject({ kind: 'not-allowed' });
    const result = await mssqlDriver.test(targetOf(gate), options);
    expect(result.stages.map(({ name }) => name).slice(0, 8)).toEqual([
      ...['resolve', 'connect', 'greeting', 'authenticate', 'resolve', 'connect', 'greeting', 'authenticate'],
    ]);
  });

  it('does not go round in circles', async () => {
    const server: TdsServer = await start(oneRow, { login: () => ({ host: '127.0.0.1', port: server.port }) });
    expect(await faultOf(connect(server))).toMatchObject({ kind: 'unreachable' });
  });

  it('asks SQL Server Browser for the port of an instance, when it may', async () => {
    const browser = createSocket('udp4');
    browser.on('message', (question, from) => {
      const instance = question.toString('latin1', 1, question.length - 1);
      const answer = instance === 'SALES' ? 'ServerName;X;InstanceName;SALES;tcp;50123;;' : 'ServerName;X;np;y;;';
      browser.send(Buffer.concat([Buffer.from([5, answer.length, 0]), Buffer.from(answer)]), from.port, from.address);
    });
    browser.bind(0, '127.0.0.1');
    await once(browser, 'listening');
    const { port } = browser.address();
    const { signal } = new AbortController();
    try {
      expect(await portOfInstance('127.0.0.1', 'SALES', () => true, signal, port)).toBe(50_123);
      expect(await faultOf(portOfInstance('127.0.0.1', 'OTHER', () => true, signal, port))).toMatchObject({
        kind: 'unreachable',
      });
      expect(await faultOf(portOfInstance('127.0.0.1', 'SALES', () => false, signal, port))).toMatchObject({
        kind: 'not-allowed',
      });
    } finally {
      browser.close();
    }
  });
});

describe('sessions', () => {
  it('keeps nothing of what a read-only run did, and sends nothing that may write', async () => {
    const server = await start(oneRow);
    const session = await connect(server, { extraOptions: { readOnly: true } });
    expect(server.peers[0]?.login.readOnlyIntent).toBe(true);
    const before = server.requests.length;
    await collect(session, 'SELECT a FROM t');
    expect(server.requests.slice(before).map(({ text }) => text)).toEqual([
      'BEGIN TRANSACTION',
      'SELECT a FROM t',
      'IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION',
    ]);
    expect(server.requests.at(-2)?.transaction).not.toBe(0n);
    const sent = server.requests.length;
    expect(await faultOf(collect(session, 'SELECT 1 DELETE FROM t'))).toMatchObject({ kind: 'read-only' });
    expect(await faultOf(collect(session, 'EXEC p'))).toMatchObject({ kind: 'read-only' });
    expect(server.requests).toHaveLength(sent);
    expect(session.inTransaction).toBe(false);
  });

  it('is made as new by the server, and destroyed where the server does not say so', async () => {
    const server = await start(oneRow);
    const session = await connect(server);
    expect(await session.reset()).toBe(true);
    await collect(session, 'SET NOCOUNT ON');
    const before = server.requests.length;
    expect(await session.reset()).toBe(true);
    expect(server.requests.slice(before)).toMatchObject([{ reset: true }, { reset: false }]);
    const deaf = await start(oneRow, { ignoresReset: true });
    const other = await connect(deaf);
    await collect(other, 'SET NOCOUNT ON');
    expect(await other.reset()).toBe(false);
  });

  it('kills the very session that was left behind, and no other', async () => {
    const server = await start(sleep);
    const session = await connect(server);
    const { backend } = session;
    const kill = (parts: Partial<typeof backend>, name = 'orrery:test') =>
      mssqlDriver.killBackend(
        targetOf(server),
        { ...options, applicationName: 'orrery:sweeper' },
        { ...backend, ...parts },
        name,
      );
    expect(await kill({ startedAt: '2000-01-01T00:00:00.000' })).toBe(false);
    expect(await kill({}, 'somebody else')).toBe(false);
    expect(await kill({ id: '50; DROP TABLE t' })).toBe(false);
    expect(session.alive).toBe(true);
    expect(await kill({})).toBe(true);
    await until(() => !session.alive);
  });

  it('tells each stage of a test', async () => {
    const server = await start(async (request, reply) => {
      reply.columns([
        request.text.includes('fn_hadr') ? tds.bit('') : request.text.includes('COUNT') ? tds.int('') : tds.nvarchar(60)(''),
      ]);
      await reply.row(request.text.includes('fn_hadr') ? false : request.text.includes('COUNT') ? 12 : 'READ_ONLY');
      reply.done({ selected: 1 });
    });
    const result = await mssqlDriver.test(targetOf(server), options);
    expect(result).toMatchObject({
      isValid: true,
      readOnly: true,
      replica: true,
      serverVersion: 'SQL Server 2022, Scripted Edition 16.0.1000.6',
    });
    expect(result.stages.find(({ name }) => name === 'catalog')?.detail).toBe('12 tables and views in shop');
  });

  it('makes do with a server that knows nothing of what SQL Server tells of itself', async () => {
    const server: TdsServer = await startTdsServer({
      answer: async ({ text }, reply) => {
        if (text === 'SELECT @@VERSION' || text === 'SELECT DB_NAME()') {
          reply.columns([tds.nvarchar(200)('')]);
          await reply.row(text === 'SELECT DB_NAME()' ? 'shop' : 'OtherSQL 4.2.1 on Linux');
        } else if (text === 'SELECT 1' || text.endsWith('FROM INFORMATION_SCHEMA.TABLES')) {
          reply.columns([tds.int('')]);
          await reply.row(1);
        } else {
          reply.error({ number: 33557097, text: 'function serverproperty does not exist' });
          reply.done({ failed: true });
        }
      },
    });
    servers.push(server);
    const result = await mssqlDriver.test(targetOf(server), options);
    expect(result).toMatchObject({
      isValid: true,
      serverVersion: expect.stringContaining('4.2.1'),
      readOnly: false,
      replica: false,
    });
  });
});
