import * as auth from './auth/auth.contract.js';
import * as connections from './connections/connections.contract.js';
import * as queries from './queries/queries.contract.js';
import * as explorer from './explorer/explorer.contract.js';
import * as catalogs from './schema/catalog.contract.js';
import * as schemas from './schema/schema.contract.js';
import type { EventContract, Operation } from './operation.js';

const everything: unknown[] = [auth, connections, queries, catalogs, schemas, explorer].flatMap((contracts) =>
  Object.values<unknown>(contracts),
);
const named = (value: unknown, part: string): boolean =>
  typeof value === 'object' && value !== null && 'name' in value && part in value && typeof value.name === 'string';

/** Every operation of every service. */
export const operations = everything.filter((value): value is Operation => named(value, 'access'));
/** Every event of every service. */
export const events = everything.filter((value): value is EventContract => named(value, 'consumers') && !named(value, 'access'));
