import { beforeAll, expect } from '@jest/globals';
import { Binary } from 'bson';
import { readFile } from 'node:fs/promises';
import { type ExploredKind, type Explorer, mariadb, postgres, tell } from './support/explorer.js';
import { Results } from './support/results.js';
import { mongodb, sqlServer } from './support/stand-ins.js';

const [line, bytes, times] = ['Zeile ä€ "quoted" \\ 😀 | ', '00ff0a0d8041', 100_000] as const;
const words = Buffer.from(line.repeat(times));
const raw = Buffer.from(bytes.repeat(times), 'hex');
const list = Array.from({ length: 20_000 }, (_, n) => ({ n, text: 'ä€ 😀' }));
const one = '<one at="ä€">😀</one>';

process.stdout.write(
  'NOT RUN: long values of SQL Server and MongoDB themselves in the browser; stand-ins that execute what is sent to them take their place\n',
);

interface Told extends ExploredKind {
  readonly table: string;
  readonly setUp: readonly string[];
  /** What deletes the second row. */
  readonly removal: string;
  /** Asks for the rows with the key and without it, the long text in the second column. */
  readonly keyed: string;
  readonly unkeyed: string;
  /** A document, what its column is called, and the file that it is saved as. */
  readonly document?: { readonly column: string; readonly file: string; readonly text: string };
}
const ofSql = (table: string): Pick<Told, 'table' | 'removal' | 'keyed' | 'unkeyed'> => ({
  table,
  removal: `delete from ${table} where id = 2`,
  keyed: `select note, words as long_text, id from ${table}`,
  unkeyed: `select note, words from ${table}`,
});

const kinds: readonly Told[] = [
  {
    ...postgres,
    ...ofSql('public.long_ones'),
    setUp: [
      'create table long_ones (id int primary key, words text, raw bytea, note text)',
      `insert into long_ones select n, repeat('${line}', ${String(times)}), decode(repeat('${bytes}', ${String(times)}), 'hex'), 'short' from generate_series(1, 2) n`,
    ],
  },
  {
    ...mariadb,
    ...ofSql('test.long_ones'),
    setUp: [
      'create database if not exists test',
      'create table test.long_ones (id int primary key, words longtext character set utf8mb4, raw longblob, note text)',
      `insert into test.long_ones select seq, repeat('${line.replaceAll('\\', '\\\\')}', ${String(times)}), unhex(repeat('${bytes}', ${String(times)})), 'short' from seq_1_to_2`,
    ],
  },
  {
    ...sqlServer,
    ...ofSql('dbo.long_ones'),
    setUp: [
      'create table long_ones (id int primary key, words nvarchar(max), raw varbinary(max), note nvarchar(20), tree xml)',
      ...[1, 2].map(
        (id) =>
          `insert into long_ones values (${String(id)}, replicate(cast(N'${line}' as nvarchar(max)), ${String(times)}), convert(varbinary(max), replicate(cast('${bytes}' as varchar(max)), ${String(times)}), 2), N'short', cast(N'<list>' + replicate(cast(N'${one}' as nvarchar(max)), 20000) + N'</list>' as xml))`,
      ),
    ],
    document: { column: 'tree', file: 'dbo.long_ones tree 1.txt', text: `<list>${one.repeat(20_000)}</list>` },
  },
  {
    ...mongodb('long_ones', () =>
      [1, 2].map((_id) => ({ _id, words: line.repeat(times), raw: new Binary(raw), note: 'short', deep: { list } })),
    ),
    table: 'shop.long_ones',
    setUp: [],
    removal: 'db.long_ones.deleteOne({ _id: 2 })',
    keyed: 'db.long_ones.find({}, { words: 1, note: 1 })',
    unkeyed: 'db.long_ones.aggregate([{ $project: { _id: 0, first: "$note", last: "$words" } }])',
    document: { column: 'deep.list', file: 'shop.long_ones deep.list 1.json', text: JSON.stringify(list) },
  },
];
/** Places of the columns. */
const at = { id: 0, words: 1, raw: 2, note: 3, document: 4 } as const;
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
    expect(binary.content.equals(raw)).toBe(true);
  });

  const { document } = kind;
  if (document)
    step('that is a document is fetched whole, and saved as it is', async () => {
      expect((await ada.columns())[at.document]).toBe(document.column);
      await ada.cell(0, at.document).click();
      await ada.page.getByText(/^\s*Cut: the first/).waitFor();
      const { name, content } = await saved(ada.page);
      expect(name).toBe(document.file);
      expect(content.toString() === document.text).toBe(true);
      await ada.button('Fetch it whole').click();
      await ada.page.getByText('Fetched whole.').waitFor();
      await ada.cell(1, at.raw).click();
      await ada.page.getByText(/^\s*Cut: the first/).waitFor();
    });

  step('whose row is gone says what happened', async () => {
    await ada.setUp(kind.removal);
    await ada.button('Fetch it whole').click();
    await ada.page.getByText(/This row of .* is gone\. Reload the rows\./).waitFor();
  });

  step('of a result is fetched from its table, where the result has its key', async () => {
    await bea.run(kind.keyed);
    await bea.cell(0, 1).click();
    await bea.page.keyboard.press(' ');
    await bea.page.getByText(/^\s*Cut: the first 1\.0 MB of this value\./).waitFor();
    const { content } = await saved(bea.page);
    expect(content.equals(words)).toBe(true);
    await bea.button('Fetch it whole').click();
    await bea.page.getByText('Fetched whole.').waitFor();
  });

  step('of a result without a key says how to have it whole', async () => {
    await bea.run(kind.unkeyed);
    await bea.cell(0, 1).click();
    await bea.page.getByText(/To have it whole, select it from its table together with the table’s key/).waitFor();
    expect(await bea.button('Fetch it whole').count()).toBe(0);
    // The row that was gone was told by the server.
    expect(scene.troubles(/404/)).toEqual([]);
  });
});
