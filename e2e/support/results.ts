import type { Browser, Locator } from 'playwright-core';
import { type ExploredKind, Explorer, type Served } from './explorer.js';
import { until } from './running.js';

/** Somebody who runs statements in the browser and edits what they bring. */
export class Results {
  private constructor(readonly who: Explorer) {}

  static async open(browser: Browser, kind: ExploredKind, server: Served, extraOptions = {}): Promise<Results> {
    const who = await Explorer.open(browser, kind, server, '', extraOptions);
    // the code editor is the largest part of the page, and three people open it at once
    who.visit.context.setDefaultTimeout(60_000);
    await who.page.getByRole('button', { name: 'New query' }).first().click();
    await who.page.locator('.monaco-editor:visible').first().waitFor();
    await who.page.getByRole('main').getByRole('button', { name: 'Choose a connection' }).click();
    await who.page.getByRole('menuitemradio', { name: new RegExp(`^${kind.label}`) }).click();
    return new Results(who);
  }

  get page() {
    return this.who.page;
  }

  /** Writes a statement and runs it; its result is there when this is over. */
  async run(text: string): Promise<void> {
    await this.who.visit.write(text);
    await this.page.keyboard.press('ControlOrMeta+Enter');
    await this.whole();
  }

  /** The rows are there, and it is known whether they can be edited. */
  async whole(): Promise<void> {
    await this.cell(0, 0).waitFor();
    await this.page.locator('o-edit-state:visible button').first().waitFor();
  }

  cell(row: number, place: number): Locator {
    return this.page.locator(`o-result-grid:visible .ag-row[row-index="${String(row)}"] .ag-cell[col-id="c${String(place)}"]`);
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

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' });
  }

  /** Why the rows can't be edited, as the person reads it. */
  async why(text: string): Promise<string> {
    await this.run(text);
    await this.page.locator('o-edit-state').getByRole('button', { name: 'Read only' }).click();
    const said = await this.page.locator('.menu.why').innerText();
    await this.page.keyboard.press('Escape');
    return said;
  }
}
