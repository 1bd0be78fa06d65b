import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Encrypted } from '../tls.js';
import { postgres } from './index.js';

/** A PostgreSQL behind a door that speaks TLS: its own would want a key file that belongs to its account. */
export const encrypted: Encrypted = async (certificate) => {
  const server = await postgres.engines[0].start();
  if (typeof server === 'string') return server;
  const sockets = new Set<Socket>();
  const door = createServer((socket) => {
    sockets.add(socket);
    socket.once('data', () => {
      // What came is the SSLRequest.
      socket.write('S');
      const secure = new TLSSocket(socket, { isServer: true, ...certificate });
      const inside = connect(server.target.port, server.target.host);
      const end = () => {
        secure.destroy();
        inside.destroy();
      };
      for (const side of [secure, inside]) side.on('error', end).on('close', end);
      secure.pipe(inside).pipe(secure);
    });
    socket.on('error', () => undefined);
  });
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  const address = door.address();
  return {
    ...server,
    target: { ...server.target, port: typeof address === 'object' && address !== null ? address.port : 0 },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      door.close();
      await server.stop();
    },
  };
};
