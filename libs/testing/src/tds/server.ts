import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { latin1 } from './columns.js';
import { messagesOf, packet, packetType } from './packets.js';
import { TdsReply } from './reply.js';
import { loginOf, requestsOf, type TdsLogin, type TdsRequest } from './requests.js';
import { secureServerSocket } from './tls.js';
import { changed, doneToken, loginAckToken, messageToken, type TdsMessage } from './tokens.js';

/** One client of a scripted server, as the server sees it. */
export interface TdsPeer {
  readonly id: number;
  readonly login: TdsLogin;
  /** Another one each time the session is made as new. */
  readonly loginTime: string;
  readonly encrypted: boolean;
  /** The answer that is being given. */
  readonly current: TdsReply | undefined;
  /** The statement that is being answered; '' while there is none. */
  readonly statement: string;
  /** Whether the server still has the session. */
  readonly connected: boolean;
  /** Ends what it runs, and cuts the connection. */
  kill(): void;
}

/** What a scripted server does. */
export interface TdsScript {
  /** Answers a statement. What it does not end is ended for it. Aborted by the reply's signal when the client wants no more. */
  answer(request: TdsRequest, reply: TdsReply, peer: TdsPeer): Promise<void> | void;
  /** Refuses a login, or sends it on to another server. */
  login?(login: TdsLogin): TdsMessage | { readonly host: string; readonly port: number } | undefined;
  /** The server can encrypt; `required`: it takes nothing else. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly required?: boolean };
  /** Bytes of a packet of an answer, where it is not what the client asks for. */
  readonly packetSize?: number;
  /** A session is made as new. */
  reset?(peer: TdsPeer): Promise<void> | void;
  /** A session's client is gone. */
  ended?(peer: TdsPeer): void;
  /** The server does not know how to make a session as new. */
  readonly ignoresReset?: boolean;
  /** A session whose client is gone stays with its statement, until somebody kills it. */
  readonly lingers?: boolean;
  /** Takes the place of everything: for servers that are none. */
  greet?(socket: Socket): void;
}

/** A running server that plays a script. */
export interface TdsServer {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** Every client so far that has logged in. */
  readonly peers: readonly TdsPeer[];
  /** Every statement that was sent, by anybody. */
  readonly requests: readonly TdsRequest[];
  stop(): Promise<void>;
}

const preloginAnswer = (encryption: number): Buffer => {
  const options = [
    [0, Buffer.from([16, 0, 0x10, 0, 0, 0])],
    [1, Buffer.from([encryption])],
    [4, Buffer.from([0])],
  ] as const;
  let offset = options.length * 5 + 1;
  const heads = options.map(([token, data]) => {
    const head = Buffer.from([token, offset >> 8, offset & 255, 0, data.length]);
    offset += data.length;
    return head;
  });
  return Buffer.concat([...heads, Buffer.from([0xff]), ...options.map(([, data]) => data)]);
};

const timeText = (ms: number): string => new Date(ms).toISOString().slice(0, 23);

/** A client that is being served. */
class Peer implements TdsPeer {
  current: TdsReply | undefined;
  statement = '';
  #killed = false;
  loginTime = timeText(Date.now());

  constructor(
    readonly id: number,
    readonly login: TdsLogin,
    readonly encrypted: boolean,
    readonly socket: Socket,
    private readonly lingers: boolean,
  ) {
    socket.once('close', () => {
      if (!lingers) this.current?.attention();
    });
  }

  get connected(): boolean {
    return !this.#killed && (this.lingers || !this.socket.destroyed);
  }

  kill(): void {
    this.#killed = true;
    this.current?.attention();
    this.socket.destroy();
  }
}

/** Starts a server on a free port of 127.0.0.1 that speaks TDS and answers by a script. */
export const startTdsServer = async (script: TdsScript): Promise<TdsServer> => {
  const peers: Peer[] = [];
  const requests: TdsRequest[] = [];
  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    if (script.greet === undefined) void serve(socket).catch(() => socket.destroy());
    else script.greet(socket);
  });
  const serve = async (socket: Socket): Promise<void> => {
    // The client says whether it can encrypt, and the server whether it will.
    const bytes = await firstMessage(socket);
    const asked = encryptionOf(bytes);
    const { tls } = script;
    const answer = tls === undefined ? 2 : asked === 2 ? (tls.required === true ? 3 : 2) : 1;
    socket.write(packet(preloginAnswer(answer), true, 0));
    const encrypted = tls !== undefined && asked !== 2;
    const stream: Duplex = encrypted ? await secureServerSocket(socket, tls.key, tls.cert) : socket;
    stream.on('error', () => undefined);
    let peer: Peer | undefined;
    for await (const message of messagesOf(stream)) {
      if (message.type === packetType.login) {
        peer = logIn(stream, socket, loginOf(message.body), encrypted);
      } else if (peer !== undefined && message.type === packetType.attention) {
        if (peer.current === undefined) stream.write(packet(doneToken(0x20, 0, 0), true, peer.id));
        else peer.current.attention();
      } else if (peer !== undefined) {
        const calls = requestsOf(message);
        requests.push(...calls);
        void play(calls, stream, peer);
      }
    }
  };
  const logIn = (stream: Duplex, socket: Socket, login: TdsLogin, encrypted: boolean): Peer | undefined => {
    const refusal = script.login?.(login);
    const acknowledged = [
      loginAckToken('Scripted', [16, 0, 16, 0]),
      changed.database(login.database === '' ? 'master' : login.database),
      changed.collation(latin1),
      changed.packetSize(login.packetSize),
      messageToken(false, { number: 5701, text: 'Changed database context.' }),
    ];
    if (refusal !== undefined && 'number' in refusal) {
      stream.write(packet(Buffer.concat([messageToken(true, refusal), doneToken(2, 0, 0)]), true, 0));
      stream.end();
      return undefined;
    }
    const routed = refusal === undefined ? [] : [changed.routing(refusal.host, refusal.port)];
    const peer = new Peer(50 + peers.length, login, encrypted, socket, script.lingers === true);
    if (refusal === undefined) {
      peers.push(peer);
      socket.once('close', () => script.ended?.(peer));
    }
    stream.write(packet(Buffer.concat([...acknowledged, ...routed, doneToken(0, 0, 0)]), true, peer.id));
    return peer;
  };
  const play = async (calls: readonly [TdsRequest, ...TdsRequest[]], stream: Duplex, peer: Peer): Promise<void> => {
    const [first] = calls;
    const reply = new TdsReply(stream, script.packetSize ?? peer.login.packetSize, peer.id);
    peer.current = reply;
    if (first.reset && script.ignoresReset !== true) {
      await script.reset?.(peer);
      peer.loginTime = timeText(Math.max(Date.now(), Date.parse(`${peer.loginTime}Z`) + 1));
      reply.reset();
    }
    for (const request of calls) {
      if (reply.signal.aborted) break;
      if (request !== first) reply.called();
      peer.statement = request.text;
      // Clients set their sessions up first; nobody scripts that.
      if (!/^SET ANSI_NULLS/u.test(request.text)) await script.answer(request, reply, peer);
    }
    peer.current = undefined;
    peer.statement = '';
    reply.finish(first.kind);
  };
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('The system gave the server no port.');
  return {
    host: '127.0.0.1',
    port: address.port,
    peers,
    requests,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      listener.close();
      await once(listener, 'close');
    },
  };
};

const firstMessage = async (socket: Socket): Promise<Buffer> => {
  let bytes = Buffer.alloc(0);
  while (bytes.length < 8 || bytes.length < bytes.readUInt16BE(2)) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    bytes = Buffer.concat([bytes, chunk]);
  }
  socket.pause();
  return bytes.subarray(8);
};

const encryptionOf = (prelogin: Buffer): number => {
  for (let at = 0; prelogin[at] !== 0xff && at < prelogin.length; at += 5) {
    if (prelogin[at] === 1) return prelogin.readUInt8(prelogin.readUInt16BE(at + 1));
  }
  return 2;
};
