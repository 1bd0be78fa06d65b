import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import { Binary } from 'bson';
import { MongoFailure } from './failure.js';
import type { Document } from './document.js';

/** Who may come in. */
export interface MongoUser {
  readonly name: string;
  readonly password: string;
  /** The database that knows the user. */
  readonly db: string;
  readonly role: 'read' | 'readWrite';
}

const iterations = 15_000;
const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const hash = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
const failed = (): MongoFailure => new MongoFailure(18, 'AuthenticationFailed', 'Authentication failed.');

/** The server's side of a SCRAM-SHA-256 login (RFC 5802, RFC 7677). */
export class Login {
  #user: MongoUser | undefined;
  #nonce = '';
  #signed = '';
  readonly #salt = randomBytes(28);

  constructor(
    readonly users: readonly MongoUser[],
    readonly db: string,
  ) {}

  /** Answers the client's first message. */
  start(command: Document): Document {
    if (command['mechanism'] !== 'SCRAM-SHA-256') {
      throw new MongoFailure(334, 'MechanismUnavailable', 'Only SCRAM-SHA-256 is spoken here.');
    }
    const bare = textOf(command['payload']).replace(/^n,,/u, '');
    const parts = partsOf(bare);
    const name = (parts.get('n') ?? '').replaceAll('=2C', ',').replaceAll('=3D', '=');
    this.#user = this.users.find((user) => user.name === name && user.db === this.db);
    this.#nonce = (parts.get('r') ?? '') + randomBytes(18).toString('base64');
    const first = `r=${this.#nonce},s=${this.#salt.toString('base64')},i=${String(iterations)}`;
    this.#signed = `${bare},${first}`;
    return { conversationId: 1, done: false, payload: new Binary(Buffer.from(first)) };
  }

  /** Checks the client's proof; throws where it is none. */
  finish(command: Document): { user: MongoUser; reply: Document } {
    const text = textOf(command['payload']);
    const parts = partsOf(text);
    const user = this.#user;
    if (user === undefined || parts.get('r') !== this.#nonce) throw failed();
    const salted = pbkdf2Sync(user.password.normalize('NFKC'), this.#salt, iterations, 32, 'sha256');
    const clientKey = hmac(salted, 'Client Key');
    const message = `${this.#signed},${text.replace(/,p=.*$/u, '')}`;
    const signature = hmac(hash(clientKey), message);
    const proof = Buffer.from(clientKey.map((byte, at) => byte ^ (signature[at] ?? 0)));
    const given = Buffer.from(parts.get('p') ?? '', 'base64');
    if (given.length !== proof.length || !timingSafeEqual(given, proof)) throw failed();
    const verifier = hmac(hmac(salted, 'Server Key'), message).toString('base64');
    return { user, reply: { conversationId: 1, done: true, payload: new Binary(Buffer.from(`v=${verifier}`)) } };
  }
}

const textOf = (payload: unknown): string => (payload instanceof Binary ? Buffer.from(payload.buffer).toString('utf8') : '');
const partsOf = (text: string): Map<string, string> => new Map(text.split(',').map((part) => [part.slice(0, 1), part.slice(2)]));
