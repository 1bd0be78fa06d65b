import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { startPostgres } from '@orrery/servers';
import type { Browser } from 'playwright-core';
import { chromiumPath, startChromium, steps } from './support/browser.js';
import { Diagram } from './support/diagram.js';
import { until } from './support/running.js';

/** Tables that say how they refer to each other, and some that only look like it. */
const setUp = [
  'create table customers (id int primary key, name text not null, email text unique)',
  'create domain amount as numeric(12,2) not null default 0 check (value >= 0)',
  'create table products (id int primary key, name text not null, price amount)',
  `create type progress as enum ('placed', 'it''s sent')`,
  `create table orders (id int primary key, customer_id int not null references customers, placed_at timestamptz not null,
    progress progress not null default 'placed')`,
  `create table order_lines (order_id int references orders, line int, product_id int not null references products, quantity int not null,
    primary key (order_id, line))`,
  'create table authors (id int primary key, name text not null)',
  'create table posts (id int primary key, author_id int not null, title text not null, published_on date)',
  'create table comments (id int primary key, post_id int not null, author_id int, body text not null)',
  `create table "Größen <b>" (id int primary key, "größe" text)`,
  `create table "loose, parts" (id int primary key)`,
  'create view all_orders as select id, progress from orders',
  "comment on table orders is 'What was bought'",
  `insert into authors select n, 'author ' || n from generate_series(1, 40) n`,
  `insert into posts select n, 1 + n % 40, 'post ' || n, null from generate_series(1, 400) n`,
  `insert into comments select n, 1 + n % 400, 1 + n % 40, 'comment' from generate_series(1, 900) n`,
  'analyze',
];
const layout = 'How it is sold';
/** Runs in the page: draws a picture, and counts its colours. */
const coloursOf = `async (address) => {
  const image = new Image();
  image.src = address;
  await image.decode();
  const { width, height } = image;
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  return { width, colours: new Set(new Uint32Array(context.getImageData(0, 0, width, height).data.buffer)).size };
}`;

const story = chromiumPath() === undefined ? describe.skip : describe;
let browser: Browser | undefined;
beforeAll(async () => {
  browser = await startChromium();
});
afterAll(() => browser?.close());

story('somebody who works with a diagram', () => {
  let server: Awaited<ReturnType<typeof startPostgres>> | undefined;
  let diagram: Diagram;
  const step = steps(() => diagram.page);

  beforeAll(async () => {
    if (!browser) return;
    server = await startPostgres({ fsync: false });
    diagram = await Diagram.open(browser, {
      name: 'Diagrams',
      type: 'postgres',
      host: server.host,
      port: server.port,
      dbName: 'postgres',
      username: server.user,
      password: server.password,
    });
    for (const text of setUp) {
      const ran = await diagram.person.run(diagram.connectionId, text);
      if (ran.error) throw new Error(`${text}: ${ran.error.message}`);
    }
    await diagram.person.refresh(diagram.connectionId);
  });
  afterAll(() => server?.stop());

  step('sees every table, and what is only inferred dashed', async () => {
    await diagram.show();
    await diagram.table('public.orders').waitFor();
    await until(
      'every relation',
      () => diagram.lines.count(),
      (count) => count >= 6,
    );
    expect(await diagram.page.locator('o-erd-canvas .joint-link:has(.erd-guessed)').count()).toBeGreaterThanOrEqual(2);
    // All columns fit, so all are there, and large enough to be read.
    await diagram.table('public.products').getByText('price').waitFor();
    expect(await diagram.scale()).toBeGreaterThanOrEqual(50);
    expect(await diagram.visit.findings()).toEqual([]);
  });

  step('looks at an inferred relation, reads why, and accepts it', async () => {
    const { page } = diagram;
    await diagram.row('posts.author_id').click();
    const card = page.locator('o-relation-card');
    await card.getByRole('rowheader', { name: 'Name' }).waitFor();
    await card.getByRole('rowheader', { name: 'Values' }).waitFor();
    expect(await diagram.visit.findings()).toEqual([]);
    await card.getByRole('button', { name: 'Accept' }).click();
    await card.getByText(/accepted/).waitFor();
    await diagram.row('posts.author_id').getByText('accepted').waitFor();
    const line = await diagram.line('public.posts', 'author_id');
    await line.waitFor();
    expect(await line.locator('.erd-guessed').count()).toBe(0);
    await card.getByRole('button', { name: 'Close' }).click();
  });

  step('rejects another, takes that back, and rejects it for good', async () => {
    const { page } = diagram;
    const reject = diagram.row('comments.author_id').getByRole('button', { name: 'Reject the relation' });
    await reject.click();
    await diagram.row('comments.author_id').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
    await diagram.row('comments.author_id').waitFor();
    await reject.click();
    await diagram.row('comments.author_id').waitFor({ state: 'detached' });
    await page.reload();
    await diagram.row('posts.author_id').getByText('accepted').waitFor();
    expect(await diagram.row('comments.author_id').count()).toBe(0);
  });

  step('takes everything along: SVG, PNG, DBML, Mermaid and SQL', async () => {
    const svg = (await diagram.download('SVG picture')).toString();
    expect(svg).toContain('Größen &lt;b&gt;');
    expect(svg.match(/<text/g)?.length ?? 0).toBeGreaterThan(20);
    expect(svg).toContain('order_lines</text>');
    const wrong = await diagram.page.evaluate<string>(
      `new DOMParser().parseFromString(${JSON.stringify(svg)}, 'image/svg+xml').querySelector('parsererror')?.textContent ?? ''`,
    );
    expect(wrong).toBe('');

    const png = await diagram.download('PNG picture');
    const seen = await diagram.page.evaluate<{ width: number; colours: number }>(
      `(${coloursOf})('data:image/png;base64,${png.toString('base64')}')`,
    );
    expect(seen.width).toBeGreaterThan(600);
    expect(seen.colours).toBeGreaterThan(10);

    const dbml = (await diagram.download('DBML')).toString();
    expect(dbml).toContain('Table "public"."orders" {');
    expect(dbml).toMatch(/Ref.*: "public"\."orders"\."customer_id" > "public"\."customers"\."id"/);
    expect(dbml).toMatch(/Ref: "public"\."posts"\."author_id" > "public"\."authors"\."id" \/\/ inferred/);
    const mermaid = (await diagram.download('Mermaid')).toString();
    expect(mermaid).toMatch(/^erDiagram\n/);
    expect(mermaid).toContain('"customers" ||--o{ "orders" : "customer_id"');
    const sql = (await diagram.download('SQL that makes the tables')).toString();
    const made = (name: string): number => sql.search(new RegExp(`CREATE TABLE "?public"?\\."?${name}"? `));
    expect(made('customers')).toBeGreaterThanOrEqual(0);
    expect(made('customers')).toBeLessThan(made('orders'));
    expect(sql).toMatch(/ALTER TABLE .*posts.* FOREIGN KEY \(.*author_id.*\) REFERENCES .*authors/);
    // It makes them: in an empty database the script runs as it is.
    await diagram.person.run(diagram.connectionId, 'create database again');
    const again = await diagram.connect('again');
    expect((await diagram.person.run(again, sql)).error).toBeUndefined();
    const count = await diagram.person.run(again, `select count(*) from pg_tables where schemaname = 'public'`);
    expect(count.rows).toEqual([[9]]);
  });

  step('saves a layout, moves a table, and has it back as it was saved', async () => {
    const { page } = diagram;
    const saved = await diagram.place('public.orders');
    await page.getByRole('button', { name: 'Layout', exact: true }).click();
    await page.getByRole('menuitem', { name: /Save as/ }).click();
    await page.getByLabel('Name').fill(layout);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText(`Saved “${layout}”.`).waitFor();
    await diagram.drag('public.orders', 120, 70);
    await until(
      'moved',
      () => diagram.place('public.orders'),
      ({ x }) => x > saved.x + 60,
    );
    await page.getByRole('button', { name: layout }).getByLabel('changed').waitFor();
    await page.getByRole('button', { name: layout }).click();
    await page.getByRole('menuitem', { name: layout }).click();
    await until(
      'as it was saved',
      () => diagram.place('public.orders'),
      ({ x, y }) => Math.abs(x - saved.x) < 3 && Math.abs(y - saved.y) < 3,
    );
    await page.getByRole('button', { name: layout }).getByLabel('changed').waitFor({ state: 'detached' });
  });

  step('is told that a name is taken where it was typed, and mends it', async () => {
    const { page } = diagram;
    await page.getByRole('button', { name: layout }).click();
    await page.getByRole('menuitem', { name: /Save as/ }).click();
    await page.getByLabel('Name').fill(layout);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page
      .getByRole('dialog')
      .getByText(/a layout of this name already/)
      .waitFor();
    expect(await page.getByLabel('Name').inputValue()).toBe(layout);
    await page.getByLabel('Name').fill(`${layout}, again`);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText(`Saved “${layout}, again”.`).waitFor();
    // the browser notes each refusal
    expect(diagram.visit.troubles.splice(0)).toEqual([expect.stringContaining('409')]);
  });

  step('moves a table by keys, and takes every step back', async () => {
    const { page } = diagram;
    await diagram.table('public.orders').click({ position: { x: 40, y: 12 } });
    const before = await diagram.place('public.orders');
    for (let times = 0; times < 3; times++) await page.keyboard.press('Alt+ArrowRight');
    await until(
      'moved',
      () => diagram.place('public.orders'),
      ({ x }) => x > before.x + 20,
    );
    for (let times = 0; times < 3; times++) await page.keyboard.press('ControlOrMeta+z');
    await until(
      'back',
      () => diagram.place('public.orders'),
      ({ x, y }) => Math.abs(x - before.x) < 3 && Math.abs(y - before.y) < 3,
    );
    await page.keyboard.press('ControlOrMeta+Shift+z');
    await until(
      'moved again',
      () => diagram.place('public.orders'),
      ({ x }) => x > before.x + 3,
    );
  });

  step('walks from table to table by keys, and opens one', async () => {
    const { page } = diagram;
    await diagram.table('public.orders').click({ position: { x: 40, y: 12 } });
    await page.locator('o-table-card').getByRole('heading', { name: 'orders' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await until(
      'another',
      () => page.locator('o-table-card h2').innerText(),
      (name) => name !== 'orders',
    );
    await page.keyboard.press('Escape');
    await page.locator('o-table-card').waitFor({ state: 'detached' });
    const scale = await diagram.scale();
    await page.keyboard.press('-');
    await until(
      'smaller',
      () => diagram.scale(),
      (now) => now < scale,
    );
    await page.keyboard.press('0');
    await diagram.table('public.orders').click({ position: { x: 40, y: 12 } });
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'orders', level: 1 }).waitFor();
    await diagram.show();
  });

  step('lights up what a table is joined to, and the way to where the pointer is', async () => {
    const lit = (name: string) => diagram.page.locator(`o-erd-canvas .joint-element.erd-lit[model-id="public.${name}"]`);
    await diagram.hover('public.orders');
    await lit('customers').waitFor();
    await lit('order_lines').waitFor();
    expect(await lit('authors').count()).toBe(0);
    await diagram.table('public.customers').click({ position: { x: 40, y: 12 } });
    await diagram.hover('public.products');
    await lit('order_lines').waitFor();
    await lit('orders').waitFor();
    await diagram.page.keyboard.press('Escape');
  });

  step('opens all columns of a table, hides it, and finds it again', async () => {
    const { page } = diagram;
    await diagram.menu('public.products', 'Keys only');
    await diagram.table('public.products').getByText('2 more').waitFor();
    await diagram.menu('public.products', 'All columns');
    await diagram.table('public.products').getByText('price').waitFor();
    await diagram.menu('public.products', 'Hide');
    await diagram.table('public.products').waitFor({ state: 'detached' });
    await page.getByRole('combobox', { name: 'Find or add a table' }).fill('produ');
    await page.keyboard.press('Enter');
    await diagram.table('public.products').waitFor();
    await page.getByRole('button', { name: 'Fit into view' }).click();
    await diagram.menu('public.loose, parts', 'Hide');
    await diagram.table('public.loose, parts').waitFor({ state: 'detached' });
    await page.getByRole('combobox', { name: 'Find or add a table' }).fill('loose');
    await page.keyboard.press('Enter');
    await diagram.table('public.loose, parts').waitFor();
    await page.getByRole('button', { name: 'Fit into view' }).click();
    await diagram.menu('public.products', 'Browse rows');
    await page.getByRole('heading', { name: 'products', level: 1 }).waitFor();
    await diagram.show();
    await diagram.menu('public.products', 'Keep only it and its neighbours');
    await diagram.table('public.authors').waitFor({ state: 'detached' });
    await page.keyboard.press('ControlOrMeta+z');
    await diagram.table('public.authors').waitFor();
  });

  step('goes elsewhere by the small map, and fits it all again', async () => {
    const { page } = diagram;
    for (let times = 0; times < 4; times++) await page.getByRole('button', { name: 'Larger' }).click();
    const place = () => diagram.transform();
    const before = await place();
    const map = await page.locator('o-minimap:visible svg').boundingBox();
    if (!map) throw new Error('there is no small map');
    await page.mouse.click(map.x + 12, map.y + 12);
    await until('elsewhere', place, (now) => now !== before);
    await page.locator('o-minimap:visible .frame').waitFor();
    await page.getByRole('button', { name: 'Fit into view' }).click();
    await page.locator('o-minimap:visible .frame').waitFor({ state: 'hidden' });
  });

  step('has the whole screen for it', async () => {
    const { page } = diagram;
    await page.getByRole('button', { name: 'Full screen' }).click();
    await page.getByRole('button', { name: 'Leave full screen' }).waitFor();
    const box = await page.locator('o-erd-page:visible').boundingBox();
    expect(box).toMatchObject({ x: 0, y: 0 });
    expect(await diagram.visit.findings()).toEqual([]);
    await page.getByRole('button', { name: 'Leave full screen' }).click();
    await page.getByRole('tree', { name: 'Tables' }).waitFor();
  });

  step('finds a path over an inferred relation, and its JOIN runs in the editor', async () => {
    const { page } = diagram;
    await page.getByRole('button', { name: 'Path', exact: true }).click();
    await page.getByRole('combobox', { name: 'From' }).fill('comments');
    await page.keyboard.press('Enter');
    await page.getByRole('combobox', { name: 'To', exact: true }).fill('authors');
    await page.keyboard.press('Enter');
    await until(
      'two steps',
      () => page.getByRole('list', { name: 'Steps' }).getByRole('listitem').count(),
      (count) => count === 2,
    );
    expect(await diagram.visit.findings()).toEqual([]);
    await page.getByRole('button', { name: 'Write the JOIN into the editor' }).click();
    await page.locator('.monaco-editor:visible').waitFor();
    await until(
      'the JOIN',
      () => page.locator('.monaco-editor:visible .view-lines').innerText(),
      (text) => /JOIN/.test(text),
    );
    await page.locator('.monaco-editor:visible .view-lines').click();
    await page.keyboard.press('ControlOrMeta+Enter');
    await page.locator('o-result-grid:visible .ag-cell').first().waitFor();
  });

  step('nothing went wrong on the way', () => {
    expect(diagram.visit.troubles).toEqual([]);
  });
});
