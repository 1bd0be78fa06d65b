import { sql } from '../sql.js';
import type { FaultCase, Failing } from '../subject.js';

/** What PostgreSQL answers to what can't be done. */
export const faults: Readonly<Record<FaultCase, Failing>> = {
  syntax: {
    // The server counts code points, editors UTF-16 units.
    statement: sql("SELECT '😀' AS a\n  FORM pg_class"),
    kind: 'syntax',
    nativeCode: '42601',
    position: 20,
    line: 2,
    message: /^syntax error at or near "FORM"$/,
  },
  'no-such-object': {
    before: [sql('CREATE TEMP TABLE short (customer int)')],
    statement: sql('SELECT customr FROM short'),
    kind: 'no-such-object',
    nativeCode: '42703',
    position: 8,
    line: 1,
    hint: /"short.customer"/,
    message: /^column "customr" does not exist$/,
  },
  constraint: {
    before: [sql('CREATE TEMP TABLE once (n int PRIMARY KEY)')],
    statement: sql('INSERT INTO once VALUES (1), (1)'),
    kind: 'constraint',
    nativeCode: '23505',
    message: /duplicate key value/,
  },
  denied: {
    before: [sql('SET ROLE pg_monitor')],
    statement: sql('SELECT * FROM pg_authid'),
    kind: 'denied',
    nativeCode: '42501',
    message: /permission denied/,
  },
  unsupported: {
    before: [sql('CREATE TEMP TABLE short (n int)')],
    statement: sql('COPY short FROM STDIN'),
    kind: 'unsupported',
    message: /COPY … FROM STDIN needs data/,
  },
  value: { statement: sql('SELECT 1 / 0'), kind: 'unknown', nativeCode: '22012', message: /^division by zero$/ },
};
