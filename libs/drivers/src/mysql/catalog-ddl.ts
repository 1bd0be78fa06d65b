import type { CatalogColumn, CatalogTable } from '@orrery/contracts';
import { quoteIdentifier } from '@orrery/dialects';

/** What a table's statement needs besides the table itself. */
export interface TableTexts {
  readonly engine: string | null;
  readonly collation: string | null;
  /** Settings that were given when it was made, as the server keeps them: `row_format=DYNAMIC`. */
  readonly options: string | null;
  readonly view: { readonly text: string; readonly check: string; readonly security: string } | null;
  readonly systemVersioned: boolean;
  /** Types, defaults and what else stands behind a column's name, by column. */
  readonly columns: ReadonlyMap<string, { readonly type: string; readonly onUpdate: string | null; readonly hidden: boolean }>;
  /** Keys in their own words, without their names: `` (`a`(10), `b` DESC) ``. */
  readonly keys: readonly { readonly name: string; readonly noun: string; readonly columns: string; readonly more: string }[];
  /** Names of checks that are written down and not held. */
  readonly unenforced: ReadonlySet<string>;
  readonly partitionBy: string | null;
}

const name = (part: string): string => quoteIdentifier('mysql', part);
/** Text between quotes, as MySQL writes it in its default mode. */
export const text = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
const list = (columns: readonly string[]): string => `(${columns.map(name).join(', ')})`;

/** The statement that makes a table or a view anew, followed by those of its triggers. */
export const ddlOf = (table: Omit<CatalogTable, 'ddl'>, texts: TableTexts): string | null => {
  if (table.kind === 'view') return texts.view ? viewText(table.name, texts.view) : null;
  const primary = table.primaryKey;
  const lines = [
    ...table.columns.map((column) => columnText(column, texts)),
    ...(primary ? [`PRIMARY KEY ${texts.keys.find((key) => key.name === 'PRIMARY')?.columns ?? list(primary.columns)}`] : []),
    ...texts.keys.filter((key) => key.name !== 'PRIMARY').map((key) => `${key.noun} ${name(key.name)} ${key.columns}${key.more}`),
    ...table.checks.map(
      (check) =>
        `CONSTRAINT ${name(check.name)} CHECK (${check.expression})${texts.unenforced.has(check.name) ? ' NOT ENFORCED' : ''}`,
    ),
    ...table.foreignKeys.map((key) => {
      const target = key.refSchema === table.schema ? name(key.refTable) : `${name(key.refSchema)}.${name(key.refTable)}`;
      return `${key.name === null ? '' : `CONSTRAINT ${name(key.name)} `}FOREIGN KEY ${list(key.columns)} REFERENCES ${target} ${list(key.refColumns)} ON UPDATE ${key.onUpdate} ON DELETE ${key.onDelete}`;
    }),
  ];
  const tail = [
    ...(texts.engine ? [`ENGINE=${texts.engine}`] : []),
    ...(texts.collation ? [`COLLATE=${texts.collation}`] : []),
    ...(texts.options ? [texts.options] : []),
    ...(table.comment === null ? [] : [`COMMENT=${text(table.comment)}`]),
    ...(texts.systemVersioned ? ['WITH SYSTEM VERSIONING'] : []),
    ...(texts.partitionBy === null ? [] : [texts.partitionBy]),
  ];
  return [
    `CREATE TABLE ${name(table.name)} (\n${lines.map((line) => `  ${line}`).join(',\n')}\n) ${tail.join(' ')};`,
    ...table.triggers.map(({ definition }) => `DELIMITER $$\n${definition}$$\nDELIMITER ;`),
  ].join('\n');
};

const viewText = (view: string, { text: query, check, security }: NonNullable<TableTexts['view']>): string =>
  `CREATE${security === 'INVOKER' ? ' SQL SECURITY INVOKER' : ''} VIEW ${name(view)} AS ${query}${check === 'NONE' || check === '' ? '' : ` WITH ${check} CHECK OPTION`};`;

const columnText = (column: CatalogColumn, { columns, collation }: TableTexts): string => {
  const own = columns.get(column.name);
  const words = [name(column.name), own?.type ?? column.dataType];
  if (column.collation && column.collation !== collation) words.push(`COLLATE ${column.collation}`);
  if (column.generated === 'stored' || column.generated === 'virtual') {
    words.push(`GENERATED ALWAYS AS (${column.expression ?? ''}) ${column.generated.toUpperCase()}`);
  }
  if (!column.nullable) words.push('NOT NULL');
  // A TIMESTAMP that may be null has to say so.
  else if (column.generated === null) words.push('NULL');
  if (column.default !== null) words.push(`DEFAULT ${column.default}`);
  if (own?.onUpdate) words.push(`ON UPDATE ${own.onUpdate}`);
  if (own?.hidden) words.push('INVISIBLE');
  if (column.generated === 'auto-increment') words.push('AUTO_INCREMENT');
  if (column.comment !== null) words.push(`COMMENT ${text(column.comment)}`);
  return words.join(' ');
};
