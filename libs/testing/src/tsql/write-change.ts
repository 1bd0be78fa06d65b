import { TsqlFailure } from './failure.js';
import { type Column, columnNamed, type Table } from './model.js';
import type { Statement, Value } from './syntax.js';
import { nothing, type TsqlType } from './types.js';
import { asText, converted, quoted, type Written } from './write-conversion.js';
import { fullName, type QueryWriter } from './write-query.js';

type Insert = Extract<Statement, { is: 'insert' }>;
type Update = Extract<Statement, { is: 'update' }>;
type Delete = Extract<Statement, { is: 'delete' }>;

export interface WrittenChange {
  readonly sql: string;
  readonly table: Table;
  /** Whether rows are answered that hold the number of a new row. */
  readonly numbers: boolean;
}

const isVersion = ({ type }: Column): boolean => type.name === 'timestamp' || type.name === 'rowversion';

/** A value as the column keeps it. */
export const storedIn = (writer: QueryWriter, table: Table, column: Column, value: Written): string => {
  const { sql } = converted(value, column.type, false);
  const { family, name, length } = column.type;
  const place = `${asText(quoted(fullName(writer.model, table)))}, ${asText(quoted(column.name))}`;
  if (family === 'text' && /char$/u.test(name) && length > 0)
    return `tsql.fit(${sql}, ${String(length)}, ${String(!name.includes('var'))}, ${place})`;
  if (family === 'binary' && /^(?:var)?binary$/u.test(name) && length > 0)
    return `tsql.fit_bytes(${sql}, ${String(length)}, ${place})`;
  return sql;
};

const refuseView = (table: Table): void => {
  if (table.kind === 'view')
    throw new TsqlFailure(
      4406,
      `Update or insert of view or function '${table.name}' failed because it contains a derived or constant field.`,
    );
};

const refuseWritten = (column: Column, verb: 'insert' | 'update'): void => {
  if (column.computed !== undefined)
    throw new TsqlFailure(
      271,
      `The column "${column.name}" cannot be modified because it is either a computed column or is the result of a UNION operator.`,
    );
  if (isVersion(column))
    throw verb === 'insert'
      ? new TsqlFailure(
          273,
          'Cannot insert an explicit value into a timestamp column. Use INSERT with a column list to exclude the timestamp column, or insert a DEFAULT into the timestamp column.',
        )
      : new TsqlFailure(272, 'Cannot update a timestamp column.');
};

/** `numbered`: the table whose numbers may be given, by SET IDENTITY_INSERT. */
export const writtenInsert = (writer: QueryWriter, statement: Insert, numbered: Table | undefined): WrittenChange => {
  const { table } = writer.target(statement.table);
  refuseView(table);
  const identity = table.columns.find((column) => column.identity !== undefined);
  const may = numbered === table;
  const free = table.columns.filter(
    (column) => column.computed === undefined && !isVersion(column) && (column !== identity || may),
  );
  const columns = statement.columns?.map((name) => columnNamed(table, name)) ?? free;
  const twice = columns.find((column, at) => columns.indexOf(column) !== at);
  if (twice)
    throw new TsqlFailure(
      264,
      `The column name '${twice.name}' is specified more than once in the SET clause or column list of an INSERT.`,
    );
  for (const column of columns) refuseWritten(column, 'insert');
  if (identity && columns.includes(identity) !== may) {
    if (!may)
      throw new TsqlFailure(
        544,
        `Cannot insert explicit value for identity column in table '${table.name}' when IDENTITY_INSERT is set to OFF.`,
      );
    throw new TsqlFailure(
      545,
      `Explicit value must be specified for identity column in table '${table.name}' either when IDENTITY_INSERT is set to ON or when a replication user is inserting into a NOT FOR REPLICATION identity column.`,
    );
  }
  const wrong = statement.rows.find((row) => row.length !== columns.length);
  if (wrong) {
    const more = wrong.length > columns.length;
    throw statement.columns === undefined
      ? new TsqlFailure(213, 'Column name or number of supplied values does not match table definition.')
      : new TsqlFailure(
          more ? 110 : 109,
          `There are ${more ? 'fewer' : 'more'} columns in the INSERT statement than values specified in the VALUES clause. The number of values in the VALUES clause must match the number of columns specified in the INSERT statement.`,
          15,
        );
  }
  const returning = identity ? ` returning target.${identity.pg}` : '';
  const into = `insert into ${table.pg} as target`;
  if (columns.length === 0) return { sql: `${into} default values${returning}`, table, numbers: identity !== undefined };
  const values = writer.writer([]);
  const given = statement.rows.map((row) => row.map((value) => (value === 'default' ? undefined : values.value(value))));
  // The values of a column are of one type: the one of highest precedence in any row.
  const types = columns.map((_column, at) => values.meet(given.map((row): Written => row[at] ?? { sql: 'null', type: nothing })));
  const rows = given.map(
    (row) =>
      `(${row
        .map((value, at) => {
          const column = columns[at];
          if (value === undefined || column === undefined) return 'default';
          return storedIn(writer, table, column, unified(value, types[at] ?? nothing));
        })
        .join(', ')})`,
  );
  const names = columns.map(({ pg }) => pg).join(', ');
  return { sql: `${into} (${names}) values ${rows.join(', ')}${returning}`, table, numbers: identity !== undefined };
};
const unified = (value: Written, type: TsqlType): Written => (type.family === 'null' ? value : converted(value, type, false));

export const writtenUpdate = (writer: QueryWriter, statement: Update): WrittenChange => {
  const { table, scope } = writer.target(statement.table);
  refuseView(table);
  const values = writer.writer([scope]);
  const set = statement.set.map(({ column: name, value }) => {
    const column = columnNamed(table, name);
    refuseWritten(column, 'update');
    if (column.identity) throw new TsqlFailure(8102, `Cannot update identity column '${column.name}'.`);
    return `${column.pg} = ${value === 'default' ? 'default' : storedIn(writer, table, column, values.value(value satisfies Value))}`;
  });
  const version = table.columns.find(isVersion);
  if (version) set.push(`${version.pg} = tsql.next_version()`);
  const where = statement.where ? ` where ${values.condition(statement.where)}` : '';
  return { sql: `update ${table.pg} as target set ${set.join(', ')}${where}`, table, numbers: false };
};

export const writtenDelete = (writer: QueryWriter, statement: Delete): WrittenChange => {
  const { table, scope } = writer.target(statement.table);
  refuseView(table);
  const where = statement.where ? ` where ${writer.writer([scope]).condition(statement.where)}` : '';
  return { sql: `delete from ${table.pg} as target${where}`, table, numbers: false };
};
