import type { Filter, FilterLeaf, FilterOperator } from '@orrery/contracts';
import { isLeaf } from './filter-parts';

/** A way to a part of a filter: its places, from the outermost group inwards. */
export type Path = readonly number[];
export type Group = Exclude<Filter, FilterLeaf>;

export const partsOf = (group: Group): readonly Filter[] => ('and' in group ? group.and : group.or);

export const groupWith = (group: Group, parts: readonly Filter[]): Group =>
  'and' in group ? { ...group, and: [...parts] } : { ...group, or: [...parts] };

/** The same parts, of which all must hold, or one. */
export function joined(group: Group, how: 'and' | 'or'): Group {
  const off = group.off === true ? { off: true } : {};
  return how === 'and' ? { and: [...partsOf(group)], ...off } : { or: [...partsOf(group)], ...off };
}

/** Changes the part at a path; null takes it away. */
export function changedAt(root: Group, path: Path, change: (part: Filter) => Filter | null): Group {
  const [at, ...rest] = path;
  if (at === undefined) {
    const changed = change(root);
    return changed && !isLeaf(changed) ? changed : groupWith(root, []);
  }
  const parts = partsOf(root).flatMap((part, n): Filter[] => {
    if (n !== at) return [part];
    if (rest.length > 0) return isLeaf(part) ? [part] : [changedAt(part, rest, change)];
    const changed = change(part);
    return changed === null ? [] : [changed];
  });
  return groupWith(root, parts);
}

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
