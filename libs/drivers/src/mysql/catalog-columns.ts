import type { CatalogColumn, ValueKind } from '@orrery/contracts';
import { text } from './catalog-ddl.js';

type Cells = (string | null)[];

/** A column, and what its statement needs besides. `onUpdate`: what a change of the row sets it to. `hidden`: `*` leaves it out. */
export interface ReadColumn {
  readonly column: CatalogColumn;
  readonly type: string;
  readonly onUpdate: string | null;
  readonly hidden: boolean;
}

/** Reads a row of information_schema.COLUMNS; see `columnsQuery`. */
export const columnOf = (
  row: Cells,
  primary: ReadonlySet<string>,
  jsonColumns: ReadonlySet<string>,
  isMariadb: boolean,
): ReadColumn => {
  const [, , name, defaultText, nullable, dataType, columnType, length, collation, extra, comment, expression, srs] = row;
  const more = (extra ?? '').toLowerCase();
  const generated = generatedOf(more);
  const type = columnType ?? '';
  const kind = jsonColumns.has(name ?? '') ? 'json' : kindOf(dataType ?? '', isMariadb);
  const values = dataType === 'enum' || dataType === 'set' ? valuesOf(type) : undefined;
  return {
    type: srs == null ? type : `${type} SRID ${srs}`,
    hidden: /\binvisible\b/.test(more),
    onUpdate: /on update (current_timestamp(?:\(\d*\))?)/.exec(more)?.[1] ?? null,
    column: {
      name: name ?? '',
      dataType: type,
      kind,
      nullable: nullable === 'YES',
      default: generated === 'stored' || generated === 'virtual' ? null : defaultOf(defaultText, dataType ?? '', more, isMariadb),
      isPrimaryKey: primary.has(name ?? ''),
      generated,
      ...(generated === 'stored' || generated === 'virtual'
        ? { expression: isMariadb ? (expression ?? '') : unescaped(expression ?? '') }
        : {}),
      comment: comment === '' || comment == null ? null : comment,
      ...(length == null || kind !== 'string' || dataType === 'vector' ? {} : { maxLength: Number(length) }),
      ...(collation == null ? {} : { collation }),
      ...(values && dataType === 'enum' ? { enumValues: values } : {}),
    },
  };
};

const generatedOf = (extra: string): CatalogColumn['generated'] => {
  if (extra.includes('auto_increment')) return 'auto-increment';
  if (/\b(stored|persistent) generated|\bpersistent\b/.test(extra)) return 'stored';
  return extra.includes('virtual generated') ? 'virtual' : null;
};

/** MariaDB tells a default as an expression, and a nullable column's as NULL; MySQL tells the bare value, and marks expressions. */
const defaultOf = (value: string | null | undefined, type: string, extra: string, isMariadb: boolean): string | null => {
  if (value == null) return null;
  if (isMariadb) return value === 'NULL' ? null : value;
  const isTime = type === 'timestamp' || type === 'datetime';
  if (isTime && /^current_timestamp/i.test(value)) return value;
  if (extra.includes('default_generated')) return `(${unescaped(value)})`;
  // Bytes come in hexadecimal.
  if (type === 'binary' || type === 'varbinary') return value === '0x' ? "''" : value;
  if (type === 'bit' || /^(tiny|small|medium|big)?int$|^(decimal|float|double|year)$/.test(type)) return value;
  return text(value);
};

/** An expression as it was written: MySQL's information_schema tells it with its quotes and backslashes escaped once more. */
export const unescaped = (expression: string): string => expression.replace(/\\(['\\])/g, '$1');

const kinds: Readonly<Record<string, ValueKind>> = {
  tinyint: 'number',
  smallint: 'number',
  mediumint: 'number',
  int: 'number',
  bigint: 'number',
  decimal: 'number',
  float: 'number',
  double: 'number',
  year: 'number',
  date: 'date',
  time: 'time',
  datetime: 'datetime',
  timestamp: 'datetime',
  json: 'json',
  uuid: 'uuid',
  binary: 'binary',
  varbinary: 'binary',
  tinyblob: 'binary',
  blob: 'binary',
  mediumblob: 'binary',
  longblob: 'binary',
};
const shapes = /^(geometry|geomcollection|geometrycollection|point|linestring|polygon|multi\w+)$/;

/** MariaDB sends a vector as bytes that nothing tells from others. */
const kindOf = (type: string, isMariadb: boolean): ValueKind =>
  isMariadb && type === 'vector'
    ? 'binary'
    : Object.hasOwn(kinds, type)
      ? (kinds[type] ?? 'other')
      : shapes.test(type)
        ? 'binary'
        : 'string';

/** The values of `enum('a','it''s')`. */
export const valuesOf = (type: string): string[] =>
  [...type.matchAll(/'((?:[^']|'')*)'/g)].map(([, value]) => (value ?? '').replaceAll("''", "'"));
