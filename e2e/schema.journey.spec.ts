import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { chromiumPath, startChromium, steps, Visit } from './support/browser.js';
import { until } from './support/running.js';

const email = `explorer-${randomUUID()}@example.org`;
const password = `a long ${randomUUID()}`;
const layout = 'What is sold';

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

const panel = () => page.getByRole('complementary', { name: 'Side panel' });
const tree = () => panel().getByRole('tree', { name: 'Tables' });
const inTree = (name: string) => tree().getByRole('treeitem', { name, exact: false });
const inDiagram = (name: string) => page.locator(`o-erd-canvas .joint-element[model-id="public.${name}"]`);
const placeOf = async (name: string): Promise<{ readonly x: number; readonly y: number }> => {
  const box = await inDiagram(name).boundingBox();
  if (!box) throw new Error(`${name} is not in sight`);
  return { x: Math.round(box.x), y: Math.round(box.y) };
};
async function download(item: string): Promise<string> {
  await page.getByRole('button', { name: 'Export' }).click();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: item }).click()]);
  return readFile(await file.path(), 'utf8');
}

story('somebody who wants to know what a database holds', () => {
  const step = steps(() => page);
  let moved: { readonly x: number; readonly y: number };

  step('sees the tables of the sample shop, and reads them anew', async () => {
    await visit.signUp(email, password);
    await inTree('order_items').waitFor({ timeout: 60_000 });
    expect(await visit.findings()).toEqual([]);
    await panel().getByRole('button', { name: 'Read the schema anew' }).click();
    await page.getByText(/^Read anew/).waitFor({ timeout: 60_000 });
  });

  step('searches a table, and opens its structure by keys', async () => {
    await panel().getByLabel('Search tables and columns').fill('order_it');
    await until(
      'only one table',
      () => tree().getByRole('treeitem', { level: 2 }).count(),
      (count) => count === 1,
    );
    expect(await tree().locator('mark').innerText()).toBe('order_it');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Alt+Enter');
    await page.getByRole('heading', { name: 'order_items', level: 1 }).waitFor();
    expect(await visit.findings()).toEqual([]);
  });

  step('reads its columns, keys, relations and DDL', async () => {
    await page.getByRole('rowheader', { name: /order_id/ }).waitFor();
    await page.getByRole('tab', { name: 'Keys and indexes' }).click();
    await page.getByText('Primary key', { exact: true }).waitFor();
    expect(await visit.findings()).toEqual([]);
    await page.getByRole('tab', { name: 'Relations' }).click();
    await page
      .getByRole('button', { name: /orders\.id/ })
      .first()
      .waitFor();
    expect(await visit.findings()).toEqual([]);
    await page.getByRole('tab', { name: 'DDL' }).click();
    expect(await page.getByRole('region', { name: 'DDL' }).innerText()).toContain('CREATE TABLE');
    expect(await visit.findings()).toEqual([]);
  });

  step('sees all tables in a diagram', async () => {
    await page.keyboard.press('Alt+4');
    await inDiagram('orders').waitFor({ timeout: 30_000 });
    expect(await page.locator('o-erd-canvas .joint-link').count()).toBeGreaterThan(0);
    await page.getByRole('complementary', { name: 'Relations' }).getByRole('listitem').first().waitFor();
    expect(await visit.findings()).toEqual([]);
  });

  step('drags a table, takes it back, and does it again', async () => {
    const before = await placeOf('orders');
    await page.mouse.move(before.x + 40, before.y + 10);
    await page.mouse.down();
    await page.mouse.move(before.x + 60, before.y + 40, { steps: 4 });
    await page.mouse.move(before.x + 100, before.y + 90, { steps: 4 });
    await page.mouse.up();
    moved = await until(
      'moved',
      () => placeOf('orders'),
      ({ x }) => x > before.x + 30,
    );
    await page.getByRole('button', { name: 'Undo' }).click();
    await until(
      'back',
      () => placeOf('orders'),
      ({ x, y }) => Math.abs(x - before.x) < 3 && Math.abs(y - before.y) < 3,
    );
    await page.getByRole('button', { name: 'Redo' }).click();
    await until(
      'moved again',
      () => placeOf('orders'),
      ({ x }) => Math.abs(x - moved.x) < 3,
    );
  });

  step('saves the layout under a name', async () => {
    await page.getByRole('button', { name: 'Layout', exact: true }).click();
    await page.getByRole('menuitem', { name: /Save as/ }).click();
    await page.getByLabel('Name').fill(layout);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText(`Saved “${layout}”.`).waitFor();
    await page.getByRole('button', { name: layout }).waitFor();
  });

  step('takes the diagram along as a picture, and as text', async () => {
    expect(await download('SVG picture')).toContain('order_items');
    expect(await download('DBML')).toContain('Table "public"."order_items" {');
    expect(await download('Mermaid')).toContain('erDiagram');
    expect(await download('SQL that makes the tables')).toContain('CREATE TABLE');
  });

  step('finds a path between two tables, and its JOIN in the editor', async () => {
    await page.getByRole('button', { name: 'Path' }).click();
    await page.getByRole('combobox', { name: 'From' }).fill('order_items');
    await page.keyboard.press('Enter');
    await page.getByRole('combobox', { name: 'To', exact: true }).fill('customers');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Write the JOIN into the editor' }).click();
    await page.locator('.monaco-editor:visible').waitFor();
    await until(
      'the JOIN',
      () => page.locator('.monaco-editor:visible .view-lines').innerText(),
      (text) => text.includes('JOIN'),
    );
  });

  step('finds it all as it was after a reload', async () => {
    await page.keyboard.press('Alt+4');
    await inDiagram('orders').waitFor();
    await page.reload();
    await inDiagram('orders').waitFor({ timeout: 30_000 });
    await page.getByRole('button', { name: layout }).waitFor();
  });

  step('nothing went wrong on the way', () => {
    expect(visit.troubles).toEqual([]);
  });
});
