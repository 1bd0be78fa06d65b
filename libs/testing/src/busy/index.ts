import type { Kind } from '@orrery/contracts';
import { startBusyMariadb, startBusyPostgres } from './real.js';
import { startBusyMongo, startBusySqlServer } from './scripted.js';
import type { BusyServer } from './server.js';

export type { BusyServer } from './server.js';

/** Starts a server of each kind; a sentence where there is none. */
export const busyServers: Readonly<Record<Kind, () => Promise<BusyServer | string>>> = {
  postgres: startBusyPostgres,
  mysql: startBusyMariadb,
  mssql: startBusySqlServer,
  mongodb: startBusyMongo,
};
