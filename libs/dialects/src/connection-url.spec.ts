import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseConnectionUrl } from './index.js';

describe('a connection URL', () => {
  it.each([
    [
      'postgres://ada:secret@db.example:5433/shop',
      { type: 'postgres', host: 'db.example', port: 5433, dbName: 'shop', username: 'ada', password: 'secret' },
    ],
    ['postgresql://db/shop', { type: 'postgres', host: 'db', port: 5432, username: '', password: '' }],
    ['mariadb://u@h', { type: 'mysql', host: 'h', port: 3306, dbName: '', username: 'u' }],
    ['jdbc:mysql://h:3307/d?user=u&password=p', { type: 'mysql', port: 3307, dbName: 'd', username: 'u', password: 'p' }],
    [
      'sqlserver://h:1434;databaseName=d;user=u;password=p',
      { type: 'mssql', port: 1434, dbName: 'd', username: 'u', password: 'p' },
    ],
    [
      'jdbc:sqlserver://h\\SALES;databaseName=d;ApplicationIntent=ReadOnly',
      { host: 'h', port: 1433, extraOptions: { driver: { instanceName: 'SALES', readOnlyIntent: true } }, ignored: [] },
    ],
    ['sqlserver://h;instanceName=SALES;applicationIntent=ReadWrite', { extraOptions: { driver: { instanceName: 'SALES' } } }],
    ['sqlserver://h\\SALES:1500;databaseName=d', { host: 'h', port: 1500, extraOptions: {} }],
    ['mongodb://a,b:27018/d', { type: 'mongodb', host: 'a', port: 27017, dbName: 'd' }],
    [
      'mongodb://ada:x@h/shop?authSource=admin&replicaSet=rs0&readPreference=secondaryPreferred&tls=true&retryWrites=true',
      {
        dbName: 'shop',
        extraOptions: {
          ssl: { mode: 'verify-full' },
          driver: { authSource: 'admin', replicaSet: 'rs0', readPreference: 'secondaryPreferred' },
        },
        ignored: ['retrywrites'],
      },
    ],
    ['mongodb://h/?ssl=true&tlsAllowInvalidHostnames=true', { extraOptions: { ssl: { mode: 'verify-ca' } }, ignored: [] }],
    ['mongodb://h/?tls=true&tlsAllowInvalidCertificates=true', { extraOptions: { ssl: { mode: 'require' } }, ignored: [] }],
    ['mongodb://h/?tls=false', { extraOptions: { ssl: { mode: 'disable' } } }],
    ['postgres://h/d?authSource=admin', { extraOptions: {}, ignored: ['authsource'] }],
    ['postgres://u:p%40ss%3A%2F@h/d%20b', { username: 'u', password: 'p@ss:/', dbName: 'd b' }],
    ['postgres://u:p@ss@h/d', { username: 'u', password: 'p@ss', host: 'h' }],
    ['postgres://u:50%@h/d', { password: '50%' }],
    ['postgres://[::1]:5433/d', { host: '::1', port: 5433 }],
    ['postgres://h:99999/d', { port: 5432 }],
    ['postgres:///d', { host: 'localhost', dbName: 'd' }],
    [
      'postgres://h/d?sslmode=verify-full&application_name=x&connect_timeout=5',
      { extraOptions: { ssl: { mode: 'verify-full' }, applicationName: 'x', timeouts: { connectMs: 5_000 } } },
    ],
    ['mysql://h/d?useSSL=true', { extraOptions: { ssl: { mode: 'require' } } }],
    ['postgres://h/d?host=evil&sslrootcert=/etc/passwd&options=-c', { host: 'h', ignored: ['host', 'sslrootcert', 'options'] }],
  ])('%s', (text, expected) => {
    expect(parseConnectionUrl(text)).toMatchObject(expected);
  });

  it.each([
    '',
    'https://example.com',
    'postgres',
    'host=a dbname=b',
    'constructor://h/d',
    '__proto__://h/d',
    'file:///etc/passwd',
  ])('is not %s', (text) => {
    expect(parseConnectionUrl(text)).toBeUndefined();
  });

  it('keeps a user, a password and a database of any characters', () => {
    const part = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }).filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(part, part, part, (username, password, dbName) => {
        const [user, pass, database] = [username, password, dbName].map(encodeURIComponent);
        const url = `postgres://${user ?? ''}:${pass ?? ''}@db.example:5433/${database ?? ''}`;
        expect(parseConnectionUrl(url)).toMatchObject({ host: 'db.example', port: 5433, username, password, dbName });
      }),
    );
  });

  it('throws at no text, and names ports and hosts that can be', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('postgremyql:/@?&;=%#[]0123456789,. ')) }), (text) => {
        const found = parseConnectionUrl(`postgres://${text}`);
        expect(found?.host).not.toBe('');
        expect(found?.port).toBeGreaterThan(0);
        expect(found?.port).toBeLessThan(65_536);
      }),
      { numRuns: 2_000 },
    );
  });
});
