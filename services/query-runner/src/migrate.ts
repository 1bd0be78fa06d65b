import { runMigrations } from '@orrery/runtime';
import { migrations } from '../migrations/index.js';

await runMigrations('query-runner', migrations, process.env);
