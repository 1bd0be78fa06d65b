import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { chromiumPath, startChromium, steps } from './support/browser.js';
import { Explorer, postgres, type Served } from './support/explorer.js';

const story = chromiumPath() === undefined ? describe.skip : describe;

let browser: Browser | undefined;
let server: Served | undefined;
let ada: Explorer;
let reader: Explorer;
beforeAll(async () => {
  browser = await startChromium();
  if (!browser) return;
  server = await postgres.start();
  if (!server) throw new Error('PostgreSQL did not start');
  ada = await Explorer.open(browser, postgres, server, 'public.plain');
  reader = await Explorer.open(browser, postgres, server, 'public.plain', { readOnly: true });
  await ada.setUp(
    'create table plain (id int primary key, name text, gone int)',
    "insert into plain select n, 'row ' || n, n from generate_series(1, 6000) n",
    'create table keyless (name text)',
    "insert into keyless values ('one')",
    'create view seen as select id, name from plain',
    'analyze',
  );
}, 240_000);
afterAll(async () => {
  await ada.visit.context.close();
  await reader.visit.context.close();
  await browser?.close();
  await server?.stop();
}, 60_000);

story('a table that can’t be edited', () => {
  const step = steps(() => ada.page);
  const why = async (by: Explorer, table: string, reason: RegExp): Promise<void> => {
    await by.show(table);
    await by.button('Read only').click();
    await by.page.locator('.menu.why').getByText(reason).waitFor();
    await by.page.keyboard.press('Escape');
    await by.cell(0, 0).click();
    await by.page.keyboard.press('F2');
    await by.page.getByText(reason).first().waitFor();
    expect(await by.page.locator('o-cell-editor').count()).toBe(0);
  };

  step('says why: a view', () => why(ada, 'public.seen', /This is a view/));
  step('says why: no key', () => why(ada, 'public.keyless', /has no primary key/));
  step('says why: a read-only connection', () => why(reader, 'public.plain', /This connection is read-only/));
});
