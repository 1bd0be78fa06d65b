import { describe, expect, it } from '@jest/globals';
import {
  blockOf,
  everything,
  headAfter,
  isInside,
  isOneCell,
  rangeAt,
  reachTo,
  stepFrom,
  wholeColumns,
  wholeRows,
} from './cell-range';

const plain = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };
const size = { rows: 100, columns: 5, page: 20 };
const at = (row: number, column: number) => ({ row, column });

describe('a range of cells', () => {
  it('is the same block whichever way it was dragged', () => {
    const block = { top: 1, left: 2, bottom: 4, right: 3 };
    expect(blockOf(reachTo(rangeAt(at(1, 2)), at(4, 3)))).toEqual(block);
    expect(blockOf(reachTo(rangeAt(at(4, 3)), at(1, 2)))).toEqual(block);
  });

  it('holds its ends and nothing beyond', () => {
    const block = blockOf(reachTo(rangeAt(at(1, 1)), at(2, 2)));
    expect(isInside(block, 1, 1) && isInside(block, 2, 2)).toBe(true);
    expect(isInside(block, 3, 2) || isInside(block, 2, 0)).toBe(false);
    expect(isOneCell(block)).toBe(false);
  });

  it('takes whole rows, columns and everything', () => {
    expect(blockOf(wholeRows(7, 3, 5))).toEqual({ top: 3, left: 0, bottom: 7, right: 4 });
    expect(blockOf(wholeColumns(2, 2, 100))).toEqual({ top: 0, left: 2, bottom: 99, right: 2 });
    expect(blockOf(everything(100, 5))).toEqual({ top: 0, left: 0, bottom: 99, right: 4 });
  });
});

describe('keys in the grid', () => {
  it('move by one and stop at the edge', () => {
    expect(headAfter({ ...plain, key: 'ArrowDown' }, at(0, 0), size)).toEqual(at(1, 0));
    expect(headAfter({ ...plain, key: 'ArrowUp' }, at(0, 0), size)).toEqual(at(0, 0));
    expect(headAfter({ ...plain, key: 'ArrowRight' }, at(3, 4), size)).toEqual(at(3, 4));
  });

  it('go to the end with Ctrl or Cmd', () => {
    expect(headAfter({ ...plain, key: 'ArrowDown', ctrlKey: true }, at(3, 1), size)).toEqual(at(99, 1));
    expect(headAfter({ ...plain, key: 'End', metaKey: true }, at(3, 1), size)).toEqual(at(99, 4));
    expect(headAfter({ ...plain, key: 'Home' }, at(3, 1), size)).toEqual(at(3, 0));
  });

  it('page up and down', () => {
    expect(headAfter({ ...plain, key: 'PageDown' }, at(90, 0), size)).toEqual(at(99, 0));
    expect(headAfter({ ...plain, key: 'PageUp' }, at(30, 0), size)).toEqual(at(10, 0));
  });

  it('leave other keys to others', () => {
    expect(headAfter({ ...plain, key: 'a' }, at(0, 0), size)).toBeUndefined();
    expect(headAfter({ ...plain, key: 'ArrowUp', altKey: true }, at(5, 0), size)).toBeUndefined();
  });
});

describe('a step from an edited cell', () => {
  it('goes down, up and to the cell beside it', () => {
    expect(stepFrom(at(1, 2), 'down', size)).toEqual(at(2, 2));
    expect(stepFrom(at(1, 2), 'up', size)).toEqual(at(0, 2));
    expect(stepFrom(at(1, 2), 'next', size)).toEqual(at(1, 3));
    expect(stepFrom(at(1, 2), 'previous', size)).toEqual(at(1, 1));
  });

  it('goes on in the row beside, and stays in the grid', () => {
    expect(stepFrom(at(1, 4), 'next', size)).toEqual(at(2, 0));
    expect(stepFrom(at(1, 0), 'previous', size)).toEqual(at(0, 4));
    expect(stepFrom(at(99, 4), 'next', size)).toEqual(at(99, 4));
    expect(stepFrom(at(99, 4), 'down', size)).toEqual(at(99, 4));
    expect(stepFrom(at(0, 0), 'previous', size)).toEqual(at(0, 0));
  });
});
