import { expect } from '@jest/globals';
import { sql } from '../sql.js';
import type { Language } from '../subject.js';
import { titles } from '../titles.js';
import { faults } from './faults.js';
import { readOnly } from './read-only.js';
import { values } from './values.js';

const begin = sql('BEGIN');
const rollback = sql('ROLLBACK');

/** What the suite says in PostgreSQL's SQL. */
export const language: Language = {
  one: sql('SELECT 1 AS one'),
  rows: (count) => sql(`SELECT n FROM generate_series(1, ${count}) AS n`),
  empty: sql('SELECT 1 AS n WHERE false'),
  flood: sql("SELECT generate_series(1, 100000000) AS n, repeat('x', 1000) AS padding"),
  sleep: sql('SELECT pg_sleep(60)'),
  cell: (bytes) => sql(`SELECT repeat('x', ${bytes}) AS cell`),
  echo: (params) => sql('SELECT $1::text, $2::int4, $3::bool, $4::text', params),
  echoedTrue: true,
  twoResults: { lacks: 'a statement has one result', ask: sql('SELECT 1; SELECT 2') },
  notice: {
    statement: sql("DO $$ BEGIN RAISE NOTICE 'half of % is done', 7; END $$"),
    message: /^half of 7 is done$/,
    severity: 'NOTICE',
  },
  nothing: sql('-- nothing'),
  scratch: {
    create: sql('CREATE TABLE scratch (n int)'),
    insert: sql('INSERT INTO scratch VALUES (1), (2), (3)'),
    update: sql('UPDATE scratch SET n = n + 10 WHERE n > 1'),
    count: sql('SELECT count(*) FROM scratch'),
    drop: sql('DROP TABLE IF EXISTS scratch'),
  },
  transaction: { begin, rollback, commit: sql('COMMIT') },
  residues: [
    {
      name: 'a setting',
      leave: [sql("SET search_path TO 'elsewhere'")],
      look: sql('SHOW search_path'),
      left: [['elsewhere']],
      clean: [['"$user", public']],
    },
    {
      name: 'a setting of ours',
      leave: [sql("SET DateStyle TO 'German'")],
      look: sql("SELECT date '2026-02-01'"),
      left: [['01.02.2026']],
      clean: [['2026-02-01']],
    },
    {
      name: 'a temporary table',
      leave: [sql('CREATE TEMP TABLE short (n int)')],
      look: sql("SELECT to_regclass('pg_temp.short') IS NULL"),
      left: [[false]],
      clean: [[true]],
    },
    {
      name: 'a prepared statement',
      leave: [sql('PREPARE kept AS SELECT 1')],
      look: sql('SELECT count(*) FROM pg_prepared_statements'),
      left: [[1]],
      clean: [[0]],
    },
    {
      name: 'an advisory lock',
      leave: [sql('SELECT pg_advisory_lock(4711)')],
      look: sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"),
      left: [[1]],
      clean: [[0]],
    },
    {
      name: 'a role',
      leave: [sql('SET ROLE pg_monitor')],
      look: sql('SELECT current_user'),
      left: [['pg_monitor']],
      clean: [['postgres']],
    },
    {
      name: 'an open transaction',
      leave: [begin, sql("SET LOCAL search_path TO 'elsewhere'")],
      look: sql('SHOW search_path'),
      left: [['elsewhere']],
      clean: [['"$user", public']],
    },
  ],
  unknownDatabase: 'refused',
  faults,
  capabilities: {
    transactions: {
      how: 'an INSERT is gone after ROLLBACK',
      statements: [
        sql('CREATE TEMP TABLE proof (n int)'),
        begin,
        sql('INSERT INTO proof VALUES (1)'),
        rollback,
        sql('SELECT count(*) FROM proof'),
      ],
      rows: [[0]],
    },
    transactionalDdl: {
      how: 'a CREATE TABLE is gone after ROLLBACK',
      statements: [begin, sql('CREATE TABLE proof (n int)'), rollback, sql("SELECT to_regclass('proof')")],
      rows: [[null]],
    },
    readOnlyTransactions: { how: 'a function that writes is refused by the server', scenario: titles.readOnly },
    schemas: {
      how: 'a table in a schema of its own',
      statements: [sql('CREATE SCHEMA proof'), sql('CREATE TABLE proof.t AS SELECT 7 AS n'), sql('SELECT n FROM proof.t')],
      rows: [[7]],
    },
    parameters: { how: 'what looks like SQL comes back as it was given', scenario: titles.parameters },
    serverCursor: { how: 'rows are fetched from a portal as they are pulled', scenario: titles.held },
    errorPosition: { how: 'the place of a wrong word behind an emoji', scenario: titles.failing },
    multipleResultSets: { how: 'two queries in one statement', ask: sql('SELECT 1; SELECT 2'), answers: 'unsupported' },
    explainTree: {
      how: 'EXPLAIN (FORMAT JSON)',
      statements: [sql('EXPLAIN (FORMAT JSON) SELECT 1')],
      rows: [[[{ Plan: expect.objectContaining({ 'Node Type': 'Result' }) }]]],
    },
    returning: {
      how: 'INSERT … RETURNING',
      statements: [sql('CREATE TEMP TABLE proof (n int)'), sql('INSERT INTO proof VALUES (5) RETURNING n * 2')],
      rows: [[10]],
    },
    materializedViews: {
      how: 'a view that keeps its rows',
      statements: [sql('CREATE MATERIALIZED VIEW kept AS SELECT 7 AS n'), sql('SELECT n FROM kept')],
      rows: [[7]],
    },
  },
  readOnly,
  values,
  kept: {
    like: ({ statement: { text } }) => [sql(`CREATE TEMP TABLE kept (v) AS ${text}`), sql('DELETE FROM kept')],
    read: sql('SELECT v FROM kept'),
  },
};
