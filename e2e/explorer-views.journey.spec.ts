import { beforeAll, expect } from '@jest/globals';
import { type Explorer, mariadb, postgres, tell } from './support/explorer.js';
import { until } from './support/running.js';

const kinds = [
  {
    ...postgres,
    table: 'public.parts',
    setUp: [
      'create table parts (id int primary key, name text not null, state text, price numeric(10,2), note text)',
      `insert into parts select n, 'part ' || n, case when n % 10 = 0 then 'sold' when n % 25 = 1 then null else 'new' end, n * 1.5
        from generate_series(1, 500) n`,
    ],
  },
  {
    ...mariadb,
    table: 'test.parts',
    setUp: [
      'create database if not exists test',
      'create table test.parts (id int primary key, name varchar(60) not null, state varchar(20), price decimal(10,2), note text)',
      `insert into test.parts (id, name, state, price)
        select seq, concat('part ', seq), case when seq % 10 = 0 then 'sold' when seq % 25 = 1 then null else 'new' end, seq * 1.5 from seq_1_to_500`,
    ],
  },
];

tell('a way of looking at a table', kinds, (scene, kind) => {
  const { step } = scene;
  let ada: Explorer;
  beforeAll(async () => {
    ada = await scene.open(kind.table);
    await ada.setUp(...kind.setUp);
  }, 240_000);

  const stand = (names: string): Promise<unknown> =>
    until(
      `the columns stand as ${names}`,
      () => ada.columns(),
      (now) => now.join() === names,
    );
  const menu = async (column: string, item: string): Promise<void> => {
    await ada.head(column).hover();
    await ada.button(`Column ${column}`).click();
    await ada.page.getByRole('menuitem', { name: item, exact: true }).click();
  };

  step('is narrowed by a column’s values, each with how often it occurs', async () => {
    await ada.show();
    await menu('state', 'Filter by values…');
    const dialog = ada.page.getByRole('dialog');
    await dialog.getByRole('checkbox', { name: /new/ }).waitFor();
    expect(await dialog.getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringMatching(/new[\s\S]*430/),
      expect.stringMatching(/sold[\s\S]*50/),
      expect.stringMatching(/NULL[\s\S]*20/),
    ]);
    expect(await ada.visit.findings()).toEqual([]);
    await dialog.getByRole('listitem').filter({ hasText: 'sold' }).click();
    await dialog.getByRole('button', { name: 'Filter by 1' }).click();
    await ada.reads(0, 0, '10');
  });

  step('has its columns hidden and pinned, moved by a key and by dragging, and widened', async () => {
    await menu('note', 'Hide');
    await ada.page.getByText('1 hidden').waitFor();
    await menu('price', 'Pin to the left');
    await ada.button(/^Columns/).click();
    await ada.button('Move state up').click();
    await ada.button('Close the side').click();
    await stand('price,id,state,name');
    await ada.drag(ada.head('name').locator('.name'), ada.head('id'));
    await stand('price,name,id,state');
    const before = (await ada.head('name').boundingBox())?.width ?? 0;
    await ada.widen('name', 120);
    const after = (await ada.head('name').boundingBox())?.width ?? 0;
    expect(after).toBeGreaterThan(before + 80);
    await ada.keeps('"pinned":["price"]');
    await ada.keeps(`"name":${String(Math.round(after))}`);
    await ada.show();
    await stand('price,name,id,state');
    expect((await ada.head('name').boundingBox())?.width).toBeCloseTo(after, -1);
    expect(await ada.visit.findings()).toEqual([]);
  });

  step('is saved under a name, and come back to', async () => {
    await ada.button('Views').click();
    await ada.page.getByRole('menuitem', { name: 'Save this view…' }).click();
    await ada.page.getByRole('dialog').getByRole('textbox').fill('What is sold');
    await ada.page.keyboard.press('Enter');
    await ada.page.getByText('Saved the view “What is sold”.').waitFor();
    await ada.button('Clear').click();
    await ada.button(/^Columns/).click();
    await ada.button('Reset').click();
    await ada.button('Close the side').click();
    await stand('id,name,state,price,note');
    await ada.button('Views').click();
    expect(await ada.visit.findings()).toEqual([]);
    await ada.page.getByRole('menuitem', { name: 'What is sold', exact: true }).click();
    await ada.reads(0, 0, '10');
    await stand('price,name,id,state');
    expect(scene.troubles()).toEqual([]);
  });
});
