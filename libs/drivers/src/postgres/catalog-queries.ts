/**
 * The questions that a catalog is read by: one for each catalog view and batch of tables. Nothing in them comes from a name: tables are
 * told by oid. `light` leaves out every function that waits for somebody's lock on the table.
 */
import { columnFacts, tableFacts } from './catalog-fact-queries.js';
import { commentOn, oids, people, unlessLight } from './catalog-words.js';

export const databaseQuery = "SELECT current_database(), COALESCE(current_schema(), 'public')";

export const schemasQuery = `SELECT n.nspname, has_schema_privilege(n.oid, 'USAGE')
  FROM pg_catalog.pg_namespace n WHERE ${people} ORDER BY n.nspname`;

/** Every table that may be looked into, and whether its rows may be read. */
export const tablesQuery = `SELECT c.oid, n.nspname, c.relname, has_table_privilege(c.oid, 'SELECT') OR has_any_column_privilege(c.oid, 'SELECT')
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND ${people} AND has_schema_privilege(n.oid, 'USAGE')
  ORDER BY c.oid`;

export const enumsQuery = `SELECT t.oid, n.nspname, t.typname, json_agg(e.enumlabel ORDER BY e.enumsortorder)
  FROM pg_catalog.pg_enum e JOIN pg_catalog.pg_type t ON t.oid = e.enumtypid JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
  GROUP BY t.oid, n.nspname, t.typname ORDER BY n.nspname, t.typname`;

/** Domains that people made, each with the statement that makes it: in the order of their making, for one can be of another. */
export const domainsQuery = `SELECT n.nspname, t.typname, format('CREATE DOMAIN %I.%I AS %s%s%s%s%s;', n.nspname, t.typname,
    format_type(t.typbasetype, t.typtypmod),
    (SELECT format(' COLLATE %I.%I', cn.nspname, co.collname) FROM pg_catalog.pg_collation co
      JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace WHERE co.oid = t.typcollation AND t.typcollation <> b.typcollation),
    ' DEFAULT ' || t.typdefault, CASE WHEN t.typnotnull THEN ' NOT NULL' END,
    (SELECT string_agg(format(' CONSTRAINT %I %s', c.conname, pg_get_constraintdef(c.oid)), '' ORDER BY c.conname)
      FROM pg_catalog.pg_constraint c WHERE c.contypid = t.oid AND c.contype = 'c'))
  FROM pg_catalog.pg_type t JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
  WHERE t.typtype = 'd' AND ${people} AND has_schema_privilege(n.oid, 'USAGE')
    AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
  ORDER BY t.oid`;

/** Functions and procedures that people made; those of extensions are the extension's. */
export const routinesQuery = (major: number): string => `SELECT n.nspname, p.proname,
    ${major >= 11 ? 'p.prokind' : "CASE WHEN p.proisagg THEN 'a' WHEN p.proiswindow THEN 'w' ELSE 'f' END"},
    pg_get_function_arguments(p.oid), pg_get_function_result(p.oid), l.lanname, obj_description(p.oid, 'pg_proc')
  FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace JOIN pg_catalog.pg_language l ON l.oid = p.prolang
  WHERE ${people} AND has_schema_privilege(n.oid, 'USAGE')
    AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
  ORDER BY n.nspname, p.proname, p.oid`;

/**
 * The tables themselves. Measuring a file opens its relation, which costs the server more than everything else here: what an empty
 * table's indexes take, or those of a table that is as long as when it was last counted, is taken from the pages counted then.
 */
export const relationsQuery = (
  tables: readonly number[],
  light: boolean,
): string => `SELECT c.oid, n.nspname, c.relname, c.relkind,
    c.relpersistence, c.relispartition, c.reltuples, c.relpages, size.bytes,
    ${unlessLight(light, 'CASE WHEN size.bytes > 0 THEN pg_table_size(c.oid) ELSE size.bytes END')},
    ${unlessLight(
      light,
      `CASE WHEN abs(size.bytes - c.relpages::bigint * size.page) * 10 <= c.relpages::bigint * size.page
      THEN (SELECT coalesce(sum(ic.relpages::bigint), 0) * size.page FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
        WHERE i.indrelid = c.oid)
      WHEN size.bytes IS NOT NULL THEN pg_indexes_size(c.oid) END`,
    )},
    ${commentOn('pg_class', 'c.oid')},
    CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END,
    ${unlessLight(light, 'CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END')},
    (SELECT json_agg(json_build_array(pn.nspname, pc.relname) ORDER BY i.inhseqno) FROM pg_catalog.pg_inherits i
      JOIN pg_catalog.pg_class pc ON pc.oid = i.inhparent JOIN pg_catalog.pg_namespace pn ON pn.oid = pc.relnamespace WHERE i.inhrelid = c.oid),
    ${unlessLight(light, "CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END")},
    array_to_string(c.reloptions, ', '),
    (SELECT json_build_array(s.srvname, (SELECT string_agg(quote_ident(o.option_name) || ' ' || quote_literal(o.option_value), ', ')
      FROM pg_options_to_table(f.ftoptions) o)) FROM pg_catalog.pg_foreign_table f
      JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver WHERE f.ftrelid = c.oid),
    ${tableFacts}
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    CROSS JOIN LATERAL (SELECT ${unlessLight(light, "CASE WHEN c.relkind IN ('r', 'm') THEN pg_relation_size(c.oid) END")}::bigint AS bytes,
      current_setting('block_size')::int AS page) size
    LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = c.reltablespace
  WHERE c.oid = ${oids(tables)} ORDER BY c.oid`;

export const columnsQuery = (
  tables: readonly number[],
  light: boolean,
  major: number,
): string => `SELECT a.attrelid, a.attnum, a.attname,
    a.atttypid, a.atttypmod, format_type(a.atttypid, a.atttypmod), a.attnotnull,
    ${unlessLight(light, 'pg_get_expr(d.adbin, d.adrelid)')}, a.attidentity, ${major >= 12 ? 'a.attgenerated' : "''"},
    ${commentOn('pg_class', 'a.attrelid', 'a.attnum')},
    CASE WHEN a.attcollation <> t.typcollation THEN quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END, a.attislocal,
    ${columnFacts(light, major)}
  FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    LEFT JOIN pg_catalog.pg_collation co ON co.oid = a.attcollation LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
  WHERE a.attrelid = ${oids(tables)} AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attrelid, a.attnum`;

/** Keys of the plainest form, which we write ourselves: having the server write each takes longer than all the rest of the question. */
const plainKey = (major: number): string =>
  [
    "c.contype IN ('p', 'u', 'f') AND NOT c.condeferrable AND c.convalidated",
    "(c.contype <> 'f' OR c.confmatchtype = 's')",
    "(c.contype = 'f' OR ki.indnatts = ki.indnkeyatts)",
    ...(major >= 15 ? ['c.confdelsetcols IS NULL', 'ki.indnullsnotdistinct IS NOT TRUE'] : []),
    ...(major >= 18 ? ['NOT c.conperiod', 'c.conenforced'] : []),
  ].join(' AND ');

/**
 * A key that refers to a partitioned table has one more row for each partition; those are the server's own business. PostgreSQL 18
 * keeps NOT NULL as constraints too; they are told with their columns.
 */
export const constraintsQuery = (
  tables: readonly number[],
  light: boolean,
  major: number,
): string => `SELECT c.conrelid, c.conname, c.contype,
    array_to_string(c.conkey, ' '), rn.nspname, rc.relname,
    CASE WHEN c.contype = 'f' THEN (SELECT json_agg(a.attname ORDER BY k.place) FROM unnest(c.confkey) WITH ORDINALITY k(num, place)
      JOIN pg_catalog.pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.num) END,
    c.confupdtype, c.confdeltype, c.condeferrable, c.convalidated,
    ${unlessLight(light, `CASE WHEN NOT (${plainKey(major)}) THEN pg_get_constraintdef(c.oid) END`)}, c.conislocal, ${plainKey(major)}, ${commentOn('pg_constraint', 'c.oid')}
  FROM pg_catalog.pg_constraint c LEFT JOIN pg_catalog.pg_class rc ON rc.oid = c.confrelid
    LEFT JOIN pg_catalog.pg_namespace rn ON rn.oid = rc.relnamespace
    LEFT JOIN pg_catalog.pg_index ki ON ki.indexrelid = c.conindid AND c.contype IN ('p', 'u')
  WHERE c.conrelid = ${oids(tables)} AND c.contype IN ('p', 'u', 'f', 'c', 'x')
    AND (c.conparentid = 0 OR (SELECT p.conrelid FROM pg_catalog.pg_constraint p WHERE p.oid = c.conparentid) <> c.conrelid)
  ORDER BY c.conrelid, c.conname`;

/** An index that stands behind a key is told by its columns; the key says the rest. */
export const indexesQuery = (
  tables: readonly number[],
  light: boolean,
  major: number,
): string => `SELECT i.indrelid, ic.relname, i.indisunique,
    i.indisprimary, i.indisvalid, am.amname, ${unlessLight(light, 'pg_get_expr(i.indpred, i.indrelid)')}, i.indpred IS NOT NULL,
    array_to_string(i.indkey::int2[], ' '), i.indnkeyatts,
    CASE WHEN i.indexprs IS NOT NULL THEN ${unlessLight(light, '(SELECT json_agg(pg_get_indexdef(i.indexrelid, n, false) ORDER BY n) FROM generate_series(1, i.indnkeyatts) n)')} END,
    ${unlessLight(light, "CASE WHEN k.contype IS NULL OR k.contype = 'x' THEN pg_get_indexdef(i.indexrelid) END")},
    k.contype IS NOT NULL, ${major >= 15 ? 'i.indnullsnotdistinct' : 'false'}, ${commentOn('pg_class', 'ic.oid')}, i.indisclustered, i.indisreplident,
    CASE WHEN k.contype IS NOT NULL THEN array_to_string(ic.reloptions, ', ') END
  FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid JOIN pg_catalog.pg_am am ON am.oid = ic.relam
    LEFT JOIN pg_catalog.pg_constraint k ON k.conrelid = i.indrelid AND k.conrelid = ${oids(tables)} AND k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
  WHERE i.indrelid = ${oids(tables)} ORDER BY i.indrelid, i.indisprimary DESC, ic.relname`;

export const triggersQuery = (
  tables: readonly number[],
  light: boolean,
  major: number,
): string => `SELECT t.tgrelid, t.tgname, t.tgtype, t.tgenabled,
    ${unlessLight(light, 'pg_get_triggerdef(t.oid)')}, ${major >= 13 ? 't.tgparentid <> 0' : 'false'}, obj_description(t.oid, 'pg_trigger')
  FROM pg_catalog.pg_trigger t WHERE t.tgrelid = ${oids(tables)} AND NOT t.tgisinternal ORDER BY t.tgrelid, t.tgname`;
