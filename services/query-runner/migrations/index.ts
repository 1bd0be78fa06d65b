import type { MigrationClass } from '@orrery/runtime';
import { Migration0001Queries } from './0001-queries.js';

/** Every migration of this service, oldest first. */
export const migrations: readonly MigrationClass[] = [Migration0001Queries];
