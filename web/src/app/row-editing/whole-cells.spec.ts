import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ResultColumn } from '@orrery/contracts';
import { Api } from '../core/api';
import { WholeCells } from './whole-cells';

const address = { connectionId: 'c', table: 'public.notes', key: { id: 7 }, column: 'body' };
const column = (kind: ResultColumn['kind']): ResultColumn => ({ name: 'body', dataType: kind, kind });
/** What the tests' browser lacks of a Blob. */
const file = (text: string): Pick<Blob, 'size' | 'text'> => ({ size: text.length, text: () => Promise.resolve(text) });
const never = new AbortController().signal;

describe('WholeCells', () => {
  let asked: unknown[] = [];
  let answer = file('');
  let cells: WholeCells;
  beforeEach(() => {
    asked = [];
    const fetched = (_: unknown, request: unknown, { signal, came }: { signal: AbortSignal; came: (bytes: number) => void }) => {
      asked.push(request);
      came(answer.size);
      return signal.aborted ? Promise.reject(new Error('given up')) : Promise.resolve(answer);
    };
    TestBed.configureTestingModule({ providers: [{ provide: Api, useValue: { file: fetched } }] });
    cells = TestBed.inject(WholeCells);
  });

  it('reads a cell by its row’s key, as text', async () => {
    answer = file('all of it');
    await expect(cells.cutCell(address, column('string')).whole?.read(never)).resolves.toBe('all of it');
    expect(asked).toEqual([{ id: 'c', table: 'public.notes', key: { id: 7 }, column: 'body', as: 'text' }]);
  });

  it('reads JSON as what it is, and what is none as its text', async () => {
    answer = file('{"a": [1]}');
    await expect(cells.cutCell(address, column('json')).whole?.read(never)).resolves.toEqual({ a: [1] });
    answer = file('{"a": ');
    await expect(cells.cutCell(address, column('json')).whole?.read(never)).resolves.toBe('{"a": ');
  });

  it('gives up what is too long to be shown, and says what to do', async () => {
    answer = file('x'.repeat(20_000_001));
    await expect(cells.cutCell(address, column('string')).whole?.read(never)).rejects.toThrow('Save it as a file');
  });

  it('says how else to have a cell whose row can’t be found again', () => {
    const cut = cells.cutCell(null, column('string'));
    expect(cut.whole).toBeUndefined();
    expect(cut.otherwise).toContain('export the result');
  });
});
