import { afterEach, describe, expect, it } from '@jest/globals';
import type { ExtraOptions } from '@orrery/contracts';
import { aCertificate, type TdsServer } from '@orrery/testing';
import {
  collect,
  connect,
  faultOf,
  flood,
  oneRow,
  options,
  rowsOf,
  start,
  targetOf,
  tidyUp,
  until,
} from '../../test/tds-bench.js';
import type { Target } from '../driver.js';
import { mssqlDriver } from './index.js';

afterEach(tidyUp);

describe('logging in', () => {
  const certificate = aCertificate('db.example');
  const startSecure = async (required = false, answer = oneRow) => {
    const made = certificate;
    if (made === undefined) {
      process.stderr.write('NOT RUN: TLS of SQL Server, openssl is not installed\n');
      return undefined;
    }
    return { made, server: await start(answer, { tls: { key: made.key, cert: made.cert, required } }) };
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

  it('says that it only reads where the connection does, or where that is an option of its own', async () => {
    const server = await start(oneRow);
    await connect(server, { extraOptions: { readOnly: true } });
    await connect(server, { extraOptions: { driver: { readOnlyIntent: true } } });
    await connect(server, { extraOptions: { driver: { readOnlyIntent: false } } });
    expect(server.peers.map(({ login }) => login.readOnlyIntent)).toEqual([true, true, false]);
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
    const secure = await startSecure(false, flood);
    if (secure === undefined) return;
    const { server } = secure;
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
});
