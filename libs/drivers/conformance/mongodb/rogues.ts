import { Login, messagesIn, replyTo, type Message, type Peer } from '@orrery/testing';
import { BSON, Long, type Document } from 'mongodb';
import type { Rogue } from '../rogues.js';
import { secret } from '../secret.js';
import { mongo } from './mongo.js';

const greeting: Document = {
  helloOk: true,
  isWritablePrimary: true,
  maxBsonObjectSize: 16_777_216,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  logicalSessionTimeoutMinutes: 30,
  minWireVersion: 0,
  maxWireVersion: 21,
  saslSupportedMechs: ['SCRAM-SHA-256'],
  ok: 1,
};

/** What one message is answered with: a document, or bytes as they are. */
type Answer = Document | Buffer;
type Answers = (verb: string, message: Message, peer: Peer) => Answer | undefined;

/** Answers one message after another; with nothing where there is no answer. */
const answering =
  (answers: () => Answers) =>
  async (peer: Peer): Promise<void> => {
    const answer = answers();
    for (let at = 0; ;) {
      await peer.until(at + 4);
      const end = at + peer.received.readInt32LE(at);
      await peer.until(end);
      const [message] = messagesIn(peer.received.subarray(at, end)).messages;
      at = end;
      if (message === undefined) continue;
      const [verb = ''] = Object.keys(message.body);
      const given = answer(verb, message, peer);
      if (given !== undefined) peer.send(Buffer.isBuffer(given) ? given : replyTo(message, given, 1));
    }
  };

/** Answers the greeting with what this makes of an honest answer. */
const atGreeting = (change: (honest: Buffer) => Buffer) =>
  answering(() => (_verb, message) => change(replyTo(message, greeting, 1)));

/** Changes an int32 of a message. */
const with32 =
  (at: (message: Buffer) => number, value: number) =>
  (message: Buffer): Buffer => {
    message.writeInt32LE(value, at(message));
    return message;
  };
/** Where a message's length stands, what it answers, its opcode, and the length of its document. */
const [length, answered, opcode] = [() => 0, () => 8, () => 12];
const documentLength = (message: Buffer): number => (message.readInt32LE(12) === 1 ? 36 : 21);

const isGreeting = (verb: string): boolean => verb === 'hello' || verb.toLowerCase() === 'ismaster';
const payload = (text: string): BSON.Binary => new BSON.Binary(Buffer.from(text));

/** Challenges with what this makes of the client's nonce, and goes on with that. */
const scram = (challenge: (nonce: string) => Document, then: Document = { done: true, payload: payload('v=AAAA') }) =>
  answering(() => (verb, { body }) => {
    if (isGreeting(verb)) return greeting;
    if (verb !== 'saslStart') return { conversationId: 1, ok: 1, ...then };
    const nonce = /r=(.*)$/u.exec(Buffer.from((body['payload'] as BSON.Binary).value()).toString())?.[1] ?? '';
    return { conversationId: 1, done: false, ok: 1, ...challenge(nonce) };
  });
const challenge = (nonce: string, rounds: number): Document => ({
  payload: payload(`r=${nonce},s=c2FsdHNhbHQ=,i=${String(rounds)}`),
});

/** Lets in who should be, and answers the rest so. */
const inside = (answers: Answers, hello: Document = {}) =>
  answering(() => {
    const login = new Login([{ name: 'ada', password: secret, db: 'shop', role: 'readWrite' }], 'shop');
    return (verb, message, peer) => {
      if (isGreeting(verb)) return { ...greeting, ...hello };
      if (verb === 'saslStart') return { ...login.start(message.body), ok: 1 };
      if (verb === 'saslContinue') return { ...login.finish(message.body).reply, ok: 1 };
      if (verb === 'buildInfo') return { version: '7.0.0', ok: 1 };
      return answers(verb, message, peer);
    };
  });
/** A first batch, of a cursor that goes on. */
const first = (...firstBatch: unknown[]): Document => ({ cursor: { id: Long.fromNumber(7), ns: 'shop.t', firstBatch }, ok: 1 });
const atFind = (answer: Document) => inside((verb) => (verb === 'find' ? answer : { ok: 1 }));
/** Answers a statement with what this makes of an honest answer's bytes. */
const changed = (change: (honest: Buffer) => Buffer) =>
  inside((verb, message) => (verb === 'find' ? change(replyTo(message, first({ n: 1 }), 1)) : { ok: 1 }));
/** A document of one text, whose length is another. */
const liar = (size: number): Buffer => {
  const honest = Buffer.from(BSON.serialize(first({ text: 'abcdefgh' })));
  honest.writeInt32LE(size, honest.indexOf('text') + 5);
  return honest;
};
const lying = (size: number) =>
  changed((honest) => {
    const bytes = Buffer.concat([honest.subarray(0, 21), liar(size)]);
    return with32(length, bytes.length)(bytes);
  });

const run = mongo('db.t.find()');

const atTheGreeting: readonly Rogue[] = [
  {
    name: 'speaks another protocol',
    script: atGreeting(() => Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')),
    kind: 'connection-lost',
  },
  { name: 'says nothing', script: () => undefined, kind: 'timeout' },
  { name: 'sends a message of no length', script: atGreeting(with32(length, 0)), kind: 'connection-lost' },
  { name: 'sends a message of a negative length', script: atGreeting(with32(length, -1)), kind: 'connection-lost' },
  { name: 'sends a message shorter than its head', script: atGreeting(with32(length, 15)), kind: 'connection-lost' },
  {
    name: 'announces a message of two gigabytes',
    script: atGreeting((honest) => Buffer.concat([with32(length, 0x7f_ff_ff_ff)(honest), Buffer.alloc(2 * 1024 * 1024)])),
    kind: 'connection-lost',
  },
  { name: 'sends a document of no length', script: atGreeting(with32(documentLength, 0)), kind: 'connection-lost' },
  { name: 'sends a document of a negative length', script: atGreeting(with32(documentLength, -5)), kind: 'connection-lost' },
  {
    name: 'sends a document longer than its message',
    script: atGreeting(with32(documentLength, 1_000_000)),
    kind: 'connection-lost',
  },
  {
    name: 'sends what was packed in a way that nobody asked for',
    script: atGreeting(with32(opcode, 2012)),
    kind: 'connection-lost',
  },
  { name: 'answers another question', script: atGreeting(with32(answered, 1_000_000)), kind: 'connection-lost' },
  {
    name: 'answers twice',
    script: atGreeting((honest) => Buffer.concat([honest, honest])),
    kind: 'connection-lost',
  },
  { name: 'is too old', script: answering(() => () => ({ ...greeting, maxWireVersion: 0 })), kind: 'too-old' },
  {
    name: 'answers TLS with nothing where it is required',
    script: atGreeting((honest) => honest),
    extraOptions: { ssl: { mode: 'require' } },
    kind: 'timeout',
  },
];

const atTheLogin: readonly Rogue[] = [
  { name: 'shows a wrong proof', script: scram((nonce) => challenge(`${nonce}x`, 15_000)), kind: 'login' },
  {
    name: 'lets in whoever has any password, and shows no proof of its own',
    script: scram((nonce) => challenge(`${nonce}x`, 15_000), { done: true, payload: payload('') }),
    kind: 'login',
  },
  { name: 'says that the login is over before it has begun', script: scram(() => ({ done: true })), kind: 'login' },
  { name: 'answers with a nonce of its own', script: scram(() => challenge('another', 15_000)), kind: 'login' },
  { name: 'asks for next to no hashing', script: scram((nonce) => challenge(`${nonce}x`, 1)), kind: 'login' },
  { name: 'asks for hours of hashing', script: scram((nonce) => challenge(`${nonce}x`, 999_999_999)), kind: 'login' },
  {
    name: 'asks for hours of hashing in the greeting',
    script: answering(() => () => ({
      ...greeting,
      speculativeAuthenticate: { done: false, conversationId: 1, ...challenge('x', 999_999_999) },
    })),
    kind: 'login',
  },
  { name: 'challenges with what is no bytes', script: scram(() => ({ payload: 'r=x,s=eA==,i=15000' })), kind: 'connection-lost' },
  {
    name: 'names a file as the primary of its set',
    script: inside(() => ({ ok: 1 }), {
      isWritablePrimary: false,
      secondary: true,
      setName: 'rs',
      primary: '/run/docker.sock:1',
    }),
    extraOptions: { driver: { replicaSet: 'rs' } },
    kind: 'not-allowed',
  },
  {
    name: 'names a primary that is no address',
    script: inside(() => ({ ok: 1 }), { isWritablePrimary: false, secondary: true, setName: 'rs', primary: 'a:b:70000' }),
    extraOptions: { driver: { replicaSet: 'rs' } },
    kind: 'unreachable',
  },
];

const atAStatement: readonly Rogue[] = [
  {
    name: 'sends what is no message at all',
    script: changed(() => Buffer.from('garbage garbage garbage')),
    run,
    kind: 'connection-lost',
  },
  { name: 'sends a message of no length as a result', script: changed(with32(length, 0)), run, kind: 'connection-lost' },
  { name: 'sends a result of a negative length', script: changed(with32(documentLength, -1)), run, kind: 'connection-lost' },
  { name: 'answers another statement', script: changed(with32(answered, 3)), run, kind: 'connection-lost' },
  { name: 'says that there is more to come, without end', script: changed(with32(() => 16, 2)), run, kind: 'connection-lost' },
  { name: 'sends a text of a negative length', script: lying(-1), run, kind: 'connection-lost' },
  { name: 'sends a text of two gigabytes', script: lying(0x7f_ff_ff_ff), run, kind: 'connection-lost' },
  { name: 'sends a result without a cursor', script: atFind({ ok: 1 }), run, kind: 'unsupported', survives: true },
  {
    name: 'sends a batch that is no list',
    script: atFind({ cursor: { id: Long.ZERO, ns: 'shop.t', firstBatch: 'rows' }, ok: 1 }),
    run,
    kind: 'connection-lost',
  },
  {
    name: 'sends a cursor that is no number',
    script: atFind({ cursor: { id: 'seven', ns: 'shop.t', firstBatch: [] }, ok: 1 }),
    run,
    kind: 'connection-lost',
  },
  {
    name: 'sends a cursor of no collection',
    script: atFind({ cursor: { id: Long.fromNumber(7), firstBatch: [{ n: 1 }] }, ok: 1 }),
    run,
    kind: 'connection-lost',
  },
  {
    name: 'leaves in the middle of a cursor',
    script: inside((verb, _message, { socket }) => {
      if (verb === 'getMore') socket.destroy();
      return verb === 'find' ? first({ n: 1 }) : { ok: 1 };
    }),
    run,
    kind: 'connection-lost',
  },
  {
    name: 'has always one more batch, with nothing in it',
    script: inside((verb) => {
      if (verb === 'find') return first({ n: 1 });
      return verb === 'getMore' ? { cursor: { id: Long.fromNumber(7), ns: 'shop.t', nextBatch: [] }, ok: 1 } : { ok: 1 };
    }),
    run,
    givenUpAfter: 300,
    kind: 'cancelled',
    survives: true,
  },
  {
    name: 'never answers a statement, nor a cancel',
    script: inside(() => undefined),
    run,
    givenUpAfter: 300,
    kind: 'cancelled',
  },
];

/** Servers that are up to no good, in MongoDB's protocol. */
export const rogues: readonly Rogue[] = [...atTheGreeting, ...atTheLogin, ...atAStatement];
