import { beforeAll, expect } from '@jest/globals';
import { ObjectId } from 'bson';
import { type ExploredKind, type Explorer, tell } from './support/explorer.js';
import { mongodb as mongodbOf, sqlServer as sqlServerItself } from './support/stand-ins.js';

process.stdout.write(
  'NOT RUN: tables of SQL Server and MongoDB themselves in the browser; stand-ins that execute what is sent to them take their place\n',
);
const rows = 2_000;

/** What of the story is in the words of a kind. */
interface Told extends ExploredKind {
  readonly table: string;
  readonly inTree: string;
  readonly setUp: readonly string[];
  /** Places of the columns. */
  readonly at: Readonly<Record<'key' | 'name' | 'price' | 'city' | 'made', number>>;
  /** What the key of the nth row reads. */
  readonly key: (n: number) => string;
  readonly columns: readonly string[];
  /** Filters, and the number of the first row that each leaves. */
  readonly filters: readonly (readonly [text: string, first: number])[];
  /** The names of the columns as headers have them. */
  readonly city: string;
  readonly made: (n: number) => string;
  /** The price of the first row, as it reads. */
  readonly price: string;
  /** What the statements of one change say. */
  readonly statement: RegExp;
  readonly copied: readonly [item: string, text: RegExp];
  readonly imported: readonly [name: string, text: string, button: string];
  /** What is said before a deletion is applied. */
  readonly warning?: RegExp;
}

const cities = ['London', 'Paris', 'Rome', 'Oslo'];
const cityOf = (n: number): string => cities[n % cities.length] ?? '';
const dayOf = (n: number): string => new Date(Date.UTC(2020, 0, 1 + (n % 1_500))).toISOString().slice(0, 10);

const part = (n: number): string =>
  `(N'part ${String(n)}', ${String(n % 1_000)}.5, N'${cityOf(n)}', '${dayOf(n)} 10:30:00', ${n % 2 ? 'null' : `N'note ${String(n)}'`})`;
const sqlServer: Told = {
  ...sqlServerItself,
  table: 'dbo.parts',
  inTree: 'parts',
  setUp: [
    "create table dbo.parts (id int identity(1, 1) primary key, name nvarchar(60) not null, price decimal(12, 2) not null check (price >= 0), city nvarchar(40) not null default N'London', made datetime2(0), note nvarchar(max))",
    ...[1, 1_001].map(
      (from) =>
        `insert into dbo.parts (name, price, city, made, note) values ${Array.from({ length: 1_000 }, (_, at) => part(from + at)).join(', ')}`,
    ),
  ],
  at: { key: 0, name: 1, price: 2, city: 3, made: 4 },
  key: String,
  columns: ['id', 'name', 'price', 'city', 'made', 'note'],
  filters: [
    ['city Rome and price >500', 502],
    ['name "part 777"', 777],
    ['made 2020-01-03', 2],
    ['note null', 1],
  ],
  city: 'city',
  made: (n) => `${dayOf(n)} 10:30:00`,
  price: '1.50',
  statement: /update "dbo"\."parts" set "name" = .*; select @@rowcount/,
  copied: ['Copy as SQL', /select "id".* from "dbo"\."parts".* offset 0 rows fetch next 100 rows only/s],
  imported: ['more.csv', 'name,price,city\nimported one,1.25,Oslo\nimported two,2.5,Rome\n', 'Import 2 rows'],
};

const idOf = (n: number): string => `65${n.toString(16).padStart(22, '0')}`;
const mongodb: Told = {
  ...mongodbOf('parts', () =>
    Array.from({ length: rows }, (_, at) => {
      const n = at + 1;
      return {
        _id: new ObjectId(idOf(n)),
        name: `part ${String(n)}`,
        price: (n % 1_000) + 0.5,
        address: { city: cityOf(n), zip: String(10_000 + n) },
        made: new Date(`${dayOf(n)}T10:30:00Z`),
        tags: n % 10 ? ['new'] : ['new', 'sold'],
        lines: [{ item: 'a', count: n }],
      };
    }),
  ),
  table: 'shop.parts',
  inTree: 'parts',
  setUp: [],
  at: { key: 0, name: 1, price: 2, city: 3, made: 5 },
  key: idOf,
  columns: ['_id', 'name', 'price', 'address.city', 'address.zip', 'made', 'tags', 'lines'],
  filters: [
    ['address.city Rome and price >500', 502],
    ['tags sold', 10],
    ['lines.count 777', 777],
    ['made 2020-01-03', 2],
  ],
  city: 'address.city',
  made: (n) => `${dayOf(n)}T10:30:00.000Z`,
  price: '1.5',
  statement: /db\.parts\.updateOne\(/,
  copied: ['Copy as Mongo query', /db\.parts\.find\(/],
  imported: [
    'more.json',
    '[{"name": "imported one", "price": 1.25, "address": {"city": "Oslo"}}, {"name": "imported two", "price": 2.5, "address": {"city": "Rome"}}]',
    'Import 2 documents',
  ],
  warning: /A deleted document can’t be put back/,
};

tell('two people in a table', [sqlServer, mongodb], (scene, kind) => {
  const { step } = scene;
  const { at } = kind;
  let ada: Explorer;
  let bea: Explorer;
  let reader: Explorer;
  beforeAll(async () => {
    ada = await scene.open(kind.table);
    bea = await scene.open(kind.table);
    reader = await scene.open(kind.table, { readOnly: true });
    await ada.setUp(...kind.setUp);
  }, 240_000);

  step('open it from the tree', async () => {
    const panel = ada.page.getByRole('complementary', { name: 'Side panel' });
    await ada.page.reload();
    await panel.getByRole('button', { name: /Choose a connection/ }).click();
    await ada.page.getByRole('menuitemradio', { name: kind.label, exact: false }).click();
    const found = panel
      .getByRole('tree', { name: kind.type === 'mongodb' ? 'Collections' : 'Tables' })
      .getByRole('treeitem', { name: kind.inTree, exact: false });
    await found.first().waitFor({ timeout: 60_000 });
    await found.first().dblclick();
    await ada.cell(0, 0).waitFor();
    await ada.reads(0, at.key, kind.key(1));
    expect(await ada.columns()).toEqual(kind.columns);
    await ada.reads(0, at.made, kind.made(1));
    expect(await ada.visit.findings()).toEqual([]);
  });

  step('filter it', async () => {
    await ada.show();
    for (const [text, first] of kind.filters) {
      await ada.filter(text);
      await ada.reads(0, at.key, kind.key(first));
      await ada.button('Clear').click();
      await ada.reads(0, at.key, kind.key(1));
    }
  });

  step('search it, and see where it matches', async () => {
    const search = ada.page.getByPlaceholder('Search', { exact: true });
    await search.fill('oslo');
    await search.press('Enter');
    await ada.reads(0, at.key, kind.key(3));
    expect(await ada.cell(0, at.city).getAttribute('class')).toContain('o-match');
    await search.fill('');
    await search.press('Enter');
    await ada.reads(0, at.key, kind.key(1));
  });

  step('sort it, and page deep', async () => {
    await ada.head('price').locator('.name').click();
    await ada.reads(0, at.key, kind.key(1_000));
    await ada.head('price').locator('.name').click();
    await ada.reads(0, at.key, kind.key(1_999));
    await ada.head('price').locator('.name').click();
    await ada.reads(0, at.key, kind.key(1));
    await ada.page.getByRole('textbox', { name: 'Page' }).fill('19');
    await ada.page.keyboard.press('Enter');
    await ada.reads(0, at.key, kind.key(1_801));
    await ada.button('Next page').click();
    await ada.reads(0, at.key, kind.key(1_901));
    await ada.button('First page').click();
    await ada.reads(0, at.key, kind.key(1));
  });

  step('copy what they look at in the language of the database', async () => {
    const [item, text] = kind.copied;
    await ada.button('More').click();
    await ada.page.getByRole('menuitem', { name: item }).click();
    expect(await ada.page.evaluate('navigator.clipboard.readText()')).toMatch(text);
  });

  step('edit cells, see the exact statement and apply it', async () => {
    await ada.type(0, at.name, 'Ada’s part');
    await ada.type(0, at.city, 'Rotterdam');
    await ada.stands(0, at.city, 'changed');
    const said = await ada.preview();
    expect(said.replaceAll(/\s+/gu, ' ')).toMatch(kind.statement);
    expect(said).toContain('Rotterdam');
    expect(await ada.visit.findings()).toEqual([]);
    await ada.applyPreviewed('1 change');
    await ada.reads(0, at.city, 'Rotterdam');
    await ada.stands(0, at.city, 'plain');
  });

  step('one does not overwrite the other: the conflict is shown cell by cell', async () => {
    await bea.show();
    await bea.reads(0, at.city, 'Rotterdam');
    await ada.type(0, at.city, 'mine');
    await ada.type(0, at.price, '7.25');
    await bea.type(0, at.city, 'theirs');
    await bea.applied('1 change');
    await ada.page.keyboard.press('ControlOrMeta+S');
    const conflict = await ada.conflict(kind.key(1));
    expect(await conflict.innerText()).toMatch(/Rotterdam[\s\S]*theirs[\s\S]*mine/);
    expect(await ada.visit.findings()).toEqual([]);
    await conflict.getByRole('button', { name: `Take theirs for ${kind.city}: theirs` }).click();
    await ada.applied('1 change');
    await ada.reads(0, at.city, 'theirs');
    await ada.reads(0, at.price, '7.25');
  });

  step('undo after the commit', async () => {
    await ada.undoLast('More');
    await ada.reads(0, at.city, 'theirs');
    await ada.reads(0, at.price, kind.price);
    expect(await ada.visit.findings()).toEqual([]);
  });

  step('add a row and delete one', async () => {
    // Where columns do not fit, their scroll bar lies over the last row, which is the new one.
    await ada.page.setViewportSize({ width: 2_400, height: 1_000 });
    await ada.remove(4, at.key);
    await ada.page.keyboard.press('Insert');
    await ada.type(100, at.name, 'a new one');
    await ada.type(100, at.price, '3.25');
    await ada.page.keyboard.press('ControlOrMeta+S');
    if (kind.warning !== undefined) {
      const dialog = ada.page.getByRole('dialog');
      await dialog.getByText(kind.warning).waitFor();
      await dialog.getByRole('button', { name: 'Apply 2 changes' }).click();
    }
    await ada.page.getByText('Applied 2 changes.').waitFor();
    await ada.filter('name "a new one"');
    await ada.reads(0, at.price, '3.25');
    await ada.button('Clear').click();
    await ada.reads(4, at.name, 'part 6');
  });

  if (kind.type === 'mongodb')
    step('give a document a field that none had, and take it away again', async () => {
      await ada.button(/^Fields/).click();
      const path = ada.page.getByRole('textbox', { name: 'Add a field' });
      await path.fill('made.$by');
      await path.press('Enter');
      await ada.page.getByText(/none of them is empty or begins with/).waitFor();
      await path.fill('colour.name');
      await path.press('Enter');
      await ada.head('colour.name').waitFor();
      const place = kind.columns.length;
      await ada.type(1, place, 'red');
      await ada.page.keyboard.press('ControlOrMeta+S');
      await ada.stands(1, place, 'plain');
      await ada.reads(1, place, 'red');
      await ada.cell(1, place).click({ button: 'right' });
      await ada.page.getByRole('menuitem', { name: 'Remove the field' }).click();
      await ada.reads(1, place, 'absent');
      expect(await ada.visit.findings()).toEqual([]);
      await ada.page.keyboard.press('ControlOrMeta+S');
      await ada.stands(1, place, 'plain');
      await ada.reads(1, place, 'NULL');
    });

  step('import a file', async () => {
    const [name, text, button] = kind.imported;
    await ada.button('More').click();
    await ada.page.getByRole('menuitem', { name: 'Import CSV or JSON…' }).click();
    const dialog = ada.page.getByRole('dialog');
    await dialog.getByLabel('File to import').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
    await dialog.getByRole('button', { name: button }).click();
    await dialog.getByText(/2 (?:rows|documents) are in/).waitFor();
    expect(await ada.visit.findings()).toEqual([]);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await ada.filter('name ^imported');
    await ada.reads(1, at.city, 'Rome');
    await ada.button('Clear').click();
  });

  step('who may only read is told why', async () => {
    await reader.show();
    await reader.button('Read only').click();
    await reader.page
      .locator('.menu.why')
      .getByText(/This connection is read-only/)
      .waitFor();
    expect(await reader.visit.findings()).toEqual([]);
    await reader.page.keyboard.press('Escape');
    await reader.cell(0, at.name).click();
    await reader.page.keyboard.press('F2');
    expect(await reader.page.locator('o-cell-editor').count()).toBe(0);
  });

  step('nothing else went wrong', () => {
    expect(scene.troubles(/409/)).toEqual([]);
  });
});
