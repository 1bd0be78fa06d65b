import { describe, expect, it } from '@jest/globals';
import type { ExportFormat, ResultColumn, ValueKind } from '@orrery/contracts';
import { unzipSync } from 'fflate';
import type { Told } from '../query/lines.js';
import { fileOf } from './file.js';
import { resultOf } from './result.js';
import { textFormats } from './text-formats.js';
import { xlsx } from './xlsx.js';

const column = (name: string, kind: ValueKind): ResultColumn => ({ name, kind, dataType: kind });
const columns = [column('id', 'number'), column('note', 'string'), column('exact', 'number'), column('doc', 'json')];
const start: Told = { type: 'start', queryId: '01890a5d-ac96-774b-bcce-b302099a8001', statements: 1 };
const named: Told = { type: 'columns', statement: 0, columns };
const rows = (json: string): Told => ({ type: 'rows', statement: 0, json: Buffer.from(json), cut: [] });
const done: Told = { type: 'done', status: 'success', executionTime: 1 };
const end: Told = {
  type: 'end',
  statement: 0,
  command: 'SELECT',
  rowCount: 2,
  affectedRows: null,
  truncated: false,
  executionTime: 1,
};
const run = [
  start,
  named,
  rows('[1,"=1+1","12345678901234567890.10",{"n":1.10}],[2,null,"-5",null]'),
  rows('[3,"","7","text"]'),
  end,
  done,
];

/** A run that tells this, and notes whether it was left. */
class FakeRun implements AsyncIterable<Told> {
  left = false;
  constructor(private readonly told: readonly Told[]) {}
  [Symbol.asyncIterator](): AsyncIterator<Told> {
    const told = this.told[Symbol.iterator]();
    return {
      next: async () => told.next() as IteratorResult<Told>,
      return: async () => {
        this.left = true;
        return { done: true, value: undefined };
      },
    };
  }
}

async function exported(format: ExportFormat, told: readonly Told[], ask: { table?: string[]; raw?: boolean } = {}) {
  const options = { kind: 'postgres', table: ask.table, raw: ask.raw ?? false } as const;
  const write = format === 'xlsx' ? xlsx : textFormats[format];
  const pieces: Uint8Array[] = [];
  for await (const piece of fileOf(new FakeRun(told), async function* (of) {
    yield* write(await resultOf(of), options);
  }))
    pieces.push(piece);
  return Buffer.concat(pieces);
}
const text = async (...of: Parameters<typeof exported>): Promise<string> => (await exported(...of)).toString();

describe('a result as a file', () => {
  it('is CSV in which NULL is nothing, texts are no formulas, and every digit stays', async () => {
    expect(await text('csv', run)).toBe(
      `id,note,exact,doc\r\n1,"'=1+1",12345678901234567890.10,"{""n"":1.10}"\r\n2,,-5,\r\n3,"",7,"""text"""\r\n`,
    );
    expect(await text('csv', run, { raw: true })).toContain('1,=1+1,');
  });

  it('is JSON with exact numbers inside documents, one object a line or all in one array', async () => {
    const first = '{"id": 1, "note": "=1+1", "exact": "12345678901234567890.10", "doc": {"n":1.10}}';
    expect((await text('ndjson', run)).split('\n')[0]).toBe(first);
    const whole = await text('json', run);
    expect(whole.startsWith(`[\n${first},\n`)).toBe(true);
    expect(JSON.parse(whole)).toHaveLength(3);
    expect(await text('json', [start, named, end, done])).toBe('[]\n');
  });

  it('has documents as their database writes them: both of two equal keys, and their spaces', async () => {
    const document = '{"b" : 1,  "b": 2, "a": [1.10]}';
    const told = [start, { ...named, columns: columns.slice(2) }, rows(`["1",${document}],["2",null],["3","a text"]`), end, done];
    expect(await text('csv', told)).toBe(`exact,doc\r\n1,"${document.replaceAll('"', '""')}"\r\n2,\r\n3,"""a text"""\r\n`);
    expect((await text('ndjson', told)).split('\n').slice(0, 3)).toEqual([
      `{"exact": "1", "doc": ${document}}`,
      '{"exact": "2", "doc": null}',
      '{"exact": "3", "doc": "a text"}',
    ]);
    expect(await text('json', told)).toContain(`"doc": ${document}},`);
    expect(await text('sql', told, { table: ['t'] })).toContain(`('1', '${document}'),\n  ('2', NULL),\n  ('3', '"a text"')`);
    expect(await text('markdown', told)).toContain(`| ${document} |`);
    const sheet = unzipSync(await exported('xlsx', told))['xl/worksheets/sheet1.xml'];
    expect(Buffer.from(sheet ?? []).toString()).toContain(document.replaceAll('"', '&quot;'));
  });

  it('is a Markdown table', async () => {
    expect((await text('markdown', run)).split('\n').slice(0, 3)).toEqual([
      '| id | note | exact | doc |',
      '| ---: | --- | ---: | --- |',
      '| 1 | =1+1 | 12345678901234567890.10 | {"n":1.10} |',
    ]);
  });

  it('is INSERT statements into the table that was named, or says that one is missing', async () => {
    expect(await text('sql', run, { table: ['public', 'odd "name'] })).toMatch(
      /^INSERT INTO "public"\."odd ""name" \("id", "note", "exact", "doc"\) VALUES\n {2}\(1, '=1\+1', /,
    );
    expect(await text('sql', run)).toMatch(/^-- These rows are of no one table/);
  });

  it('is a workbook whose numbers are numbers only where all digits are kept', async () => {
    const odd = [start, named, rows(JSON.stringify([[1, 'a & b\u0001_x0041_', '0.5', 'x'.repeat(40_000)]]).slice(1, -1)), done];
    const parts = unzipSync(await exported('xlsx', [start, named, ...run.slice(2)]));
    const sheet = Buffer.from(parts['xl/worksheets/sheet1.xml'] ?? []).toString();
    expect(sheet).toContain('<c><v>1</v></c><c t="inlineStr" s="1"><is><t xml:space="preserve">=1+1</t></is></c>');
    expect(sheet).toContain('<t xml:space="preserve">12345678901234567890.10</t>');
    expect(sheet).toContain('<c><v>-5</v></c><c/></row>');
    expect(Object.keys(parts)).not.toContain('xl/worksheets/sheet2.xml');
    const longer = unzipSync(await exported('xlsx', odd));
    expect(Buffer.from(longer['xl/worksheets/sheet1.xml'] ?? []).toString()).toContain('a &amp; b_x0001__x005F_x0041_');
    expect(Buffer.from(longer['xl/worksheets/sheet2.xml'] ?? []).toString()).toContain('cut at an ellipsis: 1.');
    expect(Buffer.from(longer['xl/workbook.xml'] ?? []).toString()).toContain('<sheet name="Notes" sheetId="2"');
  });
});

describe('an export', () => {
  const failure: Told = { type: 'error', statement: 0, error: { code: 'query_syntax_error', message: 'no such word' } };

  it('fails with what the statement failed with, before its first byte and on its way', async () => {
    await expect(exported('csv', [start, failure, done])).rejects.toMatchObject({
      code: 'query_syntax_error',
      message: 'no such word',
    });
    await expect(exported('csv', [start, named, rows('[1,"","",null]'), failure, done])).rejects.toMatchObject({
      code: 'query_syntax_error',
    });
  });

  it('says so where there is nothing to write, or more than one result', async () => {
    await expect(exported('csv', [start, end, done])).rejects.toThrow('returns no rows');
    await expect(exported('json', [start, named, end, named, end, done])).rejects.toThrow('more than one result');
  });

  it('leaves the run when its reader leaves, and when it fails', async () => {
    const left = new FakeRun(run);
    const reader = fileOf(left, async function* () {
      yield 'x'.repeat(100_000);
    })[Symbol.asyncIterator]();
    await reader.next();
    await reader.return?.();
    expect(left.left).toBe(true);
    const failed = new FakeRun([start, failure, done]);
    const pieces = fileOf(failed, async function* (told) {
      yield* textFormats.csv(await resultOf(told), { kind: 'postgres', table: undefined, raw: false });
    });
    await expect(pieces[Symbol.asyncIterator]().next()).rejects.toThrow('no such word');
    expect(failed.left).toBe(true);
  });

  it('comes in pieces that the bus carries, however long a cell is', async () => {
    const long = JSON.stringify([1, 'y'.repeat(1_000_000), '1', null]);
    const sizes: number[] = [];
    for await (const piece of fileOf(new FakeRun([start, named, rows(long), end, done]), async function* (told) {
      yield* textFormats.csv(await resultOf(told), { kind: 'postgres', table: undefined, raw: false });
    }))
      sizes.push(piece.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(192 * 1024);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThan(1_000_000);
  });
});
