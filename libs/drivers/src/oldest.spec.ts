import { describe, expect, it } from '@jest/globals';
import { refuseOld } from './oldest.js';

describe('a server that is too old', () => {
  it.each([
    ['postgres', '9.6.24', 'PostgreSQL', 'PostgreSQL 9.6.24 is too old: PostgreSQL 10 or newer is needed.'],
    ['mysql', '5.6.51-log', 'MySQL', 'MySQL 5.6.51-log is too old: MySQL 5.7 or newer is needed.'],
    ['mysql', '10.1.48-MariaDB', 'MariaDB', 'MariaDB 10.1.48-MariaDB is too old: MariaDB 10.2 or newer is needed.'],
    ['mssql', '10.50.1600.1', 'SQL Server', 'SQL Server 10.50.1600.1 is too old: SQL Server 2012 (11.0) or newer is needed.'],
    ['mongodb', '4.2.24', 'MongoDB', 'MongoDB 4.2.24 is too old: MongoDB 4.4 or newer is needed.'],
  ] as const)('is told so: %s %s', (kind, version, product, said) => {
    expect(() => {
      refuseOld(kind, product, version);
    }).toThrow(said);
  });

  it.each([
    ['postgres', '10.0', 'PostgreSQL'],
    ['postgres', '18.1 (Debian 18.1-1)', 'PostgreSQL'],
    ['mysql', '5.7.44', 'MySQL'],
    ['mysql', '10.11.14-MariaDB', 'MariaDB'],
    ['mssql', 'unknown', 'SQL Server'],
    ['mssql', '12.0.2000.8', 'SQL Server'],
    ['mongodb', '', 'MongoDB'],
    ['mongodb', '7.0', 'MongoDB'],
    ['mssql', '4.2.1', 'A server that speaks TDS'],
  ] as const)('is none that is new enough, or says no number: %s %s', (kind, version, product) => {
    expect(() => {
      refuseOld(kind, product, version);
    }).not.toThrow();
  });
});
