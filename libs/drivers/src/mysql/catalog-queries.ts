/**
 * The questions that a catalog is read by: one for each view of information_schema. `schemas` is a list of quoted literals made by
 * `literal`, which is how information_schema is kept from opening every table of the server.
 */

const system = "('information_schema', 'mysql', 'performance_schema', 'sys')";

/** A name as a hexadecimal literal: whatever the session takes for quotes and escapes, it means what it says. */
export const literal = (name: string): string => `_utf8mb4 X'${Buffer.from(name, 'utf8').toString('hex')}'`;

export const databaseQuery = 'SELECT DATABASE(), @@version, @@version_comment, @@lower_case_table_names';

export const schemasQuery = `SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME NOT IN ${system} ORDER BY SCHEMA_NAME`;

const within = (column: string, schemas: readonly string[]): string =>
  schemas.length === 1 ? `${column} = ${schemas[0] ?? ''}` : `${column} IN (${schemas.join(', ')})`;

export const tablesQuery = (
  schemas: readonly string[],
): string => `SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_ROWS,
    DATA_LENGTH, INDEX_LENGTH, TABLE_COLLATION, CREATE_OPTIONS, TABLE_COMMENT
  FROM information_schema.TABLES WHERE ${within('TABLE_SCHEMA', schemas)} ORDER BY TABLE_SCHEMA, TABLE_NAME`;

/** `spatial`: whether the view tells reference systems, as MySQL 8 does. */
export const columnsQuery = (
  schemas: readonly string[],
  spatial: boolean,
): string => `SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, COLUMN_DEFAULT,
    IS_NULLABLE, DATA_TYPE, COLUMN_TYPE, CHARACTER_MAXIMUM_LENGTH, COLLATION_NAME, EXTRA, COLUMN_COMMENT, GENERATION_EXPRESSION,
    ${spatial ? 'SRS_ID' : 'NULL'}
  FROM information_schema.COLUMNS WHERE ${within('TABLE_SCHEMA', schemas)} ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION`;

/** What a release tells of an index beyond its columns: its expressions, and whether it is used. */
const indexWords = { mysql8: "EXPRESSION, IS_VISIBLE = 'YES'", mariadb10: "NULL, IGNORED = 'NO'", older: 'NULL, 1' } as const;

export const indexesQuery = (
  schemas: readonly string[],
  told: keyof typeof indexWords,
): string => `SELECT TABLE_SCHEMA, TABLE_NAME, INDEX_NAME,
    NON_UNIQUE, COLUMN_NAME, SUB_PART, INDEX_TYPE, COLLATION, INDEX_COMMENT, ${indexWords[told]}
  FROM information_schema.STATISTICS WHERE ${within('TABLE_SCHEMA', schemas)} ORDER BY TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX`;

export const keysQuery = (schemas: readonly string[]): string => `SELECT TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME,
    REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME, REFERENCED_COLUMN_NAME
  FROM information_schema.KEY_COLUMN_USAGE WHERE ${within('TABLE_SCHEMA', schemas)} AND REFERENCED_TABLE_NAME IS NOT NULL
  ORDER BY TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION`;

export const rulesQuery = (
  schemas: readonly string[],
): string => `SELECT CONSTRAINT_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, UPDATE_RULE, DELETE_RULE
  FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE ${within('CONSTRAINT_SCHEMA', schemas)}`;

/** MariaDB names the table of a check in its own view; MySQL 8 in TABLE_CONSTRAINTS. Before 8.0.16 MySQL has none. */
export const checksQuery = (schemas: readonly string[], mariadb: boolean): string =>
  mariadb
    ? `SELECT CONSTRAINT_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, CHECK_CLAUSE, 'YES' FROM information_schema.CHECK_CONSTRAINTS
       WHERE ${within('CONSTRAINT_SCHEMA', schemas)} ORDER BY CONSTRAINT_SCHEMA, TABLE_NAME, CONSTRAINT_NAME`
    : `SELECT t.TABLE_SCHEMA, t.TABLE_NAME, t.CONSTRAINT_NAME, c.CHECK_CLAUSE, t.ENFORCED FROM information_schema.TABLE_CONSTRAINTS t
       JOIN information_schema.CHECK_CONSTRAINTS c ON c.CONSTRAINT_SCHEMA = t.CONSTRAINT_SCHEMA AND c.CONSTRAINT_NAME = t.CONSTRAINT_NAME
       WHERE t.CONSTRAINT_TYPE = 'CHECK' AND ${within('t.TABLE_SCHEMA', schemas)} ORDER BY 1, 2, 3`;

export const triggersQuery = (
  schemas: readonly string[],
): string => `SELECT EVENT_OBJECT_SCHEMA, EVENT_OBJECT_TABLE, TRIGGER_NAME,
    ACTION_TIMING, EVENT_MANIPULATION, ACTION_STATEMENT
  FROM information_schema.TRIGGERS WHERE ${within('TRIGGER_SCHEMA', schemas)} ORDER BY 1, 2, ACTION_ORDER, 3`;

export const viewsQuery = (schemas: readonly string[]): string => `SELECT TABLE_SCHEMA, TABLE_NAME, VIEW_DEFINITION,
    CHECK_OPTION, SECURITY_TYPE
  FROM information_schema.VIEWS WHERE ${within('TABLE_SCHEMA', schemas)}`;

export const partitionsQuery = (
  schemas: readonly string[],
): string => `SELECT TABLE_SCHEMA, TABLE_NAME, PARTITION_NAME, PARTITION_METHOD,
    PARTITION_EXPRESSION, PARTITION_DESCRIPTION
  FROM information_schema.PARTITIONS WHERE ${within('TABLE_SCHEMA', schemas)} AND PARTITION_NAME IS NOT NULL
  ORDER BY TABLE_SCHEMA, TABLE_NAME, PARTITION_ORDINAL_POSITION`;

export const routinesQuery = (schemas: readonly string[]): string => `SELECT r.ROUTINE_SCHEMA, r.ROUTINE_NAME, r.ROUTINE_TYPE,
    (SELECT GROUP_CONCAT(CONCAT_WS(' ', CASE WHEN r.ROUTINE_TYPE = 'PROCEDURE' THEN p.PARAMETER_MODE END, p.PARAMETER_NAME, p.DTD_IDENTIFIER)
        ORDER BY p.ORDINAL_POSITION SEPARATOR ', ')
      FROM information_schema.PARAMETERS p WHERE p.SPECIFIC_SCHEMA = r.ROUTINE_SCHEMA AND p.SPECIFIC_NAME = r.SPECIFIC_NAME
        AND p.ROUTINE_TYPE = r.ROUTINE_TYPE AND p.ORDINAL_POSITION > 0),
    r.DTD_IDENTIFIER, r.ROUTINE_COMMENT
  FROM information_schema.ROUTINES r WHERE ${within('r.ROUTINE_SCHEMA', schemas)} ORDER BY 1, 2, 3`;
