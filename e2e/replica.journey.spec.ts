import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Connection } from '@orrery/contracts';
import { type PostgresServer, startPostgres } from '@orrery/servers';
import { Person, type Ran } from './support/person.js';

const password = 'the same for both, as on a real pair';
const whichPort = "select current_setting('port')::int";

let ada: Person;
let primary: PostgresServer;
let replica: PostgresServer;
let connection: Connection;

const run = (text: string, by = ada): Promise<Ran> => by.run(connection.id, text);
const answeredBy = (ran: Ran): unknown[] => [ran.rows[0]?.[0], ran.lines.find((line) => line.type === 'end')?.server];

beforeAll(async () => {
  ada = await Person.register();
  // Two servers that don't know each other: asked here is which one answers, not how they replicate.
  [primary, replica] = await Promise.all([startPostgres({ password, fsync: false }), startPostgres({ password, fsync: false })]);
  const { body } = await ada.ask<Connection>('POST', '/connections', {
    name: 'A pair',
    type: 'postgres',
    host: primary.host,
    port: primary.port,
    dbName: 'postgres',
    username: primary.user,
    password,
    extraOptions: { ssl: { mode: 'disable' }, readReplica: { host: replica.host, port: replica.port } },
  });
  connection = body;
}, 60_000);
afterAll(async () => {
  await Promise.all([primary.stop(), replica.stop()]);
});

describe('a connection with a read replica', () => {
  it('reads from it, and says so', async () => {
    expect(answeredBy(await run(whichPort))).toEqual([replica.port, 'replica']);
  });

  it('writes to the primary, and its author reads there for a while', async () => {
    expect((await run('create table seen (at int); insert into seen values (1)')).status).toBe('success');
    expect(answeredBy(await run(whichPort))).toEqual([primary.port, 'primary']);
    expect((await run('select at from seen')).rows).toEqual([[1]]);
  });

  it('reads from the primary when the replica is away, and says why', async () => {
    await replica.stop();
    const other = await Person.register();
    const { body } = await other.ask<Connection>('POST', '/connections', {
      name: 'A pair without its second',
      type: 'postgres',
      host: primary.host,
      port: primary.port,
      dbName: 'postgres',
      username: primary.user,
      password,
      extraOptions: { ssl: { mode: 'disable' }, readReplica: { host: replica.host, port: replica.port } },
    });
    const ran = await other.run(body.id, whichPort);
    expect(answeredBy(ran)).toEqual([primary.port, 'primary']);
    expect(ran.lines.find((line) => line.type === 'notice')).toMatchObject({
      severity: 'WARNING',
      message: expect.stringContaining('The replica could not be used, so the primary was asked.') as unknown,
    });
  });
});
