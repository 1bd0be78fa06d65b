import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type MongoServer, startMongo } from '@orrery/testing';
import type { Browser, Locator, Page } from 'playwright-core';
import { chromiumPath, startChromium, steps, Visit } from './support/browser.js';
import { Diagram } from './support/diagram.js';
import { until } from './support/running.js';

const story = chromiumPath() === undefined ? describe.skip : describe;
/** A folder for pictures; for whoever wants to look at them. */
const pictures = process.env['ORRERY_E2E_PICTURES'];
const password = 'a password of theirs';
let browser: Browser | undefined;

beforeAll(async () => {
  browser = await startChromium();
});
afterAll(() => browser?.close());

let visit: Visit;
let page: Page;
const offered = (name: string | RegExp): Locator => page.locator('.suggest-widget.visible').getByRole('option', { name });
const text = async (): Promise<string> =>
  (await page.locator('.monaco-editor:visible .view-line').allInnerTexts()).join('\n').replaceAll('\u00a0', ' ');
const writes = (expected: string): Promise<unknown> => until(`writes ${expected}`, text, (now) => now === expected);
const type = (more: string): Promise<void> => page.keyboard.type(more);
const picture = async (name: string): Promise<void> => {
  if (pictures) await page.screenshot({ path: join(pictures, `completing-${name}.png`) });
};

story('somebody who writes a query', () => {
  const step = steps(() => page);

  step('is offered the tables there are', async () => {
    if (!browser) throw new Error('There is no browser.');
    visit = await Visit.begin(browser);
    page = visit.page;
    await visit.signUp(`writer-${randomUUID()}@example.org`, `a long ${randomUUID()}`);
    await page.getByRole('button', { name: 'New query on Sample shop' }).click();
    await page.getByRole('treeitem', { name: /order_items/ }).waitFor();
    await visit.write('select *');
    await page.keyboard.press('Enter');
    await type('from ');
    await offered(/^order_items/).waitFor();
    await type('ord');
    await offered(/^orders/).waitFor();
    await picture('tables');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await writes('select *\nfrom orders');
  });

  step('calls it by a letter, and goes on to the next line', async () => {
    await type(' o');
    await page.keyboard.press('Enter');
    await writes('select *\nfrom orders o\n');
    // what is written whole is offered too, and does not take the Enter
    await type('where');
    await offered(/^where/).waitFor();
    await page.keyboard.press('Enter');
    await writes('select *\nfrom orders o\nwhere\n');
    await page.keyboard.press('Backspace');
    for (let letter = 0; letter < 'where'.length; letter += 1) await page.keyboard.press('Backspace');
  });

  step('is offered what belongs to it, with the condition', async () => {
    await type('join ');
    await offered(/^customers on customers\.id = o\.customer_id/).waitFor();
    await picture('joins');
    await type('cust');
    await offered(/^customers on/).waitFor();
    await page.keyboard.press('Enter');
    await writes('select *\nfrom orders o\njoin customers on customers.id = o.customer_id');
  });

  step('is offered the columns of what stands before the dot, with their types', async () => {
    await page.keyboard.press('Enter');
    await type('where o.');
    await offered(/^customer_id/).waitFor();
    await picture('columns');
    await type('stat');
    await offered(/^status/).waitFor();
    await page.keyboard.press('Tab');
    await writes('select *\nfrom orders o\njoin customers on customers.id = o.customer_id\nwhere o.status');
  });

  step('is offered the columns of the query in the list above it', async () => {
    await page.keyboard.press('ControlOrMeta+Home');
    await page.keyboard.press('End');
    await page.keyboard.press('Backspace');
    await type('last_n');
    await offered(/^last_name/).waitFor();
    await page.keyboard.press('Tab');
    await writes('select last_name\nfrom orders o\njoin customers on customers.id = o.customer_id\nwhere o.status');
  });

  step('meets nothing that went wrong', async () => {
    expect(await visit.findings()).toEqual([]);
    expect(visit.troubles).toEqual([]);
  });
});

process.stdout.write('NOT RUN: completion on MongoDB itself; a server that speaks its protocol stands in\n');
story('somebody who writes a query of MongoDB', () => {
  const step = steps(() => page);
  let server: MongoServer | undefined;
  afterAll(() => server?.stop());

  step('is offered the collections there are', async () => {
    if (!browser) throw new Error('There is no browser.');
    server = await startMongo({ users: [{ name: 'ada', password, db: 'shop', role: 'readWrite' }] });
    server.data.seed('shop', 'customers', [{ _id: 1, name: 'Ada', address: { city: 'London' } }]);
    server.data.seed('shop', 'order lines', [{ _id: 1 }]);
    const { host, port } = server;
    const reached = { name: 'Theirs', type: 'mongodb', host, port, dbName: 'shop', username: 'ada', password };
    ({ visit, page } = await Diagram.open(browser, reached));
    await page.keyboard.press('ControlOrMeta+K');
    await page.getByRole('combobox', { name: 'Go to anything' }).fill('New query on Theirs');
    await page
      .getByRole('option', { name: /New query on Theirs/ })
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('treeitem', { name: /customers/ }).waitFor();
    await visit.write('db');
    await type('.');
    await offered(/^getCollection\("order lines"\)/).waitFor();
    await picture('collections');
    await type('cust');
    await offered(/^customers/).waitFor();
    await page.keyboard.press('Tab');
    await writes('db.customers');
  });

  step('is offered methods, fields by their path, and operators', async () => {
    await type('.fi');
    await offered(/^findOneAndUpdate/).waitFor();
    await page.keyboard.press('Tab');
    await writes('db.customers.find');
    await type('({');
    await offered(/^"address\.city"/).waitFor();
    await picture('fields');
    await type('na');
    await offered(/^name/).waitFor();
    await page.keyboard.press('Tab');
    await type(': {$gt');
    await offered(/^\$gte/).waitFor();
    expect(visit.troubles).toEqual([]);
  });
});
