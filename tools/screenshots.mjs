// Takes the pictures of docs/images from a running Orrery:
//
//   node tools/screenshots.mjs http://localhost:4000
//
// It signs up somebody new, so that the pictures show what everyone sees at first, and deletes the account again.
import { randomUUID } from 'node:crypto';
import { mkdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const url = process.argv[2];
if (url === undefined) {
  process.stderr.write('Which Orrery? node tools/screenshots.mjs http://localhost:4000\n');
  process.exit(64);
}
const folder = fileURLToPath(new URL('../docs/images/', import.meta.url));
mkdirSync(folder, { recursive: true });

const email = `ada-${randomUUID().slice(0, 8)}@example.org`;
const password = `for ${randomUUID()}`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  // People see their scrollbars.
  ignoreDefaultArgs: ['--hide-scrollbars'],
});

/** A browser of its own: `light` or `dark`, on a desk or in a hand. */
async function open(colorScheme, phone = false) {
  const context = await browser.newContext({
    baseURL: url,
    colorScheme,
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
    viewport: phone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
    ...(phone ? { hasTouch: true, isMobile: true } : {}),
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  return {
    page,
    take: async (name) => {
      await page.evaluate('document.fonts.ready.then(() => undefined)');
      const path = `${folder}${name}.png`;
      await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
      process.stdout.write(`${name}.png ${String(Math.round(statSync(path).size / 1024))} KB\n`);
    },
    write: async (text) => {
      await page.locator('.monaco-editor:visible .view-lines').first().click();
      await page.keyboard.press('ControlOrMeta+A');
      // Pasted, because the editor indents what is typed.
      await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
      await page.keyboard.press('ControlOrMeta+V');
      const last = text.split('\n').at(-1) ?? '';
      await page.locator('.monaco-editor:visible .view-line').filter({ hasText: last }).waitFor();
    },
    run: async () => {
      await page.keyboard.press('ControlOrMeta+Enter');
    },
    ran: () => page.getByRole('button', { name: 'Run', exact: true }).waitFor(),
  };
}

const customers = `-- Who came back, and what they are worth
select c.id, c.first_name || ' ' || c.last_name as customer, c.tier,
       count(*)                  as orders,
       sum(o.total)              as spent,
       c.preferences
from customers c
join orders o on o.customer_id = c.id
where o.status in ('paid', 'shipped', 'delivered')
group by c.id
having count(*) > 3
order by spent desc;`;
const mistake = `select o.id, o.totl
from orders o
where o.placed_at > now() - interval '1 month';`;
const slow = `select o.*, pg_sleep(0.002)
from orders o
order by o.placed_at desc;`;

const desk = await open('light');
const { page } = desk;
try {
  await page.goto('/sign-up');
  await page.getByRole('heading', { name: 'Create an account' }).waitFor();
  await desk.take('sign-up');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('button', { name: 'New query on Sample shop' }).waitFor();

  await page.getByRole('button', { name: 'Connections', exact: true }).click();
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await page.getByText(/^Works · answers in/).waitFor();
  await desk.take('connections');

  await page.getByRole('main').getByRole('button', { name: 'Query', exact: true }).click();
  await page.locator('.monaco-editor:visible').waitFor();
  await desk.write(mistake);
  await desk.run();
  await page.getByText('The database does not know this name').waitFor();
  await desk.write('select count(*) from order_items;');
  await desk.run();
  await desk.ran();
  await desk.write(customers);
  await desk.run();
  await page.locator('o-result-grid:visible .ag-cell[col-id="c5"]').first().click();
  await page.keyboard.press('Enter');
  await page.locator('o-cell-viewer').waitFor();
  await desk.take('editor');

  await page.getByTitle('Rows to fetch at most').click();
  await page.getByRole('menuitemradio', { name: 'All rows' }).click();
  await desk.write(slow);
  await desk.run();
  await page.getByText(/rows so far/).waitFor();
  await page.locator('o-result-grid:visible .ag-row[row-index="14"]').waitFor();
  await desk.take('running');
  await page.keyboard.press('Escape');
  await page.getByText(/^Cancelled after/).waitFor();

  await page.getByRole('button', { name: 'History', exact: true }).click();
  await page
    .getByRole('main')
    .getByRole('button', { name: /^Cancelled/ })
    .first()
    .waitFor();
  await desk.take('history');
  await page.keyboard.press('ControlOrMeta+K');
  await page.getByRole('combobox', { name: 'Go to anything' }).waitFor();
  await page.keyboard.type('sam');
  await page.getByRole('option').first().waitFor();
  await desk.take('palette');
  await page.keyboard.press('Escape');

  for (const [name, scheme, phone] of [
    ['editor-dark', 'dark', false],
    ['phone', 'light', true],
  ]) {
    const other = await open(scheme, phone);
    await other.page.goto('/sign-in');
    await other.page.getByLabel('E-mail').fill(email);
    await other.page.getByLabel('Password', { exact: true }).fill(password);
    await other.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await other.page.getByText('New query on').first().waitFor();
    await other.page.goto('/sql');
    await other.page.locator('.monaco-editor:visible').waitFor();
    await other.write(customers);
    await other.run();
    await other.page.locator('o-result-grid:visible .ag-cell[col-id="c0"]').first().click();
    await other.ran();
    await other.take(name);
    await other.page.context().close();
  }
} finally {
  await browser.close();
  await forget();
}

/** Deletes the account, and with it all that was made for the pictures. */
async function forget() {
  const send = (method, path, body, token) =>
    fetch(new URL(`/api${path}`, url), {
      method,
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
    });
  const login = await send('POST', '/auth/login', { email, password });
  if (login.ok) await send('DELETE', '/auth/me', { password }, (await login.json()).accessToken);
}
