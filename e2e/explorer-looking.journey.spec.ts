import { beforeAll, expect } from '@jest/globals';
import { at, type Explorer, mariadb, parts, postgres, tell } from './support/explorer.js';

tell('looking through a table', [postgres, mariadb], (scene, kind) => {
  const { step } = scene;
  const rows = kind.type === 'mysql' ? 200_000 : 2_000_000;
  const { table, setUp } = parts(kind, rows);
  let ada: Explorer;
  beforeAll(async () => {
    ada = await scene.open(table);
    await ada.setUp(...setUp);
  }, 240_000);

  step('the first rows are there at once, with about how many there are', async () => {
    await ada.show();
    await ada.reads(0, at.name, 'part 1');
    expect(await ada.page.locator('o-page-bar').innerText()).toMatch(/about/);
    expect(await ada.visit.findings()).toEqual([]);
  });

  step('counts exactly when asked to', async () => {
    await ada.page.locator('o-page-bar .count').click();
    await ada.page
      .locator('o-page-bar')
      .getByText(`of ${rows.toLocaleString('en')}`)
      .waitFor();
  });

  step('filters by what is typed, switches a chip off, and takes it away', async () => {
    await ada.filter('state sold and price >500');
    await ada.reads(0, at.id, '500');
    await ada.button('state contains sold').click();
    await ada.reads(0, at.id, '500');
    expect(await ada.button('state contains sold').getAttribute('aria-pressed')).toBe('false');
    await ada.filter('nothing 5');
    await ada.page.getByText('There is no column “nothing” here.').waitFor();
    await ada.page.keyboard.press('Escape');
    await ada.button('Clear').click();
    await ada.reads(0, at.id, '1');
  });

  step('searches the texts, and sees where they match', async () => {
    const search = ada.page.getByPlaceholder('Search', { exact: true });
    await search.fill('part 77777');
    await search.press('Enter');
    await ada.reads(0, at.name, 'part 77777');
    expect(await ada.cell(0, at.name).getAttribute('class')).toContain('o-match');
    await search.fill('');
    await search.press('Enter');
    await ada.reads(0, at.id, '1');
  });

  step('sorts by two columns', async () => {
    const head = (name: string) => ada.page.locator('o-explorer-grid .ag-header-cell', { hasText: name });
    await head('price').locator('.name').click();
    await ada.reads(0, at.price, '0.50');
    await head('id')
      .locator('.name')
      .click({ modifiers: ['Shift'] });
    await head('id')
      .locator('.name')
      .click({ modifiers: ['Shift'] });
    await ada.reads(0, at.id, rows.toString());
    await ada.page.locator('o-explorer-grid .ag-header-cell[aria-sort="ascending"]', { hasText: 'price' }).waitFor();
    await head('id').locator('.name').click();
    await ada.reads(0, at.id, '1');
  });

  step('pages deep, and on from there', async () => {
    const deep = rows / 100 - 5;
    await ada.page.getByRole('textbox', { name: 'Page' }).fill(String(deep));
    await ada.page.keyboard.press('Enter');
    await ada.reads(0, at.id, String((deep - 1) * 100 + 1));
    await ada.button('Next page').click();
    await ada.reads(0, at.id, String(deep * 100 + 1));
    await ada.button('Last page').click();
    await ada.reads(0, at.id, String(rows - 99));
    await ada.button('First page').click();
    await ada.reads(0, at.id, '1');
  });

  step('finds the table as it was left', async () => {
    await ada.filter('name ^part');
    await ada.keeps('starts with');
    await ada.show();
    await ada.button('name starts with part').waitFor();
    expect(ada.visit.troubles).toEqual([]);
  });
});
