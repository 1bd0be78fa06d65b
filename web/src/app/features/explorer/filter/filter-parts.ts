import { type Filter, type FilterLeaf, filter as filterShape } from '@orrery/contracts';

/** A filter's top level: parts that must all hold, each a chip. */
export const partsOfFilter = (filter: Filter | null): readonly Filter[] =>
  filter === null ? [] : 'and' in filter && !filter.off ? filter.and : [filter];

export const filterOfParts = (parts: readonly Filter[]): Filter | null => (parts.length === 0 ? null : { and: [...parts] });

/** Reads a filter that was handed over as text; null where it is none. */
export function filterFromText(text: string): Filter | null {
  try {
    const found = filterShape.safeParse(JSON.parse(text));
    return found.success ? found.data : null;
  } catch {
    return null;
  }
}

export const isLeaf = (part: Filter): part is FilterLeaf => 'column' in part;

export const isOff = (part: Filter): boolean => part.off === true;

/** The same part, switched on or off. */
export function switched(part: Filter, off: boolean): Filter {
  const { off: _before, ...rest } = part;
  return off ? { ...rest, off: true } : rest;
}

const words: Readonly<Record<FilterLeaf['operator'], string>> = {
  '=': '=',
  '!=': '≠',
  '<': '<',
  '<=': '≤',
  '>': '>',
  '>=': '≥',
  in: 'is one of',
  'not in': 'is none of',
  between: 'between',
  contains: 'contains',
  'starts with': 'starts with',
  'ends with': 'ends with',
  'is null': 'is null',
  'is not null': 'is not null',
  matches: 'matches',
};
export const operatorText = (operator: FilterLeaf['operator']): string => words[operator];

export { scalar } from '../../../row-editing/staging/cells';

const most = 3;

function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (value === '') return '“”';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A part in words: `state is one of new, paid`. */
export function partText(part: Filter): string {
  if (!isLeaf(part)) {
    const parts = 'and' in part ? part.and : part.or;
    const shown = parts
      .filter((inner) => !isOff(inner))
      .map((inner) => (isLeaf(inner) ? partText(inner) : `(${partText(inner)})`));
    return shown.length === 0 ? 'anything' : shown.join('and' in part ? ' and ' : ' or ');
  }
  const { column, operator, value } = part;
  if (operator === 'is null' || operator === 'is not null') return `${column} ${words[operator]}`;
  if (!Array.isArray(value)) return `${column} ${words[operator]} ${valueText(value)}`;
  if (operator === 'between') return `${column} ${valueText(value[0])} … ${valueText(value[1])}`;
  const shown = value.slice(0, most).map(valueText).join(', ');
  return `${column} ${words[operator]} ${shown}${value.length > most ? ` and ${String(value.length - most)} more` : ''}`;
}

/** The columns that a part speaks of. */
export const columnsOf = (part: Filter): readonly string[] =>
  isLeaf(part) ? [part.column] : ('and' in part ? part.and : part.or).flatMap(columnsOf);

/** Whether a part speaks of one column alone: then it is that column's filter. */
export const isOfColumn = (part: Filter, column: string): boolean => {
  const columns = columnsOf(part);
  return columns.length > 0 && columns.every((name) => name === column);
};

/** Puts a column's quick filter in place of the one it had; null takes it away. What speaks of other columns too stays. */
export function withColumnFilter(parts: readonly Filter[], column: string, filter: Filter | null): readonly Filter[] {
  const at = parts.findIndex((part) => isOfColumn(part, column));
  const others = parts.filter((part) => !isOfColumn(part, column));
  if (filter === null) return others;
  return others.toSpliced(at < 0 ? others.length : at, 0, filter);
}

/** The values that a column's filter picks out, as far as it is a list of values. */
export function pickedBy(part: Filter): readonly unknown[] {
  if (!isLeaf(part)) return [];
  if (part.operator === 'is null') return [null];
  if (part.operator !== 'in' && part.operator !== '=') return [];
  return Array.isArray(part.value) ? part.value : [part.value];
}
