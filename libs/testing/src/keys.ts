import { importPKCS8, SignJWT } from 'jose';
import { generateKeyPairSync, randomUUID } from 'node:crypto';

/** An Ed25519 key pair, PEM. */
export interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** Makes a new key pair. */
export const aKeyPair = (): KeyPair =>
  generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });

/** What stands in an access token; the defaults are those of a good one. */
export interface AccessTokenParts {
  readonly userId?: string;
  readonly sessionId?: string;
  readonly issuer?: string;
  readonly audience?: string;
  readonly type?: string;
  /** Seconds from now. */
  readonly expiresIn?: number;
  /** Seconds from now. */
  readonly notBefore?: number;
  readonly header?: Readonly<Record<string, string>>;
}

/** An access token as auth signs it. */
export async function anAccessToken(privateKey: string, parts: AccessTokenParts = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  const token = new SignJWT({ sid: parts.sessionId ?? randomUUID() })
    .setProtectedHeader({ ...parts.header, alg: 'EdDSA', typ: parts.type ?? 'at+jwt' })
    .setSubject(parts.userId ?? randomUUID())
    .setIssuer(parts.issuer ?? 'orrery-auth')
    .setAudience(parts.audience ?? 'orrery')
    .setJti(randomUUID())
    .setIssuedAt(now)
    .setExpirationTime(now + (parts.expiresIn ?? 600));
  if (parts.notBefore !== undefined) token.setNotBefore(now + parts.notBefore);
  return token.sign(await importPKCS8(privateKey, 'EdDSA'));
}
