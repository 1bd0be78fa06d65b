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

  /** Presses a key and waits until the keyboard is on a cell, which is shown too. */
  async goes(keys: string, row: number, place: number): Promise<void> {
    await this.page.keyboard.press(keys);
    await this.hasKeyboard(row, place);
  }

  /** The keyboard is on a cell, and the cell shows it. */
  hasKeyboard(row: number, place: number): Promise<unknown> {
    return until(
      `the keyboard is on cell ${String(row)}/${String(place)}`,
      () =>
        this.page.evaluate<string>(`(() => {
          const cell = document.activeElement?.closest('.ag-cell.o-at');
          return cell ? cell.closest('.ag-row').getAttribute('row-index') + '/' + cell.getAttribute('col-id') : document.activeElement?.tagName;
        })()`),
      (now) => now === `${String(row)}/c${String(place)}`,
    );
  }

  /** Whether a cell is selected, as those are told who can't see it. */
  selected(row: number, place: number, is = true): Promise<unknown> {
    return until(
      `cell ${String(row)}/${String(place)} is ${is ? '' : 'not '}selected`,
      () => this.cell(row, place).getAttribute('aria-selected', { timeout: 1_000 }),
      (now) => now === String(is),
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

  /** Marks a row as deleted. */
  async remove(row: number, place: number): Promise<void> {
    await this.cell(row, place).click();
    await this.page.keyboard.press('ControlOrMeta+Delete');
    await this.stands(row, place, 'deleted');
  }

  /** What the preview says of the staged changes; it stays open. */
  async preview(): Promise<string> {
    await this.button('Preview').click();
    const dialog = this.page.getByRole('dialog');
    await dialog
      .getByText(/update/i)
      .first()
      .waitFor();
    return dialog.innerText();
  }

  /** Applies from the preview. */
  async applyPreviewed(changes: string): Promise<void> {
    await this.page
      .getByRole('dialog')
      .getByRole('button', { name: `Apply ${changes}` })
      .click();
    await this.page.getByText(`Applied ${changes}.`).waitFor();
  }

  /** What is said of a row that somebody else changed meanwhile: what it was, theirs and mine. */
  async conflict(row: string): Promise<Locator> {
    await this.page.getByText(/^A (?:row|document) was changed meanwhile$/).waitFor();
    return this.page.getByRole('article', { name: new RegExp(`^Conflict in (?:row|document) ${row}$`) });
  }

  /** Undoes the last applied change of one row, by the menu that this button opens. */
  async undoLast(menu: string | RegExp): Promise<void> {
    await this.button(menu).click();
    await this.page.getByRole('menuitem', { name: 'Applied changes and undo' }).click();
    await this.button('Undo 1 changed').first().click();
    await this.page.getByText('undone', { exact: true }).waitFor();
  }
}
