import type { MigrationClass } from '@orrery/runtime';
import { Migration0001Events } from './0001-events.js';
import { Migration0002ExplorerStates } from './0002-explorer-states.js';

/** Every migration of this service, oldest first. */
export const migrations: readonly MigrationClass[] = [Migration0001Events, Migration0002ExplorerStates];
