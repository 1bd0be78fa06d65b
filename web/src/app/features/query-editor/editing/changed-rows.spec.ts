import { describe, expect, it } from '@jest/globals';
import type { ChangesAnswer, RowChange } from '@orrery/contracts';
import type { Row } from '../result-model';
import { keyOfRow, repeats, showChanges } from './changed-rows';

const columns = ['note', null, 'id'] as const;
const result = (...rows: Row[]) => ({ columns, keyColumns: ['id'], rows });
const answer = (...results: ChangesAnswer['results']): ChangesAnswer => ({
  changeSetId: null,
  results,
  statements: [],
  undoable: true,
  undoNotes: [],
});
const updated = (id: number, note: string): ChangesAnswer['results'][number] => ({
  op: 'update',
  key: { id },
  row: { id, note, total: 5 },
});

describe('a row of a result', () => {
  it('is known by its key, wherever that stands', () => {
    expect(keyOfRow(result(), ['x', 2, 7])).toEqual({ id: 7 });
    expect(keyOfRow(result(), ['x', 2, null])).toBeNull();
  });
  it('is no row of the table where a key repeats', () => {
    expect(repeats(result(['a', 1, 1], ['b', 2, 2]))).toBe(false);
    expect(repeats(result(['a', 1, 1], ['a', 2, 1]))).toBe(true);
  });
});

describe('what was applied', () => {
  it('is shown as the database holds it; what is computed stays as it was, and is told', () => {
    const shown = result(['a', 10, 1], ['b', 20, 2]);
    const fresh = showChanges(shown, answer(updated(2, 'B')), [{ op: 'update', key: { id: 2 } }], new Map());
    expect(shown.rows).toEqual([
      ['a', 10, 1],
      ['B', 20, 2],
    ]);
    expect(fresh).toEqual([['B', 20, 2]]);
  });

  it('takes deleted rows away and puts new ones below', () => {
    const shown = result(['a', 10, 1], ['b', 20, 2], ['c', 30, 3]);
    const sent: RowChange[] = [
      { op: 'delete', key: { id: 1 } },
      { op: 'delete', key: { id: 3 } },
      { op: 'insert', values: { note: 'd' } },
    ];
    const done = answer(
      { op: 'delete', key: { id: 1 }, row: null },
      { op: 'delete', key: { id: 3 }, row: null },
      { op: 'insert', key: { id: 4 }, row: null },
    );
    showChanges(shown, done, sent, new Map());
    expect(shown.rows).toEqual([
      ['b', 20, 2],
      ['d', null, 4],
    ]);
  });

  it('finds a row whose key was changed, also when that is undone', () => {
    const shown = result(['a', 10, 1]);
    const renamed = new Map<string, string>();
    showChanges(shown, answer(updated(9, 'a')), [{ op: 'update', key: { id: 1 } }], renamed);
    expect(shown.rows).toEqual([['a', 10, 9]]);
    showChanges(shown, answer(updated(1, 'a')), undefined, renamed);
    expect(shown.rows).toEqual([['a', 10, 1]]);
  });

  it('leaves a result alone that does not show the row', () => {
    const shown = result(['a', 10, 1]);
    expect(showChanges(shown, answer(updated(5, 'x')), undefined, new Map())).toEqual([]);
    expect(shown.rows).toEqual([['a', 10, 1]]);
  });
});
