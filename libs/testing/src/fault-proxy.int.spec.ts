import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type FaultProxy, startFaultProxy } from './fault-proxy.js';
import { type ScriptedServer, startScriptedServer } from './scripted-server.js';

let server: ScriptedServer;
let proxy: FaultProxy;
let client: Socket;

/** Says back what it is told. */
const echo = (): Promise<ScriptedServer> =>
  startScriptedServer((peer) => {
    peer.socket.on('data', (chunk: Buffer) => {
      peer.send(chunk);
    });
  });
const enter = async (): Promise<Socket> => {
  const socket = connect(proxy.port, proxy.host);
  await once(socket, 'connect');
  return socket;
};
/** What comes back for a word, or the word for how the connection ended. */
const say = async (socket: Socket, word: string): Promise<string> => {
  const answer = Promise.race([
    once(socket, 'data').then(([chunk]: Buffer[]) => chunk?.toString() ?? ''),
    once(socket, 'close').then(() => 'closed'),
  ]).catch(() => 'closed');
  socket.write(word);
  return answer;
};

beforeEach(async () => {
  server = await echo();
  proxy = await startFaultProxy(server.port);
  client = await enter();
});
afterEach(async () => {
  client.destroy();
  await proxy.stop();
  await server.stop();
});

describe('a network that fails as it is told', () => {
  it('passes bytes, and counts them', async () => {
    await expect(say(client, 'hello')).resolves.toBe('hello');
    expect(proxy).toMatchObject({ connections: 1, toServer: 5, toClient: 5, held: false });
  });

  it('delays them without losing any', async () => {
    proxy.set({ type: 'latency', ms: 30 });
    await expect(say(client, 'hello')).resolves.toBe('hello');
  });

  it('stalls, and goes on with what was sent meanwhile', async () => {
    proxy.set({ type: 'stall' });
    const answer = say(client, 'hello');
    const other = await enter();
    expect(server.received.length).toBe(0);
    proxy.set({ type: 'pass' });
    await expect(answer).resolves.toBe('hello');
    other.destroy();
  });

  it('swallows what goes into a black hole', async () => {
    proxy.set({ type: 'black hole' });
    const lost = say(client, 'lost');
    while (proxy.swallowed < 4) await new Promise(setImmediate);
    proxy.set({ type: 'pass' });
    const second = await enter();
    await expect(say(second, 'kept')).resolves.toBe('kept');
    expect(server.received.toString()).toBe('kept');
    second.destroy();
    client.destroy();
    await expect(lost).resolves.toBe('closed');
  });

  it('resets what is open, and what comes', async () => {
    const answer = say(client, '');
    proxy.set({ type: 'reset' });
    await expect(answer).resolves.toBe('closed');
    const late = connect(proxy.port, proxy.host);
    await expect(
      Promise.race([once(late, 'error'), once(late, 'close')]).catch((error: unknown) => error),
    ).resolves.toBeDefined();
  });

  it('cuts after so many bytes', async () => {
    proxy.set({ type: 'cut after', bytes: 3 });
    await expect(say(client, 'hello')).resolves.toMatch(/^(?:hel|closed)$/u);
    expect(proxy.toClient).toBe(3);
    if (!client.destroyed) await once(client, 'close').catch(() => undefined);
  });
});
