import { notRun, type Subject } from '../subject.js';

/** SQL Server. */
export const mssql: Subject = {
  kind: 'mssql',
  language: notRun('mssql language'),
  engines: [{ name: 'SQL Server', verifiedBy: 'scripted server', start: async () => notRun('mssql engine') }],
};
