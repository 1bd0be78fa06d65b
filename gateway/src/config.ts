import { pemKey, processSettings, readConfig } from '@orrery/runtime';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const builtWeb = fileURLToPath(new URL('../../web/dist/browser', import.meta.url));

const schema = z.object({
  ...processSettings,
  NATS_USER: z.string().default('gateway'),
  /** Signs who is behind a call; services hold its public half. */
  ACTOR_PRIVATE_KEY: pemKey('PRIVATE'),
  /** Verifies the access tokens that auth signs. */
  ACCESS_PUBLIC_KEY: pemKey('PUBLIC'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4_000),
  /** Where the built web app lies. */
  WEB_ROOT: z.string().default(builtWeb),
  /** The address that people type. With https: Secure cookies and HSTS. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Which proxies' X-Forwarded-* are believed: express's `trust proxy` (a number of hops, or addresses, comma-separated). */
  TRUST_PROXY: z.string().optional(),
  /** Multiplies every request limit. Default: 1, and 20 in local mode, where all who ask are the one who started it. */
  RATE_LIMIT_SCALE: z.coerce.number().min(0.01).max(10_000).optional(),
});

/** The gateway's settings. */
export type GatewayConfig = z.output<typeof schema> & { readonly RATE_LIMIT_SCALE: number };

/** Reads the settings, or prints what is wrong with them and exits with 78. */
export function readGatewayConfig(env = process.env): GatewayConfig {
  const config = readConfig(schema, env);
  return { ...config, RATE_LIMIT_SCALE: config.RATE_LIMIT_SCALE ?? (config.ORRERY_MODE === 'local' ? 20 : 1) };
}
