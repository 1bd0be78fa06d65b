import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type PostgresServer, startPostgres } from '@orrery/servers';
import type { RunEvent, Session, Target } from '../driver.js';
import { postgresDriver } from './index.js';

let server: PostgresServer;
let sessions: Session[] = [];
beforeAll(async () => {
  server = await startPostgres({ fsync: false });
});
afterAll(() => server.stop());
afterEach(() => {
  for (const session of sessions) session.destroy();
  sessions = [];
});

const connect = async (more: Partial<Target> = {}): Promise<Session> => {
  const { host, port, user: username, password } = server;
  const target = {
    host,
    port,
    username,
    password,
    dbName: 'postgres',
    extraOptions: { ssl: { mode: 'disable' as const } },
    ...more,
  };
  const session = await postgresDriver.connect(target, { connectMs: 10_000, applicationName: 'types', guard: () => true });
  sessions.push(session);
  return session;
};
/** Column types and rows of a statement, in short. */
const told = async (session: Session, text: string): Promise<string> => {
  const events: RunEvent[] = [];
  let json = '';
  for await (const event of session.run({ language: 'sql', text })) {
    events.push(event);
    if (event.type === 'rows') json += event.json.toString('utf8');
  }
  const columns = events.filter((event) => event.type === 'columns').flatMap((event) => event.columns);
  return `${columns.map(({ dataType, kind }) => `${dataType} ${kind}`).join(', ')}: ${json}`;
};

describe('types that people make', () => {
  it('are known although they were made by another session meanwhile', async () => {
    const [mine, other] = [await connect(), await connect()];
    await told(other, "CREATE TYPE mood AS ENUM ('sad', 'ok')");
    await told(other, 'CREATE DOMAIN natural_number AS int8');
    await expect(told(mine, `SELECT 'ok'::mood, '{ok,sad}'::mood[], '{1}'::natural_number[]`)).resolves.toBe(
      'mood string, mood[] array, natural_number[] array: ["ok",["ok","sad"],[1]]',
    );
  });

  it('are known in a transaction too, where nothing can be asked twice', async () => {
    const [mine, other] = [await connect(), await connect()];
    await told(other, "CREATE TYPE colour AS ENUM ('red')");
    await told(mine, 'BEGIN');
    await expect(told(mine, "SELECT 'red'::colour")).resolves.toMatch(/: \["red"\]$/u);
    expect(mine.inTransaction).toBe(true);
  });

  it('are known to the session that made them', async () => {
    const session = await connect();
    await told(session, "CREATE TYPE size AS ENUM ('s', 'l')");
    await expect(told(session, "SELECT '{s,l}'::size[]")).resolves.toBe('size[] array: [["s","l"]]');
  });

  it('are rows of tables, too', async () => {
    const session = await connect();
    await told(session, 'CREATE TABLE parcel (n int, note text)');
    await told(session, "INSERT INTO parcel VALUES (1, 'a,b')");
    await expect(told(session, 'SELECT p FROM parcel AS p')).resolves.toBe('parcel other: ["(1,\\"a,b\\")"]');
    await expect(told(session, 'SELECT array_agg(p) FROM parcel AS p')).resolves.toBe('parcel[] array: [["(1,\\"a,b\\")"]]');
  });

  it('change the rows of no change that is only asked once', async () => {
    const [mine, other] = [await connect(), await connect()];
    await told(other, "CREATE TYPE state AS ENUM ('new')");
    await told(other, 'CREATE TABLE jobs (s state)');
    await expect(told(mine, "INSERT INTO jobs VALUES ('new') RETURNING s")).resolves.toMatch(/: \["new"\]$/u);
    await expect(told(mine, 'SELECT count(*) FROM jobs')).resolves.toBe('int8 number: [1]');
  });
});

describe('a database that checks no encoding', () => {
  it('yields rows that are UTF-8 all the same', async () => {
    const admin = await connect();
    await told(admin, "CREATE DATABASE raw ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'");
    const session = await connect({ dbName: 'raw' });
    await expect(told(session, "SELECT E'a\\xff\"', E'\\xc3\\xa9'")).resolves.toBe(
      'text string, text string: ["a\ufffd\\"","é"]',
    );
  });
});

describe('people', () => {
  it.each(['x\u00ady', '\u2168', 'a\u00a0b', 'e\u0301', 'tab\tinside', '\u00ad', '\ufb01\u3000\u200d', ' spaces '])(
    'log in with a password that is prepared before it is hashed: %j',
    async (password) => {
      const admin = await connect();
      await told(admin, 'DROP ROLE IF EXISTS prepared');
      await told(admin, `CREATE ROLE prepared LOGIN PASSWORD '${password}'`);
      const session = await connect({ username: 'prepared', password });
      await expect(told(session, 'SELECT 1')).resolves.toBe('int4 number: [1]');
    },
  );

  it('log in with a name and a password of any characters', async () => {
    const admin = await connect();
    await told(admin, `CREATE ROLE "ädä'o\\""x" LOGIN PASSWORD 'p,=ä''\\ "%😀'`);
    const session = await connect({ username: `ädä'o\\"x`, password: `p,=ä'\\ "%😀` });
    await expect(told(session, 'SELECT current_user::text')).resolves.toBe(`text string: ${JSON.stringify([`ädä'o\\"x`])}`);
  });
});
