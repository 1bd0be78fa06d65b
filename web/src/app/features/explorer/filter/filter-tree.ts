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

/** A new condition: it has no value yet, and says nothing until it is given one. */
export const newLeaf = (column: string): FilterLeaf => ({ column, operator: '=' });

/** What is typed for the empty text: nothing typed is no value yet. */
const emptyText = '""';
export const operandText = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (value === '') return emptyText;
  return typeof value === 'string' ? value : JSON.stringify(value);
};
const typedValue = (text: string): string => (text === emptyText ? '' : text);

/** The same condition with another operator, its value taken along as far as it fits. */
export function withOperator(leaf: FilterLeaf, operator: FilterOperator): FilterLeaf {
  const { value, ...rest } = leaf;
  const first = Array.isArray(value) ? value[0] : typeof value === 'object' ? undefined : value;
  const operand = operandOf(operator);
  if (operand === 'none') return { ...rest, operator };
  if (operand === 'list') return { ...rest, operator, value: Array.isArray(value) ? value : first === undefined ? [] : [first] };
  if (operand === 'pair') return { ...rest, operator, value: [first ?? null, Array.isArray(value) ? (value[1] ?? null) : null] };
  return { ...rest, operator, ...(first === undefined || first === null ? {} : { value: first }) };
}

/** The same condition with what was typed as its value: of a pair, in its place; of a list, split at commas. */
export function withOperand(leaf: FilterLeaf, slot: number, text: string): FilterLeaf {
  const { value, ...rest } = leaf;
  const operand = operandOf(leaf.operator);
  if (operand === 'list') {
    const values = text.split(',').map((one) => one.trim());
    return { ...leaf, value: values.filter((one) => one !== '').map(typedValue) };
  }
  if (operand === 'pair')
    return { ...leaf, value: (Array.isArray(value) ? value : [null, null]).with(slot, text === '' ? null : typedValue(text)) };
  return text === '' ? rest : { ...leaf, value: typedValue(text) };
}

/** Whether a condition has the values that it needs: without them it says nothing, and is not applied. */
export function isComplete({ operator, value }: FilterLeaf): boolean {
  switch (operandOf(operator)) {
    case 'none':
      return true;
    case 'list':
      return Array.isArray(value) && value.length > 0;
    case 'pair':
      return Array.isArray(value) && value.length === 2 && value.every((one) => one !== null);
    case 'one':
      return value !== undefined;
  }
}

/** A filter without what says nothing: groups that are empty, conditions whose value was never given. */
export function pruned(filter: Filter): Filter | null {
  if (isLeaf(filter)) return isComplete(filter) ? filter : null;
  const parts = partsOf(filter).flatMap((part) => pruned(part) ?? []);
  return parts.length === 0 ? null : groupWith(filter, parts);
}
