import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { chromiumPath, startChromium, steps, Visit } from './support/browser.js';

const story = chromiumPath() === undefined ? describe.skip : describe;
let browser: Browser | undefined;
let visit: Visit;
let tabs: Page[];

beforeAll(async () => {
  browser = await startChromium();
  if (!browser) return;
  visit = await Visit.begin(browser);
  await visit.signUp(`tabs-${randomUUID()}@example.org`, `a long ${randomUUID()}`);
  tabs = [visit.page, await visit.anotherTab(), await visit.anotherTab()];
});
afterAll(() => browser?.close());

const there = (page: Page) => page.getByRole('navigation', { name: 'Areas' }).waitFor();

story('one session in several tabs', () => {
  const step = steps(() => visit.page);

  step('outlives all of them renewing it at the same time, again and again', async () => {
    for (let round = 0; round < 5; round += 1) {
      // Each of them begins with the same refresh cookie, which is good for one use.
      await Promise.all(tabs.map((page) => page.goto('/connections')));
      await Promise.all(tabs.map(there));
    }
    const renewals: number[] = [];
    for (const page of tabs) page.on('response', (answer) => answer.url().endsWith('/refresh') && renewals.push(answer.status()));
    await Promise.all(tabs.map((page) => page.reload()));
    await Promise.all(tabs.map(there));
    // A tab that waits for its turn may be told by another what it got, and then asks nothing.
    expect(renewals).not.toEqual([]);
    expect(renewals.filter((status) => status !== 200)).toEqual([]);
  });

  step('ends in all of them when one signs out', async () => {
    const [first, ...others] = tabs;
    await first?.getByRole('button', { name: /^Account/ }).click();
    await first?.getByRole('menuitem', { name: 'Sign out' }).click();
    await first?.waitForURL('**/sign-in');
    for (const page of others) await page.waitForURL('**/sign-in*');
  });

  step('met no error but the refusals that signing out brings', () => {
    expect(visit.troubles.filter((trouble) => !trouble.includes('401'))).toEqual([]);
  });
});
