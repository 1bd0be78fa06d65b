import { sql } from '../sql.js';
import type { FaultCase, Failing } from '../subject.js';

/** What MariaDB answers to what can't be done. */
export const faults: Readonly<Record<FaultCase, Failing>> = {
  syntax: {
    // The server quotes the words near the place; the place in UTF-16 units is worked out from them.
    statement: sql("SELECT '😀' AS a\n  FORM t"),
    kind: 'syntax',
    nativeCode: '1064',
    position: 20,
    line: 2,
    message: /near 'FORM t' at line 2$/,
  },
  'no-such-object': {
    before: [sql('CREATE TEMPORARY TABLE short (customer int)')],
    statement: sql('SELECT customr FROM short'),
    kind: 'no-such-object',
    nativeCode: '1054',
    message: /^Unknown column 'customr'/,
  },
  constraint: {
    before: [sql('CREATE TEMPORARY TABLE once (n int PRIMARY KEY)')],
    statement: sql('INSERT INTO once VALUES (1), (1)'),
    kind: 'constraint',
    nativeCode: '1062',
    message: /^Duplicate entry/,
  },
  denied: {
    statement: sql('CREATE TABLE information_schema.mine (n int)'),
    kind: 'denied',
    nativeCode: '1044',
    message: /^Access denied/,
  },
  unsupported: {
    before: [sql('CREATE TEMPORARY TABLE short (n text)')],
    statement: sql("LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE short"),
    kind: 'unsupported',
    message: /local infile/i,
  },
  value: {
    statement: sql('SELECT 18446744073709551615 + 1'),
    kind: 'unknown',
    nativeCode: '1690',
    message: /out of range/,
  },
};
