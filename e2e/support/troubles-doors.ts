import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** What becomes of what goes through a door, each way; nothing is changed where nothing is said. */
export interface Rewriting {
  readonly toServer?: (bytes: Buffer) => Buffer;
  readonly toClient?: (bytes: Buffer) => Buffer;
}

/** A door before a real server. */
export interface Door {
  readonly port: number;
  stop(): Promise<void>;
}

const same = (bytes: Buffer): Buffer => bytes;

/** Opens a door on a free port of 127.0.0.1 that changes what is said, as a pooler or an old server would say it. */
export async function openDoor(serverPort: number, { toServer = same, toClient = same }: Rewriting): Promise<Door> {
  const sockets = new Set<Socket>();
  const listener = createServer((client) => {
    const server = connect(serverPort, '127.0.0.1');
    const end = (): void => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', end).on('close', end);
    }
    client.on('data', (bytes) => server.write(toServer(bytes)));
    server.on('data', (bytes) => client.write(toClient(bytes)));
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('The system gave the door no port.');
  return {
    port: address.port,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      listener.close();
      await once(listener, 'close');
    },
  };
}

/** Puts one text in the place of another of the same length, wherever it is said. */
export const replaced =
  (said: string, instead: string) =>
  (bytes: Buffer): Buffer =>
    Buffer.from(bytes.toString('latin1').replaceAll(said, instead.padEnd(said.length)), 'latin1');

/** PostgreSQL's ParameterStatus of its version says another one. */
export const postgresVersion =
  (version: string) =>
  (bytes: Buffer): Buffer => {
    const name = bytes.indexOf('server_version\0');
    if (name < 5 || bytes[name - 5] !== 0x53) return bytes;
    const message = Buffer.from(`S\0\0\0\0server_version\0${version}\0`);
    message.writeUInt32BE(message.length - 1, 1);
    return Buffer.concat([bytes.subarray(0, name - 5), message, bytes.subarray(name - 4 + bytes.readUInt32BE(name - 4))]);
  };

/** MariaDB's greeting, which is its first packet, says another version. */
export const mariadbVersion =
  (version: string) =>
  (bytes: Buffer): Buffer => {
    const end = bytes.indexOf(0, 5);
    if (bytes[3] !== 0 || bytes[4] !== 10 || end < 0 || !bytes.subarray(5, end).includes('MariaDB')) return bytes;
    const greeting = Buffer.concat([bytes.subarray(0, 5), Buffer.from(version), bytes.subarray(end)]);
    greeting.writeUIntLE(greeting.length - 4, 0, 3);
    return greeting;
  };
