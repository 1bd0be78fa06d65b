import type { CatalogTable } from '@orrery/contracts';
import type { TableTexts } from './catalog-ddl.js';
import { name } from './catalog-ddl-names.js';
import { identityText } from './catalog-ddl-sequences.js';

type Column = CatalogTable['columns'][number];

/** A column inside CREATE TABLE. A partition's identity is its parent's, and comes with it. */
export const columnText = (column: Column, table: string, texts: TableTexts, joins: boolean): string => {
  const own = texts.columns.get(column.name);
  const words = [name(column.name), own?.type ?? column.dataType];
  if (own?.foreign !== undefined) words.push(`OPTIONS (${own.foreign})`);
  if (column.collation) words.push(`COLLATE ${column.collation}`);
  const isIdentity = column.generated === 'identity' || column.generated === 'identity-always';
  if (column.generated === 'stored' || column.generated === 'virtual') {
    words.push(`GENERATED ALWAYS AS (${column.expression ?? ''}) ${column.generated.toUpperCase()}`);
  } else if (isIdentity && !joins) {
    const owned = texts.sequences.find((sequence) => sequence.identity && sequence.column === column.name);
    words.push(`GENERATED ${column.generated === 'identity' ? 'BY DEFAULT' : 'ALWAYS'} AS IDENTITY${identityText(owned, table)}`);
  } else if (column.default !== null) {
    words.push(`DEFAULT ${column.default}`);
  }
  if (!column.nullable && own?.notNull?.checked !== false) {
    if (own?.notNull) words.push(`CONSTRAINT ${name(own.notNull.name)} NOT NULL${own.notNull.alone ? ' NO INHERIT' : ''}`);
    else words.push('NOT NULL');
  }
  return words.join(' ');
};

/** What a column that comes from a parent, or from a type, has otherwise than there. */
export const inheritedText = (column: Column, texts: TableTexts, target: string): string[] => {
  const [notNull, fallback] = texts.columns.get(column.name)?.parent ?? [false, null];
  const alter = (what: string): string => `ALTER TABLE ${target} ALTER COLUMN ${name(column.name)} ${what};`;
  const isComputed = column.generated === 'stored' || column.generated === 'virtual';
  return [
    ...(isComputed || column.default === fallback
      ? []
      : [alter(column.default === null ? 'DROP DEFAULT' : `SET DEFAULT ${column.default}`)]),
    ...(!column.nullable && !notNull ? [alter('SET NOT NULL')] : []),
  ];
};

const storages: Readonly<Record<string, string>> = { p: 'PLAIN', e: 'EXTERNAL', x: 'EXTENDED', m: 'MAIN' };
const compressions: Readonly<Record<string, string>> = { p: 'pglz', l: 'lz4' };

/** How a column's values are kept and counted, where that is not as its type has it. */
export const columnSettings = (column: Column, texts: TableTexts, target: string): string[] => {
  const own = texts.columns.get(column.name);
  if (!own) return [];
  const alter = (what: string): string => `ALTER TABLE ${target} ALTER COLUMN ${name(column.name)} ${what};`;
  return [
    ...(own.storage === undefined ? [] : [alter(`SET STORAGE ${storages[own.storage] ?? 'DEFAULT'}`)]),
    ...(own.compression === undefined ? [] : [alter(`SET COMPRESSION ${compressions[own.compression] ?? 'default'}`)]),
    ...(own.statistics === undefined ? [] : [alter(`SET STATISTICS ${String(own.statistics)}`)]),
    ...(own.options === undefined ? [] : [alter(`SET (${own.options})`)]),
    ...(own.notNull?.checked === false
      ? [`ALTER TABLE ${target} ADD CONSTRAINT ${name(own.notNull.name)} NOT NULL ${name(column.name)} NOT VALID;`]
      : []),
  ];
};
