import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { mariadbAbsence, type MysqlServer, startMariadb } from '@orrery/servers';
import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { chromiumPath, startChromium, steps, Visit } from './support/browser.js';

const absence = mariadbAbsence();
if (absence !== undefined) process.stdout.write(`NOT RUN: ${absence}\n`);
const story = chromiumPath() === undefined || absence !== undefined ? describe.skip : describe;

let browser: Browser | undefined;
let server: MysqlServer | undefined;
let visit: Visit;
let page: Page;

beforeAll(async () => {
  browser = await startChromium();
  if (!browser || absence !== undefined) return;
  server = await startMariadb();
  visit = await Visit.begin(browser);
  page = visit.page;
  await visit.signUp(`connecting-${randomUUID()}@example.org`, `a long ${randomUUID()}`);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

story('somebody who connects a database of their own', () => {
  const step = steps(() => page);

  step('fills the form by pasting its URL', async () => {
    if (!server) throw new Error('MariaDB did not start');
    await page.getByRole('button', { name: 'Connections', exact: true }).click();
    await page.getByRole('button', { name: 'Add a connection' }).first().click();
    const url = page.getByLabel('Paste a connection URL');
    await url.fill(`mysql://${server.user}:wrong@${server.host}:${String(server.port)}/mysql`);
    await url.press('Enter');
    await page.getByText('The form is filled from the URL.').waitFor();
    expect(await page.getByRole('radio', { name: 'MySQL / MariaDB' }).isChecked()).toBe(true);
    expect(await page.getByLabel('Host', { exact: true }).inputValue()).toBe(server.host);
    expect(await page.getByLabel('Port', { exact: true }).inputValue()).toBe(String(server.port));
    expect(await page.getByLabel('User', { exact: true }).inputValue()).toBe(server.user);
    expect(await page.getByLabel('Database', { exact: true }).inputValue()).toBe('mysql');
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe(`mysql on ${server.host}`);
    expect(await url.inputValue()).toBe('');
    expect(await visit.findings()).toEqual([]);
  });

  step('is told that the password is wrong, and what had worked until then', async () => {
    await page.getByRole('button', { name: 'Test connection' }).click();
    const outcome = page.locator('o-test-outcome');
    await outcome.getByText('Not signed in').waitFor();
    expect(await outcome.innerText()).toMatch(/Connected/);
    expect(await outcome.innerText()).toMatch(/password/i);
    expect(await visit.findings()).toEqual([]);
  });

  step('corrects it, marks it as production, and saves it', async () => {
    await page.getByLabel('Password', { exact: true }).fill(server?.password ?? '');
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page
      .locator('o-test-outcome')
      .getByText(/MariaDB/)
      .first()
      .waitFor();
    await page.getByLabel('Name', { exact: true }).fill('Billing');
    await page.getByRole('radio', { name: 'Production' }).check();
    await page.getByRole('button', { name: 'Add connection' }).click();
    await page.getByRole('heading', { name: 'Billing' }).waitFor();
    expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('');
    expect(await visit.findings()).toEqual([]);
  });

  step('removes the saved password, takes that back, and then means it', async () => {
    await page.getByText('Saved. Type to replace it.').waitFor();
    const remove = page.getByRole('button', { name: 'Remove saved password' });
    const keep = page.getByRole('button', { name: 'Keep saved password' });
    const save = page.getByRole('button', { name: 'Save changes' });
    await remove.click();
    await page.getByText('Removed when you save.').waitFor();
    await page.locator('button:enabled', { hasText: 'Save changes' }).waitFor();
    expect(await visit.findings()).toEqual([]);
    await keep.click();
    await page.locator('button:disabled', { hasText: 'Save changes' }).waitFor();
    await remove.click();
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.locator('o-test-outcome').getByText('Not signed in').waitFor();
    await save.click();
    await page.getByText('Kept sealed. It never comes back to this page.').waitFor();
    expect(await remove.count()).toBe(0);
    await page.getByLabel('Password', { exact: true }).fill(server?.password ?? '');
    await save.click();
    await remove.waitFor();
  });

  step('runs a query on it, warned by its mark wherever they look', async () => {
    await page.getByRole('main').getByRole('button', { name: 'New query' }).click();
    await page.locator('.monaco-editor:visible').waitFor();
    await visit.write('select 40 + 2 as answer, version() as version');
    await page.keyboard.press('ControlOrMeta+Enter');
    await page.locator('o-result-grid:visible .ag-cell[col-id="c0"]').getByText('42').waitFor();
    expect(await page.locator('o-status-bar').innerText()).toContain('production');
    await page.locator('o-run-bar:visible').getByText('production').waitFor();
    expect(await visit.findings()).toEqual([]);
  });

  step('deletes it, and is asked first', async () => {
    await page.getByRole('button', { name: 'Connections', exact: true }).click();
    await page.getByRole('button', { name: 'More for Billing' }).click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    const question = page.getByRole('alertdialog');
    await question.waitFor();
    expect(await visit.findings()).toEqual([]);
    await question.getByRole('button', { name: /^Delete/ }).click();
    await page.getByRole('main').getByRole('button', { name: 'Billing', exact: true }).waitFor({ state: 'detached' });
  });

  step('met no error in the console, and no other host', () => {
    expect(visit.troubles).toEqual([]);
  });
});
