import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** What a network does to the bytes that go through it. Counts for open connections and new ones alike. */
export type NetworkFault =
  | { readonly type: 'pass' }
  /** Each chunk arrives so many ms later. */
  | { readonly type: 'latency'; readonly ms: number }
  /** Connections stay open, and nothing goes through either way. What was sent meanwhile goes on when it passes again. */
  | { readonly type: 'stall' }
  /** Connections are taken, nobody answers, and what was sent is gone. */
  | { readonly type: 'black hole' }
  /** Connections are cut with a reset, as by a firewall or a crash. */
  | { readonly type: 'reset' }
  /** As `reset`, as soon as so many bytes more have come from the server, counted over all connections. */
  | { readonly type: 'cut after'; readonly bytes: number };

/** A network between a client and a server, which fails as it is told. */
export interface FaultProxy {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** Connections taken so far. */
  readonly connections: number;
  /** Bytes handed on to the server, and to the client. */
  readonly toServer: number;
  readonly toClient: number;
  /** Bytes that were taken and handed on to nobody. */
  readonly swallowed: number;
  /** Round trips: how often a client spoke after its server had, or first. What it says in one go is one, however many bytes. */
  readonly turns: number;
  /** Whether a client has so much unread that no more is taken from its server. */
  readonly held: boolean;
  set(fault: NetworkFault): void;
  stop(): Promise<void>;
}

/** Starts a proxy on a free port of 127.0.0.1 before a server that listens on another one. */
export const startFaultProxy = async (serverPort: number, serverHost = '127.0.0.1'): Promise<FaultProxy> => {
  const proxy = new Proxy(serverPort, serverHost);
  await proxy.listen();
  return proxy;
};

class Proxy implements FaultProxy {
  readonly host = '127.0.0.1';
  port = 0;
  connections = 0;
  toServer = 0;
  toClient = 0;
  swallowed = 0;
  turns = 0;
  readonly #listener: Server;
  readonly #pairs = new Set<Pair>();
  #fault: NetworkFault = { type: 'pass' };
  /** Bytes from the server until `cut after` cuts. */
  #left = 0;

  constructor(serverPort: number, serverHost: string) {
    this.#listener = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (client) => {
      this.connections += 1;
      if (this.#fault.type === 'reset') {
        client.resetAndDestroy();
        return;
      }
      const server = connect({ host: serverHost, port: serverPort, allowHalfOpen: true, noDelay: true });
      const pair = new Pair(client, server, (bytes, towards) => this.#carry(bytes, towards));
      this.#pairs.add(pair);
      pair.onEnd = () => this.#pairs.delete(pair);
      pair.onTurn = () => (this.turns += 1);
      if (this.#fault.type === 'stall') pair.pause();
      else pair.resume();
    });
  }

  async listen(): Promise<void> {
    this.#listener.listen(0, this.host);
    await once(this.#listener, 'listening');
    const address = this.#listener.address();
    if (address === null || typeof address === 'string') throw new Error('The system gave the proxy no port.');
    this.port = address.port;
  }

  get held(): boolean {
    return [...this.#pairs].some((pair) => pair.held);
  }

  set(fault: NetworkFault): void {
    this.#fault = fault;
    this.#left = fault.type === 'cut after' ? fault.bytes : 0;
    for (const pair of this.#pairs) {
      if (fault.type === 'reset') pair.reset();
      else if (fault.type === 'stall') pair.pause();
      else pair.resume();
    }
  }

  async stop(): Promise<void> {
    for (const pair of this.#pairs) pair.reset();
    this.#listener.close();
    await once(this.#listener, 'close');
  }

  /** What becomes of a chunk: how many of its bytes arrive, and after how many ms. */
  #carry(bytes: number, towards: 'client' | 'server'): { bytes: number; delay: number } {
    const fault = this.#fault;
    let arrive = bytes;
    if (fault.type === 'black hole') arrive = 0;
    if (fault.type === 'cut after' && towards === 'client') {
      arrive = Math.min(bytes, this.#left);
      this.#left -= arrive;
      if (this.#left === 0) {
        setImmediate(() => {
          for (const pair of this.#pairs) pair.reset();
        });
      }
    }
    this.swallowed += bytes - arrive;
    if (towards === 'client') this.toClient += arrive;
    else this.toServer += arrive;
    return { bytes: arrive, delay: fault.type === 'latency' ? fault.ms : 0 };
  }
}

type Carry = (bytes: number, towards: 'client' | 'server') => { bytes: number; delay: number };

/** One connection through the proxy: two sockets, back to back. */
class Pair {
  onEnd: () => void = () => undefined;
  onTurn: () => void = () => undefined;
  #spokeLast: 'client' | 'server' = 'server';
  #clientFull = false;
  #stalled = false;

  constructor(
    readonly client: Socket,
    readonly server: Socket,
    readonly carry: Carry,
  ) {
    this.#pipe(client, server, 'server');
    this.#pipe(server, client, 'client');
    const end = () => {
      client.destroy();
      server.destroy();
      this.onEnd();
    };
    for (const socket of [client, server]) socket.on('error', end).on('close', end);
  }

  get held(): boolean {
    return this.#clientFull;
  }

  pause(): void {
    this.#stalled = true;
    this.client.pause();
    this.server.pause();
  }

  resume(): void {
    this.#stalled = false;
    this.client.resume();
    if (!this.#clientFull) this.server.resume();
  }

  reset(): void {
    this.client.resetAndDestroy();
    this.server.destroy();
    this.onEnd();
  }

  #pipe(from: Socket, to: Socket, towards: 'client' | 'server'): void {
    from.on('data', (chunk) => {
      if (towards === 'server' && this.#spokeLast === 'server') this.onTurn();
      this.#spokeLast = towards === 'server' ? 'client' : 'server';
      const { bytes, delay } = this.carry(chunk.length, towards);
      const write = () => {
        if (!to.writable || bytes === 0) return;
        if (to.write(chunk.subarray(0, bytes))) return;
        from.pause();
        if (towards === 'client') this.#clientFull = true;
        to.once('drain', () => {
          if (towards === 'client') this.#clientFull = false;
          if (!this.#stalled) from.resume();
        });
      };
      if (delay === 0) write();
      else setTimeout(write, delay);
    });
    from.on('end', () => to.end());
  }
}
