import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { collect, connect, faultOf, oneRow, options, rowsOf, start, targetOf, tidyUp } from '../../test/tds-bench.js';
import type { Session } from '../driver.js';
import { mssqlDriver } from './index.js';
import { portOfInstance } from './instance.js';

const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close();
  await tidyUp();
});

/** A SQL Server Browser that knows an instance SALES; undefined where the port can't be had. */
const browse = async (port: number, salesPort: number, loses = 0): Promise<{ port: number; asked: string[] } | undefined> => {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (question, from) => {
    const instance = question.toString('latin1', 1, question.length - 1);
    asked.push(`${String(question[0])} ${instance}`);
    if (asked.length <= loses) return;
    const answer =
      instance === 'SALES'
        ? `ServerName;X;InstanceName;SALES;IsClustered;No;Version;16.0.1000.6;tcp;${String(salesPort)};np;\\\\X\\pipe;;`
        : 'ServerName;X;np;y;;';
    socket.send(Buffer.concat([Buffer.from([5, answer.length, 0]), Buffer.from(answer)]), from.port, from.address);
  });
  socket.bind(port, '127.0.0.1');
  try {
    await once(socket, 'listening');
  } catch {
    return undefined;
  }
  sockets.push(socket);
  return { port: socket.address().port, asked };
};
const { signal } = new AbortController();

describe('a named instance', () => {
  it('is looked up at SQL Server Browser, when it may', async () => {
    const browser = await browse(0, 50_123);
    if (!browser) throw new Error('there is no free port');
    const { port } = browser;
    expect(await portOfInstance('127.0.0.1', 'SALES', () => true, signal, port)).toBe(50_123);
    expect(await faultOf(portOfInstance('127.0.0.1', 'OTHER', () => true, signal, port))).toMatchObject({ kind: 'unreachable' });
    expect(await faultOf(portOfInstance('127.0.0.1', 'SALES', () => false, signal, port))).toMatchObject({ kind: 'not-allowed' });
    // [MC-SQLR] 2.2.3: CLNT_UCAST_INST
    expect(browser.asked).toEqual(['4 SALES', '4 OTHER']);
  });

  it('is asked for again where the question was lost', async () => {
    const browser = await browse(0, 50_123, 1);
    if (!browser) throw new Error('there is no free port');
    expect(await portOfInstance('127.0.0.1', 'SALES', () => true, signal, browser.port)).toBe(50_123);
    expect(browser.asked).toHaveLength(2);
  });

  it('is connected to on the port that Browser names, and not on the one that was entered', async () => {
    const server = await start(oneRow);
    const browser = await browse(1_434, server.port);
    if (!browser) {
      process.stdout.write('NOT RUN: connecting to a named instance: the UDP port 1434 is taken\n');
      return;
    }
    const target = { ...targetOf(server, { extraOptions: { driver: { instanceName: 'SALES' } } }), port: 1 };
    const session: Session = await mssqlDriver.connect(target, options);
    expect(rowsOf(await collect(session, 'SELECT a'))).toEqual([[1]]);
    session.destroy();
    const { stages } = await mssqlDriver.test(target, options);
    expect(stages.slice(0, 2)).toMatchObject([
      { name: 'instance', ok: true, detail: `SALES on port ${String(server.port)}` },
      { name: 'resolve', ok: true },
    ]);
    expect(browser.asked).toEqual(['4 SALES', '4 SALES']);
    // The port that Browser names is held against the guard as any other is.
    const guard = (_address: string, port: number) => port !== server.port;
    expect(await faultOf(mssqlDriver.connect(target, { ...options, guard }))).toMatchObject({ kind: 'not-allowed' });
  });

  it('is not asked for at a server that is sent on to', async () => {
    const real = await start(oneRow);
    const gate = await start(oneRow, { login: () => ({ host: '127.0.0.1', port: real.port }) });
    const browser = await browse(1_434, gate.port);
    if (!browser) {
      process.stdout.write('NOT RUN: a named instance that sends on: the UDP port 1434 is taken\n');
      return;
    }
    await connect(gate, { extraOptions: { driver: { instanceName: 'SALES' } } });
    expect(browser.asked).toEqual(['4 SALES']);
    expect(real.peers).toHaveLength(1);
  });

  it('can’t be asked for through a tunnel, and says what to do', async () => {
    const server = await start(oneRow);
    const ssh = { host: '127.0.0.1', port: 22, username: 'ada', password: 'x' };
    const target = targetOf(server, { extraOptions: { ssh, driver: { instanceName: 'SALES' } } });
    expect(await faultOf(mssqlDriver.connect(target, options))).toMatchObject({
      kind: 'unsupported',
      native: { hint: expect.stringContaining('its own port') },
    });
  });
});
