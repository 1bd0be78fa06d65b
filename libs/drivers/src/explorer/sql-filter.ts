import type { Filter, FilterLeaf } from '@orrery/contracts';
import { sql } from 'kysely';
import type { RawCell } from './raw-json.js';
import { BadValue, type SqlFlavor } from './sql-flavor.js';
import { and, type Bind, type Fragment, name, or } from './sql-text.js';
import { columnOf, type ExplorerTable, type TableColumn } from './table.js';

/** A filter that can't be applied to this table. `path` leads to the bad part: `filter.and.1.value`. */
export class BadFilter extends Error {
  constructor(
    readonly path: string,
    message: string,
    /** The column that the table does not have, where that is what is wrong. */
    readonly missing?: string,
  ) {
    super(message);
    this.name = 'BadFilter';
  }
}

/** The column that is meant; throws BadFilter where the table has none of that name. */
export const knownColumn = (table: ExplorerTable, column: string, path: string): TableColumn => {
  const found = columnOf(table, column);
  if (!found) throw new BadFilter(path, `${table.qualified} has no column “${column}”.`, column);
  return found;
};

const cellOf = (value: unknown): RawCell => JSON.stringify(value ?? null);

/** Text as a pattern of LIKE that means just itself. */
const escaped = (flavor: SqlFlavor, text: string): string => text.replace(flavor.likeSpecial, '!$&');

const textOf = (leaf: FilterLeaf, path: string): string => {
  const { value } = leaf;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new BadFilter(`${path}.value`, `“${leaf.operator}” takes a text.`);
};

const listOf = (leaf: FilterLeaf, path: string): readonly unknown[] => {
  if (Array.isArray(leaf.value)) return leaf.value;
  throw new BadFilter(`${path}.value`, `“${leaf.operator}” takes a list of values.`);
};

const compiledLeaf = (flavor: SqlFlavor, table: ExplorerTable, leaf: FilterLeaf, path: string, bind: Bind): Fragment => {
  const column = knownColumn(table, leaf.column, `${path}.column`);
  const own = name(column.name);
  const side = flavor.comparable(column);
  const operand = (value: unknown): Fragment => flavor.operand(column, cellOf(value), bind);
  const { operator, value } = leaf;
  switch (operator) {
    case 'is null':
      return sql`${own} is null`;
    case 'is not null':
      return sql`${own} is not null`;
    case '=':
      return value === null || value === undefined ? sql`${own} is null` : sql`${side} = ${operand(value)}`;
    case '!=':
      return value === null || value === undefined ? sql`${own} is not null` : sql`${side} <> ${operand(value)}`;
    case '<':
    case '<=':
    case '>':
    case '>=':
      if (value === null || value === undefined) throw new BadFilter(`${path}.value`, `“${operator}” takes a value.`);
      return sql`${side} ${sql.raw(operator)} ${operand(value)}`;
    case 'between': {
      const [low, high, ...more] = listOf(leaf, path);
      if (low == null || high == null || more.length > 0) throw new BadFilter(`${path}.value`, '“between” takes two values.');
      return sql`${side} between ${operand(low)} and ${operand(high)}`;
    }
    case 'in':
    case 'not in': {
      const items = listOf(leaf, path);
      const values = items.filter((item) => item !== null && item !== undefined).map(operand);
      const list = values.length === 0 ? undefined : sql`${sql.join(values)}`;
      const withNull = values.length < items.length;
      if (operator === 'in')
        return sql`(${or([...(list ? [sql`${side} in (${list})`] : []), ...(withNull ? [sql`${own} is null`] : [])])})`;
      return sql`(${and([...(list ? [sql`${side} not in (${list})`] : []), ...(withNull ? [sql`${own} is not null`] : [])])})`;
    }
    case 'contains':
      return flavor.like(column, `%${escaped(flavor, textOf(leaf, path))}%`, bind);
    case 'starts with':
      return flavor.like(column, `${escaped(flavor, textOf(leaf, path))}%`, bind);
    case 'ends with':
      return flavor.like(column, `%${escaped(flavor, textOf(leaf, path))}`, bind);
    case 'matches': {
      const matching = flavor.matches(column, textOf(leaf, path), bind);
      if (!matching) throw new BadFilter(`${path}.operator`, 'This database has no regular expressions. Use “contains”.');
      return matching;
    }
  }
};

/** A filter as the condition of a WHERE; undefined where it leaves everything. Throws BadFilter. */
export const compiledFilter = (
  flavor: SqlFlavor,
  table: ExplorerTable,
  filter: Filter,
  bind: Bind,
  path = 'filter',
): Fragment | undefined => {
  if (filter.off === true) return undefined;
  if ('column' in filter) {
    try {
      return compiledLeaf(flavor, table, filter, path, bind);
    } catch (error) {
      if (error instanceof BadValue)
        throw new BadFilter(`${path}.value`, `The filter’s value for “${error.column}” ${error.message}.`);
      throw error;
    }
  }
  const all = 'and' in filter;
  const parts = (all ? filter.and : filter.or).flatMap((part, index) => {
    const compiled = compiledFilter(flavor, table, part, bind, `${path}.${all ? 'and' : 'or'}.${String(index)}`);
    return compiled ? [compiled] : [];
  });
  if (parts.length === 0) return undefined;
  return parts.length === 1 ? parts[0] : sql`(${all ? and(parts) : or(parts)})`;
};

/** The columns that a search looks through, each with its condition. */
export const searchParts = (
  flavor: SqlFlavor,
  table: ExplorerTable,
  search: string,
  bind: Bind,
): { readonly column: TableColumn; readonly holds: Fragment }[] =>
  table.columns
    .filter((column) => column.searchable)
    .map((column) => ({ column, holds: flavor.like(column, `%${escaped(flavor, search)}%`, bind) }));
