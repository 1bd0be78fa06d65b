import { Fault } from '@orrery/contracts';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { z } from 'zod';

/** A key ring file: which key seals, and all keys that may still open. Keys are base64 of 32 bytes. */
export const keyRingShape = z.object({
  active: z.string().min(1).max(40),
  keys: z.record(z.string().min(1).max(40), z.base64()),
});

const version = 1;
const aes = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;
const keyBytes = 32;

function encrypt(key: Buffer, plain: Buffer, aad: Buffer): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(aes, key, iv, { authTagLength: tagBytes });
  cipher.setAAD(aad);
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, sealed: Buffer, aad: Buffer): Buffer {
  // Without the length Node would accept a tag cut to four bytes.
  const decipher = createDecipheriv(aes, key, sealed.subarray(0, ivBytes), { authTagLength: tagBytes });
  decipher.setAAD(aad);
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  return Buffer.concat([decipher.update(sealed.subarray(ivBytes, sealed.length - tagBytes)), decipher.final()]);
}

const canonical = (parts: readonly (string | number)[]): Buffer => Buffer.from(JSON.stringify(parts), 'utf8');

/**
 * Seals secrets with AES-256-GCM: each under its own random key, which is itself wrapped by a key of the ring, both bound to what the
 * secret is for. Changing any of that, or a byte of the envelope, makes it unreadable. Rotating wraps the inner key anew and leaves
 * the rest.
 *
 * Envelope: version (1 byte) · length of key id (1) · key id · wrapped key (12 + 32 + 16) · secret (12 + n + 16); as base64.
 */
export class KeyRing {
  private readonly keys = new Map<string, Buffer>();
  readonly active: string;

  /** @param json the key ring file's text. Throws a plain Error where it is not one. */
  constructor(json: string) {
    const ring = keyRingShape.parse(JSON.parse(json));
    for (const [id, text] of Object.entries(ring.keys)) {
      const key = Buffer.from(text, 'base64');
      if (key.length !== keyBytes) throw new Error(`the key “${id}” is not ${String(keyBytes)} bytes long`);
      this.keys.set(id, key);
    }
    if (!this.keys.has(ring.active)) throw new Error(`the active key “${ring.active}” is not in the ring`);
    this.active = ring.active;
  }

  /** @param context what the secret is for, in a fixed order; needed unchanged to open it */
  seal(secret: string, context: readonly (string | number)[]): string {
    const inner = randomBytes(keyBytes);
    const wrapped = encrypt(this.key(this.active), inner, this.wrapContext(this.active, context));
    const payload = encrypt(inner, Buffer.from(secret, 'utf8'), canonical([version, ...context]));
    inner.fill(0);
    const id = Buffer.from(this.active, 'utf8');
    return Buffer.concat([Buffer.from([version, id.length]), id, wrapped, payload]).toString('base64');
  }

  /** Throws `credential_unreadable` where the envelope, its key or its context is not as it was. */
  open(envelope: string, context: readonly (string | number)[]): string {
    try {
      const { inner, payload } = this.unwrap(envelope, context);
      const plain = decrypt(inner, payload, canonical([version, ...context]));
      inner.fill(0);
      return plain.toString('utf8');
    } catch {
      throw new Fault(
        'credential_unreadable',
        'The stored password can’t be read for this connection as it is now. Enter the password again.',
      );
    }
  }

  /** The id of the key that an envelope is wrapped with; undefined where it is not an envelope. */
  keyOf(envelope: string): string | undefined {
    const bytes = Buffer.from(envelope, 'base64');
    const length = bytes[1];
    return bytes[0] === version && length ? bytes.subarray(2, 2 + length).toString('utf8') : undefined;
  }

  /** The same secret wrapped with the active key; the secret itself is not opened. Throws as `open` does. */
  rewrap(envelope: string, context: readonly (string | number)[]): string {
    try {
      const { inner, payload } = this.unwrap(envelope, context);
      const wrapped = encrypt(this.key(this.active), inner, this.wrapContext(this.active, context));
      inner.fill(0);
      const id = Buffer.from(this.active, 'utf8');
      return Buffer.concat([Buffer.from([version, id.length]), id, wrapped, payload]).toString('base64');
    } catch {
      throw new Fault('credential_unreadable', 'This stored password can’t be opened with the keys at hand.');
    }
  }

  private unwrap(envelope: string, context: readonly (string | number)[]): { inner: Buffer; payload: Buffer } {
    const id = this.keyOf(envelope);
    if (id === undefined) throw new Error('not an envelope');
    const bytes = Buffer.from(envelope, 'base64');
    const at = 2 + Buffer.byteLength(id);
    const end = at + ivBytes + keyBytes + tagBytes;
    return { inner: decrypt(this.key(id), bytes.subarray(at, end), this.wrapContext(id, context)), payload: bytes.subarray(end) };
  }

  private key(id: string): Buffer {
    const key = this.keys.get(id);
    if (!key) throw new Error('unknown key');
    return key;
  }

  private wrapContext(id: string, context: readonly (string | number)[]): Buffer {
    return canonical(['wrap', id, ...context.slice(0, 1)]);
  }
}

/** What decides where the secrets of a connection are sent. */
export interface SecretTarget {
  readonly id: string;
  readonly userId: string;
  readonly type: string;
  readonly host: string;
  readonly port: number;
  readonly username: string;
  /** An unset mode is `prefer`. */
  readonly sslMode: string;
  readonly extraOptions?:
    | {
        readonly readReplica?: { readonly host: string; readonly port: number } | undefined;
        readonly ssh?: { readonly host: string; readonly port: number; readonly username: string } | undefined;
      }
    | undefined;
}

const boundTo = (of: SecretTarget, field: string): readonly (string | number)[] => {
  const { readReplica: replica, ssh } = of.extraOptions ?? {};
  return [
    of.id,
    of.userId,
    field,
    of.type,
    of.host.toLowerCase(),
    of.port,
    of.username,
    of.sslMode,
    ...(replica ? [replica.host.toLowerCase(), replica.port] : []),
    ...(ssh ? ['ssh', ssh.host.toLowerCase(), ssh.port] : []),
  ];
};

/** What binds a connection's password: everything that decides where it is sent. Shared by who seals and who opens. */
export const passwordContext = (of: SecretTarget): readonly (string | number)[] => boundTo(of, 'password');

/** What binds a secret among a connection's options: for those of a tunnel its host, for the others what binds the password. */
export const optionContext = (of: SecretTarget, option: string): readonly (string | number)[] => {
  if (!option.startsWith('ssh.')) return boundTo(of, option);
  const ssh = of.extraOptions?.ssh;
  return [of.id, of.userId, option, ssh?.host.toLowerCase() ?? '', ssh?.port ?? 0, ssh?.username ?? ''];
};
