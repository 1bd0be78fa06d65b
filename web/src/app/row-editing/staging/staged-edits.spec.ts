import { describe, expect, it } from '@jest/globals';
import { rowChangeOf, stagedText, inOrder } from './row-changes';
import { type EditableRow, StagedEdits, defaultValue } from './staged-edits';
import { stagedFromText, stagedToText } from './staged-text';

const aRow = (id: number, cells: Record<string, unknown> = { name: `row ${String(id)}`, total: '1.50' }): EditableRow => ({
  id: `k${String(id)}`,
  key: { id },
  cells: { id, ...cells },
});
const edit = (row: EditableRow, column: string, value: unknown) => ({ row, column, value });

describe('staged edits', () => {
  it('carry the original of what they overwrite, and nothing else', () => {
    const edits = new StagedEdits();
    edits.setCells('Edit', [edit(aRow(1), 'name', 'Ada')]);
    expect([...edits.rows.values()].map(rowChangeOf)).toEqual([
      { op: 'update', key: { id: 1 }, before: { name: 'row 1' }, values: { name: 'Ada' } },
    ]);
  });

  it('are no edits any more when a cell is set back', () => {
    const edits = new StagedEdits();
    edits.setCells('Edit', [edit(aRow(1), 'name', 'Ada')]);
    edits.setCells('Edit', [edit(aRow(1), 'name', 'row 1')]);
    expect(edits.size).toBe(0);
  });

  it('compare JSON by what it holds', () => {
    const edits = new StagedEdits();
    edits.setCells('Edit', [edit(aRow(1, { data: { a: 1, b: [2] } }), 'data', { b: [2], a: 1 })]);
    expect(edits.size).toBe(0);
  });

  it('keep the first original through edits after edits', () => {
    const edits = new StagedEdits();
    edits.setCells('Edit', [edit(aRow(1), 'name', 'Ada')]);
    edits.setCells('Edit', [edit(aRow(1, { name: 'somebody else’s', total: '9' }), 'name', 'Bea')]);
    expect(rowChangeOf(edits.get('k1') ?? fail()).before).toEqual({ name: 'row 1' });
  });

  it('leave a cell to its default, which a value then replaces', () => {
    const edits = new StagedEdits();
    edits.setCells('Edit', [edit(aRow(1), 'total', defaultValue)]);
    expect(rowChangeOf(edits.get('k1') ?? fail())).toEqual({
      op: 'update',
      key: { id: 1 },
      before: { total: '1.50' },
      values: {},
      defaults: ['total'],
    });
    edits.setCells('Edit', [edit(aRow(1), 'total', '2')]);
    expect(edits.get('k1')?.defaults).toEqual([]);
  });

  it('undo and redo step by step, a step being all that was done at once', () => {
    const edits = new StagedEdits();
    edits.setCells('Paste', [edit(aRow(1), 'name', 'A'), edit(aRow(2), 'name', 'B')]);
    edits.remove('Delete row', [aRow(1)]);
    expect(edits.undoLabel).toBe('Delete row');
    edits.undo();
    expect(edits.get('k1')?.values).toEqual({ name: 'A' });
    expect(edits.undo()).toEqual(['k1', 'k2']);
    expect(edits.size).toBe(0);
    edits.redo();
    edits.redo();
    expect(edits.get('k1')?.op).toBe('delete');
    expect(edits.redoLabel).toBeUndefined();
  });

  it('forget what was undone once something else is done', () => {
    const edits = new StagedEdits();
    edits.setCells('Edit', [edit(aRow(1), 'name', 'A')]);
    edits.undo();
    edits.setCells('Edit', [edit(aRow(2), 'name', 'B')]);
    expect(edits.redo()).toEqual([]);
  });

  it('make a deleted row of a changed one, whole as it was read', () => {
    const edits = new StagedEdits();
    edits.setCells('Edit', [edit(aRow(1), 'name', 'A')]);
    edits.remove('Delete row', [aRow(1)]);
    expect(rowChangeOf(edits.get('k1') ?? fail())).toEqual({
      op: 'delete',
      key: { id: 1 },
      before: { id: 1, name: 'row 1', total: '1.50' },
    });
  });

  it('drop a new row that is deleted', () => {
    const edits = new StagedEdits();
    edits.insert('Add row', [{ id: 'n1', values: { name: 'new' } }]);
    edits.remove('Delete row', [{ id: 'n1', key: null, cells: {} }]);
    expect(edits.size).toBe(0);
  });

  it('take any name for a column', () => {
    const edits = new StagedEdits();
    const row: EditableRow = {
      id: 'k1',
      key: { id: 1 },
      cells: JSON.parse('{"__proto__":"a","constructor":"b"}') as EditableRow['cells'],
    };
    edits.setCells('Edit', [edit(row, '__proto__', 'x'), edit(row, 'constructor', 'y')]);
    expect(JSON.stringify(rowChangeOf(edits.get('k1') ?? fail()))).toBe(
      '{"op":"update","key":{"id":1},"before":{"__proto__":"a","constructor":"b"},"values":{"__proto__":"x","constructor":"y"}}',
    );
    edits.setCells('Edit', [edit(row, '__proto__', 'a'), edit(row, 'constructor', 'b')]);
    expect(edits.size).toBe(0);
  });

  it('come back from the browser’s storage as they were, numbers digit by digit', () => {
    const edits = new StagedEdits();
    edits.setCells('Edit', [edit(aRow(1), 'total', '12345678901234567890.10')]);
    edits.insert('Add row', [{ id: 'n1', values: { name: null }, defaults: ['total'] }]);
    const kept = stagedFromText(stagedToText(edits.rows.values(), edits.history));
    expect(kept.rows).toEqual([...edits.rows.values()]);
    expect(stagedFromText('[{"op":"explode"}]').rows).toEqual([]);
    expect(stagedFromText('not JSON').rows).toEqual([]);
  });

  it('come back with the way there: undo and redo go on where they were', () => {
    const edits = new StagedEdits();
    edits.setCells('Edit name', [edit(aRow(1), 'name', 'A')]);
    edits.insert('Add row', [{ id: 'n1', values: {} }]);
    edits.remove('Delete row', [aRow(2)]);
    edits.undo();
    const { rows, history } = stagedFromText(stagedToText(edits.rows.values(), edits.history));
    const again = new StagedEdits();
    again.load(rows, history);
    expect([again.undoLabel, again.redoLabel]).toEqual(['Add row', 'Delete row']);
    again.redo();
    expect(again.get('k2')?.op).toBe('delete');
    again.undo();
    again.undo();
    again.undo();
    expect(again.size).toBe(0);
    again.redo();
    expect(again.rows).toEqual(new Map([['k1', edits.get('k1')]]));
  });

  it('keep the latest steps where not all can be kept', () => {
    const edits = new StagedEdits();
    for (let n = 0; n < 300; n += 1) edits.setCells(`Edit ${String(n)}`, [edit(aRow(n), 'name', 'x')]);
    const { history, rows } = stagedFromText(stagedToText(edits.rows.values(), edits.history));
    expect(rows).toHaveLength(300);
    expect(history.done).toHaveLength(200);
    expect(history.done.at(-1)?.label).toBe('Edit 299');
  });

  it('are sent deletes first and new rows last', () => {
    const edits = new StagedEdits();
    edits.insert('Add row', [{ id: 'n1', values: {} }]);
    edits.setCells('Edit', [edit(aRow(1), 'name', 'A')]);
    edits.remove('Delete row', [aRow(2)]);
    expect(inOrder(edits.rows.values()).map(({ op }) => op)).toEqual(['delete', 'update', 'insert']);
    expect(stagedText(edits.rows.values())).toBe('1 new, 1 changed, 1 deleted');
  });

  it('cost what they change: five thousand steps keep no copies of each other', () => {
    const edits = new StagedEdits();
    for (let id = 0; id < 5_000; id += 1) edits.setCells('Edit', [edit(aRow(id), 'name', 'x')]);
    expect(edits.size).toBe(5_000);
    for (let id = 0; id < 5_000; id += 1) edits.undo();
    expect(edits.size).toBe(0);
    expect(edits.undo()).toEqual([]);
  });
});

function fail(): never {
  throw new Error('nothing is staged');
}
