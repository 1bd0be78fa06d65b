import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Kind, kinds } from '@orrery/contracts';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { changed, chromiumPath, startChromium, steps, Visit } from './support/browser.js';
import { type Attempt, startTroubles, type Troubles, troublesOf } from './support/troubles.js';

process.stdout.write('NOT RUN: troubles of SQL Server and MongoDB themselves; scripted servers stand in\n');
const story = chromiumPath() === undefined ? describe.skip : describe;
/** A folder for pictures of every trouble, light and dark; for whoever wants to look at them. */
const pictures = process.env['ORRERY_E2E_PICTURES'];

const schemes: Readonly<Record<Kind, string>> = {
  postgres: 'postgres',
  mysql: 'mysql',
  mssql: 'sqlserver',
  mongodb: 'mongodb',
};
/** Far more rows than come through before the line is cut. */
const floods: Readonly<Record<Kind, string>> = {
  postgres: "SELECT generate_series(1, 100000000) AS n, repeat('x', 1000) AS padding",
  mysql: "SELECT seq AS n, REPEAT('x', 1000) AS padding FROM seq_1_to_100000000",
  mssql:
    "SELECT ROW_NUMBER() OVER (ORDER BY (SELECT NULL)) AS n, REPLICATE('x', 1000) AS padding FROM sys.all_columns AS a CROSS JOIN sys.all_columns AS b",
  mongodb: 'db.flood.find({}, { _id: 0, n: 1, padding: 1 })',
};

let browser: Browser | undefined;
beforeAll(async () => {
  browser = await startChromium();
});
afterAll(async () => {
  await browser?.close();
});

story.each(kinds)('somebody whose %s gives them trouble', (kind) => {
  let page: Page;
  let visit: Visit;
  let troubles: Troubles | string = 'not started';
  const step = steps(() => page);

  beforeAll(async () => {
    if (!browser) return;
    troubles = await startTroubles(kind);
    if (typeof troubles === 'string') process.stdout.write(`NOT RUN: ${troubles}\n`);
    visit = await Visit.begin(browser);
    page = visit.page;
    await visit.signUp(`troubles-${randomUUID()}@example.org`, `a long ${randomUUID()}`);
  });
  afterAll(async () => {
    if (typeof troubles !== 'string') await troubles.stop();
  });

  const take = async (name: string): Promise<void> => {
    if (!pictures) return;
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(changed);
      await page.screenshot({ path: join(pictures, `${kind} ${name} ${colorScheme}.png`) });
    }
    await page.emulateMedia({ colorScheme: 'light' });
  };

  const fill = async ({ server }: Troubles, attempt: Pick<Attempt, 'host' | 'port' | 'mode'> & Partial<Attempt>) => {
    const { username, password, dbName, extraOptions } = server.target;
    const again = page.getByRole('button', { name: 'Start over' });
    if (await again.isVisible()) await again.click();
    const url = new URL(`${schemes[kind]}://host`);
    url.username = username;
    url.password = attempt.password ?? password;
    url.host = `${attempt.host}:${String(attempt.port)}`;
    url.pathname = attempt.dbName ?? dbName;
    const authSource = extraOptions.driver?.['authSource'];
    if (authSource !== undefined) url.searchParams.set('authSource', String(authSource));
    const field = page.getByLabel('Paste a connection URL');
    await field.fill(url.href);
    await field.press('Enter');
    await page.getByText('The form is filled from the URL.').waitFor();
    const advanced = page.getByRole('button', { name: /^Advanced/ });
    if ((await advanced.getAttribute('aria-expanded')) !== 'true') await advanced.click();
    await page.getByLabel('Mode', { exact: true }).selectOption(attempt.mode);
    if (attempt.ca !== undefined) await page.getByLabel('CA certificate', { exact: true }).fill(attempt.ca);
    await page
      .getByLabel('Connecting (ms)', { exact: true })
      .fill(attempt.name === 'a host that never answers' ? '1500' : '20000');
  };

  step('opens the form of a new connection', async () => {
    await page.getByRole('button', { name: 'Connections', exact: true }).click();
    await page.getByRole('button', { name: 'Add a connection' }).first().click();
    await page.getByLabel('Paste a connection URL').waitFor();
  });

  for (const name of troublesOf(kind)) {
    step(`is told at which stage it fails, what happened and what to do: ${name}`, async () => {
      if (typeof troubles === 'string') return;
      const attempt = troubles.attempts.find((one) => one.name === name);
      if (!attempt) throw new Error(`nobody makes ${name}`);
      const outcome = page.locator('o-test-outcome');
      await fill(troubles, attempt);
      await page.getByRole('button', { name: 'Test connection' }).click();
      await outcome.getByText('The test failed').waitFor({ timeout: 30_000 });
      const [said, advice] = await outcome.locator('p').allInnerTexts();
      const stages = await outcome.locator('li.failed').allInnerTexts();
      const told = { stages, said, advice };
      expect(told).toEqual({
        stages: [expect.stringMatching(attempt.stage)],
        said: expect.stringMatching(attempt.said),
        advice: expect.stringMatching(attempt.advice),
      });
      expect(JSON.stringify(told)).not.toContain(troubles.server.target.password);
      await take(name);
    });
  }

  step('can read all of that in light and dark', async () => {
    expect(await visit.findings()).toEqual([]);
  });

  step('sees what a connection rests on when it works', async () => {
    if (typeof troubles === 'string') return;
    await fill(troubles, { host: troubles.proxy.host, port: troubles.proxy.port, mode: 'disable' });
    await page.getByText('Read-only', { exact: false }).first().click();
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.locator('o-test-outcome').getByText(/Works/).waitFor();
    expect(await page.locator('o-test-outcome').innerText()).toMatch(/read-only/);
    await take('works');
    await page.getByText('Read-only', { exact: false }).first().click();
    await page.getByLabel('Name', { exact: true }).fill('Theirs');
    await page.getByRole('button', { name: 'Add connection' }).click();
    await page.getByRole('heading', { name: 'Theirs' }).waitFor();
  });

  step('is told that a result has broken off, and keeps what had come', async () => {
    if (typeof troubles === 'string' || floods[kind] === '') return;
    await page.getByRole('main').getByRole('button', { name: 'New query' }).click();
    await page.locator('.monaco-editor:visible').waitFor();
    await visit.write(floods[kind]);
    troubles.proxy.set({ type: 'cut after', bytes: 400_000 });
    await page.keyboard.press('ControlOrMeta+Enter');
    const results = page.locator('o-results-pane:visible');
    await results
      .getByText(/connection .*(?:lost|broke|cut|closed)/i)
      .first()
      .waitFor();
    await take('a result that breaks off');
    await results.getByText(/run it again/).waitFor();
    troubles.proxy.set({ type: 'pass' });
    expect(await visit.findings()).toEqual([]);
  });
});
