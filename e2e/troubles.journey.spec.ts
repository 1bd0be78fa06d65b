import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Kind, kinds } from '@orrery/contracts';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { chromiumPath, startChromium, steps, Visit } from './support/browser.js';
import { fillForm } from './support/troubles-form.js';
import { absenceOf, type Places, startPlaces } from './support/troubles-places.js';
import { through } from './support/troubles-tunnel.js';
import { type Form, troublesOf, wordsFor } from './support/troubles.js';

process.stdout.write('NOT RUN: troubles of SQL Server and MongoDB themselves; scripted servers stand in\n');
/** A folder for pictures of every trouble, light and dark; for whoever wants to look at them. */
const pictures = process.env['ORRERY_E2E_PICTURES'];

/** Far more rows than come through before the line is cut. */
const floods: Readonly<Record<Kind, string>> = {
  postgres: "SELECT generate_series(1, 100000000) AS n, repeat('x', 1000) AS padding",
  mysql: "SELECT seq AS n, REPEAT('x', 1000) AS padding FROM seq_1_to_100000000",
  mssql:
    "SELECT ROW_NUMBER() OVER (ORDER BY (SELECT NULL)) AS n, REPLICATE('x', 1000) AS padding FROM sys.all_columns AS a CROSS JOIN sys.all_columns AS b",
  mongodb: 'db.flood.find({}, { _id: 0, n: 1, padding: 1 })',
};
/** Who holds a read-only connection to reading. */
const holders: Readonly<Record<Kind, RegExp>> = {
  postgres: /primary, read only$/m,
  mysql: /primary, read only$/m,
  mssql: /primary, read only, kept so by Orrery/,
  mongodb: /primary, read only, kept so by Orrery/,
};
/** What sticks out to the side of the page, or of what it stands in. */
const sticksOut = `[...document.querySelectorAll('o-connection-page footer, o-connection-page footer *')]
  .filter((element) => element.getBoundingClientRect().right > innerWidth || element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
  .map((element) => element.className + ': ' + element.textContent.trim())`;
const desk = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

let browser: Browser | undefined;
beforeAll(async () => {
  browser = await startChromium();
});
afterAll(async () => {
  await browser?.close();
});

for (const kind of kinds) {
  const absence = absenceOf(kind);
  if (absence !== undefined) process.stdout.write(`NOT RUN: troubles of ${kind}: ${absence}\n`);
  const story = chromiumPath() === undefined || absence !== undefined ? describe.skip : describe;

  story(`somebody whose ${kind} gives them trouble`, () => {
    let page: Page;
    let visit: Visit;
    let places: Places;
    const step = steps(() => page);

    beforeAll(async () => {
      if (!browser) throw new Error('Chromium did not start');
      places = await startPlaces(kind);
      visit = await Visit.begin(browser);
      page = visit.page;
      await visit.signUp(`troubles-${randomUUID()}@example.org`, `a long ${randomUUID()}`);
    });
    afterAll(() => places.stop());

    const take = async (name: string): Promise<void> => {
      if (!pictures) return;
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: join(pictures, `${kind} ${name} ${colorScheme}.png`), animations: 'disabled' });
      }
      await page.emulateMedia({ colorScheme: 'light' });
    };
    const outcome = () => page.locator('o-test-outcome');
    const test = async (change: Partial<Form>): Promise<void> => {
      await fillForm(page, kind, places, change);
      await page.getByRole('button', { name: 'Test connection' }).click();
    };
    const works = () =>
      outcome()
        .getByText(/^Works/)
        .waitFor();

    step('opens the form of a new connection', async () => {
      await page.getByRole('button', { name: 'Connections', exact: true }).click();
      await page.getByRole('button', { name: 'Add a connection' }).first().click();
      await page.getByLabel('Paste a connection URL').waitFor();
    });

    step('sees each stage as it happens, and stops when it takes too long', async () => {
      places.proxy.set({ type: 'stall' });
      await test({ port: places.proxy.port });
      await outcome()
        .locator('li.running')
        .filter({ hasText: /Waiting for its greeting|Signing in/ })
        .waitFor();
      expect(await outcome().locator('li:not(.running)').allInnerTexts()).toEqual([
        expect.stringMatching(/^Name resolved/),
        expect.stringMatching(/^Connected/),
      ]);
      await take('is tested');
      expect(await visit.findings()).toEqual([]);
      await page.getByRole('button', { name: 'Stop', exact: true }).click();
      await outcome().waitFor({ state: 'detached' });
      places.proxy.set({ type: 'pass' });
    });

    for (const trouble of troublesOf(kind)) {
      step(`is told at which stage it fails, what happened and what to do: ${trouble.name}`, async () => {
        await test(trouble.form(places));
        await outcome().getByText('The test failed').waitFor({ timeout: 30_000 });
        const [said, advice] = await outcome().locator('p').allInnerTexts();
        const stages = await outcome().locator('li.failed').allInnerTexts();
        const told = { stages, said, advice };
        expect(told).toEqual({
          stages: [expect.stringMatching(wordsFor(kind, trouble.stage))],
          said: expect.stringMatching(wordsFor(kind, trouble.said)),
          advice: expect.stringMatching(wordsFor(kind, trouble.advice)),
        });
        expect(JSON.stringify(told)).not.toContain(places.server.target.password);
        await take(trouble.name);
      });
    }

    step('can read all of that in light and dark, on a phone too', async () => {
      expect(await visit.findings()).toEqual([]);
      await page.setViewportSize(phone);
      await test(places.inside.unreadable);
      await outcome().getByText('The test failed').waitFor();
      expect(await page.evaluate(sticksOut)).toEqual([]);
      await take('on a phone');
      expect(await visit.findings()).toEqual([]);
      await page.setViewportSize(desk);
    });

    step('goes through a tunnel that is right', async () => {
      await test(through(places));
      await works();
      await outcome().getByText('SSH tunnel opened').waitFor();
      expect(places.ssh.asked.at(-1)).toBe(`127.0.0.1:${String(places.server.target.port)}`);
    });

    step('sees what a connection rests on when it works', async () => {
      await test({ port: places.proxy.port, readOnly: true });
      await works();
      expect(await outcome().innerText()).toMatch(/read-only/);
      expect(await outcome().innerText()).toMatch(holders[kind]);
      await take('works');
      await page.getByRole('checkbox', { name: /^Read-only/ }).uncheck();
      await page.getByLabel('Name', { exact: true }).fill('Theirs');
      await page.getByRole('button', { name: 'Add connection' }).click();
      await page.getByRole('heading', { name: 'Theirs' }).waitFor();
    });

    step('is told that a result has broken off, and keeps what had come', async () => {
      await page.getByRole('main').getByRole('button', { name: 'New query' }).click();
      await page.locator('.monaco-editor:visible').waitFor();
      await visit.write(floods[kind]);
      places.proxy.set({ type: 'cut after', bytes: 400_000 });
      await page.keyboard.press('ControlOrMeta+Enter');
      const results = page.locator('o-results-pane:visible');
      await results
        .getByText(/connection .*(?:lost|broke|cut|closed)/i)
        .first()
        .waitFor();
      await take('a result that breaks off');
      await results.getByText(/run it again/).waitFor();
      places.proxy.set({ type: 'pass' });
      expect(await visit.findings()).toEqual([]);
    });
  });
}
