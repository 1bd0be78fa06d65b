import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** One connection to a scripted server. */
export class Peer {
  /** Everything that the client has sent. */
  received: Buffer = Buffer.alloc(0);
  #wake: (() => void) | undefined;

  constructor(readonly socket: Socket) {
    socket.on('data', (chunk) => {
      this.received = Buffer.concat([this.received, chunk]);
      this.#wake?.();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => this.#wake?.());
  }

  send(bytes: Buffer | readonly number[]): void {
    if (this.socket.writable) this.socket.write(Buffer.from(bytes));
  }

  /** Resolves when the client has sent so many bytes in all; never where it leaves before. */
  async until(bytes: number): Promise<void> {
    while (this.received.length < bytes) {
      if (this.socket.destroyed) await new Promise(() => undefined);
      const { promise, resolve } = Promise.withResolvers<undefined>();
      this.#wake = () => {
        resolve(undefined);
      };
      await promise;
    }
  }
}

/** A server that follows a script instead of a protocol: for what no honest server does. */
export interface ScriptedServer {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** Every connection so far, the closed ones too. */
  readonly peers: readonly Peer[];
  /** All that any client has sent. */
  readonly received: Buffer;
  stop(): Promise<void>;
}

/** Starts a server on a free port of 127.0.0.1 that plays the script to each client. */
export const startScriptedServer = async (script: (peer: Peer) => Promise<void> | void): Promise<ScriptedServer> => {
  const peers: Peer[] = [];
  const listener = createServer((socket) => {
    const peer = new Peer(socket);
    peers.push(peer);
    void script(peer);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('The system gave the server no port.');
  return {
    host: '127.0.0.1',
    port: address.port,
    peers,
    get received() {
      return Buffer.concat(peers.map((peer) => peer.received));
    },
    stop: async () => {
      for (const { socket } of peers) socket.destroy();
      listener.close();
      await once(listener, 'close');
    },
  };
};
