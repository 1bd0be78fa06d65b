import type { MigrationClass } from '@orrery/runtime';
import { Migration0001Events } from './0001-events.js';
import { Migration0002Catalogs } from './0002-catalogs.js';
import { Migration0003Conditions } from './0003-conditions.js';
import { Migration0004Listings } from './0004-listings.js';

/** Every migration of this service, oldest first. */
export const migrations: readonly MigrationClass[] = [
  Migration0001Events,
  Migration0002Catalogs,
  Migration0003Conditions,
  Migration0004Listings,
];
