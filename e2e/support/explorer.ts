import { mariadbAbsence, startMariadb, startPostgres } from '@orrery/servers';
import type { Browser, Locator, Page } from 'playwright-core';
import { Visit } from './browser.js';
import { Person } from './person.js';
import { until } from './running.js';

/** A database server of a test's own. */
export interface Served {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  stop(): Promise<void>;
}

/** A kind of database whose tables are explored. */
export interface ExploredKind {
  readonly type: 'postgres' | 'mysql' | 'mssql' | 'mongodb';
  readonly label: string;
  readonly dbName: string;
  readonly absence: string | undefined;
  readonly start: () => Promise<Served | undefined>;
}

export const postgres: ExploredKind = {
  type: 'postgres',
  label: 'PostgreSQL',
  dbName: 'postgres',
  absence: undefined,
  start: () => startPostgres({ fsync: false }),
};
export const mariadb: ExploredKind = {
  type: 'mysql',
  label: 'MariaDB',
  dbName: 'mysql',
  absence: mariadbAbsence(),
  start: () => startMariadb(),
};

/** Somebody who looks at a table in the browser. */
export class Explorer {
  constructor(
    readonly visit: Visit,
    readonly page: Page,
    readonly person: Person,
    readonly connectionId: string,
    public table: string,
  ) {}

  static async open(
    browser: Browser,
    kind: ExploredKind,
    server: Served,
    table: string,
    extraOptions: Record<string, unknown> = {},
  ): Promise<Explorer> {
    const person = await Person.register();
    const made = await person.ask<{ id: string }>('POST', '/connections', {
      name: kind.label,
      type: kind.type,
      host: server.host,
      port: server.port,
      dbName: kind.dbName,
      username: server.user,
      password: server.password,
      extraOptions: { ssl: { mode: 'disable' }, ...extraOptions },
    });
    if (made.status !== 201) throw new Error(`connection: ${JSON.stringify(made.body)}`);
    const visit = await Visit.begin(browser);
    await visit.page.goto('/sign-in');
    await visit.page.getByLabel('E-mail').fill(person.email);
    await visit.page.getByLabel('Password', { exact: true }).fill(person.password);
    await visit.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await visit.page.getByRole('navigation', { name: 'Areas' }).waitFor();
    return new Explorer(visit, visit.page, person, made.body.id, table);
  }

  /** Makes what the story needs. */
  async setUp(...texts: readonly string[]): Promise<void> {
    for (const text of texts) {
      const ran = await this.person.run(this.connectionId, text, { readOnly: false });
      if (ran.error) throw new Error(`${text}: ${ran.error.message}`);
    }
  }

  async show(table = this.table): Promise<void> {
    this.table = table;
    await this.page.goto(`/explorer/${encodeURIComponent(`${this.connectionId}/${table}`)}`);
    await this.cell(0, 0).waitFor();
  }

  head(name: string): Locator {
    return this.page.locator('o-explorer-grid .ag-header-cell', { has: this.page.getByText(name, { exact: true }) });
  }

  cell(row: number, place: number): Locator {
    return this.page.locator(`o-explorer-grid .ag-row[row-index="${String(row)}"] .ag-cell[col-id="c${String(place)}"]`);
  }

  reads(row: number, place: number, text: string): Promise<string> {
    return until(
      `cell ${String(row)}/${String(place)} reads ${text}`,
      () => this.cell(row, place).locator('.main').innerText(),
      (now) => now === text,
    );
  }

  stands(row: number, place: number, state: string): Promise<unknown> {
    return until(
      `cell ${String(row)}/${String(place)} is ${state}`,
      () => this.cell(row, place).getAttribute('data-state'),
      (now) => now === state,
    );
  }

  async type(row: number, place: number, text: string): Promise<void> {
    await this.cell(row, place).click();
    await this.page.keyboard.press('F2');
    await this.page.locator('o-cell-editor .field').waitFor();
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.keyboard.insertText(text);
    await this.page.keyboard.press('Enter');
    await this.page.locator('o-cell-editor').waitFor({ state: 'detached' });
  }

  async filter(text: string): Promise<void> {
    const field = this.page.getByRole('combobox', { name: 'Filter', exact: true });
    await field.fill(text);
    await field.press('Enter');
  }

  /** Waits until the server remembers how the table is looked at. */
  keeps(part: string): Promise<unknown> {
    return until(
      `the kept state holds ${part}`,
      () => this.person.ask<unknown>('GET', `/connections/${this.connectionId}/tables/${encodeURIComponent(this.table)}/state`),
      ({ body }) => JSON.stringify(body).includes(part),
    );
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' });
  }

  async applied(changes: string): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+S');
    await this.page.getByText(`Applied ${changes}.`).waitFor();
  }
}
