import { runMigrations } from '@orrery/runtime';
import { migrations } from '../migrations/index.js';

await runMigrations('connections', migrations, process.env);
