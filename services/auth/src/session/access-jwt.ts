import { Inject, Injectable } from '@nestjs/common';
import { calculateJwkThumbprint, exportJWK, importPKCS8, importSPKI, SignJWT } from 'jose';
import { createPrivateKey, createPublicKey, randomUUID } from 'node:crypto';
import { type AuthConfig, CONFIG } from '../config.js';

/** What every access token says of itself; the gateway insists on it. */
export const accessClaims = { issuer: 'orrery-auth', audience: 'orrery', type: 'at+jwt', algorithm: 'EdDSA' } as const;

async function signingKey(pem: string) {
  const publicPem = createPublicKey(createPrivateKey(pem)).export({ type: 'spki', format: 'pem' }).toString();
  const publicJwk = await exportJWK(await importSPKI(publicPem, accessClaims.algorithm, { extractable: true }));
  // RFC 7638: a key's own print is a key id that needs no register.
  return { key: await importPKCS8(pem, accessClaims.algorithm), id: await calculateJwkThumbprint(publicJwk) };
}

/** Signs access tokens. RFC 9068 in form; RFC 8725 in caution. */
@Injectable()
export class AccessJwt {
  private readonly signing: ReturnType<typeof signingKey>;
  /** Seconds. */
  readonly lifetime: number;

  constructor(@Inject(CONFIG) config: Pick<AuthConfig, 'ACCESS_PRIVATE_KEY' | 'ACCESS_TOKEN_SECONDS'>) {
    this.signing = signingKey(config.ACCESS_PRIVATE_KEY);
    this.lifetime = config.ACCESS_TOKEN_SECONDS;
  }

  async sign(userId: string, sessionId: string): Promise<string> {
    const { key, id } = await this.signing;
    return new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: accessClaims.algorithm, typ: accessClaims.type, kid: id })
      .setSubject(userId)
      .setIssuer(accessClaims.issuer)
      .setAudience(accessClaims.audience)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime(`${String(this.lifetime)} s`)
      .sign(key);
  }
}
