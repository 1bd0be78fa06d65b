import type { Filter, FilterLeaf } from '@orrery/contracts';
import { type FilterColumn, parseFilterText } from './filter-text.js';

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** How a value is written: as it is, and between quotes for where that would mean something else. */
type Way = (value: unknown) => string;
const plain: Way = (value) => (typeof value === 'string' ? value : JSON.stringify(value ?? null));
const ways: readonly Way[] = [plain, (value) => quoted(plain(value))];

const leafText = ({ operator, value }: FilterLeaf, written: Way): string | undefined => {
  switch (operator) {
    case 'is null':
      return 'null';
    case 'is not null':
      return '!null';
    case 'in':
      return Array.isArray(value) ? value.map(written).join(',') : undefined;
    case 'not in':
      return Array.isArray(value) ? `!=${value.map(written).join(',')}` : undefined;
    case 'between':
      return Array.isArray(value) ? `${written(value[0])}..${written(value[1])}` : undefined;
    case 'contains':
      return `~${written(value)}`;
    case 'starts with':
      return `^${written(value)}`;
    case 'ends with':
      return `${written(value)}$`;
    case 'matches':
      return typeof value === 'string' ? `/${value.replaceAll('/', '\\/')}/` : undefined;
    default:
      return `${operator}${written(value)}`;
  }
};

/** What two filters have to agree in: a number and its digits mean the same. */
const meaning = (filter: Filter | null): string =>
  JSON.stringify(filter, (_key, value: unknown) => (typeof value === 'number' ? String(value) : value));

const isOff = (filter: Filter): boolean => filter.off === true;

const groupTexts = (column: FilterColumn, filter: Exclude<Filter, FilterLeaf>): readonly string[] => {
  const texts = ('and' in filter ? filter.and : filter.or).flatMap((part) =>
    isOff(part) ? [] : (filterText(column, part) ?? []),
  );
  return 'and' in filter
    ? [texts.join(' & '), `!=${texts.map((text) => text.replace(/^!=?/, '')).join(',')}`]
    : [texts.join(', '), texts.map((text) => text.replace(/^=/, '')).join(', ')];
};

/** A column's filter as `parseFilterText` would read it back; undefined where the grammar can't say it. */
export function filterText(column: FilterColumn, filter: Filter): string | undefined {
  const texts = 'column' in filter ? ways.map((way) => leafText(filter, way)) : groupTexts(column, filter);
  return texts.find((text) => {
    const read = text === undefined ? undefined : parseFilterText(column, text);
    return read !== undefined && 'filter' in read && meaning(read.filter) === meaning(filter);
  });
}
