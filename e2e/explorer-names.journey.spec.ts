import { beforeAll, expect } from '@jest/globals';
import { hostileTableNames, hostileTables } from '@orrery/testing';
import { type Explorer, mariadb, postgres, tell } from './support/explorer.js';

const kinds = [
  { ...postgres, schema: 'hostile', names: hostileTableNames.postgres, setUp: hostileTables.postgres() },
  { ...mariadb, schema: 'mysql', names: hostileTableNames.mysql, setUp: hostileTables.mysql() },
];

/** One of each sort: the others differ for the statements only, and are tried there. */
const isTelling = (name: string): boolean => /^(?:a["'.`]b|;drop.*|<img.*|__proto__|naïve.*|x+)$/.test(name);

tell('tables and columns of hostile names', kinds, (scene, { names, schema, setUp }) => {
  const { step } = scene;
  let ada: Explorer;
  beforeAll(async () => {
    ada = await scene.open('');
    await ada.setUp(...setUp);
  }, 240_000);

  for (const [nth, name] of names.entries()) {
    if (!isTelling(name)) continue;
    step(`are read, filtered, sorted, changed and followed: ${name}`, async () => {
      await ada.show(`${schema}.${name}`);
      expect(await ada.columns()).toEqual([name, 'ref']);
      await ada.head(name).locator('.name').click();
      await ada.reads(0, 0, '1');
      await ada.head(name).locator('.name').click();
      await ada.reads(0, 0, '2');
      await ada.reads(0, 1, '1');
      await ada.filter('ref null');
      await ada.reads(0, 0, '1');
      await ada.type(0, 1, '2');
      await ada.stands(0, 1, 'changed');
      await ada.page.keyboard.press('ControlOrMeta+S');
      await ada.page.getByText('Applied 1 change.').waitFor();
      await ada.button('Clear').click();
      await ada.reads(1, 1, '2');
      await ada.cell(1, 1).click();
      await ada.page.keyboard.press('Alt+Enter');
      const side = ada.page.getByRole('complementary', { name: 'Referenced row' });
      await side
        .getByText(names[nth - 1] ?? name, { exact: true })
        .first()
        .waitFor();
      await ada.button('Close the side').click();
    });
  }

  step('do nothing else', () => {
    expect(scene.troubles()).toEqual([]);
  });
});
