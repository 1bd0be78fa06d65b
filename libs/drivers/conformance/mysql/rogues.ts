import type { Peer } from '@orrery/testing';
import { generateKeyPairSync } from 'node:crypto';
import { sql } from '../sql.js';
import type { Rogue } from '../rogues.js';

const packet = (sequence: number, payload: Buffer | readonly number[]): Buffer => {
  const body = Buffer.from(payload);
  const head = Buffer.alloc(4);
  head.writeUIntLE(body.length, 0, 3);
  head[3] = sequence;
  return Buffer.concat([head, body]);
};
const text = (...parts: readonly (string | readonly number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));

/** CLIENT_PROTOCOL_41, SECURE_CONNECTION, LOCAL_FILES, CONNECT_WITH_DB; PLUGIN_AUTH stands in the upper half. */
const lower = 0x82_88;
const tls = 0x08_00;
const greetingOf = (plugin: string, more = 0): Buffer =>
  packet(
    0,
    text(
      [10],
      '8.0.36-rogue\0',
      [1, 0, 0, 0],
      'abcdefgh\0',
      [(lower | more) & 255, (lower | more) >> 8, 45, 2, 0, 8, 0, 21],
      '\0'.repeat(10),
      'ijklmnopqrst\0',
      `${plugin}\0`,
    ),
  );
const greeting = greetingOf('mysql_native_password');
const ok = (sequence: number): Buffer => packet(sequence, [0, 0, 0, 2, 0, 0, 0]);

/** Reads packets one after another. */
const reader = (peer: Peer) => {
  let at = 0;
  return async (): Promise<Buffer> => {
    await peer.until(at + 4);
    const end = at + 4 + peer.received.readUIntLE(at, 3);
    await peer.until(end);
    const payload = peer.received.subarray(at + 4, end);
    at = end;
    return payload;
  };
};

/** Greets, and answers the login with this. */
const atLogin =
  (reply: Buffer, hello = greeting) =>
  async (peer: Peer): Promise<void> => {
    peer.send(hello);
    await reader(peer)();
    peer.send(reply);
  };

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const more = (bytes: Buffer | string): Buffer => Buffer.concat([Buffer.from([1]), Buffer.from(bytes)]);
const ownKey = more(Buffer.from(publicKey.export({ type: 'spki', format: 'pem' })));
/** That the password was not remembered, so that all of it is asked for. */
const full = Buffer.from([1, 4]);
const switchTo = (plugin: string): Buffer => text([0xfe], `${plugin}\0`, 'abcdefghijklmnopqrst\0');

/** Greets, answers one packet of the login after the other with these, and lets in whoever goes along. */
const inTurn =
  (...payloads: readonly Buffer[]) =>
  async (peer: Peer): Promise<void> => {
    const next = reader(peer);
    peer.send(greeting);
    for (const [turn, payload] of payloads.entries()) {
      await next();
      peer.send(packet(turn * 2 + 2, payload));
    }
    await next();
    peer.send(ok(payloads.length * 2 + 2));
  };

/** Lets everybody in, says yes to every statement, and answers `SELECT n` with this. */
const atStatement =
  (reply: Buffer, statement = 'SELECT n') =>
  async (peer: Peer): Promise<void> => {
    const next = reader(peer);
    peer.send(greeting);
    await next();
    peer.send(ok(2));
    for (;;) {
      const command = await next();
      peer.send(command.toString('latin1', 1).startsWith(statement) ? reply : ok(1));
    }
  };

const run = sql('SELECT n FROM t');
const file = packet(1, text([0xfb], '/etc/passwd'));
const column = text([3], 'def', [0, 0, 0, 1], 'n', [0, 12, 45, 0, 255, 0, 0, 0, 253, 0, 0, 0, 0, 0]);
const end = (sequence: number) => packet(sequence, [0xfe, 0, 0, 2, 0]);
const described = Buffer.concat([packet(1, [1]), packet(2, column), end(3)]);

/** Servers that are up to no good, in MySQL's protocol. */
export const rogues: readonly Rogue[] = [
  {
    name: 'speaks another protocol',
    script: (peer) => {
      peer.send(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'));
    },
    kind: 'connection-lost',
  },
  {
    name: 'announces a greeting of sixteen megabytes',
    script: (peer) => {
      peer.send([0xfe, 0xff, 0xff, 0, 10]);
    },
    kind: 'connection-lost',
  },
  {
    name: 'sends a greeting that ends too early',
    script: (peer) => {
      peer.send(packet(0, text([10], '8.0')));
    },
    kind: 'connection-lost',
  },
  { name: 'says nothing', script: () => undefined, kind: 'timeout' },
  {
    name: 'asks for the password in clear text',
    script: atLogin(packet(2, text([0xfe], 'mysql_clear_password\0'))),
    kind: 'login',
  },
  {
    name: 'asks for it through a dialog',
    script: atLogin(packet(2, text([0xfe], 'dialog\0', [4], 'Password: '))),
    kind: 'login',
  },
  {
    name: 'asks for the whole password without TLS, under a key of its own',
    script: inTurn(switchTo('caching_sha2_password'), full, ownKey),
    kind: 'login',
  },
  {
    name: 'asks for it in an older way, under a key of its own',
    script: inTurn(switchTo('sha256_password'), ownKey),
    kind: 'login',
  },
  {
    name: 'shows another key than the known one',
    script: inTurn(switchTo('caching_sha2_password'), full, ownKey),
    extraOptions: { driver: { allowPublicKeyRetrieval: true, serverKeyFingerprint: `SHA256:${'A'.repeat(43)}` } },
    kind: 'login',
  },
  {
    name: 'shows a key that is none',
    script: inTurn(switchTo('caching_sha2_password'), full, more('no PEM')),
    extraOptions: { driver: { allowPublicKeyRetrieval: true } },
    kind: 'login',
  },
  {
    name: 'asks for the whole password before there is a way to log in',
    script: atLogin(packet(2, full), greetingOf('caching_sha2_password')),
    kind: 'login',
  },
  {
    name: 'strips TLS where it is required',
    script: atLogin(ok(2)),
    extraOptions: { ssl: { mode: 'require' } },
    kind: 'tls',
  },
  {
    name: 'offers TLS and speaks something else',
    script: atLogin(text('no handshake of this kind'), greetingOf('mysql_native_password', tls)),
    extraOptions: { ssl: { mode: 'require' } },
    kind: 'tls',
  },
  { name: 'answers the login with an error that ends too early', script: atLogin(packet(2, [0xff])), kind: 'connection-lost' },
  { name: 'answers the login with nothing', script: atLogin(packet(2, [])), kind: 'connection-lost' },
  { name: 'asks for another way to log in without naming it', script: atLogin(packet(2, [0xfe])), kind: 'login' },
  {
    name: 'sends without end while it is logged in to',
    script: atLogin(Buffer.alloc(3 * 1024 * 1024, 1)),
    kind: 'connection-lost',
  },
  {
    name: 'asks for a file in place of the login',
    script: atLogin(packet(2, text([0xfb], '/etc/passwd'))),
    kind: 'connection-lost',
  },
  { name: 'asks for a file while the session is set up', script: atStatement(file, 'SET NAMES'), kind: 'connection-lost' },
  {
    name: 'asks for a file in place of rows',
    script: atStatement(Buffer.concat([file, packet(3, [0, 0, 0, 2, 0, 0, 0])])),
    run,
    kind: 'unsupported',
    survives: true,
  },
  {
    name: 'announces more columns than there can be',
    script: atStatement(packet(1, [0xfe, 255, 255, 255, 255, 255, 255, 31, 0])),
    run,
    kind: 'connection-lost',
  },
  {
    name: 'sends a column that ends too early',
    script: atStatement(Buffer.concat([packet(1, [1]), packet(2, [3, 100])])),
    run,
    kind: 'connection-lost',
  },
  {
    name: 'sends a cell that is longer than its row',
    script: atStatement(Buffer.concat([described, packet(4, text([0xfd, 255, 255, 100], 'x')), end(5)])),
    run,
    kind: 'connection-lost',
  },
  {
    name: 'sends a row of fewer cells than columns',
    script: atStatement(Buffer.concat([described, packet(4, []), end(5)])),
    run,
    kind: 'connection-lost',
  },
  {
    name: 'sends an error that ends too early',
    script: atStatement(packet(1, [0xff])),
    run,
    kind: 'connection-lost',
  },
];
