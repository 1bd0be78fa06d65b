import { runMigrations } from '@orrery/runtime';
import { migrations } from '../migrations/index.js';

await runMigrations('schema', migrations, process.env);
