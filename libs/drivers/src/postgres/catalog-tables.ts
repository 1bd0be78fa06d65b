import type { CatalogColumn, CatalogEnum, CatalogIndex, CatalogTable } from '@orrery/contracts';
import { ddlOf } from './catalog-ddl.js';
import { foreignKeyOf } from './catalog-keys.js';
import { textsOf } from './catalog-texts.js';
import type { TypeCatalog } from './types.js';

export type Cells = (string | null)[];

/** The answers to the questions about one batch of tables. */
export interface BatchRows {
  readonly relations: readonly Cells[];
  readonly columns: readonly Cells[];
  readonly constraints: readonly Cells[];
  readonly indexes: readonly Cells[];
  readonly triggers: readonly Cells[];
  readonly sequences: readonly Cells[];
  readonly policies: readonly Cells[];
  readonly rules: readonly Cells[];
  readonly statistics: readonly Cells[];
  readonly notNulls: readonly Cells[];
}

/** Puts tables together out of the rows of a batch. A table that was dropped meanwhile is not in it. */
export const tablesOf = (
  batch: BatchRows,
  types: TypeCatalog,
  enums: ReadonlyMap<number, CatalogEnum>,
  defaultSchema: string,
): CatalogTable[] => {
  const { relations, ...parts } = batch;
  const by = {
    columns: grouped(parts.columns),
    constraints: grouped(parts.constraints),
    indexes: grouped(parts.indexes),
    triggers: grouped(parts.triggers),
    sequences: grouped(parts.sequences),
    policies: grouped(parts.policies),
    rules: grouped(parts.rules),
    statistics: grouped(parts.statistics),
    notNulls: grouped(parts.notNulls),
  };
  return relations.map((relation) => {
    const of = (rows: ReadonlyMap<string, Cells[]>): Cells[] => rows.get(relation[0] ?? '') ?? [];
    const rows = {
      columns: of(by.columns),
      constraints: of(by.constraints),
      indexes: of(by.indexes),
      triggers: of(by.triggers),
      sequences: of(by.sequences),
      policies: of(by.policies),
      rules: of(by.rules),
      statistics: of(by.statistics),
      notNulls: of(by.notNulls),
    };
    return tableOf(relation, rows, types, enums, defaultSchema);
  });
};

/** The same of one table. */
export type RowsOfTable = Omit<BatchRows, 'relations'>;

const grouped = (rows: readonly Cells[]): Map<string, Cells[]> => {
  const groups = new Map<string, Cells[]>();
  for (const row of rows) {
    const key = row[0] ?? '';
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
};

const tableOf = (
  relation: Cells,
  rows: RowsOfTable,
  types: TypeCatalog,
  enums: ReadonlyMap<number, CatalogEnum>,
  defaultSchema: string,
): CatalogTable => {
  const [, schema, name, kind, persistence, isPartition, , , , ownBytes, indexBytes, comment, partitionKey, bound, parents] =
    relation;
  const names = new Map(rows.columns.map(([, number, column]) => [number ?? '', column ?? '']));
  const namesOf = (numbers: string | null | undefined): string[] =>
    (numbers ?? '')
      .split(' ')
      .filter((number) => number !== '')
      .map((number) => names.get(number) ?? '');
  const key = rows.constraints.find(([, , type]) => type === 'p');
  const primary = new Set(namesOf(key?.[3]));
  const above = JSON.parse(parents ?? '[]') as [string, string][];
  const parent = isPartition === 't' ? above[0] : undefined;
  const indexes = rows.indexes.map((row) => indexOf(row, names));
  const uniques = rows.constraints.filter(([, , type]) => type === 'u');
  const variant = variantOf(kind, persistence, isPartition);

  const table: Omit<CatalogTable, 'ddl'> = {
    schema: schema ?? '',
    name: name ?? '',
    kind: kind === 'v' ? 'view' : kind === 'm' ? 'materialized-view' : 'table',
    ...(variant === undefined ? {} : { variant }),
    comment: comment ?? null,
    columns: rows.columns.map((row) => columnOf(row, primary, types, enums, defaultSchema)),
    primaryKey: key ? { name: key[1] ?? null, columns: [...primary] } : null,
    foreignKeys: rows.constraints.filter(([, , type]) => type === 'f').map((row) => foreignKeyOf(row, namesOf(row[3]))),
    uniques: uniques.map((row) => ({ name: row[1] ?? null, columns: namesOf(row[3]), ...nullsOf(row, rows.indexes) })),
    indexes,
    checks: rows.constraints
      .filter(([, , type]) => type === 'c' || type === 'x')
      .map((row) => ({ name: row[1] ?? '', expression: row[11] ?? '' })),
    triggers: rows.triggers.map(triggerOf),
    ...(partitionKey != null || parent
      ? {
          partition: {
            ...(partitionKey == null ? {} : { by: partitionKey }),
            ...(parent ? { of: { schema: parent[0], name: parent[1] } } : {}),
            ...(bound == null ? {} : { bound }),
          },
        }
      : {}),
    statistics: {
      rowEstimate: estimateOf(relation),
      sizeBytes: ownBytes == null ? null : Number(ownBytes) + Number(indexBytes),
      indexBytes: indexBytes == null ? null : Number(indexBytes),
    },
  };
  return { ...table, ddl: ddlOf(table, textsOf(relation, rows, namesOf, parent ? [] : above)) };
};

const variantOf = (
  kind: string | null | undefined,
  persistence: string | null | undefined,
  isPartition: string | null | undefined,
) => {
  if (kind === 'f') return 'foreign';
  if (kind === 'p') return 'partitioned';
  if (isPartition === 't') return 'partition';
  return persistence === 'u' ? 'unlogged' : undefined;
};

/** As the planner counts: rows per page as last seen, times the pages there are now. Null where nobody has ever looked. */
const estimateOf = (relation: Cells): number | null => {
  const [kind, tuples, pages, bytes] = [relation[3], Number(relation[6]), Number(relation[7]), relation[8]];
  if (kind === 'v' || kind === 'f') return null;
  if (kind === 'p') return tuples < 0 ? null : tuples;
  if (bytes === '0') return 0;
  if (tuples < 0 || (tuples === 0 && pages === 0)) return null;
  return bytes == null || pages === 0 ? tuples : Math.round((tuples / pages) * (Number(bytes) / 8_192));
};

const columnOf = (
  row: Cells,
  primary: ReadonlySet<string>,
  types: TypeCatalog,
  enums: ReadonlyMap<number, CatalogEnum>,
  defaultSchema: string,
): CatalogColumn => {
  const [, , name = null, oidText, modifier, formatted, notNull, expression, identity, generated, comment, collation] = row;
  const oid = Number(oidText);
  const type = types.typeOf(oid, Number(modifier));
  const values = enums.get(oid)?.values;
  const isGenerated = generated === 's' || generated === 'v';
  const column = name ?? '';
  return {
    name: column,
    dataType: typeName(oid, type.name, formatted ?? '', defaultSchema),
    kind: type.kind,
    nullable: notNull === 'f',
    default: isGenerated ? null : (expression ?? null),
    isPrimaryKey: primary.has(column),
    generated: isGenerated
      ? generated === 's'
        ? 'stored'
        : 'virtual'
      : identity === 'a'
        ? 'identity-always'
        : identity === 'd'
          ? 'identity'
          : expression?.startsWith('nextval(') === true
            ? 'auto-increment'
            : null,
    ...(isGenerated ? { expression: expression ?? '' } : {}),
    comment: comment ?? null,
    ...((oid === 1042 || oid === 1043) && Number(modifier) > 4 ? { maxLength: Number(modifier) - 4 } : {}),
    ...(collation == null ? {} : { collation }),
    ...(values ? { enumValues: values } : {}),
  };
};

/** Built-in types by the name that results tell too; others as the server writes them, without the schema one is in anyway. */
const typeName = (oid: number, short: string, formatted: string, defaultSchema: string): string => {
  if (oid < 16_384 && (short.includes('(') || !formatted.includes('('))) return short;
  return formatted.startsWith(`${defaultSchema}.`) ? formatted.slice(defaultSchema.length + 1) : formatted;
};

const nullsOf = (constraint: Cells, indexes: readonly Cells[]): { nullsNotDistinct?: true } =>
  indexes.some((index) => index[1] === constraint[1] && index[13] === 't') ? { nullsNotDistinct: true } : {};

const indexOf = (row: Cells, names: ReadonlyMap<string, string>): CatalogIndex => {
  const [, name, unique, primary, valid, method, predicate, isPartial, keys, keyCount, expressions, definition] = row;
  const numbers = (keys ?? '').split(' ');
  const texts = JSON.parse(expressions ?? 'null') as string[] | null;
  const named = numbers.map((number, place) => names.get(number) ?? texts?.[place] ?? '(expression)');
  const count = Number(keyCount);
  return {
    name: name ?? '',
    columns: named.slice(0, count),
    ...(named.length > count ? { included: named.slice(count) } : {}),
    unique: unique === 't',
    primary: primary === 't',
    method: method ?? '',
    ...(isPartial === 't' ? { predicate: predicate ?? '' } : {}),
    ...(numbers.slice(0, count).includes('0') ? { onExpression: true } : {}),
    ...(valid === 'f' ? { valid: false } : {}),
    ...(definition == null ? {} : { definition }),
  };
};

/** The bits of pg_trigger.tgtype (src/include/catalog/pg_trigger.h). */
const triggerOf = ([, name, type, enabled, definition]: Cells): CatalogTable['triggers'][number] => {
  const bits = Number(type);
  const events = [
    [4, 'INSERT'],
    [8, 'DELETE'],
    [16, 'UPDATE'],
    [32, 'TRUNCATE'],
  ] as const;
  return {
    name: name ?? '',
    timing: (bits & 64) !== 0 ? 'INSTEAD OF' : (bits & 2) !== 0 ? 'BEFORE' : 'AFTER',
    events: events.filter(([bit]) => (bits & bit) !== 0).map(([, event]) => event),
    enabled: enabled !== 'D',
    definition: definition ?? '',
  };
};
