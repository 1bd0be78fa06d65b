import { expect } from '@jest/globals';
import { sql } from '../sql.js';
import type { Language } from '../subject.js';
import { titles } from '../titles.js';

const begin = sql('START TRANSACTION');
const rollback = sql('ROLLBACK');

type Own = 'rows' | 'flood' | 'twoResults' | 'faults' | 'readOnly' | 'values';

/** What the suite says in the SQL that MySQL and MariaDB have in common. */
export const common: Omit<Language, Own> = {
  one: sql('SELECT 1 AS one'),
  empty: sql('SELECT 1 AS n FROM dual WHERE FALSE'),
  sleep: sql('SELECT SLEEP(60)'),
  cell: (bytes) => sql(`SELECT REPEAT('x', ${bytes}) AS cell`),
  echo: (params) => sql('SELECT ?, ?, ?, ?', params),
  echoedTrue: 1,
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
  kept: {
    // Not made of what is selected, which forgets that a text is a document.
    like: ({ before, statement: { text } }) =>
      before?.some((one) => one.text.includes('TABLE golden '))
        ? [sql('CREATE TEMPORARY TABLE kept LIKE golden')]
        : [sql(`CREATE TEMPORARY TABLE kept AS ${text}`), sql('DELETE FROM kept')],
    read: sql('SELECT v FROM kept'),
  },
  residues: [
    {
      name: 'a setting',
      leave: [sql('SET SESSION lock_wait_timeout = 7')],
      look: sql('SELECT @@lock_wait_timeout < 60'),
      left: [[1]],
      clean: [[0]],
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
      look: sql('SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3'),
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
        sql('DROP TABLE IF EXISTS proof, proof_two'),
        sql('CREATE TABLE proof (n int)'),
        begin,
        sql('INSERT INTO proof VALUES (1)'),
        sql('CREATE TABLE proof_two (n int)'),
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
      // The one has blocks, the other a plan.
      rows: [[expect.stringMatching(/"query_(?:block|plan)": \{/u)]],
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
};
