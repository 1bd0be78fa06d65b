import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CatalogPart, CatalogTable } from '@orrery/contracts';
import { splitStatements } from '@orrery/dialects';
import { mariadbAbsence, mysqlAbsence, type MysqlServer, startMariadb, startMysql } from '@orrery/servers';
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
  `INSERT INTO invoices VALUES ${Array.from({ length: 100 }, (_, n) => `(${String(n + 1)}, ${String(n + 1)}, ${String(1 + ((n + 1) % 3))}, 1)`).join(', ')}`,
];

/** What only one of the two has. */
const special = {
  MariaDB: [
    'CREATE TABLE odd (id uuid PRIMARY KEY DEFAULT uuid(), k int, seen int INVISIBLE DEFAULT 7, address inet6, KEY unused (k) IGNORED)',
  ],
  MySQL: [
    `CREATE TABLE odd (id int PRIMARY KEY, k int, doc json DEFAULT (json_object('a', 'it''s\\n')), seen int DEFAULT 7 INVISIBLE, place point NOT NULL SRID 4326,
      v vector(3), raw binary(4) DEFAULT 'ab', note varchar(20) DEFAULT 'it''s \\\\ \\n here', made varchar(30) AS (concat(note, 'it''s "\\\\')) VIRTUAL,
      KEY unused (k) INVISIBLE, KEY computed ((k + 1) DESC), KEY spelled ((concat(note, 'it''s'))), KEY members ((CAST(doc AS UNSIGNED ARRAY))),
      CHECK (note <> 'it''s'), CONSTRAINT meant CHECK (k > 0) NOT ENFORCED) COLLATE utf8mb4_0900_as_cs`,
  ],
} as const;

const products = [
  { product: 'MariaDB', start: startMariadb, absence: mariadbAbsence, whole: 'int(11)', big: 'bigint(20) unsigned' },
  { product: 'MySQL', start: startMysql, absence: mysqlAbsence, whole: 'int', big: 'bigint unsigned' },
] as const;

const run = async (session: Session, text: string): Promise<void> => {
  for await (const _ of session.run({ language: 'sql', text })) continue;
};
const read = async (session: Session): Promise<{ parts: CatalogPart[]; tables: Map<string, CatalogTable> }> => {
  const parts: CatalogPart[] = [];
  for await (const part of session.catalog()) parts.push(part);
  const tables = parts.flatMap((part) => (part.type === 'tables' ? part.tables : []));
  return { parts, tables: new Map(tables.map((table) => [table.name, table])) };
};

describe.each(products)('the catalog of $product', ({ product, start, absence, whole, big }) => {
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
  beforeAll(async () => {
    server = await start();
    if (!server) {
      process.stdout.write(`NOT RUN: ${absence() ?? product}\n`);
      return;
    }
    const admin = await connect('');
    for (const name of ['shop', 'copy', 'hostile', 'wide']) await run(admin, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
    const db = await connect('shop');
    for (const statement of [...shop, ...special[product]]) await run(db, statement);
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
      { name: 'id', dataType: big, kind: 'number', isPrimaryKey: true, generated: 'auto-increment' },
      { name: 'email', dataType: 'varchar(80)', maxLength: 80, comment: "it's \\ where", default: null },
      { name: 'name', default: "'it''s'" },
      { name: 'state', kind: 'string', enumValues: ['new', "it's paid"], nullable: false },
      { name: 'doc', kind: 'json' },
      { name: 'at', kind: 'datetime', default: expect.stringMatching(/^current_timestamp\(3\)$/i) },
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
      { name: 'half', kind: 'function', returns: whole },
      { name: 'tidy', kind: 'procedure', arguments: `IN days ${whole}`, comment: 'tidies' },
    ]);
  });

  test('tells what only this product has', async () => {
    const session = await connect('shop');
    const odd = (await read(session)).tables.get('odd');
    const unused = odd?.indexes.find(({ name }) => name === 'unused');
    expect(unused).toMatchObject({ columns: ['k'], valid: false });
    expect(odd?.ddl).toContain(`KEY \`unused\` (\`k\`) ${product === 'MySQL' ? 'INVISIBLE' : 'IGNORED'}`);
    expect(odd?.ddl).toMatch(/`seen` int\S* NULL DEFAULT 7 INVISIBLE/u);
    if (product === 'MariaDB') {
      expect(odd?.columns).toMatchObject([
        { name: 'id', dataType: 'uuid', kind: 'uuid', default: 'uuid()' },
        { name: 'k' },
        { name: 'seen' },
        { name: 'address', dataType: 'inet6', kind: 'string' },
      ]);
      return;
    }
    expect(odd?.columns).toMatchObject([
      { name: 'id' },
      { name: 'k' },
      { name: 'doc', kind: 'json', default: String.raw`(json_object(_utf8mb4'a',_utf8mb4'it\'s\n'))` },
      { name: 'seen' },
      { name: 'place', dataType: 'point', kind: 'binary' },
      { name: 'v', dataType: 'vector(3)', kind: 'string' },
      { name: 'raw', kind: 'binary', default: '0x6162' },
      { name: 'note', default: "'it''s \\\\ \n here'" },
      { name: 'made', generated: 'virtual', expression: 'concat(`note`,' + String.raw`_utf8mb4'it\'s "\\')` },
    ]);
    expect(odd?.indexes.filter(({ onExpression }) => onExpression === true)).toMatchObject([
      { name: 'computed', columns: ['(`k` + 1)'] },
      { name: 'members', columns: ['cast(`doc` as unsigned array)'] },
      { name: 'spelled', columns: ['concat(`note`,' + String.raw`_utf8mb4'it\'s')`] },
    ]);
    expect(odd?.checks).toMatchObject([
      { name: 'meant', expression: '(`k` > 0)' },
      { expression: '(`note` <> ' + String.raw`_utf8mb4'it\'s')` },
    ]);
    expect(odd?.ddl).toContain('CONSTRAINT `meant` CHECK ((`k` > 0)) NOT ENFORCED');
    expect(odd?.ddl).toContain('`place` point SRID 4326 NOT NULL');
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

  test('measures texts that are compared in different ways', async () => {
    const session = await connect('shop');
    await run(session, 'CREATE TABLE tags (tag varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci PRIMARY KEY)');
    await run(
      session,
      'CREATE TABLE marks (tag varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci, latin varchar(20) CHARACTER SET latin1)',
    );
    await run(session, "INSERT INTO tags VALUES ('é'), ('b')");
    await run(session, "INSERT INTO marks VALUES ('é', 'é'), ('B', 'b'), ('c', 'z')");
    const to = { schema: 'shop', name: 'tags', columns: ['tag'] };
    const back = { schema: 'shop', name: 'marks', columns: ['latin'] };
    const pairs = [
      { from: { schema: 'shop', name: 'marks', columns: ['tag'] }, to },
      { from: { ...back }, to },
      { from: to, to: back },
    ];
    const measured: unknown[] = [];
    for await (const one of session.measure(pairs, { sample: 50, budgetMs: 5_000 })) measured.push(one);
    expect(measured).toEqual([
      { index: 0, sampled: 3, found: 2 },
      { index: 1, sampled: 3, found: 2 },
      { index: 2, sampled: 2, found: 2 },
    ]);
    await run(session, 'DROP TABLE tags');
    await run(session, 'DROP TABLE marks');
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
