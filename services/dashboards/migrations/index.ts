import type { MigrationClass } from '@orrery/runtime';
import { Migration0001Events } from './0001-events.js';

/** Every migration of this service, oldest first. */
export const migrations: readonly MigrationClass[] = [Migration0001Events];
