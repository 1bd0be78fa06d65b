import { beforeAll, expect } from '@jest/globals';
import type { Request } from 'playwright-core';
import { at, type Explorer, mariadb, parts, postgres, tell } from './support/explorer.js';

tell('two people in a table', [postgres, mariadb], (scene, kind) => {
  const { step } = scene;
  const { table, setUp } = parts(kind, 2_000);
  let ada: Explorer;
  let bea: Explorer;
  beforeAll(async () => {
    ada = await scene.open(table);
    bea = await scene.open(table);
    await ada.setUp(...setUp);
  }, 240_000);

  step('edits cells; what does not fit is marked and said; undo and redo go step by step', async () => {
    await ada.show();
    await ada.type(0, at.name, 'Ada’s part');
    await ada.type(1, at.price, 'many');
    await ada.stands(0, at.name, 'changed');
    await ada.page.keyboard.press('ControlOrMeta+S');
    await ada.page.getByText('price can’t be applied: Not a number.').waitFor();
    expect(await ada.visit.findings()).toEqual([]);
    await ada.cell(0, at.id).click();
    await ada.page.keyboard.press('ControlOrMeta+Z');
    await ada.reads(1, at.price, '2.50');
    await ada.page.keyboard.press('ControlOrMeta+Z');
    await ada.reads(0, at.name, 'part 1');
    await ada.page.keyboard.press('ControlOrMeta+Y');
    await ada.reads(0, at.name, 'Ada’s part');
  });

  step('keeps what is staged through another order, another page and a reload', async () => {
    await ada.button('Next page').click();
    await ada.reads(0, at.id, '101');
    await ada.keeps('"page":2');
    await ada.show();
    await ada.reads(0, at.id, '101');
    await ada.button('First page').click();
    await ada.reads(0, at.name, 'Ada’s part');
    await ada.stands(0, at.name, 'changed');
  });

  step('sees the exact statements, and applies them', async () => {
    expect(await ada.preview()).toContain('Ada’s part');
    expect(await ada.visit.findings()).toEqual([]);
    await ada.applyPreviewed('1 change');
    await ada.reads(0, at.name, 'Ada’s part');
    await ada.stands(0, at.name, 'plain');
  });

  step('pastes a block of a spreadsheet, and adds and deletes rows, all in one', async () => {
    await ada.paste(3, at.name, 'four\tsold\nfive\tsold\n');
    await ada.reads(4, at.state, 'sold');
    await ada.remove(5, at.id);
    await ada.page.keyboard.press('Insert');
    await ada.type(100, at.name, 'a new one');
    await ada.type(100, at.price, '3.25');
    await ada.applied('4 changes');
    await ada.filter('name "a new one"');
    await ada.reads(0, at.price, '3.25');
    await ada.button('Clear').click();
    await ada.reads(3, at.name, 'four');
  });

  step('a row that somebody else changed meanwhile is not overwritten: both see what is what', async () => {
    await bea.show();
    await bea.reads(0, at.name, 'Ada’s part');
    await ada.type(0, at.name, 'mine');
    await ada.type(0, at.price, '7.00');
    await bea.type(0, at.name, 'theirs');
    await bea.applied('1 change');
    await ada.page.keyboard.press('ControlOrMeta+S');
    const conflict = await ada.conflict('1');
    expect(await conflict.innerText()).toMatch(/Ada’s part[\s\S]*theirs[\s\S]*mine/);
    expect(await ada.visit.findings()).toEqual([]);
    await conflict.getByRole('button', { name: 'Take theirs for name: theirs' }).click();
    await ada.reads(0, at.name, 'theirs');
    await ada.applied('1 change');
    await ada.reads(0, at.name, 'theirs');
    await ada.reads(0, at.price, '7.00');
  });

  step('takes mine over theirs, knowingly', async () => {
    await ada.type(0, at.name, 'mine after all');
    await bea.button('Read the rows again').click();
    await bea.reads(0, at.price, '7.00');
    await bea.type(0, at.name, 'theirs again');
    await bea.applied('1 change');
    await ada.page.keyboard.press('ControlOrMeta+S');
    await ada.button('Take mine').click();
    await ada.applied('1 change');
    await ada.reads(0, at.name, 'mine after all');
  });

  step('undoes what was applied', async () => {
    await ada.undoLast('More');
    await ada.reads(0, at.name, 'theirs again');
    expect(await ada.visit.findings()).toEqual([]);
  });

  step('keeps what is typed while other changes are on their way', async () => {
    const gate = Promise.withResolvers<undefined>();
    const onTheirWay = ada.page.waitForRequest((asked) => asked.url().endsWith('/changes') && !isPreview(asked));
    await ada.page.route('**/changes', async (route) => {
      if (!isPreview(route.request())) await gate.promise;
      await route.continue();
    });
    await ada.type(0, at.name, 'first');
    await ada.page.keyboard.press('ControlOrMeta+S');
    await onTheirWay;
    await ada.type(0, at.price, '8.00');
    await ada.type(1, at.name, 'second');
    gate.resolve(undefined);
    await ada.button('Apply 2 changes').waitFor();
    await ada.stands(0, at.name, 'plain');
    await ada.stands(0, at.price, 'changed');
    await ada.stands(1, at.name, 'changed');
    await ada.applied('2 changes');
    await ada.reads(0, at.name, 'first');
    await ada.reads(0, at.price, '8.00');
    await ada.reads(1, at.name, 'second');
  });

  step('nothing else went wrong', () => {
    expect(scene.troubles(/409/)).toEqual([]);
  });
});

const isPreview = (asked: Request): boolean => (asked.postDataJSON() as { preview?: boolean }).preview === true;
