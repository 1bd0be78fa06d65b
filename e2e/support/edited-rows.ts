import type { Locator, Page } from 'playwright-core';
import { until } from './running.js';

/** A grid of rows in the browser, as somebody reads it and types into it. */
export class EditedRows {
  /** @param grid which grid of the page */
  constructor(
    readonly page: Page,
    private readonly grid: string,
  ) {}

  cell(row: number, place: number): Locator {
    return this.page.locator(`${this.grid} .ag-row[row-index="${String(row)}"] .ag-cell[col-id="c${String(place)}"]`);
  }

  head(name: string): Locator {
    return this.page.locator(`${this.grid} .ag-header-cell`, { has: this.page.getByText(name, { exact: true }) });
  }

  reads(row: number, place: number, text: string): Promise<string> {
    return until(
      `cell ${String(row)}/${String(place)} reads ${text}`,
      () => this.cell(row, place).locator('.main').innerText({ timeout: 1_000 }),
      (now) => now === text,
    );
  }

  stands(row: number, place: number, state: string): Promise<unknown> {
    return until(
      `cell ${String(row)}/${String(place)} is ${state}`,
      () => this.cell(row, place).getAttribute('data-state', { timeout: 1_000 }),
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

  /** Pastes what a spreadsheet would: lines of cells. */
  async paste(row: number, place: number, text: string): Promise<void> {
    await this.cell(row, place).click();
    await this.page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
    await this.page.keyboard.press('ControlOrMeta+V');
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' });
  }
}
