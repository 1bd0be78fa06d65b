/** Schemas that are a person's own, not the server's. */
export const people = "n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'";

/** Left out where it would wait for somebody's lock. */
export const unlessLight = (light: boolean, expression: string): string => (light ? 'NULL' : expression);

/** A list of tables as SQL. */
export const oids = (tables: readonly number[]): string => `ANY('{${tables.map(String).join(',')}}'::oid[])`;

/**
 * What somebody wrote of an object, looked up for each row: as a join the planner, whose figures for pg_description are often stale,
 * compares every row with every comment.
 */
export const commentOn = (catalog: 'pg_class' | 'pg_constraint', object: string, part = '0'): string =>
  `(SELECT d.description FROM pg_catalog.pg_description d
      WHERE d.objoid = ${object} AND d.classoid = 'pg_catalog.${catalog}'::regclass AND d.objsubid = ${part})`;
