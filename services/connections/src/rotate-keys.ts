import { Database, errorFields, KeyRing, schemaOf } from '@orrery/runtime';
import { parseArgs } from 'node:util';
import { loadRotationConfig } from './config.js';
import { ConnectionRow } from './connection/connection.entity.js';
import { Rotation } from './rotation/rotation.js';
import { RotationStore } from './rotation/rotation.store.js';

const usage = `Wraps every stored secret with the active key of KEK.
  --dry-run    says what would happen, and changes nothing
  --batch N    connections in one transaction (default 500)
  --verify     counts which keys are still in use; exits 1 while any but the active one is
`;

/** @returns the process's exit code */
async function rotateKeys(): Promise<number> {
  const { values } = parseArgs({
    options: {
      'dry-run': { type: 'boolean', default: false },
      batch: { type: 'string', default: '500' },
      verify: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const batch = Number(values.batch);
  if (values.help || !Number.isInteger(batch) || batch < 1) {
    process.stderr.write(usage);
    return values.help ? 0 : 64;
  }
  const config = loadRotationConfig();
  const database = await Database.open({
    url: config.DATABASE_URL,
    pool: 2,
    schema: schemaOf('connections'),
    entities: [ConnectionRow],
  });
  try {
    const rotation = new Rotation(new RotationStore(database), new KeyRing(config.KEK));
    if (values.verify) {
      const count = await rotation.verify(batch);
      process.stdout.write(`${JSON.stringify(count)}\n`);
      return count.remaining > 0 ? 1 : 0;
    }
    const count = await rotation.run(batch, values['dry-run']);
    process.stdout.write(`${JSON.stringify(count)}\n`);
    return count.failed > 0 ? 1 : 0;
  } finally {
    await database.close();
  }
}

try {
  process.exitCode = await rotateKeys();
} catch (error) {
  process.stderr.write(`${JSON.stringify(errorFields(error))}\n`);
  process.exitCode = 1;
}
