import { beforeAll, expect } from '@jest/globals';
import { type Explorer, postgres, tell } from './support/explorer.js';

tell('a table that can’t be edited', [postgres], (scene) => {
  const { step } = scene;
  let ada: Explorer;
  let reader: Explorer;
  beforeAll(async () => {
    ada = await scene.open('public.plain');
    reader = await scene.open('public.plain', { readOnly: true });
    await ada.setUp(
      'create table plain (id int primary key, name text)',
      "insert into plain values (1, 'one')",
      'create table keyless (name text)',
      "insert into keyless values ('one')",
      'create view seen as select id, name from plain',
    );
  }, 240_000);
  const why = async (by: Explorer, table: string, reason: RegExp): Promise<void> => {
    await by.show(table);
    await by.button('Read only').click();
    await by.page.locator('.menu.why').getByText(reason).waitFor();
    await by.page.keyboard.press('Escape');
    await by.cell(0, 0).click();
    await by.page.keyboard.press('F2');
    await by.page.getByText(reason).first().waitFor();
    expect(await by.page.locator('o-cell-editor').count()).toBe(0);
  };

  step('says why: a view', () => why(ada, 'public.seen', /This is a view/));
  step('says why: no key', () => why(ada, 'public.keyless', /has no primary key/));
  step('says why: a read-only connection', () => why(reader, 'public.plain', /This connection is read-only/));
});
