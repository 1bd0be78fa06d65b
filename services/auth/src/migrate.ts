import { runMigrations } from '@orrery/runtime';
import { migrations } from '../migrations/index.js';

await runMigrations('auth', migrations, process.env);
