import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type MongoServer, startMongo, startTdsServer, keepHouse, tds, type TdsServer } from '@orrery/testing';
import { randomUUID } from 'node:crypto';
import { mysqlAbsence, startMysql } from '@orrery/servers';
import { createConnection } from 'mysql2/promise';
import { once } from 'node:events';
import type { Browser, Page } from 'playwright-core';
import { chromiumPath, startChromium, steps, Visit } from './support/browser.js';

process.stdout.write(
  'NOT RUN: SQL Server and MongoDB themselves in the browser; scripted servers that speak their protocols stand in\n',
);
const password = 'a password of theirs';

const showplan = `<ShowPlanXML xmlns="http://schemas.microsoft.com/sqlserver/2004/07/showplan"><BatchSequence><Batch><Statements>
  <StmtSimple StatementType="SELECT" StatementSubTreeCost="0.0033"><QueryPlan>
    <RelOp PhysicalOp="Clustered Index Scan" LogicalOp="Clustered Index Scan" EstimateRows="2" EstimatedTotalSubtreeCost="0.0033">
      <IndexScan><Object Schema="[dbo]" Table="[customers]" Index="[PK_customers]"/></IndexScan></RelOp></QueryPlan></StmtSimple>
  </Statements></Batch></BatchSequence></ShowPlanXML>`;

/** A SQL Server that knows three rows and their plan, one wrong name, and how to wait. */
async function startSqlServer(): Promise<TdsServer> {
  const planning = new Set<number>();
  const server: TdsServer = await startTdsServer({
    login: (login) =>
      login.password === password ? undefined : { number: 18_456, state: 1, text: "Login failed for user 'sa'." },
    answer: async (request, reply, peer) => {
      const setting = /^SET SHOWPLAN_XML (ON|OFF)$/.exec(request.text);
      if (setting?.[1] === 'ON') planning.add(peer.id);
      else if (setting !== null) planning.delete(peer.id);
      if (setting !== null) return;
      if (planning.has(peer.id)) {
        reply.columns([tds.nvarcharMax('Microsoft SQL Server 2005 XML Showplan')]);
        await reply.row(showplan);
        reply.done({ selected: 1 });
        return;
      }
      if (await keepHouse(request, reply, peer, server.peers)) return;
      if (request.text.includes('WAITFOR')) await once(reply.signal, 'abort');
      else if (request.text.includes('custmers')) {
        reply.error({ number: 208, text: "Invalid object name 'custmers'." });
        reply.done({ failed: true });
      } else if (request.text.includes('customers')) {
        reply.columns([tds.int('id'), tds.decimal(38, 4)('balance'), tds.nvarchar(40)('name')]);
        await reply.row(1, 12_345_678_901_234_567_890_123_450_001n, 'Ada');
        await reply.row(2, null, 'Grace');
        reply.done({ selected: 2 });
      }
    },
  });
  return server;
}

async function startDocuments(): Promise<MongoServer> {
  const server = await startMongo({ users: [{ name: 'ada', password, db: 'shop', role: 'readWrite' }] });
  server.data.seed('shop', 'customers', [
    { _id: 1, name: 'Ada', address: { city: 'London' } },
    { _id: 2, name: 'Grace', address: { city: 'New York' } },
  ]);
  return server;
}

interface Server {
  readonly host: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** A MySQL with certificates of its own making, as it is after an install, and a user of today's kind. */
async function startShop(): Promise<Server> {
  const server = await startMysql();
  if (server === undefined) throw new Error('MySQL did not start');
  const { host, port, user } = server;
  const admin = await createConnection({ host, port, user, password: server.password, multipleStatements: true });
  await admin.query(
    `CREATE DATABASE shop; USE shop; CREATE USER ada@'127.0.0.1' IDENTIFIED BY '${password}'; GRANT ALL ON shop.* TO ada@'127.0.0.1';
     CREATE TABLE customers (id int PRIMARY KEY, balance decimal(38, 4), name varchar(40), taste vector(3));
     INSERT INTO customers VALUES (1, 1234567890123456789012345.0001, 'Ada', STRING_TO_VECTOR('[1, -2.5, 0.1]')), (2, NULL, 'Grace', NULL)`,
  );
  await admin.end();
  return server;
}

interface Kind {
  readonly label: string;
  readonly scheme: string;
  readonly username: string;
  /** Why there is no server of it here. */
  readonly absence?: string | undefined;
  readonly start: () => Promise<Server>;
  /** Whether it has a certificate. */
  readonly tls?: boolean;
  readonly rows: string;
  readonly plan: RegExp;
  readonly wrong: string;
  readonly error: RegExp;
  readonly slow: string;
  readonly seen: readonly string[];
  readonly version: RegExp;
}
const absence = mysqlAbsence();
if (absence !== undefined) process.stdout.write(`NOT RUN: ${absence}\n`);
const kinds: readonly Kind[] = [
  {
    label: 'MySQL / MariaDB',
    scheme: 'mysql',
    username: 'ada',
    absence,
    start: startShop,
    tls: true,
    rows: 'SELECT * FROM customers',
    plan: /Table scan.*on customers/s,
    wrong: 'SELECT * FROM custmers',
    error: /Table 'shop.custmers' doesn't exist/,
    slow: 'SELECT SLEEP(60)',
    seen: ['1234567890123456789012345.0001', '[1,-2.5,0.1]', 'Grace'],
    version: /MySQL \d/,
  },
  {
    label: 'SQL Server',
    scheme: 'sqlserver',
    username: 'sa',
    start: startSqlServer,
    rows: 'SELECT id, balance, name FROM customers',
    plan: /Clustered Index Scan.*on dbo\.customers · using PK_customers/s,
    wrong: 'SELECT * FROM custmers',
    error: /Invalid object name 'custmers'/,
    slow: "WAITFOR DELAY '00:01:00'",
    seen: ['1234567890123456789012345.0001', 'Grace'],
    version: /16\.0/,
  },
  {
    label: 'MongoDB',
    scheme: 'mongodb',
    username: 'ada',
    start: startDocuments,
    rows: 'db.customers.find({}).sort({ _id: 1 })',
    plan: /COLLSCAN/,
    wrong: 'db.customers.find({ name: })',
    error: /expected|value/i,
    slow: "db.customers.find({ $where: 'sleep(60000)' })",
    seen: ['London', 'Grace'],
    version: /MongoDB/,
  },
];

let browser: Browser | undefined;
beforeAll(async () => {
  browser = await startChromium();
});
afterAll(async () => {
  await browser?.close();
});

const story = (kind: Kind): void => {
  let page: Page;
  let visit: Visit;
  let server: Awaited<ReturnType<Kind['start']>>;
  const step = steps(() => page);

  beforeAll(async () => {
    if (!browser) throw new Error('Chromium did not start');
    server = await kind.start();
    visit = await Visit.begin(browser);
    page = visit.page;
    await visit.signUp(`kinds-${randomUUID()}@example.org`, `a long ${randomUUID()}`);
  });
  afterAll(async () => {
    await server.stop();
  });

  step('is told at which stage a wrong password fails', async () => {
    await page.getByRole('button', { name: 'Connections', exact: true }).click();
    await page.getByRole('button', { name: 'Add a connection' }).first().click();
    const url = page.getByLabel('Paste a connection URL');
    await url.fill(`${kind.scheme}://${kind.username}:wrong@${server.host}:${String(server.port)}/shop`);
    await url.press('Enter');
    await page.getByText('The form is filled from the URL.').waitFor();
    expect(await page.getByRole('radio', { name: kind.label }).isChecked()).toBe(true);
    await page.getByRole('button', { name: /^Advanced/ }).click();
    await page.getByLabel('Mode', { exact: true }).selectOption(kind.tls === true ? 'require' : 'disable');
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.locator('o-test-outcome').getByText('Not signed in').waitFor();
  });

  step('connects', async () => {
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.locator('o-test-outcome').getByText(kind.version).first().waitFor();
    await page.getByLabel('Name', { exact: true }).fill('Theirs');
    await page.getByRole('button', { name: 'Add connection' }).click();
    await page.getByRole('heading', { name: 'Theirs' }).waitFor();
  });

  step('runs a statement and sees its values whole', async () => {
    await page.getByRole('main').getByRole('button', { name: 'New query' }).click();
    await page.locator('.monaco-editor:visible').waitFor();
    await visit.write(kind.rows);
    await page.keyboard.press('ControlOrMeta+Enter');
    for (const text of kind.seen)
      await page.locator('o-result-grid:visible .ag-cell').getByText(text, { exact: true }).first().waitFor();
    expect(await visit.findings()).toEqual([]);
  });

  step('sees the plan of it', async () => {
    await page.keyboard.press('ControlOrMeta+Shift+E');
    const pane = page.locator('o-plan-pane');
    await pane.getByRole('row').filter({ hasText: kind.plan }).first().waitFor();
    expect(await visit.findings()).toEqual([]);
    await pane.getByRole('button', { name: 'Close the plan' }).click();
  });

  step('sees an error in the words of the database', async () => {
    await visit.write(kind.wrong);
    await page.keyboard.press('ControlOrMeta+Enter');
    await page.locator('o-results-pane:visible').getByText(kind.error).first().waitFor();
  });

  step('cancels what takes too long', async () => {
    await visit.write(kind.slow);
    await page.keyboard.press('ControlOrMeta+Enter');
    await page
      .locator('o-run-bar:visible')
      .getByRole('button', { name: /Cancel/ })
      .click();
    await page
      .locator('o-results-pane:visible')
      .getByText(/Cancelled/)
      .first()
      .waitFor();
    expect(visit.troubles).toEqual([]);
  });
};

const runs = ({ absence: why }: Kind): boolean => why === undefined && chromiumPath() !== undefined;
for (const kind of kinds)
  (runs(kind) ? describe : describe.skip)(`somebody with a ${kind.label}`, () => {
    story(kind);
  });
