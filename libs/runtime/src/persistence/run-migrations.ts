import type { ServiceName } from '@orrery/contracts';
import { z } from 'zod';
import { readConfig } from '../config.js';
import { migrate, type MigrationClass } from './database.js';

/** What a service's `migrate.ts` does: brings its schema up to date, with the role that owns it, and says what ran. */
export async function runMigrations(
  service: ServiceName,
  migrations: readonly MigrationClass[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const schema = z.object({ DATABASE_URL: z.string({ error: 'is missing' }) });
  const { DATABASE_URL: url } = readConfig(schema, env);
  const ran = await migrate({ url, schema: service.replaceAll('-', '_') }, migrations);
  process.stdout.write(`${service}: ${ran.length > 0 ? ran.join(', ') : 'up to date'}\n`);
}
