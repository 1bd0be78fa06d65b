import type { Peer } from '@orrery/testing';
import { sql } from '../sql.js';
import type { Rogue } from '../rogues.js';

const message = (type: string, body: Buffer = Buffer.alloc(0)): Buffer => {
  const head = Buffer.alloc(5);
  head.write(type, 'latin1');
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};
const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const authentication = (code: number, more: Buffer = Buffer.alloc(0)) => message('R', Buffer.concat([int32(code), more]));
const ready = message('Z', Buffer.from('I'));
const complete = message('C', Buffer.from('SET\0'));
const welcome = Buffer.concat([authentication(0), message('K', Buffer.concat([int32(1), int32(2)])), ready]);
const oneColumn = message(
  'T',
  Buffer.concat([
    Buffer.from([0, 1]),
    Buffer.from('n\0'),
    int32(0),
    Buffer.alloc(2),
    int32(25),
    Buffer.alloc(2),
    int32(-1),
    Buffer.alloc(2),
  ]),
);

/** Waits for the startup packet, then does this. */
const atLogin =
  (reply: Buffer) =>
  async (peer: Peer): Promise<void> => {
    await peer.until(8);
    peer.send(reply);
  };

/** Lets everybody in, says yes to every simple query, and answers a statement with this. */
const atStatement =
  (reply: Buffer) =>
  async (peer: Peer): Promise<void> => {
    await peer.until(4);
    let at = peer.received.readUInt32BE(0);
    await peer.until(at);
    peer.send(welcome);
    for (;;) {
      await peer.until(at + 5);
      const type = String.fromCharCode(peer.received[at] ?? 0);
      const end = at + 1 + peer.received.readUInt32BE(at + 1);
      await peer.until(end);
      at = end;
      if (type === 'Q') peer.send(Buffer.concat([complete, ready]));
      if (type === 'P') peer.send(reply);
    }
  };

/** Asks for SCRAM, challenges with what this makes of the client's nonce, and goes on with that. */
const scram =
  (challenge: (nonce: string) => string, then: Buffer) =>
  async (peer: Peer): Promise<void> => {
    await peer.until(4);
    const from = peer.received.readUInt32BE(0);
    await peer.until(from);
    peer.send(authentication(10, Buffer.from('SCRAM-SHA-256\0\0')));
    await peer.until(from + 5);
    const end = from + 1 + peer.received.readUInt32BE(from + 1);
    await peer.until(end);
    const nonce = /r=(.*)$/u.exec(peer.received.toString('latin1', from, end))?.[1] ?? '';
    peer.send(authentication(11, Buffer.from(challenge(nonce))));
    await peer.until(end + 5);
    peer.send(then);
  };
const salt = 'c2FsdHNhbHQ=';

const run = sql('SELECT n FROM t');
const described = Buffer.concat([message('1'), message('2'), oneColumn]);

/** Servers that are up to no good, in PostgreSQL's protocol. */
export const rogues: readonly Rogue[] = [
  { name: 'speaks another protocol', script: atLogin(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')), kind: 'connection-lost' },
  { name: 'asks for the password in clear text', script: atLogin(authentication(3)), kind: 'login' },
  {
    name: 'says that it has no TLS, and asks for the password in clear text',
    script: async (peer) => {
      await peer.until(8);
      peer.send(Buffer.from('N'));
      await peer.until(16);
      peer.send(authentication(3));
    },
    extraOptions: { ssl: { mode: 'prefer' } },
    kind: 'login',
  },
  {
    name: 'strips TLS where it is required',
    script: atLogin(Buffer.from('N')),
    extraOptions: { ssl: { mode: 'require' } },
    kind: 'tls',
  },
  {
    name: 'sends something in clear text behind its yes to TLS',
    script: atLogin(Buffer.concat([Buffer.from('S'), authentication(0)])),
    extraOptions: { ssl: { mode: 'require' } },
    kind: 'tls',
  },
  {
    name: 'says yes to TLS and speaks something else',
    script: async (peer) => {
      await peer.until(8);
      peer.send(Buffer.from('S'));
      await peer.until(20);
      peer.send(Buffer.from('no handshake of this kind'));
    },
    extraOptions: { ssl: { mode: 'require' } },
    kind: 'tls',
  },
  {
    name: 'answers the TLS request with an error',
    script: atLogin(message('E', Buffer.from('SFATAL\0C08P01\0Mno\0\0'))),
    extraOptions: { ssl: { mode: 'require' } },
    kind: 'tls',
  },
  { name: 'says nothing', script: () => undefined, kind: 'timeout' },
  { name: 'asks for a way to log in that is not known', script: atLogin(authentication(9)), kind: 'login' },
  {
    name: 'offers no mechanism that is known',
    script: atLogin(authentication(10, Buffer.from('PLAIN\0\0'))),
    kind: 'login',
  },
  { name: 'sends a request to log in that ends too early', script: atLogin(message('R')), kind: 'connection-lost' },
  { name: 'sends an error that ends too early', script: atLogin(message('E', Buffer.from('SFATAL'))), kind: 'unknown' },
  {
    name: 'lets in whoever has any password, and shows no proof of its own',
    script: scram((nonce) => `r=${nonce}x,s=${salt},i=4096`, welcome),
    kind: 'login',
  },
  {
    name: 'shows a wrong proof',
    script: scram(
      (nonce) => `r=${nonce}x,s=${salt},i=4096`,
      Buffer.concat([authentication(12, Buffer.from(`v=${'A'.repeat(43)}=`)), welcome]),
    ),
    kind: 'login',
  },
  {
    name: 'answers with a nonce of its own',
    script: scram(() => `r=another,s=${salt},i=4096`, welcome),
    kind: 'login',
  },
  {
    name: 'adds nothing to our nonce',
    script: scram((nonce) => `r=${nonce},s=${salt},i=4096`, welcome),
    kind: 'login',
  },
  {
    name: 'asks for hours of hashing',
    script: scram((nonce) => `r=${nonce}x,s=${salt},i=999999999`, welcome),
    kind: 'login',
  },
  {
    name: 'goes on with an exchange that was not begun',
    script: atLogin(authentication(11, Buffer.from('r=x,s=eA==,i=1'))),
    kind: 'connection-lost',
  },
  {
    name: 'sends notices without end',
    script: atLogin(Buffer.concat(Array.from({ length: 600 }, () => message('N', Buffer.from('SNOTICE\0\0'))))),
    kind: 'connection-lost',
  },
  {
    name: 'announces a message of two gigabytes at the login',
    script: atLogin(Buffer.concat([Buffer.from('R'), int32(0x7f_ff_ff_ff), Buffer.alloc(2 * 1024 * 1024)])),
    kind: 'connection-lost',
  },
  {
    name: 'sends a message that is shorter than its own length',
    script: atStatement(Buffer.concat([described, Buffer.from('D'), int32(3)])),
    run,
    kind: 'connection-lost',
  },
  {
    name: 'sends a message longer than any that is not a row',
    script: atStatement(Buffer.concat([Buffer.from('T'), int32(0x7f_ff_ff_ff)])),
    run,
    kind: 'connection-lost',
  },
  {
    name: 'sends a cell that is longer than its row',
    script: atStatement(
      Buffer.concat([
        described,
        message('D', Buffer.concat([Buffer.from([0, 1]), int32(1_000_000), Buffer.from('x')])),
        Buffer.alloc(100),
      ]),
    ),
    run,
    kind: 'connection-lost',
  },
  {
    name: 'sends a row of more cells than columns',
    script: atStatement(Buffer.concat([described, message('D', Buffer.from([0x7f, 0xff]))])),
    run,
    kind: 'connection-lost',
  },
  {
    name: 'sends columns that end too early',
    script: atStatement(Buffer.concat([message('1'), message('2'), message('T', Buffer.from([0, 9, 120, 0]))])),
    run,
    kind: 'connection-lost',
  },
  {
    name: 'sends what is no message at all',
    script: atStatement(Buffer.from('garbage garbage garbage')),
    run,
    kind: 'connection-lost',
  },
];
