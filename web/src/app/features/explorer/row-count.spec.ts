import { describe, expect, it } from '@jest/globals';
import { RowCount } from './row-count';
import type { RowsAnswer } from '../../core/rows-answer';

const page = (rows: number, hasMore: boolean, more: Partial<RowsAnswer> = {}): RowsAnswer => ({
  columns: [],
  rows: Array.from({ length: rows }, () => []),
  rowKeys: [],
  editability: { editable: true, keyColumns: [] },
  cutCells: [],
  sort: [],
  pagination: { page: 1, limit: 10, hasMore, method: 'offset', next: null, previous: null },
  text: '',
  wholeText: '',
  executionTime: 1,
  ...more,
});
const never = (): Promise<number> => Promise.reject(new Error('is not asked'));

describe('how many rows match', () => {
  it('is known when the end is in sight', () => {
    const count = new RowCount(never);
    count.note(page(3, false), 20);
    expect(count.total()).toEqual({ rows: 23, isEstimate: false });
  });
  it('is at least what was seen, whatever is estimated', () => {
    const count = new RowCount(never);
    count.note(page(10, true, { total: 5, totalIsEstimate: true }), 20);
    expect(count.total()).toEqual({ rows: 31, isEstimate: true, isLeast: true });
    count.note(page(10, true, { total: 500, totalIsEstimate: true }), 20);
    expect(count.total()).toEqual({ rows: 500, isEstimate: true });
    // a page that tells nothing of it can still show that it was too little
    count.note(page(10, true), 600);
    expect(count.total()).toEqual({ rows: 611, isEstimate: true, isLeast: true });
  });
  it('is counted when asked, and a failed count says why', async () => {
    const counted = new RowCount(() => Promise.resolve(7));
    await counted.count();
    expect([counted.total(), counted.counting()]).toEqual([{ rows: 7, isEstimate: false }, false]);
    const failed = new RowCount(never);
    await failed.count();
    expect(failed.total()).toBeNull();
    expect(failed.fault()).not.toBeNull();
  });
  it('does not take the answer of a count that was stopped', async () => {
    let answer: (rows: number) => void = () => undefined;
    let signal: AbortSignal | undefined;
    const count = new RowCount((given) => {
      signal = given;
      return new Promise((resolve) => (answer = resolve));
    });
    const done = count.count();
    expect(count.counting()).toBe(true);
    count.cancel();
    answer(7);
    await done;
    expect([count.total(), count.counting(), signal?.aborted]).toEqual([null, false, true]);
  });
});
