import { beforeAll, expect } from '@jest/globals';
import { at, type Explorer, mariadb, parts, postgres, tell } from './support/explorer.js';

const kinds = [
  {
    ...postgres,
    slow: "create view slow as select id, name from parts where id < 300 or pg_sleep(0.02)::text <> 'x'",
    view: 'public.slow',
  },
  {
    ...mariadb,
    slow: 'create view test.slow as select id, name from test.parts where id < 300 or sleep(0.02) = 0',
    view: 'test.slow',
  },
];

tell('what one asks a table', kinds, (scene, kind) => {
  const { step } = scene;
  const { table, setUp } = parts(kind, 2_000);
  let ada: Explorer;
  beforeAll(async () => {
    ada = await scene.open(table);
    await ada.setUp(...setUp, kind.slow);
  }, 240_000);

  step('is built of groups: all of these, one of those', async () => {
    await ada.show();
    await ada.button('Build a filter').click();
    const dialog = ada.page.getByRole('dialog');
    const nth = (name: string, n: number) => dialog.getByLabel(name, { exact: true }).nth(n);
    await nth('Column', 0).selectOption('price');
    await nth('Operator', 0).selectOption('>=');
    await nth('Value', 0).fill('990');
    await dialog.getByRole('button', { name: 'Group', exact: true }).click();
    await nth('Column', 1).selectOption('state');
    await nth('Value', 1).fill('sold');
    await dialog.getByRole('button', { name: 'Condition', exact: true }).first().click();
    await nth('Column', 2).selectOption('id');
    await nth('Operator', 2).selectOption('between');
    await dialog.getByRole('textbox', { name: 'From' }).fill('1990');
    await dialog.getByRole('textbox', { name: 'To' }).fill('1993');
    await ada.page.keyboard.press('Tab');
    await dialog
      .locator('.says')
      .filter({ hasText: /price.*990.*and.*\(.*state.*sold.*or.*id.*1990.*1993.*\)/ })
      .waitFor();
    expect(await ada.visit.findings()).toEqual([]);
    await dialog.getByRole('button', { name: 'Apply the filter' }).click();
    await ada.reads(0, at.id, '990');
    await ada.reads(1, at.id, '1990');
    await ada.reads(4, at.id, '1993');
    await ada.cell(5, at.id).waitFor({ state: 'detached' });
  });

  step('says where it can’t be understood, and keeps what was typed', async () => {
    await ada.filter('price >abc');
    await ada.page.getByText('“abc” is no number.').waitFor();
    expect(await ada.visit.findings()).toEqual([]);
    expect(await ada.page.evaluate('getSelection().toString()')).toBe('abc');
    const field = ada.page.getByRole('combobox', { name: 'Filter', exact: true });
    expect(await field.inputValue()).toBe('price >abc');
    await field.press('Escape');
  });

  step('is copied as a statement that brings the same rows', async () => {
    await ada.button('More').click();
    await ada.page.getByRole('menuitem', { name: 'Copy as SQL' }).click();
    await ada.page.getByText('Copied the SQL.').waitFor();
    const text = await ada.page.evaluate<string>('navigator.clipboard.readText()');
    const ran = await ada.person.run(ada.connectionId, text);
    expect(ran.error).toBeUndefined();
    expect(ran.rows.map(([id]) => id)).toEqual([990, 1990, 1991, 1992, 1993]);
  });

  step('is opened in the editor, and run there', async () => {
    await ada.button('More').click();
    await ada.page.getByRole('menuitem', { name: 'Open in the editor' }).click();
    await ada.page.locator('.monaco-editor:visible').first().waitFor();
    await ada.page.locator('.monaco-editor:visible .view-lines').first().click();
    await ada.page.keyboard.press('ControlOrMeta+Enter');
    await ada.page.locator('o-result-grid:visible').getByText('part 1993', { exact: true }).waitFor();
  });

  step('can take long to be counted, and the counting is stopped', async () => {
    await ada.show(kind.view);
    const bar = ada.page.locator('o-page-bar');
    await bar.locator('.count').click();
    await bar.getByRole('button', { name: 'counting… stop' }).click();
    await bar.getByRole('button', { name: 'counting… stop' }).waitFor({ state: 'detached' });
    expect(await bar.getByRole('alert').count()).toBe(0);
    expect(scene.troubles(/499/)).toEqual([]);
  });
});
