import type { Browser, Locator, Page } from 'playwright-core';
import { readFile } from 'node:fs/promises';
import { Visit } from './browser.js';
import { Person, plainly } from './person.js';

export interface Reached {
  readonly name: string;
  readonly type: string;
  readonly host: string;
  readonly port: number;
  readonly dbName: string;
  readonly username: string;
  readonly password: string;
}
interface Place {
  readonly x: number;
  readonly y: number;
}

async function connectionOf(person: Person, reached: Reached): Promise<string> {
  const made = await person.ask<{ id: string }>('POST', '/connections', {
    ...reached,
    extraOptions: plainly,
  });
  if (made.status !== 201) throw new Error(`connection: ${JSON.stringify(made.body)}`);
  return made.body.id;
}

/** Somebody with a connection and its diagram in front of them. */
export class Diagram {
  private constructor(
    readonly visit: Visit,
    readonly page: Page,
    readonly person: Person,
    public connectionId: string,
    private readonly reached: Reached,
  ) {}

  static async open(browser: Browser, reached: Reached): Promise<Diagram> {
    const person = await Person.register();
    const connectionId = await connectionOf(person, reached);
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await page.goto('/sign-in');
    await page.getByLabel('E-mail').fill(person.email);
    await page.getByLabel('Password', { exact: true }).fill(person.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('navigation', { name: 'Areas' }).waitFor();
    return new Diagram(visit, page, person, connectionId, reached);
  }

  /** A connection to another database of the same server. Answers its id. */
  connect(dbName: string): Promise<string> {
    return connectionOf(this.person, { ...this.reached, name: dbName, dbName });
  }

  /** A connection to another server. Answers its id. */
  another(reached: Reached): Promise<string> {
    return connectionOf(this.person, reached);
  }

  /** From now on it is about another database of the same server. */
  async use(dbName: string): Promise<void> {
    this.connectionId = await this.connect(dbName);
  }

  /** Goes to the diagram by its address. */
  async show(): Promise<void> {
    await this.page.goto(`/erd/${this.connectionId}`);
    await this.page.locator('o-erd-canvas .joint-element, o-start-screen').first().waitFor();
  }

  get tables(): Locator {
    return this.page.locator('o-erd-canvas:visible .joint-element');
  }

  get lines(): Locator {
    return this.page.locator('o-erd-canvas:visible .joint-link');
  }

  table(name: string): Locator {
    return this.page.locator(`o-erd-canvas:visible .joint-element[model-id="${name}"]`);
  }

  /** A line of the list of relations, by the end it leaves from. */
  row(from: string): Locator {
    return this.page.locator('o-relation-rows').getByRole('listitem').filter({ hasText: from });
  }

  /** The line of a relation, by the end it leaves from. */
  async line(table: string, column: string): Promise<Locator> {
    const { body } = await this.person.ask<{ relations: { id: string; tableFrom: string; columnFrom: string }[] }>(
      'GET',
      `/connections/${this.connectionId}/erd`,
    );
    const relation = body.relations.find((one) => one.tableFrom === table && one.columnFrom === column);
    if (!relation) throw new Error(`no relation leaves from ${table}.${column}`);
    return this.page.locator(`o-erd-canvas:visible .joint-link[model-id="${relation.id}"]`);
  }

  /** The tables that are on the page. */
  names(): Promise<string[]> {
    return this.page.evaluate(
      `[...document.querySelectorAll('o-erd-canvas .joint-element')].map((one) => one.getAttribute('model-id'))`,
    );
  }

  async place(name: string): Promise<Place> {
    const box = await this.table(name).boundingBox();
    if (!box) throw new Error(`${name} is not in sight`);
    return { x: Math.round(box.x), y: Math.round(box.y) };
  }

  async hover(name: string): Promise<void> {
    const { x, y } = await this.place(name);
    await this.page.mouse.move(x + 20, y + 10, { steps: 3 });
  }

  async drag(name: string, by: number, down: number): Promise<void> {
    const { x, y } = await this.place(name);
    await this.page.mouse.move(x + 40, y + 10);
    await this.page.mouse.down();
    await this.page.mouse.move(x + 40 + by / 2, y + 10 + down / 2, { steps: 4 });
    await this.page.mouse.move(x + 40 + by, y + 10 + down, { steps: 4 });
    await this.page.mouse.up();
  }

  async menu(name: string, item: string): Promise<void> {
    await this.table(name).click({ button: 'right', position: { x: 30, y: 10 } });
    await this.page.getByRole('menuitem', { name: item, exact: true }).click();
  }

  async scale(): Promise<number> {
    return Number((await this.page.locator('.erd-percent:visible').innerText()).replace(/\D/g, ''));
  }

  /** Where the sheet stands. */
  async transform(): Promise<string> {
    return (await this.page.locator('.erd-sheet:visible').getAttribute('style')) ?? '';
  }

  async download(item: string): Promise<Buffer> {
    await this.page.getByRole('button', { name: 'Export' }).click();
    const [file] = await Promise.all([
      this.page.waitForEvent('download'),
      this.page.getByRole('menuitem', { name: item }).click(),
    ]);
    return readFile(await file.path());
  }
}
