import type { MigrationClass } from '@orrery/runtime';
import { Migration0001Events } from './0001-events.js';
import { Migration0002Catalogs } from './0002-catalogs.js';

/** Every migration of this service, oldest first. */
export const migrations: readonly MigrationClass[] = [Migration0001Events, Migration0002Catalogs];
