import type { MigrationClass } from '@orrery/runtime';
import { Migration0001Users } from './0001-users.js';

/** Every migration of this service, oldest first. */
export const migrations: readonly MigrationClass[] = [Migration0001Users];
