import { describe, expect, it } from '@jest/globals';
import type { ExplorerColumn } from '@orrery/contracts';
import { forgiven, rowFaults, withFindings } from './row-faults';
import type { StagedRow } from './staged-edits';

const column = (name: string, more: Partial<ExplorerColumn> = {}): ExplorerColumn => ({
  name,
  dataType: 'integer',
  kind: 'number',
  nullable: false,
  default: null,
  isKey: false,
  generated: null,
  writable: true,
  ...more,
});
const row = (more: Partial<StagedRow>): StagedRow => ({
  id: 'r',
  op: 'update',
  key: { id: 1 },
  base: {},
  values: {},
  defaults: [],
  ...more,
});
const fault = rowFaults([column('id', { default: 'nextval' }), column('total'), column('note', { nullable: true })]);

describe('a staged row', () => {
  it('is at fault by what is given, not by what isn’t touched', () => {
    expect(fault(row({ values: { total: 'x' } }))).toEqual({ id: 'r', column: 'total', message: 'Not a number.' });
    expect(fault(row({ values: { total: null } }))).toMatchObject({ column: 'total', message: 'total can’t be NULL.' });
    expect(fault(row({ values: { note: null } }))).toBeUndefined();
    expect(fault(row({}))).toBeUndefined();
  });
  it('needs every value that the database does not have of itself, when it is new', () => {
    expect(fault(row({ op: 'insert' }))).toEqual({ id: 'r', column: 'total', message: 'total needs a value.' });
    expect(fault(row({ op: 'insert', values: { total: 5 } }))).toBeUndefined();
  });
  it('is at fault by an edit of a column that the table has lost, where the table is known', () => {
    expect(fault(row({ values: { gone: 1 } }))).toMatchObject({ column: 'gone' });
    expect(fault(row({ defaults: ['gone'] }))).toMatchObject({ column: 'gone' });
    expect(rowFaults([])(row({ values: { gone: 1 } }))).toBeUndefined();
  });
  it('that goes has no faults', () => {
    expect(fault(row({ op: 'delete', values: { total: 'x' } }))).toBeUndefined();
  });
});

describe('what the database refused', () => {
  const refused = withFindings(
    new Map(),
    [
      { change: 0, column: 'total', message: 'too large' },
      { change: 0, column: null, message: 'not so' },
      { change: 7, column: 'total', message: 'of no row' },
    ],
    [row({})],
  );
  it('stands at its row and column', () => {
    expect(refused).toEqual(
      new Map([
        [
          'r',
          new Map([
            ['total', 'too large'],
            ['', 'not so'],
          ]),
        ],
      ]),
    );
  });
  it('is forgiven cell by cell; what named no column with the first', () => {
    expect(forgiven(refused, [['r', 'note']])).toEqual(new Map([['r', new Map([['total', 'too large']])]]));
    expect(forgiven(refused, [['r', 'total']])).toEqual(new Map());
  });
});
