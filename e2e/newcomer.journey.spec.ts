import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Browser, Locator, Page } from 'playwright-core';
import { chromiumPath, startChromium, steps, Visit } from './support/browser.js';
import { until } from './support/running.js';

const email = `newcomer-${randomUUID()}@example.org`;
const password = `a long ${randomUUID()}`;
const largest = 'SELECT * FROM order_items';

const story = chromiumPath() === undefined ? describe.skip : describe;
let browser: Browser | undefined;
let visit: Visit;
let page: Page;

beforeAll(async () => {
  browser = await startChromium();
  if (!browser) return;
  visit = await Visit.begin(browser);
  page = visit.page;
});
afterAll(() => browser?.close());

/** The cell of a shown row and column of the grid in sight, both counted from 0. */
const cell = (row: number, column: number) =>
  page.locator(`o-result-grid:visible .ag-row[row-index="${String(row)}"] .ag-cell[col-id="c${String(column)}"]`);
const reads = (place: Locator, text: string) =>
  until(
    `reads ${text}`,
    () => place.innerText(),
    (now) => now === text,
  );
const panel = () => page.getByRole('complementary', { name: 'Side panel' });

story('a newcomer', () => {
  const step = steps(() => page);
  step('signs up and is offered the sample database', async () => {
    await page.goto('/sign-up');
    await page.getByRole('heading', { name: 'Create an account' }).waitFor();
    expect(await visit.findings()).toEqual([]);
    await visit.signUp(email, password);
    await page.getByRole('button', { name: 'New query on Sample shop' }).waitFor();
    expect(await visit.findings()).toEqual([]);
  });

  step('tests the connection, which answers what it reached', async () => {
    await page.getByRole('button', { name: 'Connections', exact: true }).click();
    await page.getByRole('heading', { name: 'Connections' }).waitFor();
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByText(/^Works · answers in/).waitFor();
    expect(await page.locator('o-test-outcome').innerText()).toMatch(/PostgreSQL \d+/);
    expect(await visit.findings()).toEqual([]);
  });

  step('reads the largest table, and rows are there while it still runs', async () => {
    await page.getByRole('main').getByRole('button', { name: 'Query', exact: true }).click();
    await page.locator('.monaco-editor:visible').waitFor();
    expect(await visit.findings()).toEqual([]);
    await page.getByRole('button', { name: '1,000 rows' }).click();
    await page.getByRole('menuitemradio', { name: 'All rows' }).click();
    await visit.write(largest);
    await visit.atTheEndOfALine(500_000);
    await page.keyboard.press('ControlOrMeta+Enter');
    await cell(0, 0).waitFor();
    expect(await page.locator('o-status-bar').innerText()).toContain('Cancel');
  });

  step('cancels it, and keeps what had arrived', async () => {
    await page.keyboard.press('Escape');
    await page.getByText(/Cancelled after [\d,]+ rows/).waitFor();
    expect(await cell(0, 0).innerText()).not.toBe('');
    await visit.atTheEndOfALine(0);
    await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
    expect(await visit.findings()).toEqual([]);
  });

  step('finds the run in the history, as cancelled', async () => {
    const entry = panel().getByRole('button', { name: `Cancelled: ${largest}` });
    await entry.waitFor();
    expect(await entry.innerText()).toContain('cancelled');
    await page.getByRole('button', { name: 'History', exact: true }).click();
    await page
      .getByRole('main')
      .getByRole('button', { name: `Cancelled: ${largest}` })
      .waitFor();
    expect(await visit.findings()).toEqual([]);
  });

  step('runs a small query, and again from the history', async () => {
    await page.getByRole('tab', { name: 'Query 1' }).click();
    await visit.write("select 7 as seven, 'it''s' as text, null as nothing");
    await page.keyboard.press('ControlOrMeta+Enter');
    await reads(cell(0, 0), '7');
    const entry = panel().getByRole('listitem').filter({ hasText: 'select 7 as seven' });
    await entry.first().hover();
    await entry.first().getByRole('button', { name: 'Run again' }).click();
    await page.getByRole('tab', { name: 'Query 2', selected: true }).waitFor();
    await reads(cell(0, 0), '7');
    await reads(cell(0, 2), 'NULL');
  });

  step('copies a cell', async () => {
    await cell(0, 1).click();
    await page.keyboard.press('ControlOrMeta+C');
    await page.getByText('Copied.').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe("it's");
  });

  step('finds everything as it was after a reload', async () => {
    await visit.write('select 8 as kept -- not run yet');
    await page.getByText('Ln 1, Col 32').waitFor();
    await page.reload();
    await page.locator('.monaco-editor:visible').waitFor();
    expect((await page.getByRole('tablist', { name: 'Open tabs' }).innerText()).match(/Connections|Query \d|History/g)).toEqual([
      'Connections',
      'Query 1',
      'Query 2',
      'History',
    ]);
    await page.locator('.monaco-editor:visible .view-line').first().waitFor();
    expect(await page.locator('.monaco-editor:visible .view-lines').innerText()).toMatch(/select.8.as.kept.--.not.run.yet/);
  });

  step('sees an error marked at its place', async () => {
    await visit.write('select id,\n       totl\nfrom orders');
    await page.keyboard.press('ControlOrMeta+Enter');
    await page.getByText('The database does not know this name').waitFor();
    await page.locator('.monaco-editor:visible .squiggly-error').waitFor();
    await page.getByRole('button', { name: 'Line 2, column 8' }).click();
    await page.getByText('Ln 2, Col 12').waitFor();
    expect(await visit.findings()).toEqual([]);
  });

  step('finds every command and every key', async () => {
    await page.keyboard.press('ControlOrMeta+K');
    await page.getByRole('combobox', { name: 'Go to anything' }).waitFor();
    expect(await visit.findings()).toEqual([]);
    await page.keyboard.type('profile');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Profile' }).waitFor();
    expect(await visit.findings()).toEqual([]);
    await page.getByRole('button', { name: 'Show all keys' }).click();
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    expect(await visit.findings()).toEqual([]);
    await page.keyboard.press('Escape');
  });

  step('signs out, and nothing of the visit can be had back', async () => {
    // From here on, what is on its way when the session ends may be refused.
    expect(visit.troubles).toEqual([]);
    await page.getByRole('button', { name: /^Account/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await visit.findings()).toEqual([]);
    await page.goto('/history');
    await page.waitForURL('**/sign-in*');
    const kept = await page.evaluate<string>('JSON.stringify(Object.entries(localStorage)) + document.cookie');
    expect(kept).not.toMatch(/eyJ[\w-]+\.[\w-]+\./);
  });

  step('met no error in the console, and no other host', () => {
    expect(visit.troubles).toEqual([]);
  });
});
