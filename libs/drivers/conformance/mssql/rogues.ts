import type { Peer } from '@orrery/testing';
import { sql } from '../sql.js';
import type { Rogue } from '../rogues.js';

const packet = (payload: Buffer | readonly number[], last = true, length?: number): Buffer => {
  const body = Buffer.from(payload);
  const head = Buffer.from([4, last ? 1 : 0, 0, 0, 0, 50, 1, 0]);
  head.writeUInt16BE(length ?? body.length + 8, 2);
  return Buffer.concat([head, body]);
};

/** The answer to a pre-login: a version, and what is said of encryption. */
const prelogin = (encryption: number): Buffer => packet([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 16, 0, 0, 0, 0, 0, encryption]);
const none = 2;

/** Reads what the client sends, message after message; ours fit into a packet each. */
const reader = (peer: Peer) => {
  let at = 0;
  return async (): Promise<Buffer> => {
    await peer.until(at + 8);
    const end = at + peer.received.readUInt16BE(at + 2);
    await peer.until(end);
    const body = peer.received.subarray(at + 8, end);
    at = end;
    return body;
  };
};

const text = (value: string): Buffer => Buffer.concat([Buffer.from([value.length, 0]), Buffer.from(value, 'utf16le')]);
const counted = (token: number, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from([token, body.length & 255, body.length >> 8]), body]);
const done = Buffer.concat([Buffer.from([0xfd]), Buffer.alloc(12)]);
const acknowledged = counted(0xad, Buffer.from([1, 0x74, 0, 0, 4, 1, 82, 0, 16, 0, 0, 0]));
const routed = (host: string, port: number): Buffer => {
  const place = Buffer.concat([Buffer.from([0, port & 255, port >> 8]), text(host)]);
  return counted(0xe3, Buffer.concat([Buffer.from([20, place.length & 255, place.length >> 8]), place, Buffer.from([0, 0])]));
};

/** Greets, and answers the login with this. */
const atLogin =
  (answer: (peer: Peer) => Buffer) =>
  async (peer: Peer): Promise<void> => {
    const next = reader(peer);
    await next();
    peer.send(prelogin(none));
    await next();
    peer.send(answer(peer));
  };

/** Lets everybody in, says yes to every statement, and answers `SELECT n` with this. */
const atStatement =
  (answer: Buffer) =>
  async (peer: Peer): Promise<void> => {
    const next = reader(peer);
    await next();
    peer.send(prelogin(none));
    await next();
    peer.send(packet(Buffer.concat([acknowledged, done])));
    for (;;) {
      const body = await next();
      peer.send(body.toString('utf16le', 22).startsWith('SELECT n') ? answer : packet(done));
    }
  };

const run = sql('SELECT n FROM t');
/** A result of one column without a name. */
const columnOf = (...type: readonly number[]): Buffer => Buffer.from([0x81, 1, 0, 0, 0, 0, 0, 8, 0, ...type, 0]);
const variant = columnOf(0x62, 0x41, 0x1f, 0, 0);

/** Servers that are up to no good, in SQL Server's protocol. */
export const rogues: readonly Rogue[] = [
  {
    name: 'speaks another protocol',
    script: (peer) => {
      peer.send(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'));
    },
    kind: 'connection-lost',
  },
  {
    name: 'greets without an end',
    script: (peer) => {
      peer.send(packet(Buffer.alloc(8_000), true, 9_000));
    },
    kind: 'connection-lost',
  },
  {
    name: 'does not say whether it encrypts',
    script: (peer) => {
      peer.send(packet([0, 0, 6, 0, 6, 0xff, 16, 0, 0, 0, 0, 0]));
    },
    kind: 'connection-lost',
  },
  {
    name: 'strips TLS where it is required',
    script: async (peer) => {
      await reader(peer)();
      peer.send(prelogin(none));
    },
    extraOptions: { ssl: { mode: 'require' } },
    kind: 'tls',
  },
  {
    name: 'says that it encrypts, and does not',
    script: async (peer) => {
      const next = reader(peer);
      await next();
      peer.send(prelogin(1));
      await next();
      peer.send(packet(Buffer.alloc(64, 0xad)));
    },
    extraOptions: { ssl: { mode: 'prefer' } },
    kind: 'tls',
  },
  {
    name: 'encrypts where that is switched off',
    script: async (peer) => {
      await reader(peer)();
      peer.send(prelogin(3));
    },
    kind: 'tls',
  },
  {
    name: 'answers a login with columns',
    script: atLogin(() => packet(columnOf(0x38))),
    kind: 'connection-lost',
  },
  {
    name: 'answers a login without an end',
    script: atLogin(() => Buffer.concat(Array.from({ length: 40 }, () => packet(Buffer.alloc(30_000, 0xab), false)))),
    kind: 'connection-lost',
  },
  {
    name: 'answers a login with half a token',
    script: atLogin(() => packet([0xaa, 200, 0, 1])),
    kind: 'connection-lost',
  },
  {
    name: 'sends a packet that is shorter than its head',
    script: atLogin(() => packet([0xad], true, 4)),
    kind: 'connection-lost',
  },
  {
    name: 'agrees to packets of no size',
    script: atLogin(() => {
      const size = counted(0xe3, Buffer.concat([Buffer.from([4, 1]), Buffer.from('9', 'utf16le'), Buffer.from([0])]));
      return packet(Buffer.concat([size, acknowledged, done]));
    }),
    kind: 'connection-lost',
  },
  {
    name: 'sends on to a path in place of a host',
    script: atLogin(() => packet(Buffer.concat([acknowledged, routed('/var/run/secret', 1_433), done]))),
    kind: 'not-allowed',
  },
  {
    name: 'sends on to itself, and on',
    script: atLogin(({ socket }) => packet(Buffer.concat([acknowledged, routed('127.0.0.1', socket.localPort ?? 0), done]))),
    kind: 'unreachable',
  },
  { name: 'sends rows before any columns', script: atStatement(packet([0xd1, 1, 0, 0, 0])), run, kind: 'connection-lost' },
  { name: 'sends a token that is none', script: atStatement(packet([0x42, 1, 2, 3])), run, kind: 'connection-lost' },
  { name: 'sends a column of a type that is none', script: atStatement(packet(columnOf(0xf9))), run, kind: 'unsupported' },
  {
    name: 'breaks off in a row',
    script: atStatement(packet(Buffer.concat([columnOf(0x38), Buffer.from([0xd1, 1])]))),
    run,
    kind: 'connection-lost',
  },
  {
    name: 'sends a value without an end',
    script: atStatement(
      Buffer.concat([
        packet(Buffer.concat([variant, Buffer.from([0xd1, 0xff, 0xff, 0xff, 0x7f])]), false),
        ...Array.from({ length: 100 }, () => packet(Buffer.alloc(30_000, 1), false)),
      ]),
    ),
    run,
    kind: 'connection-lost',
  },
  {
    name: 'sends columns without an end',
    script: atStatement(
      Buffer.concat([
        packet([0x81, 0xfe, 0xff], false),
        ...Array.from({ length: 100 }, () => packet(Buffer.alloc(30_000, 0x30), false)),
      ]),
    ),
    run,
    kind: 'connection-lost',
  },
  {
    name: 'sends a variant of a type that is none',
    script: atStatement(packet(Buffer.concat([variant, Buffer.from([0xd1, 3, 0, 0, 0, 0xf9, 0, 1]), done]))),
    run,
    kind: 'unsupported',
  },
];
