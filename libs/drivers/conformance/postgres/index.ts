import { notRun, type Subject } from '../subject.js';

/** PostgreSQL. */
export const postgres: Subject = {
  kind: 'postgres',
  language: notRun('postgres language'),
  engines: [{ name: 'PostgreSQL', verifiedBy: 'scripted server', start: async () => notRun('postgres engine') }],
};
