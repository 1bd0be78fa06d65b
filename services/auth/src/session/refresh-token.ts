import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

const aes = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

/** 256 bits that nobody can guess. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** How a token is stored: a copy of the table holds none that could be presented. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

const keyFrom = (token: string): Buffer => Buffer.from(hkdfSync('sha256', token, '', 'orrery refresh successor', 32));

/** A token's successor, readable only by whoever presents the token itself once more. */
export function sealSuccessor(successor: string, token: string): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(aes, keyFrom(token), iv, { authTagLength: tagBytes });
  return Buffer.concat([iv, cipher.update(successor, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url');
}

/** The successor that was sealed for a token. Throws where it was sealed for another one. */
export function openSuccessor(sealed: string, token: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv(aes, keyFrom(token), bytes.subarray(0, ivBytes), { authTagLength: tagBytes });
  decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes));
  return Buffer.concat([decipher.update(bytes.subarray(ivBytes, bytes.length - tagBytes)), decipher.final()]).toString('utf8');
}
