import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';

/** A socket of this machine that leads wherever `open` leads. */
export interface Relay {
  readonly path: string;
  close(): Promise<void>;
}

/**
 * Lets the client, which makes its sockets itself, speak through streams that were made here: it connects to a Unix socket in a folder
 * that only this account can enter, and what it says there is carried over.
 */
export const startRelay = async (open: () => Promise<Duplex>): Promise<Relay> => {
  const folder = await mkdtemp(join(tmpdir(), 'orrery-relay-'));
  const path = join(folder, 'mongodb.sock');
  const streams = new Set<Duplex>();
  const carry = async (client: Socket): Promise<void> => {
    client.on('error', () => undefined);
    streams.add(client);
    client.once('close', () => streams.delete(client));
    try {
      const stream = await open();
      stream.on('error', () => client.destroy());
      stream.once('close', () => client.destroy());
      client.once('close', () => stream.destroy());
      if (client.destroyed) stream.destroy();
      else client.pipe(stream).pipe(client);
    } catch {
      client.destroy();
    }
  };
  const listener = createServer((client) => void carry(client));
  listener.listen(path);
  await once(listener, 'listening');
  return {
    path,
    close: async () => {
      for (const stream of streams) stream.destroy();
      listener.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
