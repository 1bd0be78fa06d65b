import pg from 'pg';
import { copyIn } from './copy-in.ts';
import { shop } from './shop.ts';
import { constraints, continueIdentities, tableNames, tables } from './tables.ts';

/** A login of the sample. */
export interface SampleLogin {
  readonly name: string;
  readonly password: string;
}

const finished = 'sample_shop';
/** It gets its name when it is whole. */
const unfinished = 'sample_shop_loading';

/** Loads the sample shop, unless it is there. `adminUrl` is a superuser's. Answers what was done, as a line to show. */
export async function loadSample(adminUrl: string, login: SampleLogin, reader: SampleLogin): Promise<string> {
  return withClient(adminUrl, async (admin) => {
    // Two starts on one server would trip over each other.
    await admin.query('SELECT pg_advisory_lock(7302, 1)');
    await ensureLogin(admin, login);
    await ensureLogin(admin, reader);
    const there = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [finished]);
    if ((there.rowCount ?? 0) > 0) return 'Sample database there';

    await admin.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`);
    await admin.query(`CREATE DATABASE ${unfinished} TEMPLATE template0 ENCODING 'UTF8'`);
    const rows = await withClient(withDatabase(adminUrl, unfinished), async (client) => {
      const count = await fill(client);
      await grant(client, login.name, reader.name);
      return count;
    });
    await admin.query(`COMMENT ON DATABASE ${unfinished} IS 'A shop to try things on. Its data is made up.'`);
    await admin.query(`ALTER DATABASE ${unfinished} RENAME TO ${finished}`);
    return `Sample database loaded: ${String(tableNames.length)} tables, ${rows.toLocaleString('en')} rows`;
  });
}

async function fill(client: pg.Client): Promise<number> {
  // In one transaction with the tables, which saves PostgreSQL the log of the rows where its settings allow.
  await client.query('BEGIN');
  await client.query("SET LOCAL maintenance_work_mem = '128MB'");
  await client.query(tables);
  let count = 0;
  for (const name of tableNames) count += await copyIn(client, name, shop[name].columns, shop[name].rows());
  await client.query(constraints);
  await client.query(continueIdentities);
  await client.query('COMMIT');
  await client.query('ANALYZE');
  return count;
}

async function grant(client: pg.Client, login: string, reader: string): Promise<void> {
  const database = (await client.query<{ name: string }>('SELECT current_database() AS name')).rows[0]?.name ?? unfinished;
  await client.query(`
    REVOKE ALL ON DATABASE ${database} FROM PUBLIC;
    GRANT CONNECT, TEMPORARY, CREATE ON DATABASE ${database} TO ${login};
    GRANT CONNECT ON DATABASE ${database} TO ${reader};
    GRANT USAGE, CREATE ON SCHEMA public TO ${login};
    GRANT USAGE ON SCHEMA public TO ${reader};
    GRANT ALL ON ALL TABLES IN SCHEMA public TO ${login};
    GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO ${login};
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${reader};
    ALTER DEFAULT PRIVILEGES FOR ROLE ${login} IN SCHEMA public GRANT SELECT ON TABLES TO ${reader};
    ALTER MATERIALIZED VIEW monthly_sales OWNER TO ${login};
  `);
}

async function ensureLogin(client: pg.Client, { name, password }: SampleLogin): Promise<void> {
  const there = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
  const verb = (there.rowCount ?? 0) > 0 ? 'ALTER' : 'CREATE';
  await client.query(`${verb} ROLE ${name} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
}

function withDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
