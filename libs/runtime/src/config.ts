import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** sysexits' EX_CONFIG: the process can't start with the configuration it was given, and a restart won't help. */
export const exitConfig = 78;

/** Values that stand in documentation or are commonly used as placeholders: never accepted as a secret in production. */
const knownValues = new Set([
  'changeme',
  'change-me',
  'secret',
  'password',
  'default',
  'test',
  'orrery',
  'example',
  'admin',
  'postgres',
]);

/**
 * Reads a process's settings from the environment. `X_FILE` holds the path of a file with the value of `X`, and wins.
 * Prints which settings are missing or wrong, never their values, and exits with 78.
 */
export function readConfig<Schema extends z.ZodObject>(schema: Schema, env: NodeJS.ProcessEnv): z.output<Schema> {
  const values: Record<string, string> = {};
  const problems: string[] = [];
  for (const name of Object.keys(schema.shape)) {
    const file = env[`${name}_FILE`];
    const direct = env[name];
    if (file !== undefined && file !== '') {
      try {
        values[name] = readFileSync(file, 'utf8').trim();
      } catch (error) {
        problems.push(
          `${name}_FILE: can't be read (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown'})`,
        );
      }
    } else if (direct !== undefined && direct !== '') values[name] = direct;
  }
  const result = schema.safeParse(values);
  if (!result.success) {
    for (const issue of result.error.issues) problems.push(`${issue.path.join('.')}: ${issue.message}`);
  }
  if (problems.length > 0 || !result.success) {
    process.stderr.write(`This process can't start with its present settings:\n${problems.map((p) => `  ${p}\n`).join('')}`);
    process.stderr.write('See docs/configuration.md for what each setting is.\n');
    process.exit(exitConfig);
  }
  return result.data;
}

/** A secret: present, at least `bytes` long, and not a placeholder. */
export const secret = (bytes = 32): z.ZodString =>
  z
    .string({ error: 'is missing' })
    .refine((value) => !knownValues.has(value.toLowerCase()), 'is a placeholder, not a secret')
    .refine((value) => Buffer.byteLength(value) >= bytes, `is shorter than ${String(bytes)} bytes`);

/** A key in PEM form. */
export const pemKey = (which: 'PRIVATE' | 'PUBLIC'): z.ZodString =>
  z
    .string({ error: 'is missing' })
    .refine((value) => value.includes(`BEGIN ${which} KEY`), `is not a PEM ${which.toLowerCase()} key`);

/** The settings that every process has. */
export const processSettings = {
  ORRERY_MODE: z.enum(['local', 'production']).default('production'),
  ORRERY_VERSION: z.string().default('0.0.0'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  NATS_URL: z.string().default('nats://127.0.0.1:4222'),
  NATS_USER: z.string().optional(),
  NATS_PASSWORD: z.string().optional(),
  HEALTH_HOST: z.string().default('127.0.0.1'),
  HEALTH_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
};

/** The settings that every service has besides. */
export const serviceSettings = {
  ...processSettings,
  DATABASE_URL: z.string({ error: 'is missing' }).regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// URL'),
  DATABASE_POOL: z.coerce.number().int().min(1).max(100).default(10),
  ACTOR_PUBLIC_KEY: pemKey('PUBLIC'),
};

export type ProcessConfig = z.output<z.ZodObject<typeof processSettings>>;
export type ServiceConfig = z.output<z.ZodObject<typeof serviceSettings>>;
