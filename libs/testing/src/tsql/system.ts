import { unknownHere } from './failure.js';
import type { Column, Model, Table } from './model.js';
import type { ObjectName } from './syntax.js';
import { bigintType, bitType, intType, knownTypes, longText, type TsqlType } from './types.js';

type Cell = string | number | boolean | null;
type Row = readonly Cell[];
interface View {
  readonly columns: readonly { readonly name: string; readonly type: TsqlType }[];
  readonly rows: (model: Model) => readonly Row[];
}

const types: Readonly<Record<string, TsqlType>> = { i: intType, b: bitType, t: longText, l: bigintType };
/** `id:i name:t`: the columns of a view, with their types. */
const view = (columns: string, rows: View['rows'] = () => []): View => ({
  columns: columns.split(' ').map((column) => {
    const [name = '', type = 't'] = column.split(':');
    return { name, type: types[type] ?? longText };
  }),
  rows,
});

const schemaId = (model: Model, name: string): number =>
  model.schemas.findIndex((known) => known.toLowerCase() === name.toLowerCase()) + 1;
const objectType = (table: Table): string => (table.kind === 'view' ? 'V ' : 'U ');
const tablesOf = (model: Model): readonly Table[] => model.tables.filter(({ kind }) => kind === 'table');
const typeId = (name: string): number => knownTypes[name]?.id ?? 0;
const typeOf = ({ type }: Column): string => (type.name === 'rowversion' ? 'timestamp' : type.name);
/** Constraints are objects as tables are: theirs come after all of those. */
const defaultId = (table: Table, column: Column): number => 1_000_000 + table.id * 2_000 + column.id;
const bytesOf = ({ type }: Column): number =>
  type.family === 'text' && /char$/u.test(type.name) && type.name.startsWith('n') && type.length > 0
    ? type.length * 2
    : type.length;
const isPrecise = ({ type }: Column): [number, number] => {
  if (type.family === 'decimal') return [type.precision, type.scale];
  const whole: Readonly<Record<string, number>> = {
    tinyint: 3,
    smallint: 5,
    int: 10,
    bigint: 19,
    bit: 1,
    money: 19,
    float: 53,
    real: 24,
  };
  return [whole[type.name] ?? 0, type.scale];
};
const indexOf = (table: Table, at: number): number => (table.keys[0]?.kind === 'primary' ? at + 1 : at + 2);

const columnsView = view(
  'object_id:i name:t column_id:i system_type_id:i user_type_id:i max_length:i precision:i scale:i is_nullable:b is_identity:b is_computed:b default_object_id:i collation_name:t',
  (model) =>
    model.tables.flatMap((table) =>
      table.columns.map((column): Row => {
        const id = typeId(typeOf(column));
        const [precision, scale] = isPrecise(column);
        return [
          ...[
            table.id,
            column.name,
            column.id,
            id,
            id,
            bytesOf(column),
            precision,
            scale,
            column.nullable,
            column.identity !== undefined,
          ],
          ...[column.computed !== undefined, column.fallback ? defaultId(table, column) : 0],
          column.type.family === 'text' ? 'Latin1_General_CI_AS' : null,
        ];
      }),
    ),
);

const views: Readonly<Record<string, View>> = {
  'sys.schemas': view('schema_id:i name:t', (model) => model.schemas.map((name, at) => [at + 1, name])),
  'sys.objects': view('object_id:i schema_id:i name:t type:t is_ms_shipped:b', (model) =>
    model.tables.map((table) => [table.id, schemaId(model, table.schema), table.name, objectType(table), false]),
  ),
  'sys.tables': view('object_id:i name:t is_memory_optimized:b is_external:b temporal_type:i', (model) =>
    tablesOf(model).map(({ id, name }) => [id, name, false, false, 0]),
  ),
  'sys.columns': columnsView,
  'sys.types': view('name:t system_type_id:i user_type_id:i schema_id:i is_user_defined:b', () =>
    Object.entries(knownTypes)
      .filter(([name]) => name !== 'rowversion')
      .map(([name, { id }]) => [name, id, id, 1, false]),
  ),
  'sys.sql_modules': view('object_id:i definition:t', (model) =>
    model.tables.flatMap(({ id, text }): Row[] => (text === undefined ? [] : [[id, text]])),
  ),
  'sys.extended_properties': view('class:i major_id:i minor_id:i name:t value:t'),
  'sys.default_constraints': view('object_id:i name:t definition:t', (model) =>
    model.tables.flatMap((table) =>
      table.columns.flatMap((column): Row[] =>
        column.fallback ? [[defaultId(table, column), `DF__${table.name}__${column.name}`, column.fallback.text]] : [],
      ),
    ),
  ),
  'sys.computed_columns': view('object_id:i column_id:i definition:t is_persisted:b', (model) =>
    model.tables.flatMap((table) =>
      table.columns.flatMap((column): Row[] =>
        column.computed === undefined ? [] : [[table.id, column.id, `(${column.computed})`, true]],
      ),
    ),
  ),
  'sys.identity_columns': view('object_id:i column_id:i seed_value:t increment_value:t', (model) =>
    model.tables.flatMap((table) =>
      table.columns.flatMap((column): Row[] =>
        column.identity ? [[table.id, column.id, String(column.identity.seed), String(column.identity.increment)]] : [],
      ),
    ),
  ),
  'sys.indexes': view(
    'object_id:i index_id:i name:t type:i type_desc:t is_unique:b is_primary_key:b is_unique_constraint:b has_filter:b filter_definition:t is_disabled:b is_hypothetical:b',
    (model) =>
      tablesOf(model).flatMap((table) =>
        table.keys.map((key, at): Row => [
          ...[
            table.id,
            indexOf(table, at),
            key.name,
            key.kind === 'primary' ? 1 : 2,
            key.kind === 'primary' ? 'CLUSTERED' : 'NONCLUSTERED',
          ],
          ...[key.unique, key.kind === 'primary', key.kind === 'unique', false, null, false, false],
        ]),
      ),
  ),
  'sys.index_columns': view(
    'object_id:i index_id:i index_column_id:i column_id:i key_ordinal:i partition_ordinal:i is_descending_key:b is_included_column:b',
    (model) =>
      tablesOf(model).flatMap((table) =>
        table.keys.flatMap((key, at) =>
          key.columns.map((name, place): Row => {
            const column = table.columns.find((one) => one.name === name);
            return [table.id, indexOf(table, at), place + 1, column?.id ?? 0, place + 1, 0, false, false];
          }),
        ),
      ),
  ),
  'sys.foreign_keys': view(
    'object_id:i name:t parent_object_id:i referenced_object_id:i delete_referential_action:i update_referential_action:i delete_referential_action_desc:t update_referential_action_desc:t is_not_trusted:b is_disabled:b',
    (model) =>
      model.tables.flatMap((table) =>
        table.references.map(({ id, name, table: parent, onDelete }): Row => [
          ...[id, name, table.id, parent.id, onDelete === 'CASCADE' ? 1 : 0, 0, onDelete, 'NO_ACTION', false, false],
        ]),
      ),
  ),
  'sys.foreign_key_columns': view(
    'constraint_object_id:i constraint_column_id:i parent_object_id:i parent_column_id:i referenced_object_id:i referenced_column_id:i',
    (model) =>
      model.tables.flatMap((table) =>
        table.references.flatMap(({ id, columns, table: parent, refColumns }) =>
          columns.map((name, at): Row => {
            const of = (owner: Table, wanted: string | undefined): number =>
              owner.columns.find((column) => column.name === wanted)?.id ?? 0;
            return [id, at + 1, table.id, of(table, name), parent.id, of(parent, refColumns[at])];
          }),
        ),
      ),
  ),
  'sys.check_constraints': view('parent_object_id:i name:t definition:t is_ms_shipped:b', (model) =>
    model.tables.flatMap((table) => table.checks.map(({ name, text }): Row => [table.id, name, text, false])),
  ),
  'sys.triggers': view('object_id:i name:t parent_id:i parent_class:i is_instead_of_trigger:b is_disabled:b is_ms_shipped:b'),
  'sys.trigger_events': view('object_id:i type:i type_desc:t'),
  'sys.partitions': view('object_id:i index_id:i partition_id:l hobt_id:l rows:l'),
  'sys.allocation_units': view('container_id:l type:i total_pages:l'),
  'sys.parameters': view('object_id:i parameter_id:i name:t user_type_id:i max_length:i precision:i scale:i is_output:b'),
  definitions: view('object_id:i definition:t', (model) =>
    model.tables.flatMap((table) =>
      table.columns.flatMap((column): Row[] => (column.fallback ? [[defaultId(table, column), column.fallback.text]] : [])),
    ),
  ),
};

const viewNamed = (name: string): View => {
  const found = views[name];
  if (found === undefined) throw unknownHere(`the catalog view ${name}`);
  return found;
};

/** Whether a table is one of the server's own. */
export const isCatalog = ({ schema }: ObjectName): boolean =>
  schema !== undefined && /^(?:sys|information_schema)$/iu.test(schema);
export const catalogColumns = (name: string): View['columns'] => viewNamed(name).columns;

const pgType: Readonly<Record<string, string>> = { int: 'integer', bigint: 'bigint', bit: 'smallint' };
const written = (cell: Cell): string => {
  if (cell === null) return 'null';
  if (typeof cell === 'string') return `'${cell.replaceAll("'", "''")}'`;
  return String(Number(cell));
};

/** A view of the catalog, as the model is now: one list of values, which PostgreSQL takes for thousands of tables too. */
export const catalogSql = (model: Model, name: string): string => {
  const { columns, rows } = viewNamed(name);
  const found = rows(model).map((row) => `(${row.map((cell) => written(cell)).join(', ')})`);
  // Rows are counted where they are.
  const counted =
    name === 'sys.partitions'
      ? tablesOf(model).map(
          ({ id, pg, keys }) =>
            `(${String(id)}, ${keys[0]?.kind === 'primary' ? '1' : '0'}, ${String(id)}, ${String(id)}, tsql.count_of('${pg}'))`,
        )
      : [];
  const lines = [...found, ...counted];
  const cast = (sql: string, { name: column, type }: View['columns'][number]): string =>
    type.name === 'nvarchar'
      ? `${sql}::text collate tsql.ci as ${column}`
      : `${sql}::${pgType[type.name] ?? 'text'} as ${column}`;
  if (lines.length === 0) return `(select ${columns.map((column) => cast('null', column)).join(', ')} where false)`;
  const cells = columns.map((_column, at) => `v${String(at)}`);
  const shown = columns.map((column, at) => cast(cells[at] ?? '', column));
  return `(select ${shown.join(', ')} from (values ${lines.join(', ')}) as raw(${cells.join(', ')}))`;
};
