/**
 * The questions that a catalog is read by: one for each catalog view (sys.*), with nothing from a name in them. A user sees in them what
 * they have any right to. What came after SQL Server 2016 is not asked for.
 */

export const databaseQuery = 'SELECT DB_NAME(), SCHEMA_NAME()';

/** The schemas of the fixed roles hold nothing, and those of the server are its own. */
export const schemasQuery = `SELECT name FROM sys.schemas
  WHERE name NOT IN (N'sys', N'INFORMATION_SCHEMA', N'guest') AND schema_id < 16384 ORDER BY name`;

const comment = (alias: string, major: string, minor: string): string =>
  `LEFT JOIN sys.extended_properties AS ${alias} ON ${alias}.class = 1 AND ${alias}.major_id = ${major} AND ${alias}.minor_id = ${minor}
    AND ${alias}.name = N'MS_Description'`;
const people = "o.is_ms_shipped = 0 AND o.type IN ('U', 'V')";

/** A question in the forms in which it can be put, the fullest first, and what each that comes after says nothing of. */
export type Forms = readonly [full: string, ...others: (readonly [sql: string, lacks: string])[]];

const tables = (
  variants: string,
): string => `SELECT o.object_id, s.name, o.name, RTRIM(o.type), CAST(e.value AS nvarchar(4000)), m.definition,
    ${variants},
    HAS_PERMS_BY_NAME(QUOTENAME(s.name) + N'.' + QUOTENAME(o.name), N'OBJECT', N'SELECT')
  FROM sys.objects AS o JOIN sys.schemas AS s ON s.schema_id = o.schema_id
    LEFT JOIN sys.tables AS t ON t.object_id = o.object_id
    LEFT JOIN sys.sql_modules AS m ON m.object_id = o.object_id
    ${comment('e', 'o.object_id', '0')}
  WHERE ${people} ORDER BY s.name, o.name`;

export const tablesQueries = [
  tables('t.is_memory_optimized, t.is_external, t.temporal_type'),
  // Before SQL Server 2016 there was no history of rows.
  [tables('NULL, NULL, NULL'), 'which tables are temporal, external or in memory'],
  [
    `SELECT o.object_id, s.name, o.name, RTRIM(o.type), NULL, NULL, NULL, NULL, NULL, NULL
  FROM sys.objects AS o JOIN sys.schemas AS s ON s.schema_id = o.schema_id WHERE o.type IN ('U', 'V') ORDER BY s.name, o.name`,
    'comments, the statements of views, what kind of tables they are, and what you may read',
  ],
] as const satisfies Forms;

export const columnsQueries = [
  `SELECT c.object_id, c.name, t.name, c.max_length, c.precision, c.scale, c.is_nullable, d.definition,
    c.is_identity, k.definition, k.is_persisted, CAST(e.value AS nvarchar(4000)), c.collation_name, d.name,
    CAST(i.seed_value AS nvarchar(40)), CAST(i.increment_value AS nvarchar(40)), ts.name, t.is_user_defined, b.name
  FROM sys.columns AS c JOIN sys.objects AS o ON o.object_id = c.object_id
    JOIN sys.types AS t ON t.user_type_id = c.user_type_id JOIN sys.schemas AS ts ON ts.schema_id = t.schema_id
    LEFT JOIN sys.types AS b ON b.user_type_id = c.system_type_id
    LEFT JOIN sys.default_constraints AS d ON d.object_id = c.default_object_id
    LEFT JOIN sys.computed_columns AS k ON k.object_id = c.object_id AND k.column_id = c.column_id
    LEFT JOIN sys.identity_columns AS i ON i.object_id = c.object_id AND i.column_id = c.column_id
    ${comment('e', 'c.object_id', 'c.column_id')}
  WHERE ${people} ORDER BY c.object_id, c.column_id`,
  [
    `SELECT c.object_id, c.name, t.name, c.max_length, c.precision, c.scale, c.is_nullable, NULL,
    c.is_identity, NULL, NULL, NULL, c.collation_name, NULL, NULL, NULL, NULL, NULL, NULL
  FROM sys.columns AS c JOIN sys.objects AS o ON o.object_id = c.object_id
    JOIN sys.types AS t ON t.user_type_id = c.user_type_id
  WHERE o.type IN ('U', 'V') ORDER BY c.object_id, c.column_id`,
    'defaults, computed columns, comments, where identities begin, and what types of your own are made of',
  ],
] as const satisfies Forms;

export const indexesQuery = `SELECT i.object_id, i.name, i.type_desc, i.is_unique, i.is_primary_key, i.is_unique_constraint,
    i.filter_definition, i.is_disabled, c.name, x.is_included_column, x.is_descending_key
  FROM sys.indexes AS i JOIN sys.objects AS o ON o.object_id = i.object_id
    JOIN sys.index_columns AS x ON x.object_id = i.object_id AND x.index_id = i.index_id
    JOIN sys.columns AS c ON c.object_id = x.object_id AND c.column_id = x.column_id
  WHERE ${people} AND i.type > 0 AND i.is_hypothetical = 0
    -- A column that is only there because the index is partitioned by it belongs to no key. Those of XML and spatial indexes have no place.
    AND NOT (x.key_ordinal = 0 AND x.is_included_column = 0 AND x.partition_ordinal > 0)
  ORDER BY i.object_id, i.index_id, x.is_included_column, x.key_ordinal, x.index_column_id`;

export const foreignKeysQuery = `SELECT f.parent_object_id, f.name, c.name, s.name, r.name, rc.name, f.update_referential_action_desc,
    f.delete_referential_action_desc, f.is_not_trusted, f.is_disabled
  FROM sys.foreign_keys AS f JOIN sys.foreign_key_columns AS k ON k.constraint_object_id = f.object_id
    JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id
    JOIN sys.objects AS r ON r.object_id = f.referenced_object_id JOIN sys.schemas AS s ON s.schema_id = r.schema_id
    JOIN sys.columns AS rc ON rc.object_id = k.referenced_object_id AND rc.column_id = k.referenced_column_id
  ORDER BY f.parent_object_id, f.name, k.constraint_column_id`;

export const checksQuery =
  'SELECT parent_object_id, name, definition FROM sys.check_constraints WHERE is_ms_shipped = 0 ORDER BY parent_object_id, name';

export const triggersQuery = `SELECT t.parent_id, t.name, t.is_instead_of_trigger, e.type_desc, t.is_disabled, m.definition
  FROM sys.triggers AS t JOIN sys.trigger_events AS e ON e.object_id = t.object_id
    LEFT JOIN sys.sql_modules AS m ON m.object_id = t.object_id
  WHERE t.parent_class = 1 AND t.is_ms_shipped = 0 ORDER BY t.parent_id, t.name, e.type`;

export const rowsQuery = `SELECT object_id, SUM(rows) FROM sys.partitions WHERE index_id IN (0, 1) GROUP BY object_id`;

export const sizesQuery = `SELECT p.object_id, SUM(a.total_pages) * 8192, SUM(CASE WHEN p.index_id > 1 THEN a.total_pages ELSE 0 END) * 8192
  FROM sys.partitions AS p JOIN sys.allocation_units AS a
    ON a.container_id = CASE WHEN a.type = 2 THEN p.partition_id ELSE p.hobt_id END
  GROUP BY p.object_id`;

export const routinesQuery = `SELECT o.object_id, s.name, o.name, RTRIM(o.type), CAST(e.value AS nvarchar(4000))
  FROM sys.objects AS o JOIN sys.schemas AS s ON s.schema_id = o.schema_id ${comment('e', 'o.object_id', '0')}
  WHERE o.is_ms_shipped = 0 AND o.type IN ('P', 'PC', 'FN', 'IF', 'TF', 'FS', 'FT', 'AF') ORDER BY s.name, o.name`;

/** Parameter 0 is what a function returns. */
export const parametersQuery = `SELECT p.object_id, p.parameter_id, p.name, t.name, p.max_length, p.precision, p.scale, p.is_output
  FROM sys.parameters AS p JOIN sys.types AS t ON t.user_type_id = p.user_type_id
    JOIN sys.objects AS o ON o.object_id = p.object_id
  WHERE o.is_ms_shipped = 0 ORDER BY p.object_id, p.parameter_id`;

/** For servers that have none of the above: what every database tells of itself by the standard. */
export const standard = {
  tables: `SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE FROM INFORMATION_SCHEMA.TABLES ORDER BY TABLE_SCHEMA, TABLE_NAME`,
  columns: `SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, DATA_TYPE, CHARACTER_MAXIMUM_LENGTH, NUMERIC_PRECISION, NUMERIC_SCALE,
      IS_NULLABLE, COLUMN_DEFAULT FROM INFORMATION_SCHEMA.COLUMNS ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION`,
  keys: `SELECT c.TABLE_SCHEMA, c.TABLE_NAME, c.CONSTRAINT_NAME, c.CONSTRAINT_TYPE, k.COLUMN_NAME
    FROM INFORMATION_SCHEMA.TABLE_CONSTRAINTS AS c JOIN INFORMATION_SCHEMA.KEY_COLUMN_USAGE AS k
      ON k.CONSTRAINT_SCHEMA = c.CONSTRAINT_SCHEMA AND k.CONSTRAINT_NAME = c.CONSTRAINT_NAME AND k.TABLE_NAME = c.TABLE_NAME
    WHERE c.CONSTRAINT_TYPE IN ('PRIMARY KEY', 'UNIQUE') ORDER BY 1, 2, 3, k.ORDINAL_POSITION`,
} as const;
