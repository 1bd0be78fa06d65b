import { type PostgresServer } from '@orrery/servers';
import pg from 'pg';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { startChromium } from '../../e2e/support/chromium.ts';
import { companyTables } from './company.ts';
import { figuresOf, ms, report, whole } from './figures.ts';
import { measured, type Movement } from './frames.ts';
import type { Client } from './orrery.ts';

/** Who signs in. */
export interface Account {
  readonly email: string;
  readonly password: string;
}

/**
 * How smoothly a diagram moves in a browser: how soon it is there whole, then what a frame costs while it is moved, zoomed and a table of
 * it is dragged. Without a graphics card everything is painted by the processor, so a real screen does no worse.
 */
export async function benchDiagram(client: Client, server: PostgresServer, port: number, who: Account): Promise<void> {
  const browser = await startChromium();
  if (!browser) return;
  try {
    for (const count of [300, 1_000]) {
      const id = await connectionTo(client, server, count);
      const { page, openedMs } = await opened(browser, `http://127.0.0.1:${String(port)}`, who, id, count);
      report(`diagram of ${whole(count)} tables, from the click to drawn`, ms(openedMs), 'all of it in view', 'aim < 3,000 ms');
      await benchMovements(page);
      await page.context().close();
    }
  } finally {
    await browser.close();
  }
}

async function connectionTo(client: Client, server: PostgresServer, count: number): Promise<string> {
  const database = `company_${String(count)}`;
  const admin = new pg.Client({ connectionString: server.url() });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${database}`);
  await admin.end();
  const inside = new pg.Client({ connectionString: server.url(database) });
  await inside.connect();
  const texts = companyTables(count);
  for (let at = 0; at < count; at += 100) await inside.query(texts.slice(at, at + 100).join(';\n'));
  await inside.end();
  const { id } = await client.json<{ id: string }>('POST', '/connections', {
    name: database,
    type: 'postgres',
    host: server.host,
    port: server.port,
    dbName: database,
    username: server.user,
    password: server.password,
    extraOptions: {},
  });
  await client.send('POST', `/connections/${id}/schema/refresh`, {}, () => undefined);
  return id;
}

/** Runs in the page: ms from the next press to the first frame after the diagram is drawn. */
const untilDrawn = `new Promise((resolve) => addEventListener('pointerdown', () => {
  const begun = performance.now();
  const look = () => {
    const drawn = document.querySelector('o-erd-canvas .joint-element') !== null;
    requestAnimationFrame(drawn ? () => setTimeout(() => resolve(performance.now() - begun)) : look);
  };
  requestAnimationFrame(look);
}, { once: true, capture: true }))`;

async function opened(
  browser: Browser,
  url: string,
  who: Account,
  id: string,
  count: number,
): Promise<{ readonly page: Page; readonly openedMs: number }> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${url}/sign-in`);
  await page.getByLabel('E-mail').fill(who.email);
  await page.getByLabel('Password', { exact: true }).fill(who.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('navigation', { name: 'Areas' }).waitFor();
  await page.goto(`${url}/erd/${id}`);
  const all = page
    .getByRole('button', { name: `Show all ${whole(count)}` })
    .or(page.getByRole('button', { name: /^Show all \d/ }));
  await all.first().waitFor();
  await atRest(page);
  const drawn = page.evaluate<number>(untilDrawn);
  await all.first().click();
  const openedMs = await drawn;
  await atRest(page);
  return { page, openedMs };
}

/** Resolves when nothing has come or gone for a while: what is drawn ahead has been drawn. */
async function atRest(page: Page): Promise<void> {
  const count = (): Promise<number> => page.locator('o-erd-canvas .joint-cell').count();
  for (let before = -1, now = await count(); now !== before;) {
    await page.waitForTimeout(500);
    [before, now] = [now, await count()];
  }
}

async function benchMovements(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const box = await page.locator('.erd-place').boundingBox();
  if (!box) throw new Error('the diagram has no place on the page');
  const middle = { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) };
  const scale = (): Promise<string> => page.locator('.erd-percent').innerText();
  await page.mouse.move(middle.x, middle.y);
  tell(`  moved at ${await scale()}`, await measured(page, devtools, () => scrolled(devtools, middle)));
  for (const least of [24, 40, 60, 100]) {
    await nearer(page, least);
    tell(`  moved at ${await scale()}`, await measured(page, devtools, () => scrolled(devtools, middle)));
  }
  tell('  zoomed by the wheel, out and in', await measured(page, devtools, () => zoomed(page)));
  tell('  a table dragged', await measured(page, devtools, () => dragged(page)));
}

/** As with a touchpad, there and back. */
async function scrolled(devtools: CDPSession, at: { readonly x: number; readonly y: number }): Promise<void> {
  for (const way of [1, -1, 1, -1])
    await devtools.send('Input.synthesizeScrollGesture', {
      ...at,
      xDistance: 500 * way,
      yDistance: 250 * way,
      speed: 900,
      gestureSourceType: 'mouse',
      preventFling: true,
    });
}

async function zoomed(page: Page): Promise<void> {
  await page.keyboard.down('Control');
  for (const delta of [10, -10]) for (let turn = 0; turn < 60; turn++) await page.mouse.wheel(0, delta);
  await page.keyboard.up('Control');
}

async function dragged(page: Page): Promise<void> {
  const table = await page.evaluate<{ x: number; y: number } | null>(
    `[...document.querySelectorAll('o-erd-canvas .joint-element .erd-head')].map((head) => head.getBoundingClientRect())
      .map(({ x, y }) => ({ x: x + 20, y: y + 10 })).find(({ x, y }) => document.elementFromPoint(x, y)?.closest('.joint-element')) ?? null`,
  );
  if (!table) throw new Error('no table is in view');
  await page.mouse.move(table.x, table.y);
  await page.mouse.down();
  for (let turn = 0; turn <= 60; turn++)
    await page.mouse.move(table.x + 120 * Math.sin(turn / 10), table.y + 80 * Math.sin(turn / 7));
  await page.mouse.up();
}

async function nearer(page: Page, least: number): Promise<void> {
  await page.locator('.erd-place').focus();
  while (Number((await page.locator('.erd-percent').innerText()).replace(/\D/g, '')) < least) {
    await page.keyboard.press('+');
    await page.waitForTimeout(150);
  }
  await atRest(page);
}

function tell(what: string, { frames, busy, script, raster }: Movement): void {
  const [each, work] = [figuresOf(frames), figuresOf(busy)];
  const perSecond = (frames.length * 1_000) / frames.reduce((sum, one) => sum + one, 0);
  report(
    what,
    `${perSecond.toFixed(1)} fps`,
    `frame p50 ${ms(each.p50)}, p95 ${ms(each.p95)}; main thread p95 ${ms(work.p95)}, script ${ms(script)}, raster ${ms(raster)}`,
    '   aim 60 fps',
  );
}
