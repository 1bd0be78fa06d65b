import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ServiceName, services } from '@orrery/contracts';
import pg from 'pg';
import { type PostgresServer, startPostgres } from './postgres.js';
import { ensureDatabase, provisionPostgres, rolesOf, type ServicePasswords } from './provision-postgres.js';

const passwords = Object.fromEntries(
  services.map((service) => [service, { owner: `owner of ${service}`, login: `login of ${service}` }]),
) as Record<ServiceName, ServicePasswords>;
let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres({ fsync: false });
  await ensureDatabase(server.url(), 'metadata');
  await provisionPostgres(server.url('metadata'), passwords);
});
afterAll(() => server.stop());

async function as(service: ServiceName, role: 'owner' | 'login', statement: string): Promise<unknown[]> {
  const client = new pg.Client({
    host: server.host,
    port: server.port,
    database: 'metadata',
    user: rolesOf(service)[role],
    password: passwords[service][role],
  });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

describe('the metadata database', () => {
  it('lets a service read and write the tables that its owner role made', async () => {
    await as('query-runner', 'owner', 'CREATE TABLE queries (id serial PRIMARY KEY, text text)');
    await as('query-runner', 'login', "INSERT INTO queries (text) VALUES ('select 1')");
    expect(await as('query-runner', 'login', 'SELECT id, text FROM query_runner.queries')).toEqual([{ id: 1, text: 'select 1' }]);
  });

  it.each([
    ['change its own tables', 'ALTER TABLE queries ADD COLUMN more text'],
    ['make tables', 'CREATE TABLE mine (id int)'],
    ['make tables where everyone could', 'CREATE TABLE public.mine (id int)'],
    ['empty its tables at a stroke', 'TRUNCATE queries'],
  ])('does not let a service %s', async (_what, statement) => {
    await expect(as('query-runner', 'login', statement)).rejects.toMatchObject({ code: '42501' });
  });

  it.each(['owner', 'login'] as const)("does not let another service's %s look in", async (role) => {
    await expect(as('ai', role, 'SELECT * FROM query_runner.queries')).rejects.toMatchObject({ code: '42501' });
  });

  it('can be prepared again, by several at once, with new passwords', async () => {
    const renewed = { ...passwords, ai: { owner: 'new owner', login: 'new login' } };
    await Promise.all([1, 2, 3].map(() => provisionPostgres(server.url('metadata'), renewed)));
    await expect(as('ai', 'login', 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    await provisionPostgres(server.url('metadata'), passwords);
    expect(await as('ai', 'login', 'SELECT current_schema()')).toEqual([{ current_schema: 'ai' }]);
  });

  it('can be prepared by a user who may make roles and is no superuser', async () => {
    const client = new pg.Client({ connectionString: server.url() });
    await client.connect();
    for (const service of services) {
      const { owner, login, schema } = rolesOf(service);
      const inside = new pg.Client({ connectionString: server.url('metadata') });
      await inside.connect();
      await inside.query(`DROP SCHEMA ${schema} CASCADE; DROP OWNED BY ${owner}, ${login}; DROP ROLE ${owner}, ${login}`);
      await inside.end();
    }
    await client.query("CREATE ROLE keeper LOGIN CREATEROLE PASSWORD 'k'");
    await client.query('CREATE DATABASE kept OWNER keeper');
    await client.end();
    const url = `postgres://keeper:k@127.0.0.1:${String(server.port)}/kept`;
    await provisionPostgres(url, passwords);
    await provisionPostgres(url, passwords);
    const plain = new pg.Client({ connectionString: server.url('kept') });
    await plain.connect();
    await plain.query("CREATE ROLE nobody_special LOGIN PASSWORD 'n'");
    await plain.query('GRANT CONNECT ON DATABASE kept TO nobody_special');
    await plain.end();
    await expect(provisionPostgres(url.replace('keeper:k', 'nobody_special:n'), passwords)).rejects.toThrow(
      /may not create roles/,
    );
  });
});
