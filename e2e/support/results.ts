import { EditedRows } from './edited-rows.js';
import type { Explorer, Scene } from './explorer.js';

/** Somebody who runs statements in the browser and edits what they bring. */
export class Results extends EditedRows {
  private constructor(readonly who: Explorer) {
    super(who.page, 'o-result-grid:visible');
  }

  static async open(scene: Scene, extraOptions: Record<string, unknown> = {}): Promise<Results> {
    const who = await scene.open('', extraOptions);
    // the code editor is the largest part of the page, and three people open it at once
    who.visit.context.setDefaultTimeout(60_000);
    await who.page.getByRole('button', { name: 'New query' }).first().click();
    await who.page.locator('.monaco-editor:visible').first().waitFor();
    await who.page.getByRole('main').getByRole('button', { name: 'Choose a connection' }).click();
    await who.page.getByRole('menuitemradio', { name: new RegExp(`^${scene.kind.label.replaceAll(/[()]/g, '\\$&')}`) }).click();
    return new Results(who);
  }

  /** Writes a statement and runs it; its result is there when this is over. */
  async run(text: string): Promise<void> {
    await this.who.visit.write(text);
    // What the last statement brought stays until this one has brought something.
    await this.page.evaluate(
      `document.querySelectorAll('o-result-grid').forEach((grid) => grid.setAttribute('data-before', ''))`,
    );
    await this.page.keyboard.press('ControlOrMeta+Enter');
    await this.page.locator('o-result-grid:visible:not([data-before])').waitFor();
    await this.whole();
  }

  /** The rows are there, and it is known whether they can be edited. */
  async whole(): Promise<void> {
    await this.cell(0, 0).waitFor();
    await this.page.locator('o-edit-state:visible button').first().waitFor();
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
