import { sql } from '../sql.js';
import type { Language } from '../subject.js';
import { common } from './common.js';
import { faults } from './faults.js';
import { mysqlReadOnly } from './read-only.js';
import { mysqlValues, mysqlVectors } from './values.js';

const ten = `(${Array.from({ length: 10 }, (_, digit) => `SELECT ${String(digit)} AS d`).join(' UNION ALL ')})`;
/** Ten to this power rows, none of which is kept: digits beside digits. */
const many = (digits: number): string => Array.from({ length: digits }, (_, place) => `${ten} t${String(place)}`).join(', ');

/** What the suite says in the SQL of MySQL. */
export const mysql: Language = {
  ...common,
  // A query of its own would be stopped after a thousand.
  rows: (count) =>
    sql(
      `SELECT /*+ SET_VAR(cte_max_recursion_depth = ${String(count)}) */ n
       FROM (WITH RECURSIVE s AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM s WHERE n < ${String(count)}) SELECT n FROM s) numbers`,
    ),
  // A hash join would read nearly all of it before the first row.
  flood: sql(
    `SELECT /*+ SET_VAR(optimizer_switch = 'block_nested_loop=off') */ t0.d AS n, REPEAT('x', 1000) AS padding FROM ${many(8)}`,
  ),
  twoResults: {
    before: [sql('DROP PROCEDURE IF EXISTS two'), sql('CREATE PROCEDURE two() BEGIN SELECT 1; SELECT 2; END')],
    statement: sql('CALL two()'),
  },
  faults: {
    ...faults,
    unsupported: { ...faults.unsupported, message: /local data is disabled/i },
  },
  readOnly: mysqlReadOnly,
  values: mysqlValues,
};

/** The same for MySQL 9, which has vectors, and a word more before VIEW. */
export const mysql9: Language = {
  ...mysql,
  capabilities: {
    ...common.capabilities,
    materializedViews: {
      how: 'what CREATE MATERIALIZED VIEW makes reads its table anew',
      statements: [
        sql('DROP VIEW IF EXISTS kept'),
        sql('DROP TABLE IF EXISTS proof'),
        sql('CREATE TABLE proof (n int)'),
        sql('CREATE MATERIALIZED VIEW kept AS SELECT n FROM proof'),
        sql('INSERT INTO proof VALUES (7)'),
        sql('SELECT n FROM kept'),
      ],
      rows: [[7]],
    },
  },
  values: [...mysqlValues, ...mysqlVectors],
};
