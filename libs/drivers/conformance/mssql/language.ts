import { expect } from '@jest/globals';
import { sql } from '../sql.js';
import type { Language } from '../subject.js';
import { titles } from '../titles.js';
import { faults } from './faults.js';
import { readOnly } from './read-only.js';
import { values } from './values.js';

const begin = sql('BEGIN TRANSACTION');
const rollback = sql('ROLLBACK');
const many = 'sys.all_columns AS a CROSS JOIN sys.all_columns AS b';

/** What the suite says in Transact-SQL. */
export const language: Language = {
  one: sql('SELECT 1 AS one'),
  rows: (count) => sql(`SELECT TOP (${count}) ROW_NUMBER() OVER (ORDER BY (SELECT NULL)) AS n FROM ${many}`),
  empty: sql('SELECT 1 AS n WHERE 1 = 0'),
  flood: sql(`SELECT ROW_NUMBER() OVER (ORDER BY (SELECT NULL)) AS n, REPLICATE('x', 1000) AS padding FROM ${many}`),
  sleep: sql("WAITFOR DELAY '00:01:00'"),
  cell: (bytes) => sql(`SELECT REPLICATE(CAST('x' AS varchar(max)), ${bytes}) AS cell`),
  echo: (params) => sql('SELECT @p1, @p2, @p3, @p4', params),
  echoedTrue: true,
  twoResults: { before: [], statement: sql('SELECT 1 AS a; SELECT 2 AS b') },
  notice: { statement: sql("PRINT 'half of 7 is done'"), message: /^half of 7 is done$/, severity: 'INFO' },
  nothing: sql('-- nothing'),
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
      leave: [sql('SET DATEFIRST 3')],
      look: sql('SELECT @@DATEFIRST'),
      left: [[3]],
      clean: [[7]],
    },
    {
      name: 'a temporary table',
      leave: [sql('CREATE TABLE #short (n int)')],
      look: sql("SELECT CASE WHEN OBJECT_ID('tempdb..#short') IS NULL THEN 0 ELSE 1 END"),
      left: [[1]],
      clean: [[0]],
    },
    {
      name: 'another database',
      leave: [sql('USE tempdb')],
      look: sql('SELECT DB_NAME()'),
      left: [['tempdb']],
      clean: [['conformance']],
    },
    {
      name: 'an open transaction',
      leave: [begin],
      look: sql('SELECT @@TRANCOUNT'),
      left: [[1]],
      clean: [[0]],
    },
  ],
  unknownDatabase: 'refused',
  faults,
  capabilities: {
    transactions: {
      how: 'an INSERT is gone after ROLLBACK',
      statements: [
        sql('DROP TABLE IF EXISTS scratch'),
        sql('CREATE TABLE scratch (n int)'),
        begin,
        sql('INSERT INTO scratch VALUES (1), (2), (3)'),
        rollback,
        sql('SELECT COUNT(*) FROM scratch'),
      ],
      rows: [[0]],
    },
    transactionalDdl: {
      how: 'a CREATE TABLE is gone after ROLLBACK',
      statements: [begin, sql('CREATE TABLE proof (n int)'), rollback, sql("SELECT OBJECT_ID('proof')")],
      rows: [[null]],
    },
    readOnlyTransactions: { how: 'what may write is refused by its words; the rest is rolled back', scenario: titles.readOnly },
    schemas: {
      how: 'a table in a schema of its own',
      statements: [sql("SELECT 7 AS n FROM sys.schemas WHERE name = N'dbo'")],
      rows: [[7]],
    },
    parameters: { how: 'what looks like SQL comes back as it was given', scenario: titles.parameters },
    serverCursor: { how: 'the server waits while the socket is paused', scenario: titles.held },
    errorPosition: { how: 'the place of a wrong word behind an emoji, worked out from its line', scenario: titles.failing },
    multipleResultSets: { how: 'two queries in one batch', scenario: titles.resultSets },
    explainTree: {
      how: 'SET SHOWPLAN_XML ON',
      statements: [sql('SET SHOWPLAN_XML ON'), sql('SELECT 1 AS planned')],
      rows: [[expect.stringContaining('<ShowPlanXML')]],
    },
    returning: {
      how: 'INSERT … OUTPUT',
      statements: [sql('CREATE TABLE #proof (n int)'), sql('INSERT INTO #proof OUTPUT inserted.n * 2 VALUES (5)')],
      rows: [[10]],
    },
    materializedViews: {
      how: 'there is no statement that makes one',
      ask: sql('CREATE MATERIALIZED VIEW kept AS SELECT 7 AS n'),
      answers: 'syntax',
    },
  },
  readOnly,
  values,
};
