import type { CatalogTable } from '@orrery/contracts';
import { quoteIdentifier, quoteLiteral } from '@orrery/dialects';

/** What a table's statements need besides the table itself. */
export interface TableTexts {
  /** Types as the server writes them, by column. */
  readonly types: ReadonlyMap<string, string>;
  /** Columns that come from a parent alone. */
  readonly inherited: ReadonlySet<string>;
  /** Constraints by name, in the server's words; keys to other tables apart, since those may not be there yet. */
  readonly constraints: readonly { readonly name: string; readonly definition: string; readonly foreign: boolean }[];
  /** Indexes that are no constraint's. */
  readonly indexes: readonly string[];
  readonly sequences: readonly OwnedSequence[];
  readonly parents: readonly (readonly [string, string])[];
  readonly unlogged: boolean;
  readonly options: string | null;
  readonly view: string | null;
  readonly server: readonly [string, string | null] | null;
}

/** A sequence that goes with a column. */
export interface OwnedSequence {
  readonly column: string;
  /** Of an identity column: the column makes it. */
  readonly identity: boolean;
  readonly schema: string;
  readonly name: string;
  readonly type: string;
  readonly start: string;
  readonly increment: string;
}

const name = (part: string): string => quoteIdentifier('postgres', part);
const qualified = (schema: string, part: string): string => `${name(schema)}.${name(part)}`;
const text = (value: string): string => quoteLiteral('postgres', value);

/** The statements that make a table, a view or a foreign table anew, with its sequences, indexes, triggers and comments. */
export const ddlOf = (table: Omit<CatalogTable, 'ddl'>, texts: TableTexts): string | null => {
  const target = qualified(table.schema, table.name);
  const body = table.kind === 'table' ? tableBody(table, texts, target) : viewBody(table, texts, target);
  if (body === null) return null;
  const noun = table.kind === 'view' ? 'VIEW' : table.kind === 'materialized-view' ? 'MATERIALIZED VIEW' : 'TABLE';
  return [
    ...body,
    ...texts.indexes.map((index) => `${index};`),
    ...table.triggers.map(({ definition }) => `${definition};`),
    ...(table.comment === null ? [] : [`COMMENT ON ${noun} ${target} IS ${text(table.comment)};`]),
    ...table.columns.flatMap((column) =>
      column.comment === null ? [] : [`COMMENT ON COLUMN ${target}.${name(column.name)} IS ${text(column.comment)};`],
    ),
  ].join('\n');
};

const viewBody = (table: Omit<CatalogTable, 'ddl'>, texts: TableTexts, target: string): string[] | null => {
  if (texts.view === null) return null;
  const noun = table.kind === 'view' ? 'CREATE VIEW' : 'CREATE MATERIALIZED VIEW';
  const options = texts.options ? ` WITH (${texts.options})` : '';
  return [`${noun} ${target}${options} AS\n${texts.view.trimEnd().replace(/;$/, '')};`];
};

const tableBody = (table: Omit<CatalogTable, 'ddl'>, texts: TableTexts, target: string): string[] => {
  const serial = texts.sequences.filter(({ identity }) => !identity);
  const local = texts.constraints.filter(({ foreign }) => !foreign);
  const constraints = local.map((constraint) => `  CONSTRAINT ${name(constraint.name)} ${constraint.definition}`);
  const parts = [
    ...table.columns.filter((column) => !texts.inherited.has(column.name)).map((column) => `  ${columnText(column, texts)}`),
    ...(texts.server ? [] : constraints),
  ];
  const list = parts.length > 0 ? `(\n${parts.join(',\n')}\n)` : '()';
  const options = texts.options ? ` WITH (${texts.options})` : '';
  const by = table.partition?.by ? ` PARTITION BY ${table.partition.by}` : '';
  const { of, bound } = table.partition ?? {};
  const make = `CREATE ${texts.unlogged ? 'UNLOGGED ' : ''}${texts.server ? 'FOREIGN ' : ''}TABLE ${target}`;
  const parents = texts.parents.map(([schema, parent]) => qualified(schema, parent)).join(', ');
  const head =
    of && bound
      ? `${make} PARTITION OF ${qualified(of.schema, of.name)} ${bound}${by}${options}`
      : `${make} ${list}${parents ? ` INHERITS (${parents})` : ''}${by}${options}`;
  const server = texts.server ? ` SERVER ${name(texts.server[0])}${texts.server[1] ? ` OPTIONS (${texts.server[1]})` : ''}` : '';
  return [
    ...serial.map((owned) => `CREATE SEQUENCE ${qualified(owned.schema, owned.name)} AS ${owned.type}${stepsOf(owned)};`),
    `${head}${server};`,
    ...serial.map((owned) => `ALTER SEQUENCE ${qualified(owned.schema, owned.name)} OWNED BY ${target}.${name(owned.column)};`),
    ...texts.constraints
      .filter(({ foreign }) => foreign)
      .map((key) => `ALTER TABLE ${target} ADD CONSTRAINT ${name(key.name)} ${key.definition};`),
  ];
};

const stepsOf = (owned: OwnedSequence): string =>
  `${owned.increment === '1' ? '' : ` INCREMENT BY ${owned.increment}`}${owned.start === '1' ? '' : ` START WITH ${owned.start}`}`;

const columnText = (column: CatalogTable['columns'][number], texts: TableTexts): string => {
  const words = [name(column.name), texts.types.get(column.name) ?? column.dataType];
  if (column.collation) words.push(`COLLATE ${column.collation}`);
  if (column.generated === 'stored' || column.generated === 'virtual') {
    words.push(`GENERATED ALWAYS AS (${column.expression ?? ''}) ${column.generated.toUpperCase()}`);
  } else if (column.generated === 'identity' || column.generated === 'identity-always') {
    const owned = texts.sequences.find((sequence) => sequence.identity && sequence.column === column.name);
    const steps = owned ? stepsOf(owned).trim() : '';
    words.push(`GENERATED ${column.generated === 'identity' ? 'BY DEFAULT' : 'ALWAYS'} AS IDENTITY${steps ? ` (${steps})` : ''}`);
  } else if (column.default !== null) {
    words.push(`DEFAULT ${column.default}`);
  }
  if (!column.nullable) words.push('NOT NULL');
  return words.join(' ');
};
