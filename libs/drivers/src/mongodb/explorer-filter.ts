import type { Filter, FilterLeaf } from '@orrery/contracts';
import type { MongoDocument, MongoValue } from '@orrery/dialects';
import type { RowsOf } from '../explorer/access.js';
import { BadFilter } from '../explorer/sql-filter.js';
import { BadValue } from '../explorer/sql-flavor.js';
import { columnOf, type ExplorerTable, type TableColumn } from '../explorer/table.js';
import { readings } from './explorer-types.js';
import { fields, list, mongoValue, text } from './explorer-values.js';

/** A path that the sample did not have is a path all the same. */
export const known = (table: ExplorerTable, path: string): TableColumn =>
  columnOf(table, path) ?? {
    name: path,
    dataType: '',
    kind: 'other',
    nullable: true,
    default: null,
    generated: null,
    baseType: '',
    searchable: false,
  };

/** A text as a pattern that finds it, and nothing else. */
export const literal = (value: string): string => value.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
/** A test by a pattern, which does not tell letter cases apart. */
export const regex = (pattern: string, options = 'i'): MongoDocument =>
  fields(['$regex', text(pattern)], ...(options === '' ? [] : [['$options', text(options)] as const]));

const comparisons: Readonly<Partial<Record<FilterLeaf['operator'], string>>> = {
  '<': '$lt',
  '<=': '$lte',
  '>': '$gt',
  '>=': '$gte',
};

const leafFilter = (table: ExplorerTable, leaf: FilterLeaf, path: string): MongoDocument => {
  const column = known(table, leaf.column);
  if (column.name.startsWith('$') || column.name.includes('\0'))
    throw new BadFilter(`${path}.column`, `“${column.name}” is no path of a field.`, column.name);
  const value = (given: unknown): MongoValue => mongoValue(column, JSON.stringify(given ?? null));
  const meant = (given: unknown): MongoValue[] => readings(column, JSON.stringify(given ?? null));
  const is = (test: MongoValue): MongoDocument => fields([column.name, test]);
  const texts = (): string => {
    if (leaf.value === null || leaf.value === undefined || typeof leaf.value === 'object')
      throw new BadFilter(`${path}.value`, `“${leaf.operator}” takes a text.`);
    return String(leaf.value);
  };
  const items = (): readonly unknown[] => {
    if (!Array.isArray(leaf.value)) throw new BadFilter(`${path}.value`, `“${leaf.operator}” takes a list of values.`);
    return leaf.value;
  };
  switch (leaf.operator) {
    case 'is null':
      return is(fields(['$eq', { type: 'null' }]));
    case 'is not null':
      return is(fields(['$ne', { type: 'null' }]));
    case '=': {
      const [only, ...more] = meant(leaf.value);
      return is(only && more.length === 0 ? fields(['$eq', only]) : fields(['$in', list(meant(leaf.value))]));
    }
    case '!=':
      // As in SQL, a row without the field is neither equal nor unequal.
      return is(fields(['$nin', list([...meant(leaf.value), { type: 'null' }])]));
    case 'in':
      return is(fields(['$in', list(items().flatMap(meant))]));
    case 'not in':
      return is(fields(['$nin', list([...items().flatMap(meant), { type: 'null' }])]));
    case 'between': {
      const [low, high, ...more] = items();
      if (low == null || high == null || more.length > 0) throw new BadFilter(`${path}.value`, '“between” takes two values.');
      return is(fields(['$gte', value(low)], ['$lte', value(high)]));
    }
    case 'contains':
      return is(regex(literal(texts())));
    case 'starts with':
      return is(regex(`^${literal(texts())}`));
    case 'ends with':
      return is(regex(`${literal(texts())}$`));
    case 'matches':
      return is(regex(texts(), ''));
    default: {
      if (leaf.value === null || leaf.value === undefined)
        throw new BadFilter(`${path}.value`, `“${leaf.operator}” takes a value.`);
      return is(fields([comparisons[leaf.operator] ?? '$eq', value(leaf.value)]));
    }
  }
};

const filterOf = (table: ExplorerTable, filter: Filter, path = 'filter'): MongoDocument | undefined => {
  if (filter.off === true) return undefined;
  if ('column' in filter) {
    try {
      return leafFilter(table, filter, path);
    } catch (error) {
      if (error instanceof BadValue)
        throw new BadFilter(`${path}.value`, `The filter’s value for “${error.column}” ${error.message}.`);
      throw error;
    }
  }
  const all = 'and' in filter;
  const parts = (all ? filter.and : filter.or).flatMap((part, index) => {
    const made = filterOf(table, part, `${path}.${all ? 'and' : 'or'}.${String(index)}`);
    return made ? [made] : [];
  });
  return parts.length === 0 ? undefined : parts.length === 1 ? parts[0] : fields([all ? '$and' : '$or', list(parts)]);
};

/** The columns that a search looks into. */
export const searchedIn = (table: ExplorerTable): TableColumn[] => table.columns.filter((column) => column.searchable);

/** The documents that a filter and a search leave, and what else is asked of them. */
export const matching = (table: ExplorerTable, rows: RowsOf, more: readonly MongoDocument[] = []): MongoDocument => {
  const filter = rows.filter && filterOf(table, rows.filter);
  const search = rows.search;
  const inSome =
    search === undefined
      ? []
      : [
          fields([
            '$or',
            list([
              ...searchedIn(table).map((column) => fields([column.name, regex(literal(search))])),
              fields(['_id', fields(['$in', list([])])]),
            ]),
          ]),
        ];
  const parts = [...(filter ? [filter] : []), ...inSome, ...more];
  const [only] = parts;
  return parts.length === 0 ? fields() : parts.length === 1 && only ? only : fields(['$and', list(parts)]);
};
