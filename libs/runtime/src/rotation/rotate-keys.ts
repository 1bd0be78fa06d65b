import { parseArgs } from 'node:util';
import type { ServiceName } from '@orrery/contracts';
import { z } from 'zod';
import { schemaOf } from '../boot.js';
import { secret, serviceSettings } from '../config.js';
import { errorFields } from '../log.js';
import { Database, type DatabaseOptions } from '../persistence/database.js';
import { KeyRing } from '../sealing.js';
import { Rotation, type RotationStore } from './rotation.js';

/** What of a service is rotated. */
export interface Rotated {
  readonly service: ServiceName;
  readonly entities: DatabaseOptions['entities'];
  readonly storeOf: (database: Database) => RotationStore;
  /** Rows in one transaction, unless said otherwise. */
  readonly batch: number;
}

/** What the environment must say to the command. */
export const rotationSettings = z.object({ DATABASE_URL: serviceSettings.DATABASE_URL, KEK: secret() });
export type RotationConfig = z.output<typeof rotationSettings>;

const usage = (batch: number): string => `Wraps every stored secret with the active key of KEK.
  --dry-run    says what would happen, and changes nothing
  --batch N    rows in one transaction (default ${String(batch)})
  --verify     counts which keys are still in use; exits 1 while any but the active one is
`;

/** The command that rotates the keys of one service's secrets: reads its arguments, and sets the exit code. */
export async function rotateKeys(rotated: Rotated, load: () => RotationConfig): Promise<void> {
  try {
    process.exitCode = await run(rotated, load);
  } catch (error) {
    process.stderr.write(`${JSON.stringify(errorFields(error))}\n`);
    process.exitCode = 1;
  }
}

/** @returns the process's exit code */
async function run({ service, entities, storeOf, batch: usual }: Rotated, load: () => RotationConfig): Promise<number> {
  const { values } = parseArgs({
    options: {
      'dry-run': { type: 'boolean', default: false },
      batch: { type: 'string', default: String(usual) },
      verify: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const batch = Number(values.batch);
  if (values.help || !Number.isInteger(batch) || batch < 1) {
    process.stderr.write(usage(usual));
    return values.help ? 0 : 64;
  }
  const config = load();
  const database = await Database.open({ url: config.DATABASE_URL, pool: 2, schema: schemaOf(service), entities });
  try {
    const rotation = new Rotation(storeOf(database), new KeyRing(config.KEK));
    const count = values.verify ? await rotation.verify(batch) : await rotation.run(batch, values['dry-run']);
    process.stdout.write(`${JSON.stringify(count)}\n`);
    return ('remaining' in count ? count.remaining : count.failed) > 0 ? 1 : 0;
  } finally {
    await database.close();
  }
}
