import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { DriverFault } from '../driver.js';
import { checkedWire } from './wire-check.js';

/** A socket of this machine that leads wherever `open` leads. */
export interface Relay {
  readonly path: string;
  /** Why a stream could not be opened, or was cut; the client is told only that it has ended. */
  readonly failure: DriverFault | undefined;
  close(): Promise<void>;
}

/**
 * Lets the client, which makes its sockets itself, speak through streams that were made here: to an address that was checked, encrypted,
 * through a tunnel. It connects to a Unix socket in a folder that only this account can enter, and what it says there is carried over;
 * what comes back is checked.
 */
export const startRelay = async (open: () => Promise<Duplex>): Promise<Relay> => {
  const folder = await mkdtemp(join(tmpdir(), 'orrery-relay-'));
  const path = join(folder, 'mongodb.sock');
  const clients = new Set<Socket>();
  let failure: DriverFault | undefined;
  const carry = async (client: Socket): Promise<void> => {
    const cut = (error: unknown): void => {
      if (error instanceof DriverFault) failure ??= error;
      client.destroy();
    };
    client.on('error', cut);
    clients.add(client);
    client.once('close', () => clients.delete(client));
    try {
      const stream = await open();
      const { requests, replies } = checkedWire();
      for (const part of [stream, requests, replies]) part.on('error', cut);
      stream.once('close', cut);
      client.once('close', () => stream.destroy());
      if (client.destroyed) stream.destroy();
      else client.pipe(requests).pipe(stream).pipe(replies).pipe(client);
    } catch (error) {
      cut(error);
    }
  };
  const listener = createServer((client) => void carry(client));
  listener.listen(path);
  await once(listener, 'listening');
  return {
    path,
    get failure() {
      return failure;
    },
    close: async () => {
      for (const client of clients) client.destroy();
      listener.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
