import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { startPostgres } from '@orrery/servers';
import type { Browser } from 'playwright-core';
import { chromiumPath, startChromium, steps } from './support/browser.js';
import { Diagram } from './support/diagram.js';
import { until } from './support/running.js';

const story = chromiumPath() === undefined ? describe.skip : describe;
let browser: Browser | undefined;
beforeAll(async () => {
  browser = await startChromium();
});
afterAll(() => browser?.close());

story('somebody with hundreds of tables', () => {
  const count = 700;
  let server: Awaited<ReturnType<typeof startPostgres>> | undefined;
  let diagram: Diagram;
  const step = steps(() => diagram.page);

  beforeAll(async () => {
    if (!browser) return;
    server = await startPostgres({ fsync: false });
    diagram = await Diagram.open(browser, {
      name: 'Many',
      type: 'postgres',
      host: server.host,
      port: server.port,
      dbName: 'postgres',
      username: server.user,
      password: server.password,
    });
    const table = (n: number): string =>
      `create table part_${String(n)} (id int primary key, name text${n === 0 ? '' : `, whole_id int references part_${String(Math.floor((n - 1) / 6))}`})`;
    for (let at = 0; at < count; at += 100)
      await diagram.person.run(diagram.connectionId, Array.from({ length: 100 }, (_, n) => table(at + n)).join(';\n'));
    await diagram.person.refresh(diagram.connectionId);
  });
  afterAll(() => server?.stop());

  step('is asked where to begin, and begins with a table and its neighbours', async () => {
    const { page } = diagram;
    await diagram.show();
    await page.getByRole('heading', { name: /700 tables: where to begin/ }).waitFor();
    await page.locator('o-start-screen li').first().waitFor();
    expect(await diagram.visit.findings()).toEqual([]);
    await page.getByRole('combobox', { name: 'Find a table', exact: true }).fill('part_100');
    await page.keyboard.press('Enter');
    await diagram.table('public.part_100').waitFor();
    await until(
      'its neighbours',
      () => diagram.tables.count(),
      (now) => now === 8,
    );
    // What is shown can be read: columns too.
    expect(await diagram.scale()).toBeGreaterThanOrEqual(38);
    await diagram.table('public.part_100').getByText('whole_id').waitFor();
    await diagram.menu('public.part_16', 'Add its neighbours');
    await until(
      'more of them',
      () => diagram.tables.count(),
      (now) => now > 8,
    );
  });

  step('begins anew with the path between two', async () => {
    const { page } = diagram;
    await page.getByRole('button', { name: 'Layout', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Begin with an empty diagram' }).click();
    await page.getByRole('heading', { name: /700 tables: where to begin/ }).waitFor();
    await page.getByRole('button', { name: 'Path', exact: true }).click();
    await page.getByRole('combobox', { name: 'From' }).fill('part_300');
    await page.keyboard.press('Enter');
    await page.getByRole('combobox', { name: 'To', exact: true }).fill('part_8');
    await page.keyboard.press('Enter');
    const way = ['public.part_300', 'public.part_49', 'public.part_8'];
    for (const table of way) await diagram.table(table).waitFor();
    expect(await diagram.tables.count()).toBe(way.length);
    await page.locator('o-path-panel').getByText('part_300.whole_id').waitFor();
    await page.getByRole('button', { name: 'Path', exact: true }).click();
    await page.locator('o-path-panel').waitFor({ state: 'detached' });
  });

  step('sees all of them, and only what is in view is on the page', async () => {
    const { page } = diagram;
    await page.getByRole('button', { name: 'Layout', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Show every table' }).click();
    await until(
      'all',
      () => diagram.tables.count(),
      (now) => now === count,
      30_000,
    );
    for (let times = 0; times < 14; times++) await page.getByRole('button', { name: 'Larger' }).click();
    const few = await until(
      'few',
      () => diagram.tables.count(),
      (now) => now < 200,
    );
    expect(few).toBeGreaterThan(0);
    const before = await diagram.names();
    await page.mouse.move(700, 450);
    await page.mouse.wheel(0, 2_500);
    await until(
      'others',
      () => diagram.names(),
      (now) => now.some((name) => !before.includes(name)),
    );
    expect(diagram.visit.troubles).toEqual([]);
  });
});
