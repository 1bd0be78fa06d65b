import { expect } from '@jest/globals';
import { sql } from '../sql.js';
import type { Language } from '../subject.js';
import { titles } from '../titles.js';
import { faults } from './faults.js';
import { readOnly } from './read-only.js';
import { values } from './values.js';

const begin = sql('START TRANSACTION');
const rollback = sql('ROLLBACK');

/** What the suite says in the SQL of MySQL and MariaDB. */
export const language: Language = {
  one: sql('SELECT 1 AS one'),
  rows: (count) => sql(`SELECT seq AS n FROM seq_1_to_${count}`),
  empty: sql('SELECT 1 AS n FROM dual WHERE FALSE'),
  flood: sql("SELECT seq AS n, REPEAT('x', 1000) AS padding FROM seq_1_to_100000000"),
  sleep: sql('SELECT SLEEP(60)'),
  cell: (bytes) => sql(`SELECT REPEAT('x', ${bytes}) AS cell`),
  echo: (params) => sql('SELECT ?, ?, ?, ?', params),
  echoedTrue: 1,
  twoResults: {
    before: [sql('CREATE OR REPLACE PROCEDURE two() BEGIN SELECT 1; SELECT 2; END')],
    statement: sql('CALL two()'),
  },
  notice: {
    statement: sql("SELECT CAST('7 apples' AS SIGNED)"),
    message: /^Truncated incorrect INTEGER value: '7 apples' \(1292\)$/,
    severity: 'WARNING',
  },
  nothing: undefined,
  scratch: {
    create: sql('CREATE TABLE scratch (n int)'),
    insert: sql('INSERT INTO scratch VALUES (1), (2), (3)'),
    update: sql('UPDATE scratch SET n = n + 10 WHERE n > 1'),
    count: sql('SELECT COUNT(*) FROM scratch'),
    drop: sql('DROP TABLE IF EXISTS scratch'),
  },
  transaction: { begin, rollback, commit: sql('COMMIT') },
  residues: [
    {
      name: 'a setting',
      leave: [sql('SET SESSION lock_wait_timeout = 7')],
      look: sql('SELECT @@lock_wait_timeout'),
      left: [[7]],
      clean: [[86_400]],
    },
    {
      name: 'a character set',
      leave: [sql('SET NAMES latin1')],
      look: sql('SELECT @@character_set_results'),
      left: [['latin1']],
      clean: [['utf8mb4']],
    },
    {
      name: 'a limit of rows',
      leave: [sql('SET sql_select_limit = 1')],
      look: sql('SELECT seq FROM seq_1_to_3'),
      left: [[1]],
      clean: [[1], [2], [3]],
    },
    {
      name: 'a variable',
      leave: [sql("SET @kept = 'x'")],
      look: sql('SELECT @kept'),
      left: [['x']],
      clean: [[null]],
    },
    {
      name: 'a temporary table',
      leave: [sql('CREATE TEMPORARY TABLE short AS SELECT 1 AS n')],
      look: sql('SELECT n FROM short'),
      left: [[1]],
      clean: 'no-such-object',
    },
    {
      name: 'a prepared statement',
      leave: [sql("PREPARE kept FROM 'SELECT 1'")],
      look: sql('EXECUTE kept'),
      left: [[1]],
      clean: 'no-such-object',
    },
    {
      name: 'a named lock',
      leave: [sql("SELECT GET_LOCK('kept', 1)")],
      look: sql("SELECT IS_USED_LOCK('kept') IS NULL"),
      left: [[0]],
      clean: [[1]],
    },
    {
      name: 'another database',
      leave: [sql('USE mysql')],
      look: sql('SELECT DATABASE()'),
      left: [['mysql']],
      clean: [['conformance']],
    },
  ],
  unknownDatabase: 'refused',
  faults,
  capabilities: {
    transactions: {
      how: 'an INSERT is gone after ROLLBACK',
      statements: [
        sql('CREATE TEMPORARY TABLE proof (n int)'),
        begin,
        sql('INSERT INTO proof VALUES (1)'),
        rollback,
        sql('SELECT COUNT(*) FROM proof'),
      ],
      rows: [[0]],
    },
    transactionalDdl: {
      how: 'a CREATE TABLE commits what was open',
      statements: [
        sql('CREATE OR REPLACE TABLE proof (n int)'),
        begin,
        sql('INSERT INTO proof VALUES (1)'),
        sql('CREATE OR REPLACE TABLE proof_two (n int)'),
        rollback,
        sql('SELECT COUNT(*) FROM proof'),
      ],
      rows: [[1]],
    },
    readOnlyTransactions: { how: 'a function that writes is refused by the server', scenario: titles.readOnly },
    schemas: {
      how: 'CREATE SCHEMA makes a database',
      statements: [sql('CREATE SCHEMA IF NOT EXISTS proof'), sql('USE proof'), sql('SELECT DATABASE()')],
      rows: [['proof']],
    },
    parameters: { how: 'what looks like SQL comes back as it was given', scenario: titles.parameters },
    serverCursor: { how: 'the server waits at a full socket', scenario: titles.held },
    errorPosition: { how: 'the place of a wrong word behind an emoji', scenario: titles.failing },
    multipleResultSets: { how: 'a procedure with two queries', scenario: titles.resultSets },
    explainTree: {
      how: 'EXPLAIN FORMAT=JSON',
      statements: [sql('EXPLAIN FORMAT=JSON SELECT 1')],
      rows: [[expect.stringContaining('query_block')]],
    },
    returning: {
      how: 'UPDATE … RETURNING',
      ask: sql('UPDATE mysql.db SET Db = Db RETURNING Db'),
      answers: 'unsupported',
    },
    materializedViews: {
      how: 'CREATE MATERIALIZED VIEW',
      ask: sql('CREATE MATERIALIZED VIEW kept AS SELECT 7 AS n'),
      answers: 'unsupported',
    },
  },
  readOnly,
  values,
};
