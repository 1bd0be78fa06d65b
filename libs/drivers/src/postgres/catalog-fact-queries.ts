/** What only the statements that make a table anew need of it. Most of it is the rule, and then not told. */
import { oids, unlessLight } from './catalog-words.js';

const explode = (acl: string, sign: string): string =>
  `SELECT '${sign}' AS sign, grantee, privilege_type, is_grantable FROM aclexplode(${acl})`;
/** Rights that are granted (+) beyond what an owner has anyway, and those that were taken away (-), as \[sign, role, right, may pass it on]. */
const rights = (acl: string, ofOwner: string | undefined): string => {
  const beyond = ofOwner === undefined ? '' : ` EXCEPT ${explode(ofOwner, '+')}`;
  const taken = ofOwner === undefined ? '' : ` UNION ALL (${explode(ofOwner, '-')} EXCEPT ${explode(acl, '-')})`;
  return `CASE WHEN ${acl} IS NOT NULL THEN (SELECT json_agg(json_build_array(x.sign, CASE WHEN x.grantee <> 0 THEN pg_get_userbyid(x.grantee) END,
      x.privilege_type, x.is_grantable) ORDER BY x.sign, x.grantee, x.privilege_type) FROM ((${explode(acl, '+')}${beyond})${taken}) x) END`;
};

/** Of a table `c` and its tablespace `ts`: a JSON object. */
export const tableFacts = `json_strip_nulls(json_build_object('owner', pg_get_userbyid(c.relowner), 'rights', ${rights('c.relacl', "acldefault('r', c.relowner)")},
      'secured', NULLIF(c.relrowsecurity, false), 'forced', NULLIF(c.relforcerowsecurity, false), 'identity', CASE WHEN c.relkind IN ('r', 'p', 'm') THEN NULLIF(c.relreplident::text, 'd') END,
      'empty', CASE WHEN NOT c.relispopulated THEN true END, 'tablespace', ts.spcname,
      'method', (SELECT amname FROM pg_catalog.pg_am am WHERE am.oid = c.relam AND am.amname <> 'heap'),
      'of', CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END,
      'toast', CASE WHEN c.reltoastrelid <> 0 THEN (SELECT string_agg('toast.' || o, ', ') FROM pg_catalog.pg_class toast, unnest(toast.reloptions) o
        WHERE toast.oid = c.reltoastrelid) END))`;

/** Of a column `a` of the type `t`: a JSON object, or NULL where there is nothing to tell. */
export const columnFacts = (light: boolean, major: number): string => {
  const compression = major >= 14 ? "NULLIF(a.attcompression::text, '')" : 'NULL::text';
  const parent = unlessLight(
    light,
    `CASE WHEN a.attinhcount > 0 THEN (SELECT json_build_array(bool_or(pa.attnotnull), max(pg_get_expr(pd.adbin, pd.adrelid)))
        FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_attribute pa ON pa.attrelid = i.inhparent AND pa.attname = a.attname
          LEFT JOIN pg_catalog.pg_attrdef pd ON pd.adrelid = pa.attrelid AND pd.adnum = pa.attnum WHERE i.inhrelid = a.attrelid) END`,
  );
  return `CASE WHEN a.attstorage <> t.typstorage OR ${compression} IS NOT NULL OR a.attstattarget >= 0 OR a.attoptions IS NOT NULL
      OR a.attfdwoptions IS NOT NULL OR a.attacl IS NOT NULL OR a.attinhcount > 0
    THEN json_strip_nulls(json_build_object('storage', CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage::text END, 'compression', ${compression},
      'statistics', CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END, 'options', array_to_string(a.attoptions, ', '),
      'foreign', (SELECT string_agg(quote_ident(o.option_name) || ' ' || quote_literal(o.option_value), ', ') FROM pg_options_to_table(a.attfdwoptions) o),
      'rights', ${rights('a.attacl', undefined)}, 'parent', ${parent})) END`;
};

/** Sequences that belong to a column: of `serial` (auto) and of identity columns (internal). */
export const sequencesQuery = (
  tables: readonly number[],
): string => `SELECT d.refobjid, d.refobjsubid, d.deptype, n.nspname, c.relname,
    format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle, c.relpersistence,
    ${rights('c.relacl', "acldefault('s', c.relowner)")}
  FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_class c ON c.oid = d.objid AND c.relkind = 'S'
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid
  WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass
    AND d.refobjid = ${oids(tables)} AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')`;

/** Who may see and write which rows. */
export const policiesQuery = (
  tables: readonly number[],
  light: boolean,
): string => `SELECT p.polrelid, p.polname, p.polpermissive, p.polcmd,
    (SELECT json_agg(CASE WHEN r <> 0 THEN pg_get_userbyid(r) END) FROM unnest(p.polroles) r),
    ${unlessLight(light, 'pg_get_expr(p.polqual, p.polrelid)')}, ${unlessLight(light, 'pg_get_expr(p.polwithcheck, p.polrelid)')},
    obj_description(p.oid, 'pg_policy')
  FROM pg_catalog.pg_policy p WHERE p.polrelid = ${oids(tables)} ORDER BY p.polrelid, p.polname`;

/** Rules that rewrite statements; that of a view is the view itself. */
export const rulesQuery = (tables: readonly number[], light: boolean): string => `SELECT r.ev_class, r.rulename, r.ev_enabled,
    ${unlessLight(light, 'pg_get_ruledef(r.oid)')}, obj_description(r.oid, 'pg_rewrite')
  FROM pg_catalog.pg_rewrite r WHERE r.ev_class = ${oids(tables)} AND r.rulename <> '_RETURN' ORDER BY r.ev_class, r.rulename`;

/** Statistics over several columns. */
export const statisticsQuery = (tables: readonly number[], light: boolean): string => `SELECT s.stxrelid,
    ${unlessLight(light, 'pg_get_statisticsobjdef(s.oid)')}, quote_ident(n.nspname) || '.' || quote_ident(s.stxname), obj_description(s.oid, 'pg_statistic_ext')
  FROM pg_catalog.pg_statistic_ext s JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace
  WHERE s.stxrelid = ${oids(tables)} ORDER BY s.stxrelid, s.stxname`;

/** NOT NULL has a name since PostgreSQL 18. Those by the usual one, which hold of everything, are told with their columns. */
export const notNullsQuery = (
  tables: readonly number[],
): string => `SELECT n.conrelid, n.attname, n.conname, n.connoinherit, n.convalidated
  FROM (SELECT c.conrelid, c.conname, c.connoinherit, c.convalidated,
      (SELECT a.attname FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.conrelid AND a.attnum = c.conkey[1]) AS attname
    FROM pg_catalog.pg_constraint c WHERE c.conrelid = ${oids(tables)} AND c.contype = 'n' AND c.conislocal OFFSET 0) n
  WHERE n.connoinherit OR NOT n.convalidated
    OR n.conname <> (SELECT r.relname FROM pg_catalog.pg_class r WHERE r.oid = n.conrelid) || '_' || n.attname || '_not_null'`;
