import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { aCertificate, aPrivateKey, type SshTestServer, startSshServer } from '@orrery/testing';
import { createPrivateKey, randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { encrypted } from '../libs/drivers/conformance/tls.js';
import type { Server } from '../libs/drivers/conformance/subject.js';
import { chromiumPath, startChromium, steps, Visit } from './support/browser.js';

const certificate = aCertificate('localhost');
const own = aCertificate('ada');
const key = aPrivateKey();
const secrets = { ssh: 'let me through', passphrase: 'a passphrase of theirs' };
/** The same key as it lies on somebody's disk. */
const locked = createPrivateKey(key).export({
  type: 'pkcs1',
  format: 'pem',
  cipher: 'aes-256-cbc',
  passphrase: secrets.passphrase,
});

const absent = certificate === undefined || own === undefined;
if (absent) process.stdout.write('NOT RUN: saved secrets: openssl, which makes certificates, is not installed\n');
const story = chromiumPath() === undefined || absent ? describe.skip : describe;

let browser: Browser | undefined;
let server: Server | undefined;
let ssh: SshTestServer | undefined;
let visit: Visit;
let page: Page;

story('somebody who takes saved secrets out, one after another', () => {
  const step = steps(() => page);
  const kept = (name: string) => page.getByRole('button', { name: `Remove saved ${name}`, exact: true });
  const type = (label: string, text: string) => page.getByLabel(label, { exact: true }).fill(text);
  const save = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByRole('button', { name: 'Save changes', disabled: true }).waitFor();
  };
  const remove = async (name: string): Promise<void> => {
    await kept(name).click();
    await page.getByText('Removed when you save.').waitFor();
    await save();
    expect(await kept(name).count()).toBe(0);
  };
  /** What a test of what is saved says. */
  const tested = async (words: RegExp): Promise<void> => {
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.locator('o-test-outcome').getByText(words).first().waitFor();
  };
  const names = ['password', 'client key', 'SSH password', 'private key', 'passphrase of the key'];
  const stillKept = async (): Promise<string[]> => {
    const found: string[] = [];
    for (const name of names) if ((await kept(name).count()) > 0) found.push(name);
    return found;
  };

  beforeAll(async () => {
    const [engine] = encrypted.postgres;
    if (!certificate || !engine) throw new Error('no PostgreSQL encrypts here');
    browser = await startChromium();
    if (!browser) throw new Error('Chromium did not start');
    const started = await engine.start(certificate);
    if (typeof started === 'string') throw new Error(started);
    server = started;
    ssh = await startSshServer({ username: 'tunnel', password: secrets.ssh, privateKey: key });
    visit = await Visit.begin(browser);
    page = visit.page;
    await visit.signUp(`secrets-${randomUUID()}@example.org`, `a long ${randomUUID()}`);
  });
  afterAll(async () => {
    await browser?.close();
    await ssh?.stop();
    await server?.stop();
  });

  step('saves a connection with every secret there is, and it works', async () => {
    if (!server || !ssh || !own) throw new Error('nothing has started');
    await page.getByRole('button', { name: 'Connections', exact: true }).click();
    await page.getByRole('button', { name: 'Add a connection' }).first().click();
    const { username, password, host, port, dbName } = server.target;
    const url = page.getByLabel('Paste a connection URL');
    await url.fill(`postgres://${username}:${encodeURIComponent(password)}@${host}:${String(port)}/${dbName}`);
    await url.press('Enter');
    await page.getByText('The form is filled from the URL.').waitFor();
    await page.getByRole('button', { name: /^Advanced/ }).click();
    await page.getByLabel('Mode', { exact: true }).selectOption('require');
    await type('Client certificate', own.cert);
    await type('Client key', own.key);
    await type('SSH host', ssh.host);
    await type('SSH user', 'tunnel');
    await type('SSH port', String(ssh.port));
    await type('SSH password', secrets.ssh);
    await type('Private key', locked.toString());
    await type('Passphrase of the key', secrets.passphrase);
    await type('Host key', ssh.fingerprint);
    await type('Name', 'With everything');
    await page.getByRole('button', { name: 'Add connection' }).click();
    await page.getByRole('heading', { name: 'With everything' }).waitFor();
    const advanced = page.getByRole('button', { name: /^Advanced/ });
    if ((await advanced.getAttribute('aria-expanded')) !== 'true') await advanced.click();
    await kept('private key').waitFor();
    expect(await stillKept()).toEqual(names);
    for (const label of ['Client key', 'Private key', 'SSH password', 'Passphrase of the key'])
      expect(await page.getByLabel(label, { exact: true }).inputValue()).toBe('');
    await tested(/^Works/);
    expect(await visit.findings()).toEqual([]);
  });

  step('takes a removal back before it is saved', async () => {
    await kept('private key').click();
    await page.getByRole('button', { name: 'Keep saved private key' }).click();
    await page.locator('button:disabled', { hasText: 'Save changes' }).waitFor();
    expect(await stillKept()).toEqual(names);
  });

  step('removes the passphrase: the key that it opens can’t be read any more', async () => {
    await remove('passphrase of the key');
    await tested(/The private key of the SSH tunnel can’t be read/);
    expect(await stillKept()).toEqual(['password', 'client key', 'SSH password', 'private key']);
  });

  step('removes the private key: the SSH password, which is kept, opens the tunnel', async () => {
    await remove('private key');
    await tested(/^Works/);
    expect(await stillKept()).toEqual(['password', 'client key', 'SSH password']);
  });

  step('removes the SSH password: nothing is left to log in with there', async () => {
    await remove('SSH password');
    await tested(/lets the user tunnel in with a password or a private key only/);
    expect(await stillKept()).toEqual(['password', 'client key']);
    await type('SSH password', secrets.ssh);
    await save();
    await tested(/^Works/);
  });

  step('removes the client key, which takes the password: its certificate can’t be shown without', async () => {
    const password = server?.target.password ?? '';
    await kept('client key').click();
    await page.getByText('Needed again, because the target changed.').waitFor();
    await type('Password', password);
    await save();
    expect(await kept('client key').count()).toBe(0);
    await tested(/The client certificate can’t be shown: its key is missing/);
    expect(await stillKept()).toEqual(['password', 'SSH password']);
    await type('Client certificate', '');
    await type('Password', password);
    await save();
    await tested(/^Works/);
  });

  step('removes the password: PostgreSQL lets nobody in without', async () => {
    await remove('password');
    await tested(/A password is needed/);
    expect(await stillKept()).toEqual(['SSH password']);
    expect(await visit.findings()).toEqual([]);
    expect(visit.troubles).toEqual([]);
  });
});
