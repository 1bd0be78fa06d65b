import { describe, expect, it } from '@jest/globals';
import type { ChangesAnswer, ExplorerColumn } from '@orrery/contracts';
import type { RowsAnswer } from '../../core/rows-answer';
import { changedPage } from './changed-page';

const column = (name: string): ExplorerColumn => ({
  name,
  dataType: 'text',
  kind: 'string',
  nullable: true,
  default: null,
  isKey: name === 'id',
  generated: null,
  writable: true,
});
const page: RowsAnswer = {
  columns: ['id', 'name', 'note'].map(column),
  rows: [
    [1, 'one', 'a'],
    [2, 'two', 'b'],
    [3, 'three', 'c'],
  ],
  rowKeys: [{ id: 1 }, { id: 2 }, { id: 3 }],
  pagination: { page: 1, limit: 3, hasMore: false, method: 'keyset', next: null, previous: null },
  sort: [],
  matches: [['name'], [], ['note']],
  cutCells: [
    [0, 2],
    [2, 1],
  ],
  editability: { editable: true, keyColumns: ['id'] },
  text: '',
  wholeText: '',
  executionTime: 1,
};
const answer = (...results: ChangesAnswer['results']): ChangesAnswer => ({
  changeSetId: null,
  results,
  statements: [],
  undoable: true,
  undoNotes: [],
});

describe('a page whose rows were changed', () => {
  it('shows them as they were read again', () => {
    const changed = answer({ op: 'update', key: { id: 2 }, row: { id: 2, name: 'Bea', note: null } });
    expect(changedPage(page, changed).rows).toEqual([page.rows[0], [2, 'Bea', null], page.rows[2]]);
  });

  it('shows what was sent of one that was not read again, and finds it by its new key', () => {
    const sent = [{ op: 'update' as const, key: { id: 2 }, before: { id: 2, name: 'two' }, values: { id: 9, name: 'Bea' } }];
    const { rows, rowKeys } = changedPage(page, answer({ op: 'update', key: { id: 9 }, row: null }), sent);
    expect([rows[1], rowKeys[1]]).toEqual([[9, 'Bea', 'b'], { id: 9 }]);
  });

  it('has no place for those that are gone; what is known of the others moves up with them', () => {
    const changed = changedPage(page, answer({ op: 'delete', key: { id: 1 }, row: null }));
    expect(changed.rows.map(([id]) => id)).toEqual([2, 3]);
    expect(changed.rowKeys).toEqual([{ id: 2 }, { id: 3 }]);
    expect([changed.cutCells, changed.matches]).toEqual([[[1, 1]], [[], ['note']]]);
  });

  it('is what it was where new rows or rows of other pages were changed', () => {
    const changed = answer(
      { op: 'insert', key: { id: 4 }, row: { id: 4, name: 'four', note: null } },
      { op: 'update', key: { id: 77 }, row: { id: 77, name: 'x', note: null } },
    );
    expect(changedPage(page, changed)).toEqual(page);
  });
});
