import type { Actor } from '@orrery/contracts';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { type AccessClaims, AccessTokens } from './access-token.js';

type Verifier = (token: string, key: unknown, options: unknown, done: (error: unknown, claims?: AccessClaims) => void) => void;

/** passport-jwt with a verifier of our own: its `jsonwebtoken` does not know Ed25519. The hook is passport-jwt's, not in its types. */
const replaceVerifier = (verifier: Verifier): void => {
  (Strategy as unknown as { JwtVerifier: Verifier }).JwtVerifier = verifier;
};

/** Each strategy's own tokens, found by the key that passport-jwt hands to the one verifier. */
const tokensOfKey = new Map<unknown, AccessTokens>();
replaceVerifier((token, key, _options, done) => {
  const tokens = tokensOfKey.get(key);
  if (!tokens) {
    done(new Error('No verifier for this key'));
    return;
  }
  tokens.verify(token).then(
    (claims) => {
      done(null, claims);
    },
    (error: unknown) => {
      done(error);
    },
  );
});

/** Signed-in people, by the access token of their session. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  constructor(tokens: AccessTokens, publicKey: string) {
    tokensOfKey.set(publicKey, tokens);
    super({ jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(), secretOrKey: publicKey, algorithms: ['EdDSA' as never] });
  }

  validate(claims: AccessClaims): Actor {
    return { userId: claims.userId, sessionId: claims.sessionId, via: 'session', scopes: ['read', 'write'] };
  }
}
