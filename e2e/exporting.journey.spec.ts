import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { changed, chromiumPath, startChromium, steps, Visit } from './support/browser.js';

const story = chromiumPath() === undefined ? describe.skip : describe;
/** A folder for pictures; for whoever wants to look at them. */
const pictures = process.env['ORRERY_E2E_PICTURES'];

let browser: Browser | undefined;
beforeAll(async () => {
  browser = await startChromium();
});
afterAll(async () => {
  await browser?.close();
});

story('somebody who takes results along as files', () => {
  let visit: Visit;
  let page: Page;
  const step = steps(() => page);

  beforeAll(async () => {
    if (!browser) return;
    visit = await Visit.begin(browser);
    page = visit.page;
    await visit.signUp(`exporting-${randomUUID()}@example.org`, `a long ${randomUUID()}`);
  });

  const take = async (name: string): Promise<void> => {
    if (!pictures) return;
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(changed);
      await page.screenshot({ path: join(pictures, `export ${name} ${colorScheme}.png`) });
    }
    await page.emulateMedia({ colorScheme: 'light' });
  };
  /** Runs a statement, until there are rows with this column. */
  const run = async (text: string, column: string): Promise<void> => {
    await visit.write(text);
    await page.keyboard.press('ControlOrMeta+Enter');
    await page.locator('o-result-grid:visible .ag-header-cell').filter({ hasText: column }).waitFor();
    await page.locator('o-result-grid:visible .ag-row').first().waitFor();
  };
  /** Chooses a format, and answers the file's name and what is in it. */
  const kept = async (format: string): Promise<{ name: string; bytes: Buffer }> => {
    const coming = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: format }).click();
    const download = await coming;
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  };

  step('runs a statement', async () => {
    await page.getByRole('button', { name: /New query on Sample/ }).click();
    await page.locator('.monaco-editor:visible').waitFor();
    await run(
      `select n as id, '=1+1' as text, case when n = 1 then null else '' end as nothing, 12345678901234567890.10 as exact from generate_series(1, 100000) n`,
      'exact',
    );
  });

  step('keeps all of its rows as CSV, also those that the page did not fetch', async () => {
    await page.getByRole('button', { name: 'Export all rows' }).click();
    await take('menu');
    const { name, bytes } = await kept('CSV');
    expect(name).toBe('result.csv');
    const lines = bytes.toString().split('\r\n');
    expect(lines).toHaveLength(100_002);
    expect(lines.slice(0, 3)).toEqual([
      'id,text,nothing,exact',
      `1,"'=1+1",,12345678901234567890.10`,
      `2,"'=1+1","",12345678901234567890.10`,
    ]);
  });

  step('keeps them as a workbook', async () => {
    await page.getByRole('button', { name: 'Export all rows' }).click();
    const { name, bytes } = await kept('Excel');
    expect(name).toBe('result.xlsx');
    expect(bytes.subarray(0, 2).toString()).toBe('PK');
    expect(bytes.includes('xl/worksheets/sheet1.xml')).toBe(true);
  });

  step('keeps rows of one table under its name, as statements into it', async () => {
    await run('select * from customers order by 1 limit 3', 'email');
    await page.getByRole('button', { name: 'Export all rows' }).click();
    const { name, bytes } = await kept('Insert statements');
    expect(name).toBe('customers.sql');
    expect(bytes.toString()).toMatch(/^INSERT INTO "customers" \(/);
  });

  step('sees how much has come, and stops it', async () => {
    await run("select generate_series(1, 100000000) as n, repeat('x', 100) as padding", 'padding');
    await page.getByRole('button', { name: 'Export all rows' }).click();
    await page.getByRole('menuitem', { name: 'CSV' }).click();
    const status = page.getByRole('status', { name: 'Exports' });
    await status.getByText(/MB/).waitFor();
    await take('running');
    expect(await visit.findings()).toEqual([]);
    await status.getByRole('button', { name: 'Cancel the export of result.csv' }).click();
    await status.getByText('result.csv').waitFor({ state: 'detached' });
  });

  step('is told why there is no file', async () => {
    await visit.write('insert into customers select * from customers where false returning 1');
    await page.keyboard.press('ControlOrMeta+Enter');
    await page.getByRole('paragraph').filter({ hasText: 'No rows' }).waitFor();
    await page.getByRole('button', { name: 'Export all rows' }).click();
    await page.getByRole('menuitem', { name: 'CSV' }).click();
    const exports = page.getByRole('status', { name: 'Exports' });
    await exports.getByText(/only statements that read/).waitFor();
    await take('refused');
    await exports.getByRole('button', { name: /^Dismiss/ }).click();
    // some of it is in the file when it fails
    await run('select 1 / (90000 - n) as n from generate_series(1, 100000) n', 'n');
    await page.getByRole('button', { name: 'Export all rows' }).click();
    await page.getByRole('menuitem', { name: 'CSV' }).click();
    await exports.getByText(/The file broke off before its end, and was not kept: division by zero/).waitFor();
    await take('broken off');
    expect(await visit.findings()).toEqual([]);
    await exports.getByRole('button', { name: 'Export again' }).click();
    await exports.getByText(/division by zero/).waitFor();
    await exports.getByRole('button', { name: /^Dismiss/ }).click();
  });

  step('keeps the rows of a table, as they are shown', async () => {
    await page.getByLabel('Search tables and columns').fill('customers');
    await page.getByRole('treeitem', { name: 'customers', exact: false }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('o-explorer-grid .ag-row').first().waitFor();
    await page.locator('button[aria-label="Export all rows"]:visible').click();
    const { name, bytes } = await kept('JSON, a row a line');
    expect(name).toBe('customers.ndjson');
    expect(Object.keys(JSON.parse(bytes.toString().split('\n')[0] ?? '') as object)).toContain('id');
    expect(visit.troubles.filter((trouble) => !/status of 4\d\d|INCOMPLETE_CHUNKED/.test(trouble))).toEqual([]);
  });
});
