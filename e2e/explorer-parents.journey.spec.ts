import { beforeAll, expect } from '@jest/globals';
import { type Explorer, postgres, tell } from './support/explorer.js';
import { until } from './support/running.js';

tell('following what refers to what', [postgres], (scene) => {
  const { step } = scene;
  let ada: Explorer;
  beforeAll(async () => {
    ada = await scene.open('public.orders');
    await ada.setUp(
      'create table countries (code text primary key, name text not null)',
      "insert into countries values ('gb', 'Great Britain'), ('fr', 'France'), ('us', 'United States')",
      'create table customers (id int primary key, name text not null, country text references countries)',
      "insert into customers values (1, 'Ada Lovelace', 'gb'), (2, 'Grace Hopper', 'us'), (3, 'Sophie Germain', 'fr')",
      'create table orders (id int primary key, customer_id int not null references customers, total numeric(10,2) not null)',
      'insert into orders select n, 1 + n % 3, n * 1.5 from generate_series(1, 200) n',
      'create table lines (id int primary key, order_id int not null references orders, what text)',
      "insert into lines select n, 1 + n % 50, 'line ' || n from generate_series(1, 300) n",
      'analyze',
    );
  }, 240_000);
  const side = () => ada.page.locator('.work aside');

  step('a reference opens its parent beside the grid, and the way goes on from there and back', async () => {
    await ada.show();
    await ada.cell(0, 1).click();
    await ada.page.keyboard.press('Alt+Enter');
    await side().getByText('Grace Hopper').waitFor();
    const way = ada.page.getByRole('navigation', { name: 'The way here' });
    await side()
      .getByRole('button', { name: /countries/ })
      .first()
      .click();
    await side().getByText('United States').waitFor();
    expect(await way.innerText()).toMatch(/orders[\s\S]*customers[\s\S]*countries/);
    expect(await ada.visit.findings()).toEqual([]);
    await way.getByRole('button', { name: 'customers' }).click();
    await side().getByText('Grace Hopper').waitFor();
    await ada.button('Close the side').click();
  });

  step('a row as a form tells which rows refer to it, and how many', async () => {
    await ada.cell(0, 0).click();
    await ada.page.keyboard.press('Space');
    await side().getByText('Rows that refer to this one').waitFor();
    await until(
      'the lines of the order are counted',
      () => side().getByRole('button', { name: /lines/ }).last().innerText(),
      (text) => /\b6\b/.test(text),
    );
    expect(await ada.visit.findings()).toEqual([]);
  });

  step('its children stand beside it, and follow as one moves from row to row', async () => {
    await side()
      .getByRole('button', { name: /^Show the rows of .*lines$/ })
      .click();
    const children = side().getByRole('region', { name: /^Rows of .*lines$/ });
    await children.getByText('line 50', { exact: true }).waitFor();
    expect(await ada.visit.findings()).toEqual([]);
    await ada.cell(1, 0).click();
    await children.getByText('line 1', { exact: true }).waitFor();
    expect(await children.getByText('line 50', { exact: true }).count()).toBe(0);
    await ada.button('Close the side').click();
  });

  step('a reference is chosen by searching the parent’s rows', async () => {
    await ada.cell(0, 1).click();
    await ada.page.keyboard.press('F2');
    await ada.page.keyboard.press('ControlOrMeta+A');
    await ada.page.keyboard.insertText('Germain');
    await ada.page.getByRole('option', { name: /Sophie Germain/ }).click();
    await ada.reads(0, 1, '3');
    await ada.stands(0, 1, 'changed');
  });

  step('one that is typed and entered at once is taken as it was typed', async () => {
    await ada.type(1, 1, '2');
    await ada.reads(1, 1, '2');
    await ada.stands(1, 1, 'changed');
    await ada.applied('2 changes');
    expect(ada.visit.troubles).toEqual([]);
  });
});
