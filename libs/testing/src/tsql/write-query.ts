import { TsqlFailure, unknownHere } from './failure.js';
import { columnNamed, type Model, type Table } from './model.js';
import type { DerivedTable, ObjectName, Query, Source, Value } from './syntax.js';
import { catalogColumns, catalogSql, isCatalog } from './system.js';
import { bigintType, intType, meeting, type TsqlType } from './types.js';
import { asText, converted, quoted, type Written } from './write-conversion.js';
import { instant } from './write-moment.js';
import { isAggregate } from './write-call.js';
import { type InScope, refuseIncomparable, type Scope } from './scope.js';
import { parameterType, ValueWriter } from './write-value.js';

/** What a session says of itself to the statements that it runs. */
export interface Said {
  readonly rowCount: number;
  readonly transactions: number;
  readonly lastIdentity: string | undefined;
}

export interface WrittenQuery {
  readonly sql: string;
  readonly columns: readonly (Written & { readonly name: string })[];
}
interface Item {
  readonly value: Value;
  readonly name: string;
  readonly written: Written;
}

const alike = (a: Value, b: Value): boolean => JSON.stringify(a).toLowerCase() === JSON.stringify(b).toLowerCase();

/** Writes one statement for PostgreSQL: its text, and the parameters in the order in which they are used. */
export class QueryWriter {
  readonly values: unknown[] = [];
  readonly #places = new Map<string, number>();

  constructor(
    readonly model: Model,
    readonly said: Said,
    readonly params: ReadonlyMap<string, unknown>,
  ) {}

  scope(sources: readonly InScope[]): Scope {
    return {
      sources,
      variable: (name) => this.#variable(name),
      query: (query, outer, within) => this.query(query, outer, within),
      relation: (name) => catalogSql(this.model, name),
      database: this.model.database,
      lastIdentity: this.said.lastIdentity,
      transactions: this.said.transactions,
    };
  }

  writer(sources: readonly InScope[]): ValueWriter {
    return new ValueWriter(this.scope(sources));
  }

  /** A table as a source of columns. */
  inScope(table: Table, alias: string, sqlAlias: string): InScope {
    return {
      alias,
      columns: table.columns.map(({ name, pg, type, nullable }) => ({ name, sql: `${sqlAlias}.${pg}`, type, nullable })),
    };
  }

  #variable(name: string): Written {
    if (name === '@@rowcount') return { sql: `(${String(this.said.rowCount)})`, type: intType };
    if (name === '@@trancount') return { sql: `(${String(this.said.transactions)})`, type: intType };
    if (name === '@@identity') return { sql: `(${this.said.lastIdentity ?? 'null'})::numeric`, type: bigintType };
    const given = [...this.params].find(([key]) => key.toLowerCase() === name);
    if (given === undefined) throw new TsqlFailure(137, `Must declare the scalar variable "${name}".`, 15);
    const value = given[1];
    let place = this.#places.get(name);
    if (place === undefined) {
      place = this.values.push(typeof value === 'boolean' ? Number(value) : value);
      this.#places.set(name, place);
    }
    const type = parameterType(value);
    if (type.family === 'text') return { sql: asText(`$${String(place)}`), type };
    const pg = { bit: 'smallint', float: 'double precision' }[type.name] ?? type.name;
    return { sql: `($${String(place)})::${pg}`, type };
  }

  #source(source: Source, sqlAlias: string, outer: readonly InScope[]): { readonly sql: string; readonly scope: InScope } {
    if ('query' in source) return this.#derived(source, sqlAlias, outer);
    if (isCatalog(source.table)) {
      const name = `${source.table.schema ?? ''}.${source.table.name}`.toLowerCase();
      const columns = catalogColumns(name).map(({ name: column, type }) => ({
        name: column,
        sql: `${sqlAlias}.${column}`,
        type,
        nullable: true,
      }));
      return { sql: `${catalogSql(this.model, name)} as ${sqlAlias}`, scope: { alias: source.alias, columns } };
    }
    const table = this.model.table(source.table);
    return { sql: `${table.pg} as ${sqlAlias}`, scope: this.inScope(table, source.alias, sqlAlias) };
  }

  /** A query in FROM. It is carried out once, however often its columns are asked for. */
  #derived(source: DerivedTable & Source, sqlAlias: string, outer: readonly InScope[]) {
    const { alias, columns: named } = source;
    const { sql, columns } = this.query(source.query, outer, true);
    if (named && named.length !== columns.length)
      throw named.length < columns.length
        ? new TsqlFailure(8158, `'${alias}' has more columns than were specified in the column list.`)
        : new TsqlFailure(8159, `'${alias}' has fewer columns than were specified in the column list.`);
    const names = named ?? columns.map(({ name }) => name);
    const bare = names.indexOf('');
    if (bare >= 0) throw new TsqlFailure(8155, `No column name was specified for column ${String(bare + 1)} of '${alias}'.`);
    const twice = names.find((name, at) => names.slice(0, at).some((other) => other.toLowerCase() === name.toLowerCase()));
    if (twice !== undefined) throw new TsqlFailure(8156, `The column '${twice}' was specified multiple times for '${alias}'.`);
    const list = names.map((_name, at) => `c${String(at + 1)}`);
    return {
      sql: `(select * from (${sql}) as made offset 0) as ${sqlAlias} (${list.join(', ')})`,
      scope: {
        alias,
        columns: columns.map(({ type, nullable = true }, at) => ({
          ...{ name: names[at] ?? '', sql: `${sqlAlias}.${list[at] ?? ''}`, type, nullable },
        })),
      },
    };
  }

  /** `within`: it stands in another statement, and its rows have an order only where that says which of them there are. */
  query(query: Query, outer: readonly InScope[] = [], within = false): WrittenQuery {
    if (within && query.orderBy.length > 0 && query.top === undefined && query.offset === undefined)
      throw new TsqlFailure(
        1033,
        'The ORDER BY clause is invalid in views, inline functions, derived tables, subqueries, and common table expressions, unless TOP, OFFSET or FOR XML is also specified.',
        15,
      );
    const [first, ...more] = [query, ...query.more].map((one) => this.#select(one, outer));
    if (first === undefined || more.length === 0) return first ?? { sql: '', columns: [] };
    if (query.orderBy.length > 0) throw unknownHere('the order of a UNION');
    if (more.some(({ columns }) => columns.length !== first.columns.length))
      throw new TsqlFailure(
        205,
        'All queries combined using a UNION, INTERSECT or EXCEPT operator must have an equal number of expressions in their target lists.',
      );
    const types = first.columns.map(({ type }, at) => more.map(({ columns }) => columns[at]?.type ?? type).reduce(meeting, type));
    const parts = [first, ...more].map(({ sql, columns }) => as(sql, columns, types));
    return {
      sql: parts.join(' union all '),
      columns: first.columns.map((column, at) => ({ ...column, type: types[at] ?? column.type, nullable: true })),
    };
  }

  #select(query: Query, outer: readonly InScope[]): WrittenQuery {
    const depth = String(outer.length);
    const sources: InScope[] = [];
    const from: string[] = [];
    for (const [at, source] of query.from.entries()) {
      const alias = `s${depth}_${String(at)}`;
      const { sql, scope } = this.#source(source, alias, outer);
      if (sources.some((other) => other.alias.toLowerCase() === scope.alias.toLowerCase()))
        throw new TsqlFailure(1011, `The correlation name '${scope.alias}' is specified multiple times in a FROM clause.`, 15);
      sources.push(scope);
      const on = source.join?.on && ` on ${this.writer([...sources, ...outer]).condition(source.join.on)}`;
      from.push(source.join ? `${source.join.kind} ${sql}${on ?? ''}` : sql);
    }
    // What stands inside hides what stands outside.
    const writer = this.writer(sources.length > 0 ? sources : outer);
    const inner = outer.length > 0 && sources.length > 0 ? this.writer([...sources, ...outer]) : writer;
    const items = query.items.flatMap((item): Item[] => {
      if (item !== 'all')
        return [{ value: item.value, name: item.alias ?? nameOf(item.value), written: inner.value(item.value) }];
      return sources.flatMap(({ alias, columns }) =>
        columns.map((column) => ({
          value: { is: 'column', of: alias, name: column.name } as const,
          name: column.name,
          written: column,
        })),
      );
    });
    this.#refuseUngrouped(query, items);
    const orderBy = this.#orderBy(query, items, inner);
    const groupBy = query.groupBy.map((value) => {
      const written = inner.value(value);
      refuseIncomparable(written.type, 'GROUP BY');
      return written.sql;
    });
    const take = query.offset?.take ?? query.top;
    const locks = query.from.some((source) => 'hints' in source && source.hints.includes('UPDLOCK'));
    const sql = [
      `select ${items.map(({ written }) => written.sql).join(', ')}`,
      ...(from.length > 0 ? [`from ${from.join(' ')}`] : []),
      ...(query.where ? [`where ${inner.condition(query.where)}`] : []),
      ...(groupBy.length > 0 ? [`group by ${groupBy.join(', ')}`] : []),
      ...(orderBy.length > 0 ? [`order by ${orderBy.join(', ')}`] : []),
      ...(take === undefined ? [] : [`limit ${String(take)}`]),
      ...(query.offset ? [`offset ${String(query.offset.skip)}`] : []),
      ...(locks ? ['for update'] : []),
    ].join(' ');
    return { sql, columns: items.map(({ written, name }) => ({ ...written, name })) };
  }

  #refuseUngrouped(query: Query, items: readonly { readonly value: Value; readonly name: string }[]): void {
    const grouped = query.groupBy.length > 0 || items.some(({ value }) => isAggregate(value));
    if (!grouped) return;
    const stray = items.find(({ value }) => !constant(value) && !query.groupBy.some((by) => alike(by, value)));
    if (stray)
      throw new TsqlFailure(
        8120,
        `Column '${stray.name}' is invalid in the select list because it is not contained in either an aggregate function or the GROUP BY clause.`,
      );
  }

  #orderBy(query: Query, items: readonly Item[], writer: ValueWriter): string[] {
    const twice = query.orderBy.some(({ value }, at) => query.orderBy.slice(0, at).some((other) => alike(other.value, value)));
    if (twice)
      throw new TsqlFailure(
        169,
        'A column has been specified more than once in the order by list. Columns in the order by list must be unique.',
        15,
      );
    return query.orderBy.flatMap(({ value, descends }) => {
      // A query of nothing stands for no order at all.
      if (value.is === 'query') {
        const [only] = value.query.items;
        if (value.query.from.length === 0 && only !== 'all' && only?.value.is === 'literal' && only.value.kind === 'null')
          return [];
      }
      const direction = descends ? 'desc' : 'asc';
      if (value.is === 'literal') {
        const item = /^\d+$/u.test(value.text) ? items[Number(value.text) - 1] : undefined;
        if (item === undefined || value.kind !== 'number')
          throw new TsqlFailure(408, 'A constant expression was encountered in the ORDER BY list, position 1.');
        refuseIncomparable(item.written.type, 'ORDER BY');
        return [`${value.text} ${direction} nulls ${descends ? 'last' : 'first'}`];
      }
      const named =
        value.is === 'column' && value.of === undefined
          ? items.find(({ name }) => name.toLowerCase() === value.name.toLowerCase())
          : undefined;
      const written = named?.written ?? writer.value(value);
      refuseIncomparable(written.type, 'ORDER BY');
      // NULL comes before everything.
      const nulls = written.nullable === false ? '' : ` nulls ${descends ? 'last' : 'first'}`;
      return [
        `${written.type.family === 'text' && query.groupBy.length === 0 ? `rtrim(${written.sql})` : instant(written.sql, written.type)} ${direction}${nulls}`,
      ];
    });
  }

  target(name: ObjectName): { readonly table: Table; readonly scope: InScope } {
    const table = this.model.table(name);
    return { table, scope: this.inScope(table, table.name, 'target') };
  }
}

/** A query whose columns are of those types. */
const as = (sql: string, columns: readonly Written[], types: readonly TsqlType[]): string => {
  const names = columns.map((_column, at) => `c${String(at + 1)}`);
  const values = columns.map(
    (column, at) => converted({ ...column, sql: `u.${names[at] ?? ''}` }, types[at] ?? column.type, false).sql,
  );
  return `select ${values.join(', ')} from (${sql}) as u (${names.join(', ')})`;
};

const nameOf = (value: Value): string => (value.is === 'column' ? value.name : '');
const constant = (value: Value): boolean =>
  value.is === 'literal' ||
  value.is === 'variable' ||
  isAggregate(value) ||
  (value.is === 'arithmetic' && constant(value.left) && constant(value.right));

/** The full name of a table, as messages have it. */
export const fullName = (model: Model, table: Table): string => `${model.database}.${table.schema}.${table.name}`;
export { columnNamed, quoted };
