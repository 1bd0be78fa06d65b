import { sql } from '../sql.js';
import type { Language } from '../subject.js';
import { common } from './common.js';
import { faults } from './faults.js';
import { mariadbReadOnly } from './read-only.js';
import { mariadbValues, mariadbVectors } from './values.js';

/** What the suite says in the SQL of MariaDB. */
export const mariadb: Language = {
  ...common,
  rows: (count) => sql(`SELECT seq AS n FROM seq_1_to_${count}`),
  flood: sql("SELECT seq AS n, REPEAT('x', 1000) AS padding FROM seq_1_to_100000000"),
  twoResults: {
    before: [sql('CREATE OR REPLACE PROCEDURE two() BEGIN SELECT 1; SELECT 2; END')],
    statement: sql('CALL two()'),
  },
  faults,
  readOnly: mariadbReadOnly,
  values: mariadbValues,
};

/** The same for releases that have vectors: 11.7 and later. */
export const mariadbWithVectors: Language = { ...mariadb, values: [...mariadbValues, ...mariadbVectors] };
