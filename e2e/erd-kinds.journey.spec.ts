import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { mariadbAbsence, startMariadb } from '@orrery/servers';
import { startMongo } from '@orrery/testing';
import type { Browser } from 'playwright-core';
import { chromiumPath, startChromium, steps } from './support/browser.js';
import { Diagram, type Reached } from './support/diagram.js';
import { until } from './support/running.js';
import { startTdsShop, type TdsShop } from './support/tds-shop.js';

const password = 'a password of theirs';

interface Served {
  readonly reached: Reached;
  /** Makes the tables, where that takes statements. */
  readonly setUp?: readonly string[];
  /** The database in which they are, where it is made first, from another. */
  readonly database?: string;
  /** Says what was made a stand-in of. */
  readonly tds?: TdsShop;
  stop(): Promise<void>;
}
interface Kind {
  readonly label: string;
  readonly schema: string;
  readonly absence: string | undefined;
  readonly start: () => Promise<Served>;
  /** Names of the script, and what stands in it. */
  readonly script: readonly [item: string, text: RegExp];
  readonly join: RegExp | null;
}

async function mariadb(): Promise<Served> {
  const server = await startMariadb();
  if (!server) throw new Error('MariaDB is not installed');
  return {
    reached: {
      name: 'Theirs',
      type: 'mysql',
      host: server.host,
      port: server.port,
      dbName: 'mysql',
      username: server.user,
      password: server.password,
    },
    setUp: [
      'create database shop',
      'create table shop.customers (id int primary key, name varchar(80) not null)',
      'create table shop.products (id int primary key, name varchar(80) not null)',
      'create table shop.orders (id int primary key, customer_id int not null, foreign key (customer_id) references shop.customers (id))',
      `create table shop.order_lines (id int primary key, order_id int not null, product_id int not null,
        foreign key (order_id) references shop.orders (id), foreign key (product_id) references shop.products (id))`,
    ],
    database: 'shop',
    stop: () => server.stop(),
  };
}

async function sqlServer(): Promise<Served> {
  const server = await startTdsShop();
  return {
    reached: { name: 'Theirs', type: 'mssql', host: server.host, port: server.port, dbName: 'shop', username: 'sa', password },
    tds: server,
    stop: () => server.stop(),
  };
}

async function mongodb(): Promise<Served> {
  const server = await startMongo({ users: [{ name: 'ada', password, db: 'shop', role: 'readWrite' }] });
  const many = (count: number, document: (n: number) => Record<string, unknown>) =>
    Array.from({ length: count }, (_, n) => document(n));
  server.data.seed(
    'shop',
    'customers',
    many(40, (n) => ({ _id: n, name: `customer ${String(n)}` })),
  );
  server.data.seed(
    'shop',
    'products',
    many(40, (n) => ({ _id: 1_000 + n, name: `product ${String(n)}` })),
  );
  server.data.seed(
    'shop',
    'orders',
    many(200, (n) => ({ _id: 5_000 + n, customer_id: n % 40 })),
  );
  server.data.seed(
    'shop',
    'order_lines',
    many(400, (n) => ({ _id: 9_000 + n, order_id: 5_000 + (n % 200), product_id: 1_000 + (n % 40) })),
  );
  return {
    reached: { name: 'Theirs', type: 'mongodb', host: server.host, port: server.port, dbName: 'shop', username: 'ada', password },
    stop: () => server.stop(),
  };
}

const kinds: readonly Kind[] = [
  {
    label: 'MariaDB',
    schema: 'shop',
    absence: mariadbAbsence(),
    start: mariadb,
    script: ['SQL that makes the tables', /CREATE TABLE `customers`|CREATE TABLE `shop`\.`customers`/],
    join: /JOIN `shop`\.`orders`|JOIN `orders`|JOIN shop\.orders/,
  },
  {
    label: 'SQL Server',
    schema: 'dbo',
    absence: undefined,
    start: sqlServer,
    script: ['SQL that makes the tables', /CREATE TABLE \[?dbo\]?\.\[?customers/],
    join: /JOIN \[?dbo\]?\.\[?orders/,
  },
  {
    label: 'MongoDB',
    schema: 'shop',
    absence: undefined,
    start: mongodb,
    script: ['Script that makes the collections', /db\.createCollection\("customers"/],
    join: null,
  },
];

let browser: Browser | undefined;
beforeAll(async () => {
  browser = await startChromium();
});
afterAll(() => browser?.close());

process.stdout.write('NOT RUN: diagrams of SQL Server and MongoDB themselves; servers that speak their protocols stand in\n');
for (const kind of kinds) {
  if (kind.absence !== undefined) process.stdout.write(`NOT RUN: the diagram on ${kind.label}: ${kind.absence}\n`);
  const story = chromiumPath() === undefined || kind.absence !== undefined ? describe.skip : describe;

  story(`somebody with a diagram of ${kind.label}`, () => {
    let served: Served;
    let diagram: Diagram;
    const step = steps(() => diagram.page);
    const named = (name: string): string => `${kind.schema}.${name}`;

    beforeAll(async () => {
      if (!browser) return;
      served = await kind.start();
      diagram = await Diagram.open(browser, served.reached);
      for (const text of served.setUp ?? []) {
        const ran = await diagram.person.run(diagram.connectionId, text);
        if (ran.error) throw new Error(`${text}: ${ran.error.message}`);
      }
      if (served.database !== undefined) await diagram.use(served.database);
      await diagram.person.refresh(diagram.connectionId);
    });
    afterAll(() => served.stop());

    step('sees its tables and how they refer to each other', async () => {
      await diagram.show();
      await diagram.table(named('orders')).waitFor();
      await until(
        'three relations',
        () => diagram.lines.count(),
        (count) => count >= 3,
      );
      expect(await diagram.visit.findings()).toEqual([]);
      await diagram.hover(named('orders'));
      await diagram.page.locator(`o-erd-canvas .erd-lit[model-id="${named('customers')}"]`).waitFor();
    });

    step('moves one, and takes that back', async () => {
      const before = await diagram.place(named('orders'));
      await diagram.drag(named('orders'), 90, 60);
      await until(
        'moved',
        () => diagram.place(named('orders')),
        ({ x }) => x > before.x + 30,
      );
      await diagram.page.keyboard.press('ControlOrMeta+z');
      await until(
        'back',
        () => diagram.place(named('orders')),
        ({ x }) => Math.abs(x - before.x) < 3,
      );
    });

    step('takes it along', async () => {
      expect((await diagram.download('SVG picture')).toString()).toContain('order_lines</text>');
      expect((await diagram.download('DBML')).toString()).toContain(`Table "${kind.schema}"."orders" {`);
      expect((await diagram.download('Mermaid')).toString()).toContain('"orders"');
      const [item, text] = kind.script;
      expect((await diagram.download(item)).toString()).toMatch(text);
    });

    step('finds a way from one to another', async () => {
      const { page } = diagram;
      await page.getByRole('button', { name: 'Path', exact: true }).click();
      await page.getByRole('combobox', { name: 'From' }).fill('order_lines');
      await page.keyboard.press('Enter');
      await page.getByRole('combobox', { name: 'To', exact: true }).fill('customers');
      await page.keyboard.press('Enter');
      await until(
        'two steps',
        () => page.getByRole('list', { name: 'Steps' }).getByRole('listitem').count(),
        (count) => count === 2,
      );
      if (kind.join === null) await page.getByText('This kind of database has no JOIN to write.').waitFor();
      else expect(await page.getByRole('region', { name: 'JOIN' }).innerText()).toMatch(kind.join);
    });

    step('gives up reading a schema that takes too long, and keeps what was known', async () => {
      const { tds } = served;
      if (!tds) return;
      tds.hold();
      const { page } = diagram;
      await page.getByRole('button', { name: 'Read the schema anew' }).click();
      await page.getByRole('progressbar', { name: 'Reading the schema' }).waitFor();
      await page.getByRole('complementary', { name: 'Side panel' }).getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('progressbar', { name: 'Reading the schema' }).waitFor({ state: 'detached' });
      await until(
        'given up on the server',
        () => Promise.resolve(tds.givenUp()),
        (times) => times > 0,
      );
      await diagram.table(named('orders')).waitFor();
      expect(await page.getByRole('button', { name: 'Read the schema anew' }).isEnabled()).toBe(true);
    });

    step('nothing went wrong on the way', () => {
      expect(diagram.visit.troubles).toEqual([]);
    });
  });
}
