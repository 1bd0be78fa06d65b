// Takes every picture of docs/images from a running Orrery with its sample:
//
//   node tools/screenshots.mjs http://localhost:4000 [another folder]
//
// It signs up somebody new, so that the pictures show what everyone sees at first, and deletes the account again.
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { takeExplorer } from './screenshots/explorer.mjs';
import { Person } from './screenshots/person.mjs';
import { takeEditors, takeQueries } from './screenshots/queries.mjs';
import { takeSchema } from './screenshots/schema.mjs';
import { Sitting } from './screenshots/sitting.mjs';

const [url, folder = fileURLToPath(new URL('../docs/images/', import.meta.url))] = process.argv.slice(2);
if (url === undefined) {
  process.stderr.write('Which Orrery? node tools/screenshots.mjs http://localhost:4000\n');
  process.exit(64);
}
mkdirSync(folder, { recursive: true });
const account = { email: `ada-${randomUUID().slice(0, 8)}@example.org`, password: `for ${randomUUID()}` };
const person = new Person(url);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  // People see their scrollbars.
  ignoreDefaultArgs: ['--hide-scrollbars'],
});
const begin = (colorScheme, phone) => Sitting.begin(browser, { url, folder, account }, colorScheme, phone);

try {
  const desk = await begin('light');
  await signUp(desk);
  await takeQueries(desk);
  await desk.end();
  await takeEditors(begin);
  await person.signIn(account);
  const sample = await person.sample();
  await takeSchema(begin, sample);
  await takeExplorer(begin, sample, person);
} finally {
  await browser.close();
  if (await person.signIn(account)) await person.forget(account);
}

async function signUp(desk) {
  const { page } = desk;
  await page.goto('/sign-up');
  await page.getByRole('heading', { name: 'Create an account' }).waitFor();
  await desk.take('sign-up');
  await page.getByLabel('E-mail').fill(account.email);
  await page.getByLabel('Password', { exact: true }).fill(account.password);
  await desk.button('Create account').click();
  await page.getByRole('button', { name: 'New query on Sample shop' }).waitFor();
}
