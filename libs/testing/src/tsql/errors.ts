import type { DatabaseError } from 'pg';
import { TsqlFailure, unknownHere } from './failure.js';
import type { Model, Table } from './model.js';

const tableOf = (model: Model, pg: string | undefined): Table | undefined =>
  model.tables.find((table) => table.pg === `held.${pg ?? ''}`);

const unique = (model: Model, error: DatabaseError): TsqlFailure | undefined => {
  const table = model.tables.find(({ keys }) => keys.some((key) => key.pg === error.constraint));
  const key = table?.keys.find(({ pg }) => pg === error.constraint);
  if (!table || !key) return undefined;
  const values = /=\((.*)\) /su.exec(error.detail ?? '')?.[1] ?? '';
  const told = ` The duplicate key value is (${values}).`;
  const object = `${table.schema}.${table.name}`;
  if (key.kind === 'index')
    return new TsqlFailure(
      2601,
      `Cannot insert duplicate key row in object '${object}' with unique index '${key.name}'.${told}`,
      14,
    );
  const kind = key.kind === 'primary' ? 'PRIMARY KEY' : 'UNIQUE KEY';
  return new TsqlFailure(
    2627,
    `Violation of ${kind} constraint '${key.name}'. Cannot insert duplicate key in object '${object}'.${told}`,
    14,
  );
};

/** One column is named, where the constraint has one: of the table that the conflict is in, which is not always the one that is changed. */
const conflict = (model: Model, error: DatabaseError, verb: string): TsqlFailure | undefined => {
  const said = (kind: string, name: string, table: Table, columns: readonly (string | undefined)[]): TsqlFailure => {
    const [only] = columns;
    const column = columns.length === 1 && only !== undefined ? `, column '${only}'` : '';
    return new TsqlFailure(
      547,
      `The ${verb} statement conflicted with the ${kind} constraint "${name}". The conflict occurred in database "${model.database}", table "${table.schema}.${table.name}"${column}.`,
    );
  };
  for (const table of model.tables) {
    const check = table.checks.find(({ pg }) => pg === error.constraint);
    if (check) return said('CHECK', check.name, table, [check.column]);
    const reference = table.references.find(({ pg }) => pg === error.constraint);
    if (!reference) continue;
    const child = /is not present in table/u.test(error.detail ?? '');
    return child
      ? said('FOREIGN KEY', reference.name, reference.table, reference.refColumns)
      : said('REFERENCE', reference.name, table, reference.columns);
  }
  return undefined;
};

/** What PostgreSQL refuses, as SQL Server tells it. */
export const failureOf = (model: Model, error: DatabaseError, verb: string): TsqlFailure => {
  switch (error.code) {
    case 'TS000': {
      const [number = '50000', ...words] = error.message.split('|');
      return new TsqlFailure(Number(number), words.join('|'));
    }
    case '23505':
      return unique(model, error) ?? unknownHere(`the key ${error.constraint ?? ''}`);
    case '23503':
    case '23514':
      return conflict(model, error, verb) ?? unknownHere(`the constraint ${error.constraint ?? ''}`);
    case '23502': {
      const table = tableOf(model, error.table);
      const column = table?.columns.find(({ pg }) => pg === error.column);
      if (!table || !column) break;
      const object = `${model.database}.${table.schema}.${table.name}`;
      return new TsqlFailure(
        515,
        `Cannot insert the value NULL into column '${column.name}', table '${object}'; column does not allow nulls. ${verb} fails.`,
      );
    }
    case '22003':
      return new TsqlFailure(8115, 'Arithmetic overflow error converting expression to data type numeric.');
    case '22012':
      return new TsqlFailure(8134, 'Divide by zero error encountered.');
    case '40P01':
      return new TsqlFailure(
        1205,
        'Transaction was deadlocked on lock resources with another process and has been chosen as the deadlock victim. Rerun the transaction.',
        13,
      );
    case '55P03':
      return new TsqlFailure(1222, 'Lock request time out period exceeded.');
    default:
  }
  return unknownHere(`what PostgreSQL says of it (${error.code ?? ''}: ${error.message})`);
};
