import { describe, expect, it } from '@jest/globals';
import { arrange, moved, pathFault, plainView, viewPrefsOf, withHidden, withPinned, withWidth } from './explorer-view';
import { sortedAs, sortedBy } from './sort-keys';

const columns = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];
const names = (view = plainView) => arrange(columns, view).map(({ name }) => name);

describe('how columns are shown', () => {
  it('is as the table has them until somebody changes it', () => {
    expect(names()).toEqual(['a', 'b', 'c']);
  });
  it('follows the moves, and puts new columns last', () => {
    const view = moved(columns, plainView, 'c', 'a');
    expect(names(view)).toEqual(['c', 'a', 'b']);
    expect(arrange([...columns, { name: 'new' }], view).map(({ name }) => name)).toEqual(['c', 'a', 'b', 'new']);
    expect(names(moved(columns, view, 'c', null))).toEqual(['a', 'b', 'c']);
  });
  it('keeps pinned columns in front and hidden ones known', () => {
    const view = withHidden(withPinned(plainView, 'b', true), 'a', true);
    expect(arrange(columns, view).map(({ name, hidden, pinned }) => [name, hidden, pinned])).toEqual([
      ['b', false, true],
      ['a', true, false],
      ['c', false, false],
    ]);
  });
  it('takes any path of documents that is none yet and no operator', () => {
    expect(['a.b', 'naïve name', 'x.0'].map((path) => pathFault(path, [{ name: 'a' }]))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(pathFault('a', [{ name: 'a' }])).toMatch(/shown already/);
    for (const path of ['', 'a.', '.a', '$a', 'a.$b', '__proto__'])
      expect(pathFault(path, [])).toMatch(/empty or begins with \$/);
  });

  it('survives columns with any name', () => {
    const view = withWidth(withHidden(plainView, '__proto__', true), '__proto__', 120.4);
    const [column] = arrange(
      [{ name: '__proto__' }],
      viewPrefsOf(JSON.parse(JSON.stringify({ columns: view, search: '' }))).columns,
    );
    expect(column).toMatchObject({ hidden: true });
    expect(arrange([{ name: 'toString' }], plainView)[0]?.width).toBeUndefined();
  });
  it('reads what it does not know as nothing', () => {
    expect(viewPrefsOf({ hidden: ['a'] })).toEqual({ columns: plainView, search: '' });
    expect(viewPrefsOf(null).search).toBe('');
  });
});

describe('the order of rows', () => {
  it('turns with each press of a head, then goes', () => {
    const once = sortedBy([], 'a', false);
    const twice = sortedBy(once, 'a', false);
    expect([once, twice, sortedBy(twice, 'a', false)]).toEqual([
      [{ column: 'a', direction: 'asc' }],
      [{ column: 'a', direction: 'desc' }],
      [],
    ]);
  });
  it('takes more columns where they are added, each keeping its place', () => {
    const two = sortedBy(sortedBy([], 'a', false), 'b', true);
    expect(sortedBy(two, 'a', true)).toEqual([
      { column: 'a', direction: 'desc' },
      { column: 'b', direction: 'asc' },
    ]);
    expect(sortedBy(two, 'b', false)).toEqual([{ column: 'b', direction: 'asc' }]);
  });
  it('can be said outright', () => {
    expect(sortedAs([{ column: 'a', direction: 'asc' }], 'b', 'desc')).toEqual([{ column: 'b', direction: 'desc' }]);
    expect(sortedAs([{ column: 'a', direction: 'asc' }], 'a', null)).toEqual([]);
  });
});
