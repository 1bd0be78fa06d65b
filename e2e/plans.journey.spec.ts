import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PlanNode } from '@orrery/contracts';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { changed, chromiumPath, startChromium, steps, Visit } from './support/browser.js';
import { Person, type Problem } from './support/person.js';
import { until } from './support/running.js';

const story = chromiumPath() === undefined ? describe.skip : describe;
/** A folder for pictures; for whoever wants to look at them. */
const pictures = process.env['ORRERY_E2E_PICTURES'];

describe('a program that asks for plans', () => {
  it('gets one tree, what was sent for it, and clear words for what has none', async () => {
    const ada = await Person.register();
    const { id: connectionId } = await ada.sample();
    const explain = (
      text: string,
      more: object = {},
    ): Promise<{ status: number; body: Answer & Problem & { position: number } }> =>
      ada.ask('POST', '/queries/explain', { connectionId, text, ...more });
    type Answer = PlanNode & { text: string; analyzed: boolean };

    const plain = await explain('select * from orders where id = $1', { params: [7] });
    expect(plain.status).toBe(200);
    expect(plain.body).toMatchObject({ node: 'Index Scan', rows: 1, children: [], analyzed: false });
    expect(plain.body.actualRows).toBeUndefined();
    const measured = await explain('select * from orders where id = $1', { params: [7], analyze: true });
    expect(measured.body).toMatchObject({ node: 'Index Scan', actualRows: 1, loops: 1, analyzed: true });
    expect(measured.body.text).toMatch(/^EXPLAIN \(ANALYZE/);

    const wrong = await explain('-- first\nselect * frm orders');
    expect([wrong.status, wrong.body.code, wrong.body.position]).toEqual([400, 'query_syntax_error', 19]);
    const changing = await explain('delete from orders', { analyze: true });
    expect([changing.status, changing.body.code]).toEqual([422, 'query_unsupported']);
    expect((await explain('select 1; select 2')).body.code).toBe('invalid_request');
    expect((await explain('  ')).body.code).toBe('query_empty');

    const { body } = await ada.ask<{ items: { queryText: string; status: string }[] }>('GET', '/queries');
    expect(body.items.map(({ status }) => status)).toEqual(['error', 'success', 'success']);
    expect((await ada.run(connectionId, 'select count(*)::int from orders where id > 0')).rows[0]?.[0]).toBeGreaterThan(0);
  });
});

let browser: Browser | undefined;
beforeAll(async () => {
  browser = await startChromium();
});
afterAll(async () => {
  await browser?.close();
});

story('somebody who wants to know why a statement is slow', () => {
  let visit: Visit;
  let page: Page;
  let pane: Locator;
  const step = steps(() => page);
  const row = (name: string): Locator => pane.getByRole('row').filter({ hasText: name }).first();

  beforeAll(async () => {
    if (!browser) return;
    visit = await Visit.begin(browser);
    page = visit.page;
    pane = page.locator('o-plan-pane');
    await visit.signUp(`plans-${randomUUID()}@example.org`, `a long ${randomUUID()}`);
  });

  const take = async (name: string): Promise<void> => {
    if (!pictures) return;
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(changed);
      await page.screenshot({ path: join(pictures, `plan ${name} ${colorScheme}.png`) });
    }
    await page.emulateMedia({ colorScheme: 'light' });
  };

  step('asks for the plan, and nothing is run', async () => {
    await page.getByRole('button', { name: /New query on Sample/ }).click();
    await page.locator('.monaco-editor:visible').waitFor();
    await visit.write(
      `select c.id, count(*) as orders, sum(o.total) as spent\nfrom customers c join orders o on o.customer_id = c.id\nwhere o.total > 20 and o.note is null\ngroup by c.id order by spent desc limit 10`,
    );
    await page.getByRole('button', { name: 'Show the plan' }).click();
    await pane.getByRole('treegrid').waitFor();
    expect(await row('Limit').getAttribute('aria-level')).toBe('1');
    await row('on orders o').waitFor();
    expect(await pane.getByRole('columnheader').allInnerTexts()).toEqual(['Step', 'Rows planned', 'Cost by itself']);
    await take('estimated');
    expect(await visit.findings()).toEqual([]);
  });

  step('has it measured', async () => {
    await pane.getByRole('button', { name: 'Measured' }).click();
    await pane.getByRole('columnheader', { name: 'Time by itself' }).waitFor();
    expect(await pane.getByRole('columnheader').allInnerTexts()).toEqual(['Step', 'Rows planned', 'Rows', 'Time by itself']);
    await take('measured');
    expect(await visit.findings()).toEqual([]);
  });

  step('goes through its steps by the keyboard, and folds them', async () => {
    const below = pane.getByRole('row').nth(3);
    await row('Limit').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowLeft');
    await below.waitFor({ state: 'detached' });
    await page.keyboard.press('ArrowRight');
    await below.waitFor();
    await page.keyboard.press('End');
    await pane.locator('tr:last-child:focus').waitFor();
  });

  step('reads it as the database wrote it, and copies that', async () => {
    await pane.getByRole('button', { name: 'As the database wrote it' }).click();
    await pane.locator('pre').getByText('"Node Type": "Limit"').waitFor();
    await pane.getByRole('button', { name: 'Copy the plan' }).click();
    await page.getByText('Copied the plan as the database wrote it.').waitFor();
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toContain('"Plans"');
  });

  step('comes back to the results, which are as they were', async () => {
    await page.keyboard.press('Escape');
    await pane.waitFor({ state: 'detached' });
    await visit.write('select 41 + 1 as answer');
    await page.keyboard.press('ControlOrMeta+Enter');
    await page.locator('o-result-grid:visible .ag-cell').getByText('42', { exact: true }).waitFor();
    await page.keyboard.press('ControlOrMeta+Shift+E');
    await pane.getByText('Result', { exact: true }).waitFor();
    await pane.getByRole('button', { name: 'Close the plan' }).click();
    await page.locator('o-result-grid:visible .ag-cell').getByText('42', { exact: true }).waitFor();
  });

  step('is told what is wrong, and where', async () => {
    await visit.write('-- what they owe\nselect * frm orders');
    await page.keyboard.press('ControlOrMeta+Shift+E');
    await pane.getByText('The database does not understand this statement').waitFor();
    await page.locator('.monaco-editor:visible .squiggly-error').waitFor();
    await take('error');
    expect(await visit.findings()).toEqual([]);
  });

  step('sees what would be deleted, and can not have it run by mistake', async () => {
    await visit.write('delete from orders where id < 0');
    await page.keyboard.press('ControlOrMeta+Shift+E');
    await row('Delete').waitFor();
    await pane.getByRole('button', { name: 'Measured' }).click();
    await pane.getByText(/this one may change something/).waitFor();
    await pane.getByRole('button', { name: 'Show the estimated plan' }).click();
    await row('Delete').waitFor();
  });

  step('cancels what takes too long to measure', async () => {
    await visit.write('select count(*) from generate_series(1, 100000000000)');
    await page.keyboard.press('ControlOrMeta+Shift+E');
    await row('Aggregate').waitFor();
    await pane.getByRole('button', { name: 'Measured' }).click();
    await pane.getByRole('button', { name: 'Cancel' }).click();
    await pane.waitFor({ state: 'detached' });
    await visit.write(
      `select 'still ' || count(*) as runs from pg_stat_activity where state = 'active' and query like 'EXPLAIN%100000000000%'`,
    );
    await until(
      'cancelled on the server',
      async () => {
        await page.keyboard.press('ControlOrMeta+Enter');
        return page.locator('o-result-grid:visible .ag-cell').getByText('still').innerText();
      },
      (text) => text === 'still 0',
    );
    expect(visit.troubles.filter((trouble) => !/status of (400|422)/.test(trouble))).toEqual([]);
  });

  step('reads it on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await visit.write('select c.id, count(*) from customers c join orders o on o.customer_id = c.id group by c.id');
    await page.keyboard.press('ControlOrMeta+Shift+E');
    await row('on orders o').waitFor();
    await take('phone');
    expect(await visit.findings()).toEqual([]);
  });
});
