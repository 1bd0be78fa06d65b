import { beforeAll, expect } from '@jest/globals';
import { type Explorer, mariadb, postgres, tell } from './support/explorer.js';

const wide = Array.from({ length: 100 }, (_, n) => `column_${String(n)} int default ${String(n)}`).join(', ');
const kinds = [
  {
    ...postgres,
    schema: 'public',
    setUp: [
      'create table plain (id int primary key, name text)',
      "insert into plain select n, 'row ' || n from generate_series(1, 6000) n",
      `create table wide (id int primary key, ${wide})`,
      'insert into wide (id) select n from generate_series(1, 300) n',
    ],
  },
  {
    ...mariadb,
    schema: 'test',
    setUp: [
      'create database if not exists test',
      'create table test.plain (id int primary key, name varchar(60))',
      "insert into test.plain select seq, concat('row ', seq) from seq_1_to_6000",
      `create table test.wide (id int primary key, ${wide})`,
      'insert into test.wide (id) select seq from seq_1_to_300',
    ],
  },
];

tell('a table of much', kinds, (scene, { schema, setUp }) => {
  const { step } = scene;
  let ada: Explorer;
  beforeAll(async () => {
    ada = await scene.open(`${schema}.plain`);
    await ada.setUp(...setUp);
  }, 240_000);

  step('of 100 columns is gone through sideways, and a column is found by its name', async () => {
    await ada.show(`${schema}.wide`);
    await ada.reads(0, 0, '1');
    await ada.cell(0, 0).click();
    await ada.page.keyboard.press('End');
    await ada.reads(0, 100, '99');
    await ada.page.keyboard.press('Home');
    await ada.reads(0, 1, '0');
    await ada.button('Columns').click();
    await ada.page.getByRole('textbox', { name: 'Search the columns' }).fill('column_42');
    await ada.button('Pin column_42').click();
    await ada.reads(0, 43, '42');
    expect((await ada.columns())[0]).toBe('column_42');
    await ada.button('Close the side').click();
    expect(await ada.visit.findings()).toEqual([]);
  });

  step('takes 5,000 edits, page by page, and undoes and redoes a thousand in one', async () => {
    await ada.show(`${schema}.plain`);
    await ada.button(/a page/).click();
    await ada.page.getByRole('menuitem', { name: '1,000', exact: true }).click();
    await ada.page.locator('o-page-bar').getByText('1–1,000').waitFor();
    for (let from = 1; from < 5_000; from += 1_000) {
      await ada.reads(0, 0, String(from));
      await ada.paste(0, 1, Array.from({ length: 1_000 }, (_, n) => `edited ${String(from + n)}`).join('\n'));
      await ada.reads(0, 1, `edited ${String(from)}`);
      await ada.button('Next page').click();
    }
    const sum = ada.page.locator('o-staged-bar .sum');
    await sum.getByText('5,000 changed').waitFor();
    await ada.reads(0, 0, '5001');
    await ada.cell(0, 0).click();
    await ada.page.keyboard.press('ControlOrMeta+Z');
    await sum.getByText('4,000 changed').waitFor();
    await ada.page.keyboard.press('ControlOrMeta+Y');
    await sum.getByText('5,000 changed').waitFor();
  });

  step('keeps them over a reload', async () => {
    await ada.page.reload();
    await ada.page.locator('o-staged-bar .sum').getByText('5,000 changed').waitFor();
  });

  step('shows their statements, and applies them in one', async () => {
    await ada.button('Preview').click();
    const dialog = ada.page.getByRole('dialog');
    await dialog
      .getByText(/update/i)
      .first()
      .waitFor();
    expect(await ada.visit.findings()).toEqual([]);
    await dialog.getByRole('button', { name: 'Apply 5,000 changes' }).click();
    await ada.page.getByText('Applied 5,000 changes.').waitFor({ timeout: 90_000 });
    const { rows } = await ada.person.run(ada.connectionId, `select count(*) from ${schema}.plain where name like 'edited %'`);
    expect(rows).toEqual([[5_000]]);
    expect(scene.troubles()).toEqual([]);
  });
});
