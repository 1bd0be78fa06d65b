import { beforeAll, expect } from '@jest/globals';
import { type Explorer, mariadb, postgres, tell } from './support/explorer.js';

const kinds = [
  { ...postgres, table: 'public.stock', setUp: [], number: 'numeric(12,2)' },
  { ...mariadb, table: 'test.stock', setUp: ['create database if not exists test'], number: 'decimal(12,2)' },
];

/** Places of the columns. */
const at = { id: 0, name: 1, price: 2, twice: 3, note: 4 } as const;

tell('a table that changes under one’s hands', kinds, (scene, { table, setUp, number }) => {
  const { step } = scene;
  let ada: Explorer;
  beforeAll(async () => {
    ada = await scene.open(table);
    await ada.setUp(
      ...setUp,
      `create table ${table} (id int primary key, name varchar(60), price ${number},
        twice ${number} generated always as (price * 2) stored, note varchar(60))`,
      `insert into ${table} (id, name, price) values (1, 'one', 1), (2, 'two', 2), (3, 'three', 3)`,
    );
  }, 240_000);

  const loseRow = async (place: number, text: string): Promise<void> => {
    await ada.type(0, place, text);
    await ada.setUp(`delete from ${table} where id = 1`);
    await ada.page.keyboard.press('ControlOrMeta+S');
    await ada.page.getByText('A row was deleted meanwhile').waitFor();
  };

  step('a row that was deleted meanwhile is told as gone, and what was typed is to be seen', async () => {
    await ada.show();
    await loseRow(at.name, 'mine');
    const conflict = ada.page.getByRole('article', { name: 'Conflict in row 1' });
    expect(await conflict.innerText()).toMatch(/deleted by somebody[\s\S]*name[\s\S]*one[\s\S]*mine/);
    expect(await ada.visit.findings()).toEqual([]);
  });

  step('it is inserted again with what was typed and all it had', async () => {
    await ada.button('Insert it again').click();
    await ada.applied('1 change');
    await ada.reads(0, at.id, '1');
    await ada.reads(0, at.name, 'mine');
    await ada.reads(0, at.twice, '2.00');
  });

  step('or it is let go', async () => {
    await loseRow(at.price, '5.00');
    await ada.button('Leave it deleted').click();
    await ada.reads(0, at.id, '2');
  });

  step('an edit of a column that was dropped meanwhile says so, and keeps nothing else back', async () => {
    await ada.type(0, at.note, 'a note');
    await ada.type(1, at.name, 'another name');
    await ada.setUp(`alter table ${table} drop column note`);
    await ada.page.keyboard.press('ControlOrMeta+S');
    await ada.page.getByText('note: is not a column of this table').waitFor();
    expect(await ada.visit.findings()).toEqual([]);
    await ada.button('Read the rows again').click();
    await ada.head('note').waitFor({ state: 'detached' });
    await ada.stands(1, at.name, 'changed');
    await ada.button('Revert 2').click();
    await ada.applied('1 change');
    await ada.reads(1, at.name, 'another name');
    expect(scene.troubles(/40[049]|422/)).toEqual([]);
  });
});
