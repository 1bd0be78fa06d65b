import type { MigrationClass } from '@orrery/runtime';
import { Migration0001Queries } from './0001-queries.js';
import { Migration0002ChangeSets } from './0002-change-sets.js';

/** Every migration of this service, oldest first. */
export const migrations: readonly MigrationClass[] = [Migration0001Queries, Migration0002ChangeSets];
