import type { Kind } from '@orrery/contracts';
import { describeKinds, type DriverDescription } from './describe-drivers.js';
import type { Driver } from './driver.js';
import { mssqlDriver } from './mssql/index.js';
import { mongodbDriver } from './mongodb/index.js';
import { mysqlDriver } from './mysql/index.js';
import { postgresDriver } from './postgres/index.js';

export * from './driver.js';
export * from './explorer/index.js';
export * from './plans/index.js';
export { statementOf } from './statement.js';
export type { DriverDescription } from './describe-drivers.js';
export type { StageListener } from './stages.js';

/** The drivers there are. A new kind is one line here. */
export const drivers: Readonly<Partial<Record<Kind, Driver>>> = {
  postgres: postgresDriver,
  mysql: mysqlDriver,
  mssql: mssqlDriver,
  mongodb: mongodbDriver,
};

/** The driver of a kind; undefined while it can't be spoken to. */
export const driverOf = (kind: string): Driver | undefined => (Object.hasOwn(drivers, kind) ? drivers[kind as Kind] : undefined);

/** Every kind of database as the connection form needs it, available or not. */
export const describeDrivers = (): DriverDescription[] => describeKinds((kind) => Object.hasOwn(drivers, kind));
