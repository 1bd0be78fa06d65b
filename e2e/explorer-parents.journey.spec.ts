import { beforeAll, expect } from '@jest/globals';
import { type Explorer, mariadb, postgres, tell } from './support/explorer.js';
import { until } from './support/running.js';

const orders = (schema: string, text: string, number: string, count: (n: number) => string): string[] => [
  `create table ${schema}.countries (code ${text} primary key, name ${text} not null)`,
  `insert into ${schema}.countries values ('gb', 'Great Britain'), ('fr', 'France'), ('us', 'United States')`,
  `create table ${schema}.customers (id int primary key, name ${text} not null, country ${text},
    foreign key (country) references ${schema}.countries (code))`,
  `insert into ${schema}.customers values (1, 'Ada Lovelace', 'gb'), (2, 'Grace Hopper', 'us'), (3, 'Sophie Germain', 'fr')`,
  `create table ${schema}.orders (id int primary key, customer_id int not null, total ${number} not null,
    foreign key (customer_id) references ${schema}.customers (id), unique (id, customer_id))`,
  `insert into ${schema}.orders select n, 1 + n % 3, n * 1.5 from ${count(200)}`,
  `create table ${schema}.\`lines\` (id int primary key, order_id int not null, what ${text},
    foreign key (order_id) references ${schema}.orders (id))`,
  `insert into ${schema}.\`lines\` select n, 1 + n % 50, concat('line ', n) from ${count(300)}`,
  `create table ${schema}.parcels (id int primary key, buyer int, ordered int,
    foreign key (ordered, buyer) references ${schema}.orders (id, customer_id))`,
  `insert into ${schema}.parcels select n, 1 + (n + 2) % 3, n + 2 from ${count(3)}`,
];
const kinds = [
  {
    ...postgres,
    schema: 'public',
    setUp: orders('public', 'text', 'numeric(10,2)', (n) => `generate_series(1, ${String(n)}) n`).map((one) =>
      one.replaceAll('`', '"'),
    ),
  },
  {
    ...mariadb,
    // not the connection's own database
    schema: 'shop',
    setUp: [
      'create database shop',
      ...orders('shop', 'varchar(60)', 'decimal(10,2)', (n) => `(select seq as n from seq_1_to_${String(n)}) counted`),
    ],
  },
];

tell('following what refers to what', kinds, (scene, { schema, setUp }) => {
  const { step } = scene;
  let ada: Explorer;
  beforeAll(async () => {
    ada = await scene.open(`${schema}.orders`);
    await ada.setUp(...setUp);
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

  step('a key of several columns leads there and back', async () => {
    await ada.cell(2, 0).click();
    await ada.page.keyboard.press('Space');
    const parcels = side().getByRole('button', { name: /parcels by ordered, buyer/ });
    await until(
      'the parcel is counted by both columns of its key',
      () => parcels.innerText(),
      (text) => /\b1\b/.test(text),
    );
    await parcels.click();
    for (const part of ['ordered = 3', 'buyer = 1']) await ada.page.getByRole('button', { name: part, exact: true }).waitFor();
    await ada.show(`${schema}.parcels`);
    await ada.reads(0, 2, '3');
    await ada.cell(0, 2).click();
    await ada.page.keyboard.press('Alt+Enter');
    await side().getByText('id = 3 and customer_id = 1').waitFor();
    expect(await side().getByText('One of several rows').count()).toBe(0);
    await ada.show(`${schema}.orders`);
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
