import { Transform, type TransformCallback } from 'node:stream';
import { BSON } from 'mongodb';
import { DriverFault } from '../driver.js';

/** Bytes of the longest message (maxMessageSizeBytes of every server). */
const most = 48_000_000;
/** Bytes of the longest answer to a greeting or a login: it may name all members of a replica set. */
const mostAtLogin = 1024 * 1024;
/** Rounds of hashing that a login may ask for. Servers ask for 15,000; a thread would be gone for hours with a billion. */
const mostIterations = 1_000_000;

const opReply = 1;
const opQuery = 2004;
const opMsg = 2013;
/** Bytes of the longest head that is looked at, with the beginning of the document behind it. */
const headBytes = 40;
const headOfMsg = 21;
const headOfReply = 36;
const hasChecksum = 1;
const hasNoReply = 2;
/** Flags that may not be overlooked by who does not know them. */
const required = 0xffff;

const logins: ReadonlySet<string> = new Set(['hello', 'isMaster', 'ismaster', 'saslStart', 'saslContinue', 'authenticate']);

/** Judges the beginning of a message: its length, or undefined where more of it has to be seen. Throws where it is none. */
type Look = (bytes: Buffer) => number | undefined;

/** Passes messages on, none of them before it was looked at. */
class Messages extends Transform {
  #held: Buffer = Buffer.alloc(0);
  /** Bytes that are still to come of a message that was begun. */
  #left = 0;

  constructor(readonly look: Look) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let rest = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    this.#held = rest.subarray(0, 0);
    try {
      while (rest.length > 0) {
        if (this.#left === 0) {
          const length = this.look(rest);
          if (length === undefined) {
            this.#held = rest;
            break;
          }
          this.#left = length;
        }
        const part = rest.subarray(0, this.#left);
        this.push(part);
        this.#left -= part.length;
        rest = rest.subarray(part.length);
      }
      done();
    } catch (error) {
      done(error instanceof DriverFault ? error : malformed());
    }
  }
}

const malformed = (): DriverFault =>
  new DriverFault('connection-lost', 'The server sent what is no message of MongoDB’s protocol.');

/** The length that a message says it has, once so much of it is there that it can be judged. */
const lengthOf = (bytes: Buffer): number | undefined => {
  if (bytes.length < 4) return undefined;
  const length = bytes.readInt32LE(0);
  if (length < headOfMsg || length > most) throw malformed();
  return bytes.length < Math.min(length, headBytes) ? undefined : length;
};

/** Whether a request greets or logs in: those answers are read by what has to work with anybody. */
const isLogin = (bytes: Buffer): boolean => {
  if (bytes.readInt32LE(12) === opQuery) return true;
  const name = headOfMsg + 5;
  return logins.has(bytes.toString('latin1', name, bytes.indexOf(0, name)));
};

/** The document of a reply: where it begins, and its length. */
const documentOf = (bytes: Buffer, length: number): { start: number; size: number } => {
  const code = bytes.readInt32LE(12);
  if (code === opReply) {
    if (bytes.readInt32LE(32) !== 1) throw malformed();
    return { start: headOfReply, size: length - headOfReply };
  }
  // Nothing compressed was agreed on, and no command of ours is answered more than once.
  const flags = bytes.readUInt32LE(16);
  if (code !== opMsg || (flags & required & ~hasChecksum) !== 0 || bytes[20] !== 0) throw malformed();
  return { start: headOfMsg, size: length - headOfMsg - (flags & hasChecksum ? 4 : 0) };
};

/** Refuses a login that would keep this machine busy (RFC 5802 section 5.1, the attribute `i`). */
const checkLogin = (document: Buffer): void => {
  const reply = BSON.deserialize(document) as { payload?: unknown; speculativeAuthenticate?: { payload?: unknown } | null };
  for (const payload of [reply.payload, reply.speculativeAuthenticate?.payload]) {
    if (payload === undefined) continue;
    if (!(payload instanceof BSON.Binary)) throw malformed();
    const attributes = Buffer.from(payload.value()).toString('utf8').split(',');
    if (attributes.some((text) => text.startsWith('i=') && !(Number(text.slice(2)) <= mostIterations)))
      throw new DriverFault('login', 'The server asks for too many rounds of hashing.');
  }
};

/**
 * What stands between the client and a server on one connection. The client believes every length that it reads and takes any message
 * for the answer to its question; here both are checked, before it sees any of it.
 */
export const checkedWire = (): { requests: Transform; replies: Transform } => {
  /** What was asked and is not answered, and whether it belongs to a login. */
  const asked = new Map<number, boolean>();
  const requests = new Messages((bytes) => {
    const length = lengthOf(bytes);
    if (length === undefined) return undefined;
    const isAnswered = bytes.readInt32LE(12) === opQuery || (bytes.readUInt32LE(16) & hasNoReply) === 0;
    if (isAnswered) asked.set(bytes.readInt32LE(4), isLogin(bytes));
    return length;
  });
  const replies = new Messages((bytes) => {
    const length = lengthOf(bytes);
    if (length === undefined) return undefined;
    const answered = bytes.readInt32LE(8);
    const login = asked.get(answered);
    const { start, size } = documentOf(bytes, length);
    if (login === undefined || bytes.readInt32LE(start) !== size) throw malformed();
    if (login) {
      if (length > mostAtLogin) throw malformed();
      if (bytes.length < length) return undefined;
      checkLogin(bytes.subarray(start, start + size));
    }
    asked.delete(answered);
    return length;
  });
  return { requests, replies };
};
