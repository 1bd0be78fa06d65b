import { afterEach, describe, expect, it } from '@jest/globals';
import { type Peer, type ScriptedServer, startScriptedServer } from '@orrery/testing';
import { type Session } from '../driver.js';
import { postgresDriver } from './index.js';

const message = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(5);
  head.write(type, 'latin1');
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};
const ready = message('Z', Buffer.from('I'));
const welcome = Buffer.concat([
  message('R', Buffer.alloc(4)),
  message('S', Buffer.from('server_version\0' + '17.2 (scripted)\0')),
  message('K', Buffer.from([0, 0, 0, 7, 0, 0, 0, 9])),
  ready,
]);

let server: ScriptedServer | undefined;
let session: Session | undefined;
afterEach(async () => {
  session?.destroy();
  await server?.stop();
});

/** What the client answers to a request for its password, as text; then lets it in and says yes to all it asks. */
const asked = async (request: Buffer, driver: Record<string, boolean> = {}): Promise<string> => {
  let answer = '';
  server = await startScriptedServer(async (peer: Peer) => {
    await peer.until(4);
    let at = peer.received.readUInt32BE(0);
    await peer.until(at);
    peer.send(message('R', request));
    for (;;) {
      await peer.until(at + 5);
      const end = at + 1 + peer.received.readUInt32BE(at + 1);
      await peer.until(end);
      if (peer.received[at] === 0x70) {
        answer = peer.received.toString('utf8', at + 5, end - 1);
        peer.send(welcome);
      } else {
        peer.send(Buffer.concat([message('C', Buffer.from('SET\0')), ready]));
      }
      at = end;
    }
  });
  session = await postgresDriver.connect(
    {
      host: server.host,
      port: server.port,
      dbName: '',
      username: 'ada',
      password: 'secret',
      extraOptions: { ssl: { mode: 'disable' }, driver },
    },
    { connectMs: 5_000, applicationName: `orrery${'x'.repeat(100)}`, guard: () => true },
  );
  return answer;
};

describe('logging in to PostgreSQL', () => {
  it('hashes the password with the salt where the server asks for MD5', async () => {
    await expect(asked(Buffer.from([0, 0, 0, 5, 1, 2, 3, 4]))).resolves.toBe('md5164dbcd37c01a78e869e72965960a754');
    expect(session).toMatchObject({ serverVersion: '17.2 (scripted)', backend: { id: '7' } });
  });

  it('sends the password in clear text only where a person has allowed it', async () => {
    await expect(asked(Buffer.from([0, 0, 0, 3]), { allowCleartextPassword: true })).resolves.toBe('secret');
  });

  it('names the user, the database of the same name, the encoding, and itself in 63 bytes', async () => {
    await asked(Buffer.from([0, 0, 0, 5, 1, 2, 3, 4]));
    const bytes = server?.received ?? Buffer.alloc(4);
    const length = bytes.readUInt32BE(0);
    expect(bytes.toString('utf8', 8, length).split('\0')).toEqual([
      ...['user', 'ada', 'database', 'ada', 'client_encoding', 'UTF8', 'application_name', `orrery${'x'.repeat(57)}`, '', ''],
    ]);
  });
});
