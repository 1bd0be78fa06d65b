import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { aPrivateKey, startMongo, startSshServer } from '@orrery/testing';
import { connectOptions, fault, MongoBench, rows, until } from '../../test/mongo-bench.js';
import { mongodbDriver } from './index.js';

let bench: MongoBench;
beforeAll(async () => {
  bench = await MongoBench.start();
});
afterEach(() => {
  bench.dropSessions();
});
afterAll(() => bench.stop());

describe('connecting', () => {
  const canary = 'C4n4ry-7d1c';

  it('tells a wrong password, and where it looked for the user', async () => {
    const failed = await fault(bench.connect({ password: canary }));
    expect([failed.kind, failed.native.nativeCode]).toEqual(['login', '18']);
    expect(failed.native.hint).toMatch(/in the database admin/);
    expect(JSON.stringify([failed, failed.message, failed.stack, failed.cause])).not.toContain(canary);
  });

  it('takes the database as that of the user, where no other is named', async () => {
    const failed = await fault(bench.connect({ extraOptions: { ssl: { mode: 'disable' } } }));
    expect(failed.native.hint).toMatch(/in the database shop/);
  });

  it('tells a refused port', async () => {
    const gone = await startMongo();
    const { port } = gone;
    await gone.stop();
    expect((await fault(bench.connect({ port }))).kind).toBe('unreachable');
  });

  it('opens no socket to an address that is not allowed', async () => {
    const before = bench.server.accepted;
    const failed = await fault(bench.connect({}, { guard: () => false }));
    expect(failed.kind).toBe('not-allowed');
    expect(bench.server.accepted).toBe(before);
  });

  it('gives up in time on a server that says nothing', async () => {
    const { createServer } = await import('node:net');
    const silent = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expect((await fault(bench.connect({ port }, { connectMs: 200 }))).kind).toBe('timeout');
    silent.close();
  });

  it('follows no host that a server names, unless it is allowed', async () => {
    const named = await startMongo();
    const rogue = await startMongo({
      hello: {
        setName: 'rs0',
        isWritablePrimary: false,
        secondary: true,
        hosts: [`127.0.0.1:${String(named.port)}`],
        primary: `127.0.0.1:${String(named.port)}`,
        me: 'other:1',
      },
    });
    const plain = { port: rogue.port, username: '', password: '', extraOptions: { ssl: { mode: 'disable' as const } } };
    const session = await bench.connect(plain);
    await rows(session, 'db.x.countDocuments()');
    expect(named.accepted).toBe(0);
    const set = { ...plain, extraOptions: { ...plain.extraOptions, driver: { replicaSet: 'rs0' } } };
    const guard = (_address: string, port: number): boolean => port !== named.port;
    expect((await fault(bench.connect(set, { guard }))).kind).toBe('not-allowed');
    expect(named.accepted).toBe(0);
    // Where it is allowed, the primary is where the session is.
    await bench.connect(set);
    expect(named.accepted).toBeGreaterThan(0);
    const other = { ...plain, extraOptions: { ...plain.extraOptions, driver: { replicaSet: 'rs1' } } };
    expect((await fault(bench.connect(other))).message).toMatch(/not of the replica set rs1/);
    await named.stop();
    await rogue.stop();
  });

  it('is tested stage by stage', async () => {
    const result = await mongodbDriver.test(bench.target(), connectOptions);
    expect(result).toMatchObject({ isValid: true, serverVersion: 'MongoDB 7.0.99', readOnly: false, replica: false });
    expect(result.stages.map(({ name, ok }) => [name, ok])).toEqual(
      ['resolve', 'connect', 'authenticate', 'session', 'database', 'version', 'catalog', 'role', 'latency'].map((name) => [
        name,
        true,
      ]),
    );
    const wrong = await mongodbDriver.test(bench.target({ password: canary }), connectOptions);
    expect(wrong).toMatchObject({ isValid: false, error: { code: 'auth_failed' } });
    expect(wrong.stages.at(-1)).toMatchObject({ name: 'authenticate', ok: false });
    expect(JSON.stringify(wrong)).not.toContain(canary);
  });

  it('goes through an SSH tunnel, with all its sockets', async () => {
    const ssh = await startSshServer({ username: 'tunnel', password: 'let me through', privateKey: aPrivateKey() });
    const way = { host: ssh.host, port: ssh.port, username: 'tunnel', password: 'let me through', hostKey: ssh.fingerprint };
    const asked: number[] = [];
    const guard = (_address: string, port: number): boolean => asked.push(port) > 0;
    const session = await bench.connect({ extraOptions: { ...bench.target().extraOptions, ssh: way } }, { guard });
    await expect(rows(session, 'db.one.countDocuments()')).resolves.toEqual([[1]]);
    // From here only the SSH server is connected to.
    expect(new Set(asked)).toEqual(new Set([ssh.port]));
    expect(ssh.open()).toBe(1);
    await session.close();
    await until(() => ssh.open() === 0);
    await ssh.stop();
  });

  it('leaves no connection behind', async () => {
    const session = await bench.connect();
    await session.close();
    await until(() => bench.server.connections.size === 0);
    expect(session.alive).toBe(false);
  });
});
