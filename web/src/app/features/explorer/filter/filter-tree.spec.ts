import { describe, expect, it } from '@jest/globals';
import type { FilterLeaf } from '@orrery/contracts';
import { type Group, isComplete, joined, newLeaf, operandText, pruned, withOperand, withOperator, withPart } from './filter-tree';

const leaf = (column: string, value: FilterLeaf['value'] = 1): FilterLeaf => ({ column, operator: '=', value });
const group: Group = { and: [leaf('a'), { or: [leaf('b'), leaf('c')] }] };

describe('a group of conditions', () => {
  it('has one of its parts changed, or taken away', () => {
    expect(withPart(group, 0, () => leaf('z'))).toEqual({ and: [leaf('z'), { or: [leaf('b'), leaf('c')] }] });
    expect(withPart(group, 1, () => null)).toEqual({ and: [leaf('a')] });
  });

  it('stays switched off when it is joined otherwise', () => {
    expect(joined({ and: [leaf('a')], off: true }, 'or')).toEqual({ or: [leaf('a')], off: true });
  });

  it('takes the value of a condition along to another operator', () => {
    expect(withOperator(leaf('a', 'x'), 'in').value).toEqual(['x']);
    expect(withOperator(leaf('a', 'x'), 'between').value).toEqual(['x', null]);
    expect(withOperator(leaf('a', 'x'), 'is null').value).toBeUndefined();
    expect(withOperator({ column: 'a', operator: 'in', value: ['x', 'y'] }, '=').value).toBe('x');
  });

  it('loses what says nothing', () => {
    const between: FilterLeaf = { column: 'a', operator: 'between', value: ['1', null] };
    expect(pruned({ and: [between, { or: [] }, leaf('b')] })).toEqual({ and: [leaf('b')] });
    expect(pruned({ and: [between] })).toBeNull();
  });
});

describe('a condition without a value', () => {
  it('is not applied until it is given one, and again when that is taken away', () => {
    const typed = withOperand(newLeaf('id'), 0, '7');
    expect(pruned({ and: [newLeaf('id')] })).toBeNull();
    expect(pruned(typed)).toEqual({ column: 'id', operator: '=', value: '7' });
    expect(pruned(withOperand(typed, 0, ''))).toBeNull();
    expect(isComplete(withOperator(newLeaf('id'), 'is null'))).toBe(true);
    expect(isComplete(withOperator(newLeaf('id'), 'in'))).toBe(false);
    expect(isComplete(withOperator(newLeaf('id'), 'between'))).toBe(false);
    expect(isComplete(withOperator(withOperator(newLeaf('id'), 'between'), '>'))).toBe(false);
  });

  it('is another than one on the empty text, which is written as two quotes', () => {
    const empty: FilterLeaf = { column: 'note', operator: '=', value: '' };
    expect(pruned(empty)).toEqual(empty);
    expect(operandText('')).toBe('""');
    expect(withOperand(newLeaf('note'), 0, '""')).toEqual(empty);
  });
});

describe('what is typed as a condition’s value', () => {
  it('stands in its place of a pair, beside the other', () => {
    const pair = withOperator(leaf('a', '5'), 'between');
    expect(withOperand(withOperand(pair, 1, '9'), 0, '4').value).toEqual(['4', '9']);
  });

  it('is split at commas for a list', () => {
    expect(withOperand({ column: 'a', operator: 'in', value: [] }, 0, ' x, y ,').value).toEqual(['x', 'y']);
  });
});
