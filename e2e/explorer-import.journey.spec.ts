import { beforeAll, expect, jest } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { type Explorer, mariadb, postgres, tell } from './support/explorer.js';

// A busy machine takes its time: what is looked at here is that nothing is left or lost.
jest.setTimeout(400_000);

const rows = 100_000;
const nth = (n: number): { sku: number; label: string; price: string; made: string } => ({
  sku: n,
  label: `imported ${String(n)}`,
  price: `${String(n % 500)}.25`,
  made: '2024-01-02',
});
const csv = (from: number, spoilt?: number): string =>
  `Sku;Label;Price;Made\n${Array.from({ length: rows }, (_, at) => {
    const { sku, label, price, made } = nth(from + at);
    return `${String(sku)};${label};${at + 1 === spoilt ? '-1' : price};${made}`;
  }).join('\n')}\n`;
const json = (from: number): string => JSON.stringify(Array.from({ length: rows }, (_, at) => nth(from + at)));

tell('a file of 100,000 rows and a table', [postgres, mariadb], (scene, kind) => {
  const { step } = scene;
  const table = kind.type === 'mysql' ? 'test.goods' : 'public.goods';
  let ada: Explorer;
  beforeAll(async () => {
    ada = await scene.open(table);
    if (kind.type === 'mysql') await ada.setUp('create database if not exists test');
    await ada.setUp(
      `create table ${table} (sku int primary key, label varchar(60) not null, price decimal(12,2) not null check (price >= 0), made date)`,
      `insert into ${table} values (0, 'first', 1, null)`,
    );
  }, 240_000);

  const begin = async (name: string, text: string): Promise<Locator> => {
    await ada.button('More').click();
    await ada.page.getByRole('menuitem', { name: 'Import CSV or JSON…' }).click();
    const dialog = ada.page.getByRole('dialog');
    await dialog.getByLabel('File to import').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
    await dialog.getByRole('button', { name: 'Import 100,000 rows' }).waitFor();
    return dialog;
  };
  const count = async (): Promise<unknown> =>
    (await ada.person.run(ada.connectionId, `select count(*) from ${table}`)).rows[0]?.[0];

  step('a row that the database refuses, 99,999 rows into it, leaves nothing behind and is named', async () => {
    await ada.show();
    const dialog = await begin('goods.csv', csv(1, 99_999));
    await dialog.getByRole('button', { name: 'Import 100,000 rows' }).click();
    await dialog.getByText('Row 99,999 is refused.').waitFor({ timeout: 300_000 });
    await dialog.getByText('Nothing was changed.').waitFor();
    expect(await dialog.getByRole('list', { name: 'What is wrong' }).innerText()).toContain('Row 99,999');
    expect(await ada.visit.findings()).toEqual([]);
    await dialog.getByRole('button', { name: 'Cancel' }).last().click();
    expect(await count()).toBe(1);
  });

  step('one that is stopped leaves nothing behind', async () => {
    const dialog = await begin('goods.csv', csv(1));
    await dialog.getByRole('button', { name: 'Import 100,000 rows' }).click();
    await dialog.getByText(/Importing: [1-9][\d,]* of 100,000 rows/).waitFor({ timeout: 120_000 });
    await dialog.getByRole('button', { name: 'Stop' }).click();
    await dialog.getByText('Stopped. Nothing was changed.').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).last().click();
    expect(await count()).toBe(1);
  });

  step('is tried for real, and taken whole', async () => {
    const dialog = await begin('goods.csv', csv(1));
    await dialog.getByRole('button', { name: 'Try it' }).click();
    await dialog.getByText('100,000 rows would go in. Nothing was changed.').waitFor({ timeout: 300_000 });
    expect(await count()).toBe(1);
    await dialog.getByRole('button', { name: 'Import 100,000 rows' }).click();
    await dialog.getByText(/100,000 rows are in/).waitFor({ timeout: 300_000 });
    process.stdout.write(`${kind.label}: ${(await dialog.getByText(/rows are in/).innerText()).slice(0, 60)}\n`);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    expect(await count()).toBe(100_001);
  });

  step('comes as JSON too', async () => {
    const dialog = await begin('goods.json', json(200_000));
    await dialog.getByRole('button', { name: 'Import 100,000 rows' }).click();
    await dialog.getByText(/100,000 rows are in/).waitFor({ timeout: 300_000 });
    process.stdout.write(`${kind.label}, JSON: ${(await dialog.getByText(/rows are in/).innerText()).slice(0, 60)}\n`);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    expect(await count()).toBe(200_001);
    expect(ada.visit.troubles).toEqual([]);
  });
});
