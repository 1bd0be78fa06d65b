import { TsqlFailure } from './failure.js';
import type { ObjectName } from './syntax.js';
import type { TsqlType } from './types.js';

/** A column. In PostgreSQL it goes by its number, so that any name will do. */
export interface Column {
  readonly id: number;
  readonly name: string;
  readonly pg: string;
  readonly type: TsqlType;
  readonly nullable: boolean;
  readonly identity: { readonly seed: number; readonly increment: number } | undefined;
  /** What a new row has, in SQL of PostgreSQL, and as it was written. */
  readonly fallback: { readonly sql: string; readonly text: string } | undefined;
  readonly computed: string | undefined;
}

export interface Key {
  readonly pg: string;
  readonly name: string;
  readonly kind: 'primary' | 'unique' | 'index';
  readonly unique: boolean;
  readonly columns: readonly string[];
}

export interface Reference {
  readonly id: number;
  readonly pg: string;
  readonly name: string;
  readonly columns: readonly string[];
  readonly table: Table;
  readonly refColumns: readonly string[];
  readonly onDelete: 'NO_ACTION' | 'CASCADE';
}

export interface Check {
  readonly pg: string;
  readonly name: string;
  readonly text: string;
  readonly column: string | undefined;
}

export interface Table {
  readonly id: number;
  readonly schema: string;
  readonly name: string;
  readonly kind: 'table' | 'view';
  /** Its name in PostgreSQL. */
  readonly pg: string;
  readonly text?: string;
  columns: readonly Column[];
  keys: readonly Key[];
  references: readonly Reference[];
  checks: readonly Check[];
}

/** Upper and lower case are the same. */
const placeOf = (schema: string, name: string): string => JSON.stringify([schema.toLowerCase(), name.toLowerCase()]);
const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** What a database holds, under its own names: those of PostgreSQL are too short for some of them. */
export class Model {
  readonly schemas: string[] = ['dbo'];
  readonly tables: Table[] = [];
  readonly #byName = new Map<string, Table>();
  #last = 100;

  constructor(readonly database: string) {}

  id(): number {
    this.#last += 1;
    return this.#last;
  }

  find({ schema = 'dbo', name }: ObjectName): Table | undefined {
    return this.#byName.get(placeOf(schema, name));
  }

  add(table: Table): void {
    this.tables.push(table);
    this.#byName.set(placeOf(table.schema, table.name), table);
  }

  table(name: ObjectName): Table {
    const found = this.find(name);
    if (found === undefined) throw new TsqlFailure(208, `Invalid object name '${writtenName(name)}'.`);
    return found;
  }

  remove(table: Table): void {
    this.tables.splice(this.tables.indexOf(table), 1);
    this.#byName.delete(placeOf(table.schema, table.name));
  }
}

export const writtenName = ({ schema, name }: ObjectName): string => (schema === undefined ? name : `${schema}.${name}`);
/** The column of that name; upper and lower case are the same. */
export const columnNamed = (table: Pick<Table, 'columns'>, name: string): Column => {
  const found = table.columns.find((column) => same(column.name, name));
  if (found === undefined) throw new TsqlFailure(207, `Invalid column name '${name}'.`);
  return found;
};
