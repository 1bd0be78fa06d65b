import { beforeAll, expect } from '@jest/globals';
import { type Explorer, mariadb, postgres, tell } from './support/explorer.js';

const columns = ['id', 'ok', 'size', 'at', 'doc', 'raw', 'note'] as const;
const at = (name: (typeof columns)[number]): number => columns.indexOf(name);
const digits = '{"n": 12345678901234567890.10, "list": [1, 2]}';

const kinds = [
  {
    ...postgres,
    table: 'public.cells',
    setUp: [
      "create type size as enum ('small', 'large')",
      `create table cells (id int primary key, ok boolean, size size, at timestamptz, doc json, raw bytea, note text default 'none')`,
    ],
    moment: '2024-02-03 04:05:06+02',
    kept: "select doc::text, at at time zone 'UTC' = '2024-02-03 02:05:06', length(raw) from cells where id = 1",
  },
  {
    ...mariadb,
    table: 'test.cells',
    setUp: [
      'create database if not exists test',
      `create table test.cells (id int primary key, ok tinyint(1), size enum('small', 'large'), at datetime, doc json, raw mediumblob, note varchar(50) default 'none')`,
    ],
    moment: '2024-02-03 04:05:06',
    kept: "select cast(doc as char), at = '2024-02-03 04:05:06', length(raw) from test.cells where id = 1",
  },
];

tell('cells of each type', kinds, (scene, kind) => {
  const { step } = scene;
  let ada: Explorer;
  beforeAll(async () => {
    ada = await scene.open(kind.table);
    await ada.setUp(...kind.setUp, `insert into ${kind.table} (id) values (1), (2)`);
  }, 240_000);
  const edit = async (name: (typeof columns)[number]): Promise<void> => {
    await ada.cell(0, at(name)).click();
    await ada.page.keyboard.press('F2');
    await ada.page.locator('o-cell-editor .field').waitFor();
  };
  const choose = async (name: (typeof columns)[number], option: string): Promise<void> => {
    await edit(name);
    await ada.page.getByRole('option', { name: option, exact: false }).click();
    await ada.stands(0, at(name), 'changed');
  };

  step('true and false are chosen, and so is one of a list', async () => {
    await ada.show();
    await choose('ok', 'true');
    await choose('size', 'large');
    await ada.reads(0, at('size'), 'large');
    expect(await ada.visit.findings()).toEqual([]);
  });

  step('a moment keeps its zone, and tells what it is on one’s own clock', async () => {
    await ada.type(0, at('at'), kind.moment);
    await ada.reads(0, at('at'), kind.moment);
    await edit('at');
    await ada.page.getByRole('button', { name: 'Pick from a calendar' }).waitFor();
    if (kind.type === 'postgres') await ada.page.getByText('on your clock').waitFor();
    await ada.page.keyboard.press('Escape');
  });

  step('JSON that is none is told at once; what is, keeps its digits', async () => {
    await edit('doc');
    await ada.page.keyboard.insertText('{"n": ');
    await ada.page.getByText(/Not JSON/).waitFor();
    await ada.page.keyboard.press('ControlOrMeta+A');
    await ada.page.keyboard.insertText(digits);
    await ada.page.keyboard.press('ControlOrMeta+Enter');
    await ada.stands(0, at('doc'), 'changed');
  });

  step('a file is loaded into a binary cell', async () => {
    await edit('raw');
    await ada.page
      .getByLabel('Load a file')
      .setInputFiles({ name: 'a.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(70_000, 7) });
    await ada.stands(0, at('raw'), 'changed');
  });

  step('the way back survives a reload', async () => {
    await ada.page.reload();
    await ada.stands(0, at('raw'), 'changed');
    await ada.cell(0, at('note')).click();
    await ada.page.keyboard.press('ControlOrMeta+Z');
    await ada.stands(0, at('raw'), 'plain');
    await ada.page.keyboard.press('ControlOrMeta+Y');
    await ada.stands(0, at('raw'), 'changed');
  });

  step('all of it arrives as it was meant', async () => {
    await ada.applied('1 change');
    const { rows } = await ada.person.run(ada.connectionId, kind.kept);
    const [doc, moment, bytes] = rows[0] ?? [];
    expect(JSON.stringify(doc).replaceAll('\\', '').replaceAll(' ', '')).toContain('12345678901234567890.10');
    expect([moment === true || moment === 1, bytes]).toEqual([true, 70_000]);
    expect(ada.visit.troubles).toEqual([]);
  });
});
