import type { Kind } from '@orrery/contracts';
import type { Page } from 'playwright-core';
import type { Form } from './troubles.js';
import type { Places } from './troubles-places.js';

const schemes: Readonly<Record<Kind, string>> = {
  postgres: 'postgres',
  mysql: 'mysql',
  mssql: 'sqlserver',
  mongodb: 'mongodb',
};
/** ms: more than any server takes that answers. */
const patience = 20_000;

/** Fills the form of a new connection as somebody would for this kind: what is right, but for what `change` says. */
export async function fillForm(page: Page, kind: Kind, { server }: Places, change: Partial<Form>): Promise<void> {
  const { host, port, username, password, dbName, extraOptions } = server.target;
  const form: Form = { host, port, username, password, dbName, mode: 'disable', ...change };
  const again = page.getByRole('button', { name: 'Start over' });
  if (await again.isVisible()) await again.click();
  const url = new URL(`${schemes[kind]}://host`);
  url.username = form.username;
  url.password = encodeURIComponent(form.password);
  url.host = `${form.host}:${String(form.port)}`;
  url.pathname = form.dbName;
  const authSource = extraOptions.driver?.['authSource'];
  if (authSource !== undefined) url.searchParams.set('authSource', String(authSource));
  const field = page.getByLabel('Paste a connection URL');
  await field.fill(url.href);
  await field.press('Enter');
  await page.getByText('The form is filled from the URL.').waitFor();
  await fillAdvanced(page, form);
  if (form.readOnly === true) await page.getByRole('checkbox', { name: /^Read-only/ }).check();
}

async function fillAdvanced(page: Page, { mode, ca, connectMs = patience, ssh, replica, replicaSet }: Form): Promise<void> {
  const type = (label: string, text: string | number): Promise<void> =>
    page.getByLabel(label, { exact: true }).fill(String(text));
  const advanced = page.getByRole('button', { name: /^Advanced/ });
  if ((await advanced.getAttribute('aria-expanded')) !== 'true') await advanced.click();
  await page.getByLabel('Mode', { exact: true }).selectOption(mode);
  if (ca !== undefined) await type('CA certificate', ca);
  await type('Connecting (ms)', connectMs);
  if (replicaSet !== undefined) await type('Replica set', replicaSet);
  if (ssh) {
    // The rest of the tunnel is asked for when it has a host and a user.
    await type('SSH host', ssh.host);
    await type('SSH user', ssh.username);
    await type('SSH port', ssh.port);
    if (ssh.password !== undefined) await type('SSH password', ssh.password);
    if (ssh.privateKey !== undefined) await type('Private key', ssh.privateKey);
    if (ssh.hostKey !== undefined) await type('Host key', ssh.hostKey);
  }
  if (replica) {
    const group = page.getByRole('group', { name: 'Read replica' });
    await group.getByLabel('Host', { exact: true }).fill(replica.host);
    await group.getByLabel('Port', { exact: true }).fill(String(replica.port));
  }
}
