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

/** How a password is proved. Users of a server before 4.0 have SCRAM-SHA-1 only. */
export type Mechanism = 'SCRAM-SHA-256' | 'SCRAM-SHA-1';
export const isMechanism = (name: unknown): name is Mechanism => name === 'SCRAM-SHA-256' || name === 'SCRAM-SHA-1';

const iterations = 15_000;
const failed = (): MongoFailure => new MongoFailure(18, 'AuthenticationFailed', 'Authentication failed.');

/** The server's side of a SCRAM login (RFC 5802, RFC 7677). */
export class Login {
  #algorithm: 'sha256' | 'sha1' = 'sha256';
  #user: MongoUser | undefined;
  #nonce = '';
  #signed = '';
  readonly #salt = randomBytes(28);

  constructor(
    readonly users: readonly MongoUser[],
    readonly db: string,
    readonly mechanisms: readonly Mechanism[] = ['SCRAM-SHA-256'],
  ) {}

  #hmac(key: Buffer, text: string): Buffer {
    return createHmac(this.#algorithm, key).update(text).digest();
  }

  /** With SCRAM-SHA-1 a digest stands for the password, in which MongoDB kept it before. */
  #salted({ name, password }: MongoUser): Buffer {
    if (this.#algorithm === 'sha256') return pbkdf2Sync(password.normalize('NFKC'), this.#salt, iterations, 32, 'sha256');
    const digest = createHash('md5').update(`${name}:mongo:${password}`).digest('hex');
    return pbkdf2Sync(digest, this.#salt, iterations, 20, 'sha1');
  }

  /** Answers the client's first message. */
  start(command: Document): Document {
    const { mechanism } = command;
    if (!isMechanism(mechanism) || !this.mechanisms.includes(mechanism))
      throw new MongoFailure(334, 'MechanismUnavailable', `Only ${this.mechanisms.join(', ')} is spoken here.`);
    this.#algorithm = mechanism === 'SCRAM-SHA-1' ? 'sha1' : 'sha256';
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
    const salted = this.#salted(user);
    const clientKey = this.#hmac(salted, 'Client Key');
    const message = `${this.#signed},${text.replace(/,p=.*$/u, '')}`;
    const signature = this.#hmac(createHash(this.#algorithm).update(clientKey).digest(), message);
    const proof = Buffer.from(clientKey.map((byte, at) => byte ^ (signature[at] ?? 0)));
    const given = Buffer.from(parts.get('p') ?? '', 'base64');
    if (given.length !== proof.length || !timingSafeEqual(given, proof)) throw failed();
    const verifier = this.#hmac(this.#hmac(salted, 'Server Key'), message).toString('base64');
    return { user, reply: { conversationId: 1, done: true, payload: new Binary(Buffer.from(`v=${verifier}`)) } };
  }
}

const textOf = (payload: unknown): string => (payload instanceof Binary ? Buffer.from(payload.buffer).toString('utf8') : '');
const partsOf = (text: string): Map<string, string> => new Map(text.split(',').map((part) => [part.slice(0, 1), part.slice(2)]));
