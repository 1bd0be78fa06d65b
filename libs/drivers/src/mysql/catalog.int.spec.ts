import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CatalogPart, CatalogTable } from '@orrery/contracts';
import { splitStatements } from '@orrery/dialects';
import { type MysqlServer, startMariadb } from '@orrery/servers';
import { hostileTables } from '@orrery/testing';
import type { Session } from '../driver.js';
import { mysqlDriver } from './index.js';

const shop = [
  `CREATE TABLE customers (id bigint unsigned AUTO_INCREMENT PRIMARY KEY, email varchar(80) CHARACTER SET ascii NOT NULL UNIQUE COMMENT 'it''s \\\\ where',
    name varchar(40) DEFAULT 'it''s', state enum('new','it''s paid') NOT NULL DEFAULT 'new', doc json, at timestamp(3) NULL DEFAULT current_timestamp(3) ON UPDATE current_timestamp(3),
    upper_name varchar(40) AS (upper(name)) STORED, flags bit(3) DEFAULT b'101', FULLTEXT KEY words (name), KEY prefix (email(10), at DESC), CHECK (char_length(name) > 1)) COMMENT 'Who buys'`,
  `CREATE TABLE invoices (id int, part smallint, customer bigint unsigned NOT NULL, amount decimal(12,2), PRIMARY KEY (id, part),
    CONSTRAINT by_whom FOREIGN KEY (customer) REFERENCES customers (id) ON DELETE CASCADE)`,
  'CREATE TABLE invoice_lines (invoice int, part smallint, n int, PRIMARY KEY (invoice, part, n), FOREIGN KEY (invoice, part) REFERENCES invoices (id, part))',
  'CREATE TABLE events (at date NOT NULL, what int) PARTITION BY RANGE (year(at)) (PARTITION old VALUES LESS THAN (2026), PARTITION later VALUES LESS THAN MAXVALUE)',
  'CREATE VIEW named AS SELECT id, name FROM customers WHERE name IS NOT NULL',
  "CREATE TRIGGER stamp BEFORE INSERT ON customers FOR EACH ROW SET NEW.name = coalesce(NEW.name, 'x')",
  "CREATE PROCEDURE tidy(IN days int) COMMENT 'tidies' SELECT 1",
  'CREATE FUNCTION half(n int) RETURNS int DETERMINISTIC RETURN n / 2',
  "INSERT INTO customers (email) VALUES ('a'), ('b'), ('c')",
  'INSERT INTO invoices SELECT seq, seq, 1 + seq % 3, 1 FROM seq_1_to_100',
];

let server: MysqlServer | undefined;
const open: Session[] = [];

const connect = async (dbName: string): Promise<Session> => {
  if (!server) throw new Error('no server');
  const { host, port, user, password } = server;
  const target = { host, port, username: user, password, dbName, extraOptions: {} };
  const session = await mysqlDriver.connect(target, { connectMs: 5_000, applicationName: 'test', guard: () => true });
  open.push(session);
  return session;
};
const run = async (session: Session, text: string): Promise<void> => {
  for await (const _ of session.run({ language: 'sql', text })) continue;
};
const read = async (session: Session): Promise<{ parts: CatalogPart[]; tables: Map<string, CatalogTable> }> => {
  const parts: CatalogPart[] = [];
  for await (const part of session.catalog()) parts.push(part);
  const tables = parts.flatMap((part) => (part.type === 'tables' ? part.tables : []));
  return { parts, tables: new Map(tables.map((table) => [table.name, table])) };
};

beforeAll(async () => {
  server = await startMariadb();
  if (!server) {
    process.stdout.write('NOT RUN: MariaDB is not installed\n');
    return;
  }
  const admin = await connect('');
  for (const name of ['shop', 'copy', 'hostile', 'wide']) await run(admin, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  const db = await connect('shop');
  for (const statement of shop) await run(db, statement);
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

describe('the catalog of MariaDB', () => {
  test('tells tables with everything that belongs to them', async () => {
    const { parts, tables } = await read(await connect('shop'));
    expect(parts[0]).toMatchObject({ type: 'database', name: 'shop', defaultSchema: 'shop', schemas: ['shop'] });
    expect(parts.at(-1)).toEqual({ type: 'end' });
    expect(parts.filter(({ type }) => type === 'gaps')).toEqual([]);
    const customers = tables.get('customers');
    expect(customers).toMatchObject({
      kind: 'table',
      comment: 'Who buys',
      primaryKey: { columns: ['id'] },
      uniques: [{ name: 'email', columns: ['email'] }],
      triggers: [{ name: 'stamp', timing: 'BEFORE', events: ['INSERT'] }],
      checks: [{ expression: expect.stringContaining('char_length') }],
    });
    expect(customers?.columns).toMatchObject([
      { name: 'id', dataType: 'bigint(20) unsigned', kind: 'number', isPrimaryKey: true, generated: 'auto-increment' },
      { name: 'email', dataType: 'varchar(80)', maxLength: 80, comment: "it's \\ where", default: null },
      { name: 'name', default: "'it''s'" },
      { name: 'state', kind: 'string', enumValues: ['new', "it's paid"], nullable: false },
      { name: 'doc', kind: 'json' },
      { name: 'at', kind: 'datetime', default: 'current_timestamp(3)' },
      { name: 'upper_name', generated: 'stored', default: null },
      { name: 'flags', default: "b'101'" },
    ]);
    expect(tables.get('invoice_lines')?.foreignKeys).toMatchObject([
      { columns: ['invoice', 'part'], refSchema: 'shop', refTable: 'invoices', refColumns: ['id', 'part'] },
    ]);
    expect(tables.get('invoices')?.foreignKeys).toMatchObject([{ name: 'by_whom', onDelete: 'CASCADE' }]);
    expect(tables.get('named')).toMatchObject({ kind: 'view', ddl: expect.stringContaining('CREATE VIEW') });
    expect(tables.get('events')?.partition).toMatchObject({ parts: [{ name: 'old' }, { bound: 'VALUES LESS THAN MAXVALUE' }] });
    expect(parts.flatMap((part) => (part.type === 'routines' ? part.routines : []))).toMatchObject([
      { name: 'half', kind: 'function', returns: 'int(11)' },
      { name: 'tidy', kind: 'procedure', arguments: 'IN days int(11)', comment: 'tidies' },
    ]);
  });

  test('tells DDL from which the same catalog can be made', async () => {
    const before = await read(await connect('shop'));
    const copy = await connect('copy');
    // A view and a trigger name the database they are in.
    const texts = [...before.tables.values()].flatMap(({ ddl }) =>
      splitStatements('mysql', (ddl ?? '').replaceAll('`shop`.', '`copy`.')).map(({ text }) => text),
    );
    let left = texts;
    for (let round = 0; round < 5 && left.length > 0; round += 1) {
      const failed: string[] = [];
      for (const statement of left) await run(copy, statement).catch(() => failed.push(statement));
      left = failed;
    }
    expect(left).toEqual([]);
    const after = await read(copy);
    const structure = (tables: ReadonlyMap<string, CatalogTable>): unknown =>
      JSON.parse(
        JSON.stringify([...tables.values()].map(({ statistics: _, ...table }) => table))
          .replaceAll('`copy`', '`shop`')
          .replaceAll('"copy"', '"shop"'),
      );
    expect(structure(after.tables)).toEqual(structure(before.tables));
  });

  test('takes any name', async () => {
    const session = await connect('hostile');
    for (const statement of hostileTables.mysql()) await run(session, statement);
    const { tables } = await read(session);
    const names = hostileTables.mysql().length / 2;
    expect(tables.size).toBe(names);
    for (const [name, table] of tables) {
      expect(table).toMatchObject({ comment: name, columns: [{ name, comment: name }, { name: 'ref' }] });
      expect(table.foreignKeys).toHaveLength(1);
      expect(tables.has(table.foreignKeys[0]?.refTable ?? '')).toBe(true);
    }
    const pairs = [...tables.values()].map(({ name, foreignKeys: [key] }) => ({
      from: { schema: 'hostile', name, columns: ['ref'] },
      to: { schema: 'hostile', name: key?.refTable ?? '', columns: [...(key?.refColumns ?? [])] },
    }));
    const measured: unknown[] = [];
    for await (const one of session.measure(pairs, { sample: 10, budgetMs: 20_000 })) measured.push(one);
    expect(measured).toEqual(pairs.map((_, index) => ({ index, sampled: 1, found: 1 })));
  });

  test('takes 1,000 columns', async () => {
    const session = await connect('wide');
    const columns = Array.from({ length: 1_000 }, (_, n) => `c${String(n)} int`);
    await run(session, `CREATE TABLE wide (${columns.join(', ')})`);
    expect((await read(session)).tables.get('wide')?.columns).toHaveLength(1_000);
  });

  test('tells every database where the connection names none', async () => {
    const { parts } = await read(await connect(''));
    expect(parts[0]).toMatchObject({ schemas: ['copy', 'hostile', 'shop', 'wide'] });
  });

  test('measures how many values of one column stand in another, within a time', async () => {
    const session = await connect('shop');
    const to = { schema: 'shop', name: 'customers', columns: ['id'] };
    const invoices = { schema: 'shop', name: 'invoices' };
    const pairs = [
      { from: { ...invoices, columns: ['customer'] }, to },
      { from: { ...invoices, columns: ['part'] }, to },
      { from: { ...invoices, columns: ['gone'] }, to },
    ];
    const measured: unknown[] = [];
    for await (const one of session.measure(pairs, { sample: 50, budgetMs: 5_000 })) measured.push(one);
    expect(measured).toMatchObject([
      { index: 0, sampled: 3, found: 3 },
      { index: 1, sampled: 50, found: 2 },
      { index: 2, sampled: 0, skipped: expect.stringContaining('gone') },
    ]);
    const late: unknown[] = [];
    for await (const one of session.measure(pairs, { sample: 50, budgetMs: 0 })) late.push(one);
    expect(late).toHaveLength(3);
    expect(await session.reset()).toBe(true);
  });
});
