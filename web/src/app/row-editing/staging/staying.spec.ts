import { describe, expect, it } from '@jest/globals';
import { rowChangeOf } from './row-changes';
import { type EditableRow, StagedEdits } from './staged-edits';
import { staying } from './staying';

const aRow = (id: number, name: string): EditableRow => ({
  id: `k{"id":${String(id)}}`,
  key: { id },
  cells: { id, name, total: 5 },
});

/** What is left of edits that go on after the first of them were sent. */
const left = (first: (edits: StagedEdits) => void, then: (edits: StagedEdits) => void, rows: readonly (object | null)[]) => {
  const edits = new StagedEdits();
  first(edits);
  const sent = [...edits.rows.values()];
  then(edits);
  const results = sent.map(({ op, key }, at) => {
    const row = rows[at] as { id: number } | null;
    return { op, key: row ? { id: row.id } : key, row };
  });
  return staying(edits.rows, sent, results).map(rowChangeOf);
};

describe('edits that were made while others were applied', () => {
  const ada = (edits: StagedEdits): void => {
    edits.setCells('Edit', [{ row: aRow(1, 'one'), column: 'name', value: 'Ada' }]);
  };
  const applied = [{ id: 1, name: 'Ada', total: 5 }];

  it('leave nothing where there were none', () => {
    expect(left(ada, () => undefined, applied)).toEqual([]);
  });

  it('stay, of other rows as they are', () => {
    const more = (edits: StagedEdits): void => {
      edits.setCells('Edit', [{ row: aRow(2, 'two'), column: 'name', value: 'Bea' }]);
      edits.insert('Add', [{ id: 'n1', values: { name: 'Cyd' } }]);
    };
    expect(left(ada, more, applied)).toEqual([
      { op: 'update', key: { id: 2 }, before: { name: 'two' }, values: { name: 'Bea' } },
      { op: 'insert', values: { name: 'Cyd' } },
    ]);
  });

  it('stay, of the same row on top of what it has become', () => {
    const more = (edits: StagedEdits): void => {
      edits.setCells('Edit', [{ row: aRow(1, 'one'), column: 'name', value: 'Ada L.' }]);
      edits.setCells('Edit', [{ row: aRow(1, 'one'), column: 'total', value: 6 }]);
    };
    expect(left(ada, more, applied)).toEqual([
      { op: 'update', key: { id: 1 }, before: { name: 'Ada', total: 5 }, values: { name: 'Ada L.', total: 6 } },
    ]);
    const renamed = [{ id: 9, name: 'Ada', total: 5 }];
    expect(left(ada, more, renamed)[0]).toMatchObject({ op: 'update', key: { id: 9 }, before: { name: 'Ada', total: 5 } });
  });

  it('stay, of a new row as edits of the row that it is by now', () => {
    const add = (edits: StagedEdits): void => {
      edits.insert('Add', [{ id: 'n1', values: { name: 'Cyd' } }]);
    };
    const more = (edits: StagedEdits): void => {
      edits.setCells('Edit', [{ row: { id: 'n1', key: null, cells: {} }, column: 'total', value: 7 }]);
    };
    expect(left(add, more, [{ id: 3, name: 'Cyd', total: 5 }])).toEqual([
      { op: 'update', key: { id: 3 }, before: { total: 5 }, values: { total: 7 } },
    ]);
  });

  it('stay, of a row that shall go after all', () => {
    const more = (edits: StagedEdits): void => {
      edits.remove('Delete', [aRow(1, 'one')]);
    };
    expect(left(ada, more, applied)).toMatchObject([{ op: 'delete', key: { id: 1 }, before: { name: 'Ada' } }]);
  });
});
