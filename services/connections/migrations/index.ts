import type { MigrationClass } from '@orrery/runtime';
import { Migration0001Connections } from './0001-connections.js';
import { Migration0002SecretOptions } from './0002-secret-options.js';

/** Every migration of this service, oldest first. */
export const migrations: readonly MigrationClass[] = [Migration0001Connections, Migration0002SecretOptions];
