/** Schemas that are a person's own, not the server's. */
export const people = "n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'";

/** Left out where it would wait for somebody's lock. */
export const unlessLight = (light: boolean, expression: string): string => (light ? 'NULL' : expression);

/** A list of tables as SQL. */
export const oids = (tables: readonly number[]): string => `ANY('{${tables.map(String).join(',')}}'::oid[])`;
