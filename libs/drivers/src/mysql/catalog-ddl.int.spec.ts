import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CatalogTable } from '@orrery/contracts';
import { splitStatements } from '@orrery/dialects';
import { mariadbAbsence, mysqlAbsence, type MysqlServer, startMariadb, startMysql } from '@orrery/servers';
import type { Session } from '../driver.js';
import { mysqlDriver } from './index.js';

const tables = [
  `CREATE TABLE \`main \`\`one\` (id int unsigned AUTO_INCREMENT, code char(4) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL DEFAULT 'it''s',
    price decimal(10,2) unsigned NOT NULL DEFAULT 1.50, big text, raw varbinary(20), made datetime(6) NOT NULL DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6),
    total decimal(12,2) AS (price * 2) VIRTUAL COMMENT 'Two of it', kept int AS (\`odd name\` + 1) STORED, tags set('a','b c') DEFAULT 'a', place point NOT NULL,
    \`odd name\` int COMMENT 'it''s "odd" \\\\ here', flag bit(1) DEFAULT b'1', y year DEFAULT 2026,
    PRIMARY KEY (id), UNIQUE KEY by_code (code, price), KEY part (big(20)), SPATIAL KEY (place), FULLTEXT KEY words (big) COMMENT 'find',
    CONSTRAINT dear CHECK (price > 0)) ENGINE=InnoDB AUTO_INCREMENT=500 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci ROW_FORMAT=DYNAMIC COMMENT='It''s the main one'`,
  `CREATE TABLE child (a int unsigned, b int, c int unsigned, PRIMARY KEY (a, b), UNIQUE KEY alone (a), KEY (c),
    CONSTRAINT up FOREIGN KEY (a) REFERENCES \`main \`\`one\` (id) ON DELETE CASCADE ON UPDATE RESTRICT,
    CONSTRAINT aside FOREIGN KEY (c) REFERENCES child (a) ON DELETE SET NULL)`,
  `CREATE TABLE ranged (at date NOT NULL, n int NOT NULL, PRIMARY KEY (at, n)) PARTITION BY RANGE (year(at))
    (PARTITION p0 VALUES LESS THAN (2025), PARTITION p1 VALUES LESS THAN MAXVALUE)`,
  `CREATE TABLE listed (k int NOT NULL) PARTITION BY LIST (k) (PARTITION a VALUES IN (1, 2), PARTITION b VALUES IN (3))`,
  'CREATE TABLE hashed (k int NOT NULL) PARTITION BY HASH (k) PARTITIONS 4',
  'CREATE TABLE plain_ascii (a varchar(10)) CHARACTER SET ascii ENGINE=MyISAM',
  'CREATE VIEW seen AS SELECT id, price FROM `main ``one` WHERE price > 2 WITH CASCADED CHECK OPTION',
  'CREATE TRIGGER before_it BEFORE INSERT ON child FOR EACH ROW SET NEW.b = coalesce(NEW.b, 1)',
  'CREATE TRIGGER after_it AFTER DELETE ON child FOR EACH ROW DELETE FROM listed WHERE k = OLD.a',
];

const products = [
  { product: 'MariaDB', start: startMariadb, absence: mariadbAbsence },
  { product: 'MySQL', start: startMysql, absence: mysqlAbsence },
] as const;

describe.each(products)('DDL of $product', ({ product, start, absence }) => {
  let server: MysqlServer | undefined;
  const open: Session[] = [];
  const connect = async (dbName: string): Promise<Session> => {
    const { host = '', port = 0, user = '', password = '' } = server ?? {};
    const target = { host, port, username: user, password, dbName, extraOptions: {} };
    const session = await mysqlDriver.connect(target, { connectMs: 5_000, applicationName: 'test', guard: () => true });
    open.push(session);
    return session;
  };
  const rows = async (session: Session, text: string): Promise<unknown[][]> => {
    const found: unknown[][] = [];
    for await (const event of session.run({ language: 'sql', text }))
      if (event.type === 'rows') found.push(...(JSON.parse(`[${event.json.toString()}]`) as unknown[][]));
    return found;
  };
  const read = async (session: Session): Promise<CatalogTable[]> => {
    const found: CatalogTable[] = [];
    for await (const part of session.catalog()) if (part.type === 'tables') found.push(...part.tables);
    return found;
  };
  /** What the server itself says makes each table, view and trigger. */
  const shown = async (session: Session, all: readonly CatalogTable[]): Promise<unknown[]> => {
    const texts: unknown[] = [];
    for (const { name, kind } of all) {
      const [row = []] = await rows(
        session,
        `SHOW CREATE ${kind === 'view' ? 'VIEW' : 'TABLE'} \`${name.replaceAll('`', '``')}\``,
      );
      texts.push(row.slice(0, 2));
    }
    for (const [trigger] of await rows(session, 'SHOW TRIGGERS')) {
      const [row = []] = await rows(session, `SHOW CREATE TRIGGER \`${String(trigger)}\``);
      texts.push(row.slice(0, 3));
    }
    // A counter goes with the rows; a trigger is kept as it was typed.
    return JSON.parse(
      JSON.stringify(texts)
        .replaceAll(/ AUTO_INCREMENT=\d+/g, '')
        .replaceAll(/(TRIGGER|ON) (?:`copy`\.)?`?(\w+)`?(?= (?:BEFORE|AFTER|FOR))/g, '$1 $2')
        .replaceAll('`copy`', '`made`'),
    ) as unknown[];
  };

  beforeAll(async () => {
    server = await start();
    if (!server) {
      process.stdout.write(`NOT RUN: ${absence() ?? product}\n`);
      return;
    }
    const admin = await connect('');
    for (const name of ['made', 'copy']) await rows(admin, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
    const db = await connect('made');
    for (const statement of tables) await rows(db, statement);
  }, 60_000);
  afterAll(async () => {
    await Promise.all(open.map((one) => one.close()));
    await server?.stop();
  });

  it('makes every kind of table anew, as the server itself tells it', async () => {
    if (!server) return;
    const made = await connect('made');
    const before = await read(made);
    const copy = await connect('copy');
    let left = before.flatMap(({ ddl }) =>
      splitStatements('mysql', (ddl ?? '').replaceAll('`made`.', '`copy`.')).map(({ text }) => text),
    );
    let why: string[] = [];
    for (let round = 0; round < 5 && left.length > 0; round += 1) {
      const failed: string[] = [];
      why = [];
      for (const statement of left)
        await rows(copy, statement).catch((error: unknown) => {
          failed.push(statement);
          why.push(`${String(error)}: ${statement}`);
        });
      left = failed;
    }
    expect(why).toEqual([]);
    expect(await shown(copy, before)).toEqual(await shown(made, before));
  }, 60_000);
});
