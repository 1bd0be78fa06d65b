import { sql } from '../sql.js';
import type { FaultCase, Failing } from '../subject.js';

/** What SQL Server answers to what can't be done. */
export const faults: Readonly<Record<FaultCase, Failing>> = {
  syntax: {
    // The server names the line and quotes the word; the place in UTF-16 units is worked out from them.
    statement: sql("SELECT '😀' AS a, *\n  FORM sys.objects"),
    kind: 'syntax',
    nativeCode: '102',
    position: 23,
    line: 2,
    message: /^Incorrect syntax near 'FORM'\.$/,
  },
  'no-such-object': {
    before: [sql('CREATE TABLE #short (customer int)')],
    statement: sql('SELECT customr FROM #short'),
    kind: 'no-such-object',
    nativeCode: '207',
    position: 8,
    line: 1,
    message: /^Invalid column name 'customr'\.$/,
  },
  constraint: {
    before: [sql('CREATE TABLE #once (n int PRIMARY KEY)')],
    statement: sql('INSERT INTO #once VALUES (1), (1)'),
    kind: 'constraint',
    nativeCode: '2627',
    message: /^Violation of PRIMARY KEY constraint/,
  },
  denied: {
    statement: sql('SELECT * FROM sys.sql_logins_of_others'),
    kind: 'denied',
    nativeCode: '229',
    message: /^The SELECT permission was denied/,
  },
  unsupported: {
    statement: sql('DBCC SHRINKLOG'),
    kind: 'unsupported',
    nativeCode: '40510',
    message: /is not supported in this version/,
  },
  value: { statement: sql('SELECT 1 / 0'), kind: 'unknown', nativeCode: '8134', message: /^Divide by zero error encountered\.$/ },
};
