import { runMigrations } from '@orrery/runtime';
import { migrations } from '../migrations/index.js';

await runMigrations('dashboards', migrations, process.env);
