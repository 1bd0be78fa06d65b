import { notRun, type Subject } from '../subject.js';

/** MongoDB. */
export const mongodb: Subject = {
  kind: 'mongodb',
  language: notRun('mongodb language'),
  engines: [{ name: 'MongoDB', verifiedBy: 'scripted server', start: async () => notRun('mongodb engine') }],
};
