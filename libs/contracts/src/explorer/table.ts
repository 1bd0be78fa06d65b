import * as z from 'zod';
import { id } from '../shapes.js';

/** A qualified name, as the list of tables has it in `table`; a bare name is looked for in the default schema. */
const tableName = z.string().min(1).max(1_000);
/** What every request on one table begins with: the connection and the table. */
export const ofTable = { id, table: tableName };

/** Values by column. Taken as it is: a record would lose a column that is called `__proto__`. */
export const cells = z.custom<Record<string, unknown>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'must be an object of columns and values',
);

/** A row's key: each key column and its value, as the row has it. It is handed back untouched. */
export const rowKey = cells;
export type RowKey = z.output<typeof rowKey>;
