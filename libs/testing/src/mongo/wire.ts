import { deserialize, serialize } from 'bson';
import type { Document } from './document.js';

/** One message of a client: OP_MSG, or the OP_QUERY that greets. */
export interface Message {
  readonly requestId: number;
  readonly legacy: boolean;
  /** The command with plain JavaScript values, as queries are answered with. */
  readonly body: Document;
  /** The same with the BSON types as they were sent, as documents are kept. */
  readonly exact: Document;
  /** The command as it came, without the documents that were sent beside it. */
  readonly bytes: Buffer;
  /** The documents that were sent beside it, one after the other. */
  readonly beside: Buffer | undefined;
}

/** Bytes of the longest message. */
const most = 48_000_000;
const opReply = 1;
const opQuery = 2004;
const opMsg = 2013;

const plain = (bytes: Buffer): Document => deserialize(bytes);
/** A document whose values keep their BSON types. */
export const exactOf = (bytes: Uint8Array): Document => deserialize(bytes, { promoteValues: false, bsonRegExp: true });

/** Takes the messages out of what has come in. Answers them with what is left over. */
export const messagesIn = (received: Buffer): { messages: Message[]; rest: Buffer } => {
  const messages: Message[] = [];
  let at = 0;
  while (received.length - at >= 16) {
    const length = received.readInt32LE(at);
    if (length < 16 || length > most) throw new Error('What was sent is no message.');
    if (received.length - at < length) break;
    messages.push(messageOf(received.subarray(at, at + length)));
    at += length;
  }
  return { messages, rest: received.subarray(at) };
};

/** Puts messages together from what comes in. A long one is put together once, when all of it is there. */
export class Inbox {
  #chunks: Buffer[] = [];
  #length = 0;
  #wanted = 16;

  /** The messages that this completes. */
  take(chunk: Buffer): Message[] {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    if (this.#length < this.#wanted) return [];
    const { messages, rest } = messagesIn(Buffer.concat(this.#chunks));
    this.#chunks = [rest];
    this.#length = rest.length;
    this.#wanted = rest.length < 16 ? 16 : rest.readInt32LE(0);
    return messages;
  }
}

const messageOf = (bytes: Buffer): Message => {
  const requestId = bytes.readInt32LE(4);
  const opcode = bytes.readInt32LE(12);
  if (opcode === opQuery) {
    // flags, the name of the collection, two counts, the document
    const document = bytes.subarray(bytes.indexOf(0, 20) + 9);
    return { requestId, legacy: true, body: plain(document), exact: exactOf(document), bytes: document, beside: undefined };
  }
  if (opcode !== opMsg) throw new Error(`The opcode ${String(opcode)} is not spoken here.`);
  const body: Document = {};
  const exact: Document = {};
  let command = bytes.subarray(0, 0);
  let beside: Buffer | undefined;
  let at = 20;
  while (at < bytes.length) {
    const kind = bytes[at];
    const length = bytes.readInt32LE(at + 1);
    const section = bytes.subarray(at + 1, at + 1 + length);
    if (kind === 0) {
      Object.assign(body, plain(section));
      Object.assign(exact, exactOf(section));
      command = section;
    } else {
      const name = section.toString('utf8', 4, section.indexOf(0, 4));
      const documents: Buffer[] = [];
      for (let from = section.indexOf(0, 4) + 1; from < length; from += section.readInt32LE(from))
        documents.push(section.subarray(from, from + section.readInt32LE(from)));
      body[name] = documents.map(plain);
      exact[name] = documents.map(exactOf);
      beside = Buffer.concat(documents);
    }
    at += 1 + length;
  }
  return { requestId, legacy: false, body, exact, bytes: command, beside };
};

/** The bytes that answer a message, with a document or the bytes of one. */
export const replyTo = ({ requestId, legacy }: Message, document: Document | Buffer, id: number): Buffer => {
  const body = Buffer.isBuffer(document) ? document : Buffer.from(serialize(document));
  const head = Buffer.alloc(legacy ? 36 : 21);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(id, 4);
  head.writeInt32LE(requestId, 8);
  head.writeInt32LE(legacy ? opReply : opMsg, 12);
  if (legacy) head.writeInt32LE(1, 32);

  return Buffer.concat([head, body]);
};
