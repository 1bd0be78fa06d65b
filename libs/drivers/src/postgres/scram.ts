import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { DriverFault } from '../driver.js';

/** The one mechanism that is spoken (RFC 7677), without channel binding. */
export const mechanism = 'SCRAM-SHA-256';
/** A server that asks for more rounds is after our time. The servers' default is 4,096. */
const mostRounds = 1_000_000;

const derive = promisify(pbkdf2);
const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

const refused = (what: string): DriverFault => new DriverFault('login', `Logging in failed: the server ${what}.`);

/** Characters that SASLprep maps to nothing (RFC 3454, table B.1), and those that it makes a space of (C.1.2). */
const nothing = /\u00ad|\u034f|\u1806|[\u180b-\u180d]|[\u200c\u200d]|\u2060|[\ufe00-\ufe0f]|\ufeff/gu;
const spaces = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/gu;

/** A password as the server has prepared it: by SASLprep (RFC 4013), or as it is where that forbids a character. */
const prepared = (password: string): string => {
  const mapped = password.replace(spaces, ' ').replace(nothing, '').normalize('NFKC');
  return mapped === '' || /[\p{Cc}\p{Co}\p{Cs}]/u.test(mapped) ? password : mapped;
};

/** One exchange of SCRAM: we prove that we know the password without sending it, and the server proves that it knows it too. */
export class Scram {
  /** Whether the server has shown that it knows the password. */
  verified = false;
  readonly #nonce = randomBytes(18).toString('base64');
  #expected: Buffer | undefined;

  /** The first message. The user's name was sent before, and is left out here as libpq does. */
  first(): string {
    return `n,,${this.#bare()}`;
  }

  /** The answer to the server's challenge. */
  async prove(challenge: string, password: string): Promise<string> {
    const match = /^r=([!-+\--~]+),s=([A-Za-z0-9+/=]+),i=(\d{1,9})(?:,|$)/.exec(challenge);
    const [, nonce = '', salt = '', rounds = ''] = match ?? [];
    if (match === null || !nonce.startsWith(this.#nonce) || nonce.length === this.#nonce.length) {
      throw refused('sent a challenge that makes no sense');
    }
    if (Number(rounds) < 1 || Number(rounds) > mostRounds) throw refused(`asks for ${rounds} rounds of hashing`);
    const salted = await derive(prepared(password), Buffer.from(salt, 'base64'), Number(rounds), 32, 'sha256');
    const unproven = `c=biws,r=${nonce}`;
    const exchange = `${this.#bare()},${challenge},${unproven}`;
    const clientKey = hmac(salted, 'Client Key');
    const signature = hmac(createHash('sha256').update(clientKey).digest(), exchange);
    const proof = clientKey.map((byte, index) => byte ^ (signature[index] ?? 0));
    this.#expected = hmac(hmac(salted, 'Server Key'), exchange);
    return `${unproven},p=${Buffer.from(proof).toString('base64')}`;
  }

  /** Checks the server's own proof. Whoever only pretends to know the password fails here. */
  verify(final: string): void {
    const given = Buffer.from(/^v=([A-Za-z0-9+/=]+)/.exec(final)?.[1] ?? '', 'base64');
    const expected = this.#expected;
    if (expected === undefined || given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw refused('could not show that it knows the password');
    }
    this.verified = true;
  }

  #bare(): string {
    return `n=,r=${this.#nonce}`;
  }
}
