import { beforeAll, expect } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { type Explorer, mariadb, postgres, tell } from './support/explorer.js';
import { Results } from './support/results.js';

const [line, bytes, times] = ['Zeile ä€ "quoted" \\ 😀 | ', '00ff0a0d8041', 100_000] as const;
const words = Buffer.from(line.repeat(times));
const raw = Buffer.from(bytes, 'hex');

const kinds = [
  {
    ...postgres,
    table: 'public.long_ones',
    setUp: [
      'create table long_ones (id int primary key, words text, raw bytea, note text)',
      `insert into long_ones select n, repeat('${line}', ${String(times)}), decode(repeat('${bytes}', ${String(times)}), 'hex'), 'short' from generate_series(1, 2) n`,
    ],
  },
  {
    ...mariadb,
    table: 'test.long_ones',
    setUp: [
      'create database if not exists test',
      'create table test.long_ones (id int primary key, words longtext character set utf8mb4, raw longblob, note text)',
      `insert into test.long_ones select seq, repeat('${line.replaceAll('\\', '\\\\')}', ${String(times)}), unhex(repeat('${bytes}', ${String(times)})), 'short' from seq_1_to_2`,
    ],
  },
];
/** Places of the columns. */
const at = { id: 0, words: 1, raw: 2, note: 3 } as const;
const characters = line.repeat(times).length.toLocaleString('en');

tell('a cell that was cut', kinds, (scene, kind) => {
  const { step } = scene;
  let ada: Explorer;
  let bea: Results;
  beforeAll(async () => {
    ada = await scene.open(kind.table);
    bea = await Results.open(scene);
    await ada.setUp(...kind.setUp);
  }, 240_000);
  const saved = async (page: Explorer['page']): Promise<{ name: string; content: Buffer }> => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as file' }).click(),
    ]);
    return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
  };

  step('says so where it stands, and no other does', async () => {
    await ada.show();
    expect(await ada.cell(0, at.words).innerText()).toContain('cut');
    expect(await ada.cell(0, at.note).innerText()).toBe('short');
    await ada.cell(0, at.words).click();
    await ada.page.keyboard.press('F2');
    await ada.page.getByText(/^\s*Cut: the first 262 kB of this value\./).waitFor();
    expect(await ada.visit.findings()).toEqual([]);
  });

  step('is fetched whole', async () => {
    await ada.button('Fetch it whole').click();
    await ada.page.getByText('Fetched whole.').waitFor();
    await ada.page.locator('o-cell-viewer footer').getByText(`${characters} characters`).waitFor();
  });

  step('is saved as a file, byte for byte; bytes as the bytes they are', async () => {
    const text = await saved(ada.page);
    expect(text.name).toBe(`${kind.table} words 1.txt`);
    expect(text.content.equals(words)).toBe(true);
    await ada.cell(1, at.raw).click();
    await ada.page.getByText(/^\s*Cut: the first/).waitFor();
    const binary = await saved(ada.page);
    expect(binary.name).toBe(`${kind.table} raw 2.bin`);
    expect(binary.content.equals(Buffer.concat(Array.from({ length: times }, () => raw)))).toBe(true);
  });

  step('whose row is gone says what happened', async () => {
    await ada.setUp(`delete from ${kind.table} where id = 2`);
    await ada.button('Fetch it whole').click();
    await ada.page.getByText(/This row of .* is gone\. Reload the rows\./).waitFor();
  });

  step('of a result is fetched from its table, where the result has its key', async () => {
    await bea.run(`select note, words as long_text, id from ${kind.table}`);
    await bea.cell(0, 1).click();
    await bea.page.keyboard.press(' ');
    await bea.page.getByText(/^\s*Cut: the first 1\.0 MB of this value\./).waitFor();
    const { content } = await saved(bea.page);
    expect(content.equals(words)).toBe(true);
    await bea.button('Fetch it whole').click();
    await bea.page.getByText('Fetched whole.').waitFor();
  });

  step('of a result without a key says how to have it whole', async () => {
    await bea.run(`select note, words from ${kind.table}`);
    await bea.cell(0, 1).click();
    await bea.page.getByText(/To have it whole, select it from its table together with the table’s key/).waitFor();
    expect(await bea.button('Fetch it whole').count()).toBe(0);
    // The row that was gone was told by the server.
    expect(scene.troubles(/404/)).toEqual([]);
  });
});
