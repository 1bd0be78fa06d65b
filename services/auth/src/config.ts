import { pemKey, readConfig, secret, serviceSettings } from '@orrery/runtime';
import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';

/** bcrypt costs below this are for tests: a stolen hash of theirs is tried too fast. */
const leastCost = 10;

function isEd25519(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
}

/** What the environment must say. Public for the test of it. */
export const settings = z
  .object({
    ...serviceSettings,
    /** Signs access tokens: Ed25519, PKCS #8 PEM. Only this service has it. */
    ACCESS_PRIVATE_KEY: pemKey('PRIVATE').refine(isEd25519, 'is not an Ed25519 key'),
    /** Mixed into every password before it is hashed, so that a copy of the table alone is of no use. */
    PASSWORD_PEPPER: secret(),
    BCRYPT_COST: z.coerce.number().int().min(4).max(15).default(12),
    REGISTRATION: z.enum(['open', 'closed']).default('closed'),
    /** Seconds that an access token is good for. */
    ACCESS_TOKEN_SECONDS: z.coerce.number().int().min(30).max(3_600).default(600),
    /** Seconds after which a session that nobody used ends. */
    SESSION_IDLE_SECONDS: z.coerce
      .number()
      .int()
      .min(60)
      .default(8 * 3_600),
    /** Seconds after which a session ends however much it is used. */
    SESSION_ABSOLUTE_SECONDS: z.coerce
      .number()
      .int()
      .min(60)
      .default(30 * 86_400),
  })
  .superRefine((values, context) => {
    if (values.ORRERY_MODE === 'production' && values.BCRYPT_COST < leastCost) {
      context.addIssue({
        code: 'custom',
        path: ['BCRYPT_COST'],
        message: `must be at least ${String(leastCost)} outside of local mode`,
      });
    }
  });
export type AuthConfig = z.output<typeof settings>;
export const CONFIG = Symbol('config');

/** The settings of this service. The only place here that reads the environment. */
export const loadConfig = (): AuthConfig => readConfig(settings, process.env);
