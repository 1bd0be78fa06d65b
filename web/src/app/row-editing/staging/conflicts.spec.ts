import { describe, expect, it } from '@jest/globals';
import { Fault } from '@orrery/contracts';
import { findingsOf } from './apply-faults';
import {
  conflictCells,
  lostColumns,
  madeAnew,
  myCells,
  seenNow,
  takeMine,
  takeMyCell,
  takeTheirCell,
  takeTheirs,
} from './conflicts';
import { rowChangeOf } from './row-changes';
import type { StagedRow } from './staged-edits';

const anUpdate = (more: Partial<StagedRow> = {}): StagedRow => ({
  id: 'k1',
  op: 'update',
  key: { id: 1 },
  base: { id: 1, state: 'new', total: '5', note: 'a' },
  values: { state: 'paid', total: '6' },
  defaults: [],
  ...more,
});
const theirs = { id: 1, state: 'shipped', total: '5', note: 'b' };

describe('a conflict', () => {
  it('is told cell by cell: base, theirs, mine, and where both changed', () => {
    expect(conflictCells(anUpdate(), theirs)).toEqual([
      { column: 'state', base: 'new', theirs: 'shipped', mine: 'paid', mineIsDefault: false, clashes: true },
      { column: 'total', base: '5', theirs: '5', mine: '6', mineIsDefault: false, clashes: false },
      { column: 'note', base: 'a', theirs: 'b', mine: 'a', mineIsDefault: false, clashes: false },
    ]);
  });

  it('with a row that is gone names what of it is not known here, before it is made anew', () => {
    const writable = ['state', 'total', 'note', 'scan', 'text'];
    expect(lostColumns(anUpdate(), writable)).toEqual(['scan', 'text']);
    expect(lostColumns(anUpdate({ values: { text: 'new' }, defaults: ['scan'] }), writable)).toEqual([]);
    expect(lostColumns(anUpdate({ op: 'delete' }), writable)).toEqual([]);
    const values = madeAnew(anUpdate(), 'n1', () => true)?.values ?? {};
    expect(writable.filter((column) => !(column in values))).toEqual(lostColumns(anUpdate(), writable));
  });

  it('is none in a cell where both came to the same', () => {
    const cells = conflictCells(anUpdate({ values: { state: 'shipped' } }), theirs);
    expect(cells.filter(({ clashes }) => clashes)).toEqual([]);
  });

  it('taken as mine overwrites what is there now, knowingly', () => {
    const resolved = takeMine(anUpdate(), theirs);
    expect(rowChangeOf(resolved)).toEqual({
      op: 'update',
      key: { id: 1 },
      before: { state: 'shipped', total: '5' },
      values: { state: 'paid', total: '6' },
    });
  });

  it('shows the row as somebody else left it, or that it is gone', () => {
    expect(seenNow(anUpdate(), theirs)).toEqual({ op: 'update', key: { id: 1 }, row: theirs });
    expect(seenNow(anUpdate(), null)).toEqual({ op: 'delete', key: { id: 1 }, row: null });
  });

  it('taken as theirs keeps what only I changed', () => {
    const resolved = takeTheirs(anUpdate(), theirs);
    expect(resolved && rowChangeOf(resolved)).toEqual({
      op: 'update',
      key: { id: 1 },
      before: { total: '5' },
      values: { total: '6' },
    });
  });

  it('leaves no edit where all of mine clashed and theirs was taken', () => {
    expect(takeTheirs(anUpdate({ values: { state: 'paid' } }), theirs)).toBeUndefined();
    expect(takeTheirCell(anUpdate({ values: { state: 'paid' } }), theirs, 'state')).toBeUndefined();
  });

  it('can be decided one cell at a time', () => {
    const both = { ...theirs, total: '7' };
    const first = takeTheirCell(anUpdate(), both, 'state');
    expect(first?.values).toEqual({ total: '6' });
    const second = first && takeMyCell(first, both, 'total');
    expect(second && conflictCells(second, both).filter(({ clashes }) => clashes)).toEqual([]);
    expect(second && rowChangeOf(second).before).toEqual({ total: '7' });
  });

  it('with a row that is gone tells what was typed, and makes it anew without what the database computes', () => {
    expect(myCells(anUpdate({ values: { state: 'paid' }, defaults: ['total'] }))).toEqual([
      { column: 'state', base: 'new', mine: 'paid', mineIsDefault: false, clashes: false },
      { column: 'total', base: '5', mine: undefined, mineIsDefault: true, clashes: false },
    ]);
    expect(madeAnew(anUpdate(), 'n9', (column) => column !== 'note')).toEqual({
      id: 'n9',
      op: 'insert',
      key: null,
      base: {},
      values: { id: 1, state: 'paid', total: '6' },
      defaults: [],
    });
    // A document may lack a field; what was typed stays, also a null.
    const document = anUpdate({ base: { id: 1, note: null }, values: { state: null } });
    expect(madeAnew(document, 'n9', () => true, true)?.values).toEqual({ id: 1, state: null });
    expect(madeAnew(document, 'n9', () => true)?.values).toEqual({ id: 1, note: null, state: null });
    expect(madeAnew(anUpdate({ values: {}, defaults: ['total'] }), 'n9', () => true)?.values).toEqual({
      id: 1,
      state: 'new',
      note: 'a',
    });
  });

  it('with a row that is gone lets it go', () => {
    expect(takeTheirs(anUpdate(), null)).toBeUndefined();
    expect(madeAnew(anUpdate({ op: 'delete', values: {} }), 'n9', () => true)).toBeUndefined();
  });

  it('over a row that I delete clashes with whatever they changed', () => {
    const row = anUpdate({ op: 'delete', values: {} });
    expect(conflictCells(row, theirs).map(({ column, clashes }) => [column, clashes])).toEqual([
      ['state', true],
      ['note', true],
    ]);
    expect(rowChangeOf(takeMine(row, theirs))).toEqual({ op: 'delete', key: { id: 1 }, before: theirs });
  });
});

describe('what a refused apply says', () => {
  it('names the rows that changed, with what is there now', () => {
    const fault = new Fault('row_changed', 'Two rows changed.', {
      details: {
        conflicts: [
          { index: 0, key: { id: 1 }, current: { id: 1, state: 'x' }, columns: ['state'] },
          { index: 3, key: { id: 2 }, current: null, columns: [] },
        ],
        conflictCount: 2,
      },
    });
    expect(findingsOf(fault).map(({ change, current }) => [change, current])).toEqual([
      [0, { id: 1, state: 'x' }],
      [3, null],
    ]);
  });

  it('names the cell that does not fit, whatever its column is called', () => {
    const fault = new Fault('change_invalid', 'No.', {
      errors: [
        { path: 'changes.2.values.a.b', message: 'is no number' },
        { path: 'changes.4', message: 'was refused' },
        { path: 'table', message: 'something else' },
      ],
    });
    expect(findingsOf(fault)).toEqual([
      { change: 2, column: 'a.b', message: 'is no number' },
      { change: 4, column: null, message: 'was refused' },
    ]);
  });
});
