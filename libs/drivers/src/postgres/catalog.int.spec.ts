import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CatalogGap, CatalogPart, CatalogTable } from '@orrery/contracts';
import { splitStatements } from '@orrery/dialects';
import { type PostgresServer, startPostgres } from '@orrery/servers';
import { hostileNames, hostileTables } from '@orrery/testing';
import pg from 'pg';
import type { Session, Target } from '../driver.js';
import { postgresDriver } from './index.js';

const shop = `
  CREATE TYPE state AS ENUM ('new', 'it''s paid');
  CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
  CREATE SCHEMA billing;
  CREATE DOMAIN billing."Due" AS numeric(12,2) DEFAULT 0 NOT NULL CONSTRAINT no_debt CHECK (VALUE >= 0);
  CREATE DOMAIN billing.code AS varchar(3) COLLATE "C";
  CREATE TABLE customers (
    id int GENERATED ALWAYS AS IDENTITY (START WITH 10 INCREMENT BY 5) PRIMARY KEY,
    email email NOT NULL UNIQUE, name varchar(80) COLLATE "C" DEFAULT 'it''s', tags text[] NOT NULL DEFAULT '{}',
    parent int REFERENCES customers, full_name text GENERATED ALWAYS AS (upper(name)) STORED);
  CREATE TABLE billing.invoices (
    id serial, part smallint, customer int NOT NULL, amount numeric(12,2) CHECK (amount >= 0), state state DEFAULT 'new', at timestamptz(3),
    PRIMARY KEY (id, part), CONSTRAINT by_whom FOREIGN KEY (customer) REFERENCES customers ON DELETE CASCADE DEFERRABLE,
    EXCLUDE USING gist (int4range(part, part + 1) WITH &&));
  CREATE TABLE billing.lines (invoice int, part smallint, n int, PRIMARY KEY (invoice, part, n),
    FOREIGN KEY (invoice, part) REFERENCES billing.invoices (id, part) ON UPDATE CASCADE);
  CREATE UNIQUE INDEX lower_email ON customers (lower(email), id DESC) INCLUDE (name) WHERE email <> '';
  COMMENT ON TABLE customers IS 'Who buys';
  COMMENT ON COLUMN customers.email IS 'Where to write';
  CREATE VIEW named AS SELECT id, name FROM customers WHERE name IS NOT NULL;
  CREATE MATERIALIZED VIEW totals AS SELECT customer, sum(amount) AS total FROM billing.invoices GROUP BY customer;
  CREATE UNIQUE INDEX ON totals (customer);
  CREATE TABLE events (at date NOT NULL, what text, PRIMARY KEY (at, what)) PARTITION BY RANGE (at);
  CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
  CREATE TABLE seen (at date, what text, FOREIGN KEY (at, what) REFERENCES events);
  CREATE UNLOGGED TABLE scratch (a int, b int) WITH (fillfactor=70);
  CREATE TABLE nothing ();
  CREATE TABLE left_hand (id int PRIMARY KEY, r int);
  CREATE TABLE right_hand (id int PRIMARY KEY, l int REFERENCES left_hand);
  ALTER TABLE left_hand ADD FOREIGN KEY (r) REFERENCES right_hand;
  CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
  CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION stamp();
  CREATE PROCEDURE tidy(days int DEFAULT 7) LANGUAGE sql AS 'SELECT 1';
  INSERT INTO customers (email) SELECT i || '@x' FROM generate_series(1, 300) i;
  INSERT INTO billing.invoices (part, customer) SELECT i, 10 + 5 * (i % 100) FROM generate_series(1, 300) i;
  ANALYZE;
`;

interface Catalog {
  readonly parts: CatalogPart[];
  readonly tables: Map<string, CatalogTable>;
  readonly gaps: CatalogGap[];
}

const read = async (session: Session): Promise<Catalog> => {
  const parts: CatalogPart[] = [];
  for await (const part of session.catalog()) parts.push(part);
  const tables = parts.flatMap((part) => (part.type === 'tables' ? part.tables : []));
  return {
    parts,
    tables: new Map(tables.map((table) => [`${table.schema}.${table.name}`, table])),
    gaps: parts.flatMap((part) => (part.type === 'gaps' ? part.gaps : [])),
  };
};

const structure = ({ tables }: Catalog) =>
  Object.fromEntries([...tables].map(([name, { statistics: _, ...table }]) => [name, table] as const));

describe.each(['embedded', 'debian'] as const)('the catalog of the %s PostgreSQL', (version) => {
  let server: PostgresServer | undefined;
  const open: { close(): Promise<unknown> }[] = [];

  const connect = async (dbName: string, login: Partial<Target> = {}): Promise<Session> => {
    if (!server) throw new Error('no server');
    const target = {
      host: server.host,
      port: server.port,
      username: server.user,
      password: server.password,
      dbName,
      extraOptions: {},
      ...login,
    };
    const session = await postgresDriver.connect(target, { connectMs: 5_000, applicationName: 'test', guard: () => true });
    open.push(session);
    return session;
  };
  const client = async (dbName: string): Promise<pg.Client> => {
    const opened = new pg.Client({ connectionString: server?.url(dbName) });
    await opened.connect();
    open.push({ close: () => opened.end() });
    return opened;
  };

  beforeAll(async () => {
    server = await startPostgres({ version, fsync: false });
    if (!server) {
      process.stdout.write('NOT RUN: Debian’s PostgreSQL is not installed\n');
      return;
    }
    const admin = await client('postgres');
    for (const name of ['shop', 'copy', 'hostile', 'wide', 'bare'])
      await admin.query(`CREATE DATABASE ${name} TEMPLATE template0`);
    await (await client('shop')).query(shop);
  }, 60_000);
  afterAll(async () => {
    await Promise.all(open.map((one) => one.close()));
    await server?.stop();
  });
  const test = (title: string, body: () => Promise<void>): void => {
    it(
      title,
      async () => {
        if (server) await body();
      },
      60_000,
    );
  };

  test('tells tables with everything that belongs to them', async () => {
    const { parts, tables, gaps } = await read(await connect('shop'));
    expect(parts[0]).toMatchObject({ type: 'database', name: 'shop', defaultSchema: 'public', schemas: ['billing', 'public'] });
    expect(parts.at(-1)).toEqual({ type: 'end' });
    expect(gaps).toEqual([]);
    const customers = tables.get('public.customers');
    expect(customers).toMatchObject({
      kind: 'table',
      comment: 'Who buys',
      primaryKey: { columns: ['id'] },
      uniques: [{ columns: ['email'] }],
      foreignKeys: [{ columns: ['parent'], refSchema: 'public', refTable: 'customers', refColumns: ['id'] }],
      triggers: [{ name: 'stamp', timing: 'BEFORE', events: ['INSERT', 'UPDATE'], enabled: true }],
      statistics: { rowEstimate: 300 },
    });
    expect(customers?.columns).toMatchObject([
      { name: 'id', dataType: 'int4', kind: 'number', nullable: false, isPrimaryKey: true, generated: 'identity-always' },
      { name: 'email', dataType: 'email', kind: 'string', comment: 'Where to write' },
      {
        name: 'name',
        dataType: 'varchar(80)',
        maxLength: 80,
        collation: 'pg_catalog."C"',
        default: "'it''s'::character varying",
      },
      { name: 'tags', dataType: 'text[]', kind: 'array', nullable: false },
      { name: 'parent', nullable: true, generated: null },
      { name: 'full_name', generated: 'stored', default: null },
    ]);
    expect(customers?.indexes.find(({ name }) => name === 'lower_email')).toMatchObject({
      unique: true,
      onExpression: true,
      included: ['name'],
      predicate: expect.stringContaining('<>'),
      columns: [expect.stringContaining('lower('), 'id'],
    });
    expect(tables.get('billing.invoices')).toMatchObject({
      primaryKey: { columns: ['id', 'part'] },
      foreignKeys: [{ name: 'by_whom', onDelete: 'CASCADE', deferrable: true }],
    });
    expect(tables.get('billing.invoices')?.columns[4]).toMatchObject({ dataType: 'state', enumValues: ['new', "it's paid"] });
    expect(tables.get('billing.lines')?.foreignKeys).toMatchObject([
      { columns: ['invoice', 'part'], refColumns: ['id', 'part'], onUpdate: 'CASCADE' },
    ]);
    expect(tables.get('public.totals')).toMatchObject({ kind: 'materialized-view', indexes: [{ unique: true }] });
    expect(tables.get('public.events')).toMatchObject({ variant: 'partitioned', partition: { by: 'RANGE (at)' } });
    expect(tables.get('public.events_2026')).toMatchObject({ partition: { of: { schema: 'public', name: 'events' } } });
    expect(tables.get('public.seen')?.foreignKeys).toHaveLength(1);
    const routines = parts.flatMap((part) => (part.type === 'routines' ? part.routines : []));
    expect(routines.map(({ name, kind }) => [name, kind])).toEqual([
      ['stamp', 'function'],
      ['tidy', 'procedure'],
    ]);
  });

  test('tells the types that people made, domains with the statement that makes each', async () => {
    const { parts } = await read(await connect('shop'));
    expect(parts.flatMap((part) => (part.type === 'enums' ? part.enums : []))).toEqual([
      { schema: 'public', name: 'state', values: ['new', "it's paid"] },
      ...[
        ['public', 'email', `CREATE DOMAIN public.email AS text CONSTRAINT email_check CHECK ((VALUE ~~ '%@%'::text));`],
        [
          'billing',
          'Due',
          'CREATE DOMAIN billing."Due" AS numeric(12,2) DEFAULT 0 NOT NULL CONSTRAINT no_debt CHECK ((VALUE >= (0)::numeric));',
        ],
        ['billing', 'code', 'CREATE DOMAIN billing.code AS character varying(3) COLLATE pg_catalog."C";'],
      ].map(([schema, name, domain]) => ({ schema, name, values: [], domain })),
    ]);
  });

  test('tells DDL from which the same catalog can be made', async () => {
    const before = await read(await connect('shop'));
    const copy = await client('copy');
    await copy.query(
      `CREATE SCHEMA billing; CREATE TYPE state AS ENUM ('new', 'it''s paid'); CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
       CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
    );
    let left = [...before.tables.values()].flatMap(({ ddl }) => splitStatements('postgres', ddl ?? '').map(({ text }) => text));
    // In the order in which they can be: keys and views wait for what they refer to.
    for (let round = 0; round < 5 && left.length > 0; round += 1) {
      const failed: string[] = [];
      for (const statement of left) await copy.query(statement).catch(() => failed.push(statement));
      left = failed;
    }
    expect(left).toEqual([]);
    expect(structure(await read(await connect('copy')))).toEqual(structure(before));
  });

  test('takes any name', async () => {
    const db = await client('hostile');
    for (const statement of hostileTables.postgres()) await db.query(statement);
    const session = await connect('hostile');
    const { tables } = await read(session);
    expect([...tables.values()].map(({ name }) => name)).toEqual(hostileNames);
    for (const [at, name] of hostileNames.entries()) {
      const before = hostileNames[at - 1] ?? name;
      expect(tables.get(`hostile.${name}`)).toMatchObject({
        comment: name,
        columns: [{ name, comment: name }, { name: 'ref' }],
        foreignKeys: [{ columns: ['ref'], refTable: before, refColumns: [before] }],
      });
    }
    const pairs = hostileNames.map((name, at) => ({
      from: { schema: 'hostile', name, columns: ['ref'] },
      to: { schema: 'hostile', name: hostileNames[at - 1] ?? name, columns: [hostileNames[at - 1] ?? name] },
    }));
    const measured: unknown[] = [];
    for await (const one of session.measure(pairs, { sample: 10, budgetMs: 20_000 })) measured.push(one);
    expect(measured).toEqual(pairs.map((_, index) => ({ index, sampled: 1, found: 1 })));
  });

  test('takes 1,600 columns', async () => {
    const columns = Array.from({ length: 1_600 }, (_, n) => `c${String(n)} int`);
    await (await client('wide')).query(`CREATE TABLE wide (${columns.join(', ')})`);
    const { tables } = await read(await connect('wide'));
    expect(tables.get('public.wide')?.columns).toHaveLength(1_600);
  });

  test('says what may not be read, and reads the rest', async () => {
    const db = await client('bare');
    await db.query(`CREATE ROLE visitor LOGIN PASSWORD 'visitor'; CREATE SCHEMA secret; CREATE TABLE secret.plans (id int);
      CREATE TABLE open_table (id int); CREATE TABLE shut (id int); GRANT SELECT ON open_table TO visitor`);
    const { tables, gaps } = await read(await connect('bare', { username: 'visitor', password: 'visitor' }));
    expect([...tables.keys()]).toEqual(['public.open_table', 'public.shut']);
    expect(gaps).toMatchObject([
      { schema: 'secret', name: null },
      { schema: 'public', name: 'shut' },
    ]);
  });

  test('does not wait for a table that somebody holds locked', async () => {
    const db = await client('shop');
    await db.query('BEGIN; LOCK TABLE customers IN ACCESS EXCLUSIVE MODE');
    try {
      const { tables, gaps } = await read(await connect('shop'));
      expect(tables.get('public.customers')).toMatchObject({ columns: { length: 6 }, statistics: { sizeBytes: null } });
      expect(tables.get('public.scratch')?.statistics.sizeBytes).not.toBeNull();
      expect(gaps.map(({ name }) => name)).toContain('customers');
    } finally {
      await db.query('ROLLBACK');
    }
  });

  test('leaves out a table that is dropped between the list and the reading', async () => {
    const db = await client('bare');
    const session = await connect('bare');
    const names: string[] = [];
    for await (const part of session.catalog()) {
      if (part.type === 'progress' && part.done === 0) await db.query('DROP TABLE open_table');
      if (part.type === 'tables') names.push(...part.tables.map(({ name }) => name));
    }
    expect(names).toEqual(['plans', 'shut']);
  });

  test('stops on the server when it is given up, and leaves a session that can be used', async () => {
    const session = await connect('shop');
    const stop = new AbortController();
    const reading = (async () => {
      for await (const part of session.catalog({ signal: stop.signal }))
        if (part.type === 'progress') stop.abort(new Error('given up'));
    })();
    await expect(reading).rejects.toThrow();
    expect(await session.reset()).toBe(true);
    const { rows } = await (
      await client('postgres')
    ).query('SELECT state FROM pg_stat_activity WHERE pid = $1::int', [session.backend.id]);
    expect(rows).toEqual([{ state: 'idle' }]);
  });

  test('ends with a fault when the server goes in the middle', async () => {
    const session = await connect('shop');
    const reading = (async () => {
      for await (const part of session.catalog())
        if (part.type === 'progress' && part.done === 0)
          await (await client('postgres')).query('SELECT pg_terminate_backend($1::int)', [session.backend.id]);
    })();
    await expect(reading).rejects.toMatchObject({ name: 'DriverFault' });
  });

  test('measures how many values of one column stand in another', async () => {
    const session = await connect('shop');
    const to = { schema: 'public', name: 'customers', columns: ['id'] };
    const pairs = [
      { from: { schema: 'billing', name: 'invoices', columns: ['customer'] }, to },
      { from: { schema: 'billing', name: 'invoices', columns: ['part'] }, to },
      { from: { schema: 'billing', name: 'invoices', columns: ['state'] }, to },
    ];
    const measured: unknown[] = [];
    for await (const one of session.measure(pairs, { sample: 50, budgetMs: 5_000 })) measured.push(one);
    expect(measured[0]).toEqual({ index: 0, sampled: 50, found: 50 });
    expect((measured[1] as { found: number }).found).toBeLessThan(20);
    expect(measured[2]).toMatchObject({ sampled: 0, skipped: expect.stringContaining('operator does not exist') });
    const late: unknown[] = [];
    for await (const one of session.measure(pairs, { sample: 50, budgetMs: 0 })) late.push(one);
    expect(late).toHaveLength(3);
    expect(await session.reset()).toBe(true);
  });
});
