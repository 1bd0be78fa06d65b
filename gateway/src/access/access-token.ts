import { Fault } from '@orrery/contracts';
import { importSPKI, jwtVerify } from 'jose';
import { z } from 'zod';

/** What an access token says. */
export interface AccessClaims {
  readonly userId: string;
  readonly sessionId: string;
}

const issuer = 'orrery-auth';
const audience = 'orrery';
const type = 'at+jwt';
/** Tokens remembered as verified, so that a busy session is verified once and not at every request. */
const remembered = 10_000;

const claims = z.object({ sub: z.uuid(), sid: z.string().min(1).max(200), exp: z.number() });
type Key = Awaited<ReturnType<typeof importSPKI>>;

/** One sentence whatever is wrong: what it was is nobody's business. */
export const notSignedIn = (cause?: unknown): Fault =>
  new Fault('unauthenticated', 'Sign in first: this request brings no valid access token.', { cause });

/** Verifies the access tokens that auth signs (RFC 9068; RFC 8725). */
export class AccessTokens {
  private readonly known = new Map<string, { claims: AccessClaims; until: number }>();

  private constructor(private readonly key: Key) {}

  /** @param publicKeyPem an Ed25519 key, SPKI */
  static async of(publicKeyPem: string): Promise<AccessTokens> {
    return new AccessTokens(await importSPKI(publicKeyPem, 'EdDSA'));
  }

  /** The claims of a token. Throws `unauthenticated`. */
  async verify(token: string): Promise<AccessClaims> {
    const known = this.known.get(token);
    if (known) {
      if (known.until > Date.now()) return known.claims;
      this.known.delete(token);
      throw notSignedIn();
    }
    try {
      const { payload } = await jwtVerify(token, this.key, {
        algorithms: ['EdDSA'],
        issuer,
        audience,
        typ: type,
        clockTolerance: '5s',
        requiredClaims: ['sub', 'sid', 'jti', 'iat', 'exp'],
      });
      const { sub, sid, exp } = claims.parse(payload);
      const verified = { userId: sub, sessionId: sid };
      if (this.known.size >= remembered) this.known.clear();
      this.known.set(token, { claims: verified, until: exp * 1_000 + 5_000 });
      return verified;
    } catch (cause) {
      throw notSignedIn(cause);
    }
  }
}
