import { type Actor, actor as actorShape, Fault } from '@orrery/contracts';
import { importPKCS8, importSPKI, jwtVerify, SignJWT } from 'jose';

type Key = Awaited<ReturnType<typeof importPKCS8>>;

const issuer = 'orrery-gateway';
const audience = 'orrery-services';
const type = 'actor+jwt';
const lifetimeSeconds = 60;
/** How many verified tokens a process remembers, so that a busy session is verified once, not once a call. */
const remembered = 5_000;

/** Signs actors into short-lived tokens. Only the gateway holds the private key. */
export class ActorSigner {
  private readonly cache = new Map<string, { token: string; until: number }>();

  private constructor(private readonly key: Key) {}

  /** @param privateKeyPem an Ed25519 key, PKCS #8 */
  static async of(privateKeyPem: string): Promise<ActorSigner> {
    return new ActorSigner(await importPKCS8(privateKeyPem, 'EdDSA'));
  }

  /** A token for the actor, good for 30 to 60 seconds. */
  async sign(actor: Actor): Promise<string> {
    const id = `${actor.userId} ${actor.sessionId} ${actor.scopes.join(',')}`;
    const now = Date.now();
    const known = this.cache.get(id);
    if (known && known.until > now) return known.token;
    const token = await new SignJWT({ sid: actor.sessionId, via: actor.via, scp: actor.scopes })
      .setProtectedHeader({ alg: 'EdDSA', typ: type })
      .setSubject(actor.userId)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(`${String(lifetimeSeconds)} s`)
      .sign(this.key);
    if (this.cache.size >= remembered) this.cache.clear();
    this.cache.set(id, { token, until: now + (lifetimeSeconds / 2) * 1_000 });
    return token;
  }
}

/** Verifies the tokens of calls. */
export class ActorVerifier {
  private readonly cache = new Map<string, { actor: Actor; until: number }>();

  private constructor(private readonly key: Key) {}

  /** @param publicKeyPem an Ed25519 key, SPKI */
  static async of(publicKeyPem: string): Promise<ActorVerifier> {
    return new ActorVerifier(await importSPKI(publicKeyPem, 'EdDSA'));
  }

  /** The actor of a token. Throws `unauthenticated`, with one sentence whatever is wrong with it. */
  async verify(token: string): Promise<Actor> {
    const now = Date.now();
    const known = this.cache.get(token);
    if (known && known.until > now) return known.actor;
    try {
      const { payload } = await jwtVerify(token, this.key, {
        algorithms: ['EdDSA'],
        issuer,
        audience,
        typ: type,
        clockTolerance: '5s',
        requiredClaims: ['sub', 'exp', 'iat', 'sid', 'via', 'scp'],
      });
      const actor = actorShape.parse({
        userId: payload.sub,
        sessionId: payload['sid'],
        via: payload['via'],
        scopes: payload['scp'],
      });
      if (this.cache.size >= remembered) this.cache.clear();
      this.cache.set(token, { actor, until: (payload.exp ?? 0) * 1_000 });
      return actor;
    } catch (cause) {
      throw new Fault('unauthenticated', 'This call does not say who it is for.', { cause });
    }
  }
}
