import type { Trouble } from './troubles.js';

/** The first thing that a server of the kind has to say, where it is not there to say it. */
const early = /No greeting|Not signed in|Not encrypted/;

/** Troubles on the way to a server and at its door: name, TCP, TLS, login, database. */
export const wayTroubles: readonly Trouble[] = [
  {
    name: 'a host that nobody knows',
    form: () => ({ host: 'nowhere.invalid' }),
    stage: /No address to connect to/,
    said: /nowhere\.invalid could not be found/,
    advice: /host/,
  },
  {
    name: 'a port where nobody listens',
    form: ({ closed }) => ({ port: closed }),
    stage: /Not connected/,
    said: /it was refused/,
    advice: /server is running/,
  },
  {
    name: 'a host that never answers',
    form: ({ silent }) => ({ port: silent, connectMs: 1_500 }),
    stage: early,
    said: /took too long/,
    advice: /firewall/,
  },
  {
    name: 'a server of something else',
    form: ({ web }) => ({ port: web, connectMs: 3_000 }),
    stage: early,
    said: {
      postgres: /something that is not PostgreSQL/,
      // Each of the two waits for the other to begin.
      mysql: /Waiting for the server to greet took too long/,
      mssql: /What answers on that port is not SQL Server/,
      mongodb: /no message of MongoDB’s protocol/,
    },
    advice: /listens/,
  },
  {
    name: 'no TLS where it is required',
    form: () => ({ mode: 'require' }),
    stage: /Not encrypted|No greeting/,
    said: /does not speak TLS|encrypted connection/,
    advice: /TLS|disable/,
  },
  {
    name: 'a certificate that nobody known has signed',
    form: ({ secure }) => ({ host: 'localhost', port: secure.port, mode: 'verify-full' }),
    stage: /Not encrypted/,
    said: /signed by nobody who is known/,
    advice: /CA certificate/,
  },
  {
    name: 'a certificate that has expired',
    form: ({ late }) => ({ host: 'localhost', port: late.port, mode: 'verify-full', ca: late.certificate }),
    stage: /Not encrypted/,
    said: /has expired/,
    advice: /renewed/,
  },
  {
    name: 'a certificate of another name',
    form: ({ secure }) => ({ port: secure.port, mode: 'verify-full', ca: secure.certificate }),
    stage: /Not encrypted/,
    said: /is not for 127\.0\.0\.1/,
    advice: /Server name/,
  },
  {
    name: 'a wrong password',
    form: () => ({ password: 'wrong' }),
    stage: /Not signed in/,
    said: /authentication failed|Access denied|Login failed/i,
    advice: /password/,
  },
  {
    name: 'a database that is not there',
    // One of MongoDB is made when it is written to.
    kinds: ['postgres', 'mysql', 'mssql'],
    form: () => ({ dbName: 'nosuch' }),
    stage: /Database not opened/,
    said: /nosuch/,
    advice: /name of the database/,
  },
];
