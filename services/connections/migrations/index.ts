import type { MigrationClass } from '@orrery/runtime';
import { Migration0001Connections } from './0001-connections.js';

/** Every migration of this service, oldest first. */
export const migrations: readonly MigrationClass[] = [Migration0001Connections];
