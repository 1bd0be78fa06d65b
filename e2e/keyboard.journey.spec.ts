import { beforeAll, expect } from '@jest/globals';
import { at, type Explorer, parts, postgres, tell } from './support/explorer.js';
import { Results } from './support/results.js';

// What the keys of a grid do is written in docs/keyboard.md.
tell('a table by keyboard alone', [postgres], (scene, kind) => {
  const { step } = scene;
  const { table, setUp } = parts(kind, 230);
  let ada: Explorer;
  beforeAll(async () => {
    ada = await scene.open(table);
    await ada.setUp(...setUp);
    await ada.show();
  }, 240_000);
  const press = (keys: string): Promise<void> => ada.page.keyboard.press(keys);
  const editor = () => ada.page.locator('o-cell-editor .field');

  step('is moved through as a spreadsheet is', async () => {
    await ada.cell(0, at.name).click();
    await ada.goes('ArrowDown', 1, at.name);
    await ada.goes('ArrowRight', 1, at.state);
    await ada.goes('End', 1, at.note);
    await ada.goes('Home', 1, at.id);
    await ada.goes('ControlOrMeta+End', 99, at.note);
    await ada.goes('ControlOrMeta+ArrowLeft', 99, at.id);
    await ada.goes('ControlOrMeta+Home', 0, at.id);
    await press('PageDown');
    await ada.goes('PageUp', 0, at.id);
  });

  step('selects blocks, rows, columns and everything', async () => {
    await ada.goes('Shift+ArrowDown', 1, at.id);
    await ada.goes('Shift+ArrowRight', 1, at.name);
    await ada.selected(0, at.id);
    await ada.selected(0, at.state, false);
    await press('Shift+Space');
    await ada.selected(0, at.note);
    await ada.selected(2, at.note, false);
    await ada.goes('ArrowDown', 2, at.id);
    await press('ControlOrMeta+Space');
    await ada.selected(7, at.id);
    await ada.selected(7, at.name, false);
    await press('ControlOrMeta+A');
    await ada.selected(7, at.note);
    await ada.goes('ControlOrMeta+Home', 0, at.id);
  });

  step('takes keys that come faster than the screen follows', async () => {
    await ada.goes('ArrowDown', 1, at.id);
    await ada.goes('ArrowDown', 2, at.id);
    await ada.goes('ArrowRight', 2, at.name);
    for (const key of ['q', 'u', 'i', 'c', 'k', 'Tab', 'Enter', 'Shift+Tab', 'F2', 'End', '!', 'Enter']) await press(key);
    await ada.hasKeyboard(3, at.name);
    await ada.reads(2, at.name, 'quick!');
    await ada.goes('ControlOrMeta+Home', 0, at.id);
  });

  step('is edited: begun by typing, Enter or F2, and gone on from', async () => {
    await ada.goes('ArrowRight', 0, at.name);
    await press('x');
    await editor().waitFor();
    await press('y');
    await ada.goes('Enter', 1, at.name);
    await ada.reads(0, at.name, 'xy');
    await press('F2');
    await editor().waitFor();
    await ada.goes('Shift+Enter', 0, at.name);
    await press('Enter');
    await editor().waitFor();
    await press('z');
    await ada.goes('Escape', 0, at.name);
    await ada.reads(0, at.name, 'xy');
    await press('Enter');
    await editor().waitFor();
    await ada.goes('Tab', 0, at.state);
    await press('Enter');
    await editor().waitFor();
    await ada.goes('Shift+Tab', 0, at.name);
    await ada.goes('End', 0, at.note);
    await press('n');
    await editor().waitFor();
    await ada.goes('Tab', 1, at.id);
    await ada.reads(0, at.note, 'n');
    await ada.stands(0, at.note, 'changed');
  });

  step('takes steps back and does them again', async () => {
    await press('ControlOrMeta+Z');
    await ada.reads(0, at.note, 'NULL');
    await press('ControlOrMeta+Y');
    await ada.reads(0, at.note, 'n');
    await press('ControlOrMeta+Z');
    await ada.reads(0, at.note, 'NULL');
    await press('ControlOrMeta+Shift+Z');
    await ada.reads(0, at.note, 'n');
  });

  step('copies, cuts and pastes a block, and empties cells', async () => {
    await ada.goes('ControlOrMeta+Home', 0, at.id);
    await ada.goes('ArrowRight', 0, at.name);
    await ada.goes('Shift+ArrowRight', 0, at.state);
    await press('ControlOrMeta+C');
    await ada.page.getByText('Copied 1 × 2 cells.').waitFor();
    await ada.goes('ArrowDown', 1, at.state);
    await ada.goes('ArrowLeft', 1, at.name);
    await press('ControlOrMeta+V');
    await ada.reads(1, at.name, 'xy');
    await ada.goes('End', 1, at.note);
    await ada.goes('ArrowLeft', 1, at.made);
    await press('ControlOrMeta+X');
    await ada.reads(1, at.made, 'NULL');
    await ada.goes('ArrowDown', 2, at.made);
    await press('ControlOrMeta+V');
    await ada.reads(2, at.made, '2020-01-03');
    await ada.goes('ArrowDown', 3, at.made);
    await press('Delete');
    await ada.reads(3, at.made, 'NULL');
  });

  step('keeps the keyboard where it was when the changes are applied and the rows are read again', async () => {
    await press('ControlOrMeta+S');
    await ada.page.getByText('Applied 4 changes.').waitFor();
    await ada.stands(3, at.made, 'plain');
    await ada.hasKeyboard(3, at.made);
    await ada.setUp(`update ${table} set note = 'read again' where id = 4`);
    await press('F5');
    await ada.reads(3, at.note, 'read again');
    await ada.hasKeyboard(3, at.made);
  });

  step('turns pages, and is then in their first row', async () => {
    await ada.goes('ControlOrMeta+End', 99, at.note);
    await ada.goes('Alt+PageDown', 0, at.note);
    await ada.reads(0, at.id, '101');
    await ada.goes('ControlOrMeta+End', 99, at.note);
    await ada.goes('Alt+PageDown', 0, at.note);
    await ada.reads(0, at.id, '201');
    await ada.goes('ControlOrMeta+ArrowDown', 29, at.note);
    await ada.goes('Alt+PageUp', 0, at.note);
    await ada.goes('Alt+PageUp', 0, at.note);
    await ada.reads(0, at.id, '1');
  });

  step('filters and sorts, and comes back to the rows', async () => {
    await press('Alt+F');
    await ada.page.keyboard.type('id <10');
    await press('Enter');
    await ada.cell(9, at.id).waitFor({ state: 'detached' });
    await press('Escape');
    await ada.hasKeyboard(0, at.note);
    await ada.goes('ControlOrMeta+ArrowLeft', 0, at.id);
    await press('Alt+ArrowDown');
    await ada.page.getByRole('menuitem', { name: 'Sort ascending' }).waitFor();
    await press('ArrowDown');
    await press('Enter');
    await ada.reads(0, at.id, '9');
    await ada.hasKeyboard(0, at.id);
  });

  step('is one stop of Tab, and come back to where it was left', async () => {
    await ada.goes('ArrowDown', 1, at.id);
    await press('Tab');
    expect(await ada.page.evaluate(`document.activeElement.closest('o-explorer-grid')`)).toBeNull();
    await ada.goes('Shift+Tab', 1, at.id);
    await press('Shift+F10');
    await ada.page.getByRole('menuitem', { name: 'Copy as JSON' }).waitFor();
    await ada.goes('Escape', 1, at.id);
    expect(await ada.visit.findings()).toEqual([]);
  });

  step('nothing went wrong', () => {
    expect(scene.troubles()).toEqual([]);
  });
});

tell('a result by keyboard alone', [postgres], (scene, kind) => {
  const { step } = scene;
  const { table, setUp } = parts(kind, 20);
  let ada: Results;
  beforeAll(async () => {
    ada = await Results.open(scene);
    await ada.who.setUp(...setUp);
  }, 240_000);

  step('is moved through and edited like a table', async () => {
    await ada.run(`select * from ${table} order by id`);
    await ada.cell(0, at.name).click();
    await ada.goes('ControlOrMeta+End', 19, at.note);
    await ada.goes('Home', 19, at.id);
    await ada.goes('ControlOrMeta+Home', 0, at.id);
    await ada.goes('ArrowRight', 0, at.name);
    await ada.page.keyboard.press('q');
    await ada.page.locator('o-cell-editor .field').waitFor();
    await ada.goes('Tab', 0, at.state);
    await ada.stands(0, at.name, 'changed');
    await ada.page.keyboard.press('ControlOrMeta+S');
    await ada.page.getByText('Applied 1 change.').waitFor();
    await ada.stands(0, at.name, 'plain');
    await ada.hasKeyboard(0, at.state);
  });

  step('that can’t be edited says why', async () => {
    await ada.run('select 1 as one');
    await ada.cell(0, 0).click();
    await ada.page.keyboard.press('F2');
    await ada.page
      .getByText(/can’t be edited|no table|not one table/i)
      .first()
      .waitFor();
  });

  step('that is long stays on the screen while the rest of it comes', async () => {
    await ada.page.getByRole('button', { name: '1,000 rows' }).click();
    await ada.page.getByRole('menuitemradio', { name: 'All rows' }).click();
    await ada.who.visit.write(`select n, 'row ' || n as name from generate_series(1, 200000) n`);
    await ada.page.keyboard.press('ControlOrMeta+Enter');
    await ada.reads(0, 1, 'row 1');
    await ada.page.locator('o-result-grid .ag-row[row-id="0"]').first().waitFor();
    // what is drawn anew meanwhile loses this
    await ada.page.evaluate(
      `document.querySelector('o-result-grid .ag-row[row-index="0"] .ag-cell[col-id="c1"]').dataset.mark = 'here'`,
    );
    await ada.page.getByText('200,000 rows', { exact: true }).waitFor();
    expect(await ada.cell(0, 1).getAttribute('data-mark')).toBe('here');
  });

  step('nothing went wrong', () => {
    expect(scene.troubles()).toEqual([]);
  });
});
