import { goods } from './goods.ts';
import type { Rows } from './ground.ts';
import { people } from './people.ts';
import type { TableName } from './tables.ts';
import { trade } from './trade.ts';

/** Every table of the shop. */
export const shop: Readonly<Record<TableName, Rows>> = { ...goods, ...people, ...trade };
