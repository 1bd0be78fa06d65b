import { describe, expect, it } from '@jest/globals';
import { plainView } from './explorer-view';
import { TableLook } from './table-look';

const kept = {
  filter: { and: [{ column: 'n', operator: '=' as const, value: 1 }] },
  sort: [{ column: 'n', direction: 'desc' as const }],
  pagination: { page: 4, limit: 50 },
  viewPrefs: { columns: plainView, search: 'ada' },
};

describe('how a table is looked at', () => {
  it('is as it was kept, or but for the filter and the page', () => {
    const look = new TableLook();
    look.restore(kept, true);
    expect(look.state()).toEqual(kept);
    expect(look.isNarrowed()).toBe(true);
    const other = new TableLook();
    other.restore(kept, false);
    expect(other.state()).toMatchObject({ filter: null, sort: kept.sort, pagination: { page: 1, limit: 50 } });
  });

  it('stays at the row that was the first when pages become longer or shorter', () => {
    const look = new TableLook();
    look.restore(kept, true);
    look.pageBy(20);
    expect([look.pageNumber(), look.offset()]).toEqual([8, 140]);
    look.pageBy(100);
    expect([look.pageNumber(), look.offset()]).toEqual([2, 100]);
  });
});
