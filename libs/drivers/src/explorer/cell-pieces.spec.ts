import { describe, expect, it } from '@jest/globals';
import type { RunEvent, RunOptions } from '../driver.js';
import type { CellRead } from './access.js';
import { cellPieces } from './cell-pieces.js';

/** A session whose statement answers these rows. */
const answering = (...rows: readonly unknown[][]) => {
  const asked: RunOptions[] = [];
  return {
    asked,
    async *run(_: unknown, options: RunOptions = {}): AsyncGenerator<RunEvent, void, undefined> {
      asked.push(options);
      yield await Promise.resolve({ type: 'columns' as const, columns: [] });
      for (const row of rows) yield { type: 'rows', json: Buffer.from(JSON.stringify(row)), count: 1, cut: [] };
      yield { type: 'end', command: 'SELECT', rowCount: rows.length, affectedRows: null, truncated: false };
    },
  };
};
const read = async (pieces: CellRead['pieces'], written: boolean, ...rows: readonly unknown[][]): Promise<Buffer[]> => {
  const all: Buffer[] = [];
  const statement = { language: 'sql', text: 'select' } as const;
  for await (const piece of cellPieces(answering(...rows), { statement, pieces }, written, {})) all.push(piece);
  return all;
};
const hex = (bytes: Buffer): string => `\\x${bytes.toString('hex')}`;

describe('cellPieces', () => {
  it('puts characters together whose halves come in two pieces', async () => {
    const text = 'a😀ä';
    const utf16 = Buffer.from(text, 'utf16le');
    const utf8 = Buffer.from(text);
    const halves = (bytes: Buffer): unknown[][] => [[hex(bytes.subarray(0, 4))], [hex(bytes.subarray(4))]];
    expect(Buffer.concat(await read('utf16', true, ...halves(utf16))).toString()).toBe(text);
    expect(Buffer.concat(await read('utf8', true, ...halves(utf8))).toString()).toBe(text);
  });

  it('hands bytes out as they are, or as rows write them', async () => {
    expect(Buffer.concat(await read('bytes', false, ['\\x00ff'], ['\\x41'])).toString('hex')).toBe('00ff41');
    expect(Buffer.concat(await read('bytes', true, ['\\x00ff'], ['\\x41'])).toString()).toBe('\\x00ff41');
  });

  it('hands out what a row shows: a text, a document as its JSON', async () => {
    expect(Buffer.concat(await read('shown', true, ['a "text"'])).toString()).toBe('a "text"');
    expect(Buffer.concat(await read('shown', true, [{ a: ['ä'] }])).toString()).toBe('{"a":["ä"]}');
  });

  it('tells a row that is gone from a value that is not there, and both from one that was lost', async () => {
    expect(await read('utf8', true)).toEqual([]);
    expect(await read('utf8', true, [null])).toEqual([Buffer.alloc(0)]);
    expect(await read('utf8', true, [null, 0])).toEqual([Buffer.alloc(0)]);
    await expect(read('utf8', true, [null, 1])).rejects.toThrow('max_allowed_packet');
  });

  it('only reads, and lets nothing be cut', async () => {
    const session = answering(['\\x']);
    for await (const _ of cellPieces(session, { statement: { language: 'sql', text: 'x' }, pieces: 'utf8' }, true, {}));
    expect(session.asked).toMatchObject([{ readOnly: true }]);
    expect(session.asked[0]?.maxCellBytes).toBeGreaterThan(100_000_000);
  });
});
