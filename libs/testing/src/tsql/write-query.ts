import { TsqlFailure } from './failure.js';
import { columnNamed, type Model, type Table } from './model.js';
import type { ObjectName, Query, Source, Value } from './syntax.js';
import { catalogColumns, catalogSql, isCatalog } from './system.js';
import { bigintType, intType } from './types.js';
import { asText, quoted, type Written } from './write-conversion.js';
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
      query: (query, outer) => this.query(query, outer),
      relation: (name) => catalogSql(this.model, name),
      database: this.model.database,
      lastIdentity: this.said.lastIdentity,
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

  #source(source: Source, sqlAlias: string): { readonly sql: string; readonly scope: InScope } {
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

  query(query: Query, outer: readonly InScope[] = []): WrittenQuery {
    const depth = String(outer.length);
    const sources: InScope[] = [];
    const from: string[] = [];
    for (const [at, source] of query.from.entries()) {
      const alias = `s${depth}_${String(at)}`;
      const { sql, scope } = this.#source(source, alias);
      if (sources.some((other) => other.alias.toLowerCase() === scope.alias.toLowerCase()))
        throw new TsqlFailure(1011, `The correlation name '${scope.alias}' is specified multiple times in a FROM clause.`, 15);
      sources.push(scope);
      const on = source.join && this.writer([...sources, ...outer]).condition(source.join.on);
      from.push(source.join ? `${source.join.kind} ${sql} on ${on ?? 'true'}` : sql);
    }
    // What stands inside hides what stands outside.
    const writer = this.writer(sources.length > 0 ? sources : outer);
    const inner = outer.length > 0 && sources.length > 0 ? this.writer([...sources, ...outer]) : writer;
    const items = query.items.flatMap((item): { value: Value; name: string; written: Written }[] => {
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
    const locks = query.from.some(({ hints }) => hints.includes('UPDLOCK'));
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

  #orderBy(
    query: Query,
    items: readonly { readonly value: Value; readonly name: string; readonly written: Written }[],
    writer: ValueWriter,
  ): string[] {
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
        `${written.type.family === 'text' && query.groupBy.length === 0 ? `rtrim(${written.sql})` : written.sql} ${direction}${nulls}`,
      ];
    });
  }

  target(name: ObjectName): { readonly table: Table; readonly scope: InScope } {
    const table = this.model.table(name);
    return { table, scope: this.inScope(table, table.name, 'target') };
  }
}

const nameOf = (value: Value): string => (value.is === 'column' ? value.name : '');
const constant = (value: Value): boolean =>
  value.is === 'literal' ||
  value.is === 'variable' ||
  isAggregate(value) ||
  (value.is === 'arithmetic' && constant(value.left) && constant(value.right));

/** The full name of a table, as messages have it. */
export const fullName = (model: Model, table: Table): string => `${model.database}.${table.schema}.${table.name}`;
export { columnNamed, quoted };
