import { notRun, type Subject } from '../subject.js';

/** MariaDB. */
export const mysql: Subject = {
  kind: 'mysql',
  language: notRun('mysql language'),
  engines: [{ name: 'MariaDB', verifiedBy: 'scripted server', start: async () => notRun('mysql engine') }],
};
