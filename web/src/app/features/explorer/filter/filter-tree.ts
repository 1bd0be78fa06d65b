import type { Filter, FilterLeaf, FilterOperator } from '@orrery/contracts';
import { isLeaf } from './filter-parts';

export type Group = Exclude<Filter, FilterLeaf>;
/** What is done to a group, whatever it is by then. */
export type GroupChange = (group: Group) => Group;

export const partsOf = (group: Group): readonly Filter[] => ('and' in group ? group.and : group.or);

export const groupWith = (group: Group, parts: readonly Filter[]): Group =>
  'and' in group ? { ...group, and: [...parts] } : { ...group, or: [...parts] };

/** The same parts, of which all must hold, or one. */
export function joined(group: Group, how: 'and' | 'or'): Group {
  const off = group.off === true ? { off: true } : {};
  return how === 'and' ? { and: [...partsOf(group)], ...off } : { or: [...partsOf(group)], ...off };
}

/** The group with one of its parts changed; null takes it away. */
export const withPart = (group: Group, at: number, change: (part: Filter) => Filter | null): Group =>
  groupWith(
    group,
    partsOf(group).flatMap((part, n) => (n === at ? (change(part) ?? []) : [part])),
  );

/** Operators that take no value, several, or two. */
export const operandOf = (operator: FilterOperator): 'none' | 'list' | 'pair' | 'one' =>
  operator === 'is null' || operator === 'is not null'
    ? 'none'
    : operator === 'in' || operator === 'not in'
      ? 'list'
      : operator === 'between'
        ? 'pair'
        : 'one';

/** The same condition with another operator, its value taken along as far as it fits. */
export function withOperator(leaf: FilterLeaf, operator: FilterOperator): FilterLeaf {
  const { value, ...rest } = leaf;
  const first = Array.isArray(value) ? (value[0] ?? '') : typeof value === 'object' || value === undefined ? '' : value;
  const operand = operandOf(operator);
  if (operand === 'none') return { ...rest, operator };
  if (operand === 'list') return { ...rest, operator, value: Array.isArray(value) ? value : first === '' ? [] : [first] };
  if (operand === 'pair') return { ...rest, operator, value: [first, Array.isArray(value) ? (value[1] ?? '') : ''] };
  return { ...rest, operator, value: first };
}

/** The same condition with what was typed as its value: of a pair, in its place; of a list, split at commas. */
export function withOperand(leaf: FilterLeaf, slot: number, text: string): FilterLeaf {
  const { value } = leaf;
  const operand = operandOf(leaf.operator);
  if (operand === 'list') {
    const values = text.split(',').map((one) => one.trim());
    return { ...leaf, value: values.filter((one) => one !== '') };
  }
  if (operand === 'pair') return { ...leaf, value: (Array.isArray(value) ? value : ['', '']).with(slot, text) };
  return { ...leaf, value: text };
}

/** A filter without what says nothing: groups that are empty, conditions whose value was never given. */
export function pruned(filter: Filter): Filter | null {
  if (isLeaf(filter)) {
    const operand = operandOf(filter.operator);
    if (operand === 'list') return Array.isArray(filter.value) && filter.value.length > 0 ? filter : null;
    if (operand === 'pair') return Array.isArray(filter.value) && filter.value.every((value) => value !== '') ? filter : null;
    return filter;
  }
  const parts = partsOf(filter).flatMap((part) => pruned(part) ?? []);
  return parts.length === 0 ? null : groupWith(filter, parts);
}
