import type { Kind } from '@orrery/contracts';
import { startMariadb, startPostgres } from '@orrery/servers';
import {
  keepHouse,
  MongoFailure,
  type MongoServerOptions,
  startMongo,
  startTdsServer,
  tds,
  type TdsReply,
} from '@orrery/testing';
import { createConnection } from 'mysql2/promise';
import pg from 'pg';
import type { Server } from '../../libs/drivers/conformance/subject.js';
import { mariadbVersion, openDoor, postgresVersion, replaced } from './troubles-doors.js';
import type { Inside, Stops } from './troubles-places.js';

/** Makes what is wrong inside of servers of each kind; what it starts is stopped by `stops`. */
export const insides: Readonly<Record<Kind, (server: Server, stops: Stops) => Promise<Inside>>> = {
  postgres: async ({ target }, stops) => {
    const { port, username, password, host } = target;
    const other = await startPostgres({ password, fsync: false });
    const old = await openDoor(port, { toClient: postgresVersion('9.6.24') });
    const pooler = await openDoor(port, {
      toServer: replaced('SET default_transaction_read_only TO on', 'SET default_transaction_read_only TO no'),
    });
    for (const one of [other, old, pooler]) stops.push(() => one.stop());
    const ask = async (at: number, database: string, ...texts: string[]): Promise<void> => {
      const client = new pg.Client({ host, port: at, user: username, password, database });
      await client.connect();
      for (const text of texts) await client.query(text);
      await client.end();
    };
    const guest = { username: 'guest', password: 'a password of theirs' };
    const made = `CREATE ROLE guest LOGIN PASSWORD '${guest.password}'`;
    await ask(port, 'postgres', made, 'CREATE DATABASE closed');
    await ask(port, 'closed', 'REVOKE SELECT ON pg_catalog.pg_class FROM PUBLIC');
    // Closed to its guest as a standby is to everybody.
    await ask(other.port, 'postgres', made, 'ALTER ROLE guest SET default_transaction_read_only = on');
    const replica = { host, port: other.port };
    return {
      old: { port: old.port },
      unreadable: { ...guest, dbName: 'closed' },
      unheld: { port: pooler.port },
      another: { replica },
      stranger: { ...guest, replica },
    };
  },

  mysql: async ({ target }, stops) => {
    const { host, port, username, password } = target;
    const other = await startMariadb();
    if (other === undefined) throw new Error('MariaDB did not start');
    const old = await openDoor(port, { toClient: mariadbVersion('5.5.5-10.1.48-MariaDB') });
    const pooler = await openDoor(port, { toServer: replaced('SET SESSION TRANSACTION READ ONLY', 'DO 0') });
    for (const one of [other, old, pooler]) stops.push(() => one.stop());
    const guest = { username: 'guest', password: 'a password of theirs' };
    const hasty = { username: 'hasty', password: 'a password of theirs' };
    const granted = (name: string, limits = ''): string[] => [
      `CREATE USER ${name}@'127.0.0.1' IDENTIFIED BY '${guest.password}' ${limits}`,
      `GRANT ALL ON *.* TO ${name}@'127.0.0.1'`,
    ];
    // The session takes three, the database one: the fifth asks for the catalog.
    const here = await createConnection({ host, port, user: username, password });
    for (const text of [...granted('guest'), ...granted('hasty', 'WITH MAX_QUERIES_PER_HOUR 4')]) await here.query(text);
    await here.end();
    const there = await createConnection({ host, port: other.port, user: other.user, password: other.password });
    for (const text of [...granted('guest'), 'CREATE DATABASE conformance']) await there.query(text);
    await there.end();
    return {
      old: { port: old.port },
      unreadable: hasty,
      unheld: { port: pooler.port },
      another: { ...guest, replica: { host, port: other.port } },
    };
  },

  mssql: async ({ target }, stops) => {
    const old = await sqlServer(target.password, 'Microsoft SQL Server 2008 R2 (SP3) - 10.50.1600.1 (X64)', false);
    const closed = await sqlServer(target.password, 'Microsoft SQL Server 2022 (RTM) - 16.0.1000.6 (X64)', true);
    const other = await sqlServer(target.password, 'Microsoft SQL Server 2022 (RTM) - 16.0.1000.6 (X64)', false);
    for (const one of [old, closed, other]) stops.push(() => one.stop());
    return {
      old: { port: old.port },
      unreadable: { port: closed.port },
      another: { replica: { host: other.host, port: other.port } },
    };
  },

  mongodb: async ({ target }, stops) => {
    const user = { name: target.username, password: target.password, db: target.dbName, role: 'readWrite' } as const;
    const start = async (options: MongoServerOptions): Promise<{ host: string; port: number }> => {
      const server = await startMongo({ users: [user], ...options });
      stops.push(() => server.stop());
      return { host: server.host, port: server.port };
    };
    const member = (setName: string, isPrimary: boolean) =>
      start({ hello: { setName, isWritablePrimary: isPrimary, ismaster: isPrimary, secondary: !isPrimary } });
    const old = await start({ hello: { maxWireVersion: 7 } });
    const refused = new MongoFailure(
      13,
      'Unauthorized',
      `not authorized on ${target.dbName} to execute command { listCollections: 1 }`,
    );
    const unreadable = await start({
      backEnd: {
        handlerOf: (verb) => (verb === 'listCollections' ? () => Promise.reject(refused) : undefined),
        seed: () => Promise.resolve(),
        drop: () => Promise.resolve(),
        stop: () => Promise.resolve(),
      },
    });
    return {
      old: { port: old.port },
      unreadable: { port: unreadable.port },
      another: { replica: await start({}) },
      stranger: { port: (await member('rs0', true)).port, replica: await member('rs1', false) },
    };
  },
};

/** A SQL Server of a release, whose catalog may be closed. */
const sqlServer = (password: string, banner: string, closed: boolean): ReturnType<typeof startTdsServer> => {
  const words = async (reply: TdsReply, ...values: string[]): Promise<void> => {
    reply.columns(values.map(() => tds.nvarchar(200)('')));
    await reply.row(...values);
    reply.done({ selected: 1 });
  };
  return startTdsServer({
    login: (login) =>
      login.password === password ? undefined : { number: 18_456, text: `Login failed for user '${login.user}'.` },
    answer: async (request, reply, peer) => {
      const { text } = request;
      const view = /FROM (sys|INFORMATION_SCHEMA)\.(objects|TABLES)/.exec(text);
      if (text === 'SELECT @@VERSION') await words(reply, banner);
      else if (text.includes("SERVERPROPERTY('ProductVersion')"))
        await words(reply, /\d+(?:\.\d+){3}/.exec(banner)?.[0] ?? '', 'Standard Edition');
      else if (view && closed) {
        const [, schema = '', name = ''] = view;
        const object = `object '${name}', database 'mssqlsystemresource', schema '${schema}'`;
        reply.error({ number: 229, text: `The SELECT permission was denied on the ${object}.` });
        reply.done({ failed: true });
      } else if (text.includes('DATABASEPROPERTYEX')) await words(reply, 'READ_WRITE');
      else if (view) {
        reply.columns([tds.int('')]);
        await reply.row(7);
        reply.done({ selected: 1 });
      } else await keepHouse(request, reply, peer, []);
    },
  });
};
