import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { type ServiceName, services } from '@orrery/contracts';
import pg from 'pg';
import { ServerError } from './server-error.js';

/** The names that belong to a service in the metadata database. */
export interface ServiceRoles {
  readonly schema: string;
  /** Owns the schema and changes its tables: for migrations. */
  readonly owner: string;
  /** Reads and writes rows and can't change tables: for the service. */
  readonly login: string;
}

/** The schema and roles of a service. Roles belong to the whole server, so they carry the product's name. */
export function rolesOf(service: ServiceName): ServiceRoles {
  const schema = service.replaceAll('-', '_');
  return { schema, owner: `orrery_${schema}_owner`, login: `orrery_${schema}` };
}

/** The passwords of a service's two roles. */
export interface ServicePasswords {
  readonly owner: string;
  readonly login: string;
}

/** Makes a database when it is missing, owned by the connected user. */
export async function ensureDatabase(adminUrl: string, name: string): Promise<void> {
  await withClient(adminUrl, async (client) => {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${identifier(name)} TEMPLATE template0 ENCODING 'UTF8'`);
  });
}

/**
 * Gives each service in the metadata database a schema, an owner role and a login role, and takes from everybody else the right to
 * look in. `adminUrl` leads to that database, as a user who may make roles. May be run again at any time, also by two at once.
 */
export async function provisionPostgres(
  adminUrl: string,
  passwords: Readonly<Record<ServiceName, ServicePasswords>>,
): Promise<void> {
  await withClient(adminUrl, async (client) => {
    const allowed = await client.query<{ may: boolean; super: boolean; database: string }>(
      'SELECT rolcreaterole OR rolsuper AS may, rolsuper AS super, current_database() AS database FROM pg_roles WHERE rolname = current_user',
    );
    const us = allowed.rows[0];
    if (us?.may !== true) {
      throw new ServerError(
        'The user of DATABASE_URL may not create roles. Give it CREATEROLE and CREATE on its database, or use another user.',
      );
    }
    await client.query('SELECT pg_advisory_lock($1, $2)', lockKey);
    const database = identifier(us.database);
    await client.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`);
    await client.query('REVOKE ALL ON SCHEMA public FROM PUBLIC');
    for (const service of services) {
      await ensureRole(client, rolesOf(service).owner, passwords[service].owner);
      await ensureRole(client, rolesOf(service).login, passwords[service].login);
      for (const statement of grants(rolesOf(service), database, us.super)) await client.query(statement);
    }
  });
}

/** Two numbers that no other program is likely to lock on. */
const lockKey = [0x6f727265, 0x7279];

async function ensureRole(client: pg.Client, role: string, password: string): Promise<void> {
  const found = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  const verb = found.rowCount === 0 ? 'CREATE' : 'ALTER';
  // The verifier instead of the password: statements can end up in the server's log.
  await client.query(`${verb} ROLE ${identifier(role)} LOGIN PASSWORD '${scramVerifier(password)}'`);
}

function grants(roles: ServiceRoles, database: string, isSuper: boolean): string[] {
  const [schema, owner, login] = [identifier(roles.schema), identifier(roles.owner), identifier(roles.login)];
  const forOwner = `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} IN SCHEMA ${schema}`;
  return [
    // Only a superuser may make things in another's name without being a member.
    ...(isSuper ? [] : [`GRANT ${owner} TO CURRENT_USER`]),
    `CREATE SCHEMA IF NOT EXISTS ${schema} AUTHORIZATION ${owner}`,
    `REVOKE ALL ON SCHEMA ${schema} FROM PUBLIC`,
    `GRANT CONNECT ON DATABASE ${database} TO ${owner}, ${login}`,
    `GRANT USAGE ON SCHEMA ${schema} TO ${login}`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${login}`,
    `GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${schema} TO ${login}`,
    `${forOwner} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${login}`,
    `${forOwner} GRANT USAGE, SELECT ON SEQUENCES TO ${login}`,
    `ALTER ROLE ${owner} IN DATABASE ${database} SET search_path = ${schema}`,
    `ALTER ROLE ${login} IN DATABASE ${database} SET search_path = ${schema}`,
  ];
}

/** What PostgreSQL stores of a password, as RFC 5803 writes it. */
function scramVerifier(password: string): string {
  const iterations = 4096;
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const storedKey = createHash('sha256').update(hmac(salted, 'Client Key')).digest('base64');
  const serverKey = hmac(salted, 'Server Key').toString('base64');
  return `SCRAM-SHA-256$${String(iterations)}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
