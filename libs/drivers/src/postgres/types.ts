import type { ValueKind } from '@orrery/contracts';

/** How a cell's text becomes JSON. Small integers: the row encoder switches on them. */
export const Encoding = { string: 0, number: 1, boolean: 2, json: 3, array: 4, double: 5 } as const;
export type Encoding = (typeof Encoding)[keyof typeof Encoding];

/** What a column's type comes down to. */
export interface ColumnType {
  /** The type's name with its modifiers. */
  readonly name: string;
  readonly kind: ValueKind;
  readonly encoding: Encoding;
  /** For arrays: how an element becomes JSON. */
  readonly element: Encoding;
}

/** A row of pg_type, as far as it is needed. */
export interface CatalogType {
  readonly oid: number;
  readonly name: string;
  /** b base, c composite, d domain, e enum, m multirange, p pseudo, r range. */
  readonly type: string;
  /** For arrays, the oid of what they hold; else 0. */
  readonly element: number;
  /** For domains, what they are over, and its modifier; else 0 and -1. */
  readonly base: number;
  readonly modifier: number;
}

interface BuiltIn {
  readonly name: string;
  readonly kind: ValueKind;
  readonly encoding: Encoding;
}

const text = (name: string, kind: ValueKind = 'string'): BuiltIn => ({ name, kind, encoding: Encoding.string });
const number = (name: string): BuiltIn => ({ name, kind: 'number', encoding: Encoding.number });

/** The built-in scalar types: their oids are fixed (src/include/catalog/pg_type.dat). */
const scalars: ReadonlyMap<number, BuiltIn> = new Map([
  [16, { name: 'bool', kind: 'boolean', encoding: Encoding.boolean }],
  [17, text('bytea', 'binary')],
  [18, text('"char"')],
  [19, text('name')],
  [20, number('int8')],
  [21, number('int2')],
  [23, number('int4')],
  [24, text('regproc', 'other')],
  [25, text('text')],
  [26, number('oid')],
  [27, text('tid', 'other')],
  [28, text('xid', 'other')],
  [114, { name: 'json', kind: 'json', encoding: Encoding.json }],
  [142, text('xml')],
  [600, text('point', 'other')],
  [601, text('lseg', 'other')],
  [602, text('path', 'other')],
  [603, text('box', 'other')],
  [604, text('polygon', 'other')],
  [628, text('line', 'other')],
  [650, text('cidr')],
  [700, number('float4')],
  [701, { name: 'float8', kind: 'number', encoding: Encoding.double }],
  [705, text('unknown')],
  [718, text('circle', 'other')],
  [774, text('macaddr8')],
  [790, text('money')],
  [829, text('macaddr')],
  [869, text('inet')],
  [1042, text('char')],
  [1043, text('varchar')],
  [1082, text('date', 'date')],
  [1083, text('time', 'time')],
  [1114, text('timestamp', 'datetime')],
  [1184, text('timestamptz', 'datetime')],
  [1186, text('interval', 'other')],
  [1266, text('timetz', 'time')],
  [1560, text('bit')],
  [1562, text('varbit')],
  [1700, number('numeric')],
  [2205, text('regclass', 'other')],
  [2206, text('regtype', 'other')],
  [2249, text('record', 'other')],
  [2278, text('void', 'other')],
  [2950, text('uuid', 'uuid')],
  [3220, text('pg_lsn', 'other')],
  [3614, text('tsvector', 'other')],
  [3615, text('tsquery', 'other')],
  [3802, { name: 'jsonb', kind: 'json', encoding: Encoding.json }],
  [3904, text('int4range', 'other')],
  [3906, text('numrange', 'other')],
  [3908, text('tsrange', 'other')],
  [3910, text('tstzrange', 'other')],
  [3912, text('daterange', 'other')],
  [3926, text('int8range', 'other')],
  [4072, text('jsonpath', 'other')],
]);

/** The built-in array types and what they hold. box[] is left to its text: its elements are parted by semicolons. */
const arrays: ReadonlyMap<number, number> = new Map([
  ...([
    [1000, 16],
    [1001, 17],
    [1002, 18],
    [1003, 19],
    [1005, 21],
    [1007, 23],
    [1009, 25],
    [1014, 1042],
  ] as const),
  ...([
    [1015, 1043],
    [1016, 20],
    [1017, 600],
    [1021, 700],
    [1022, 701],
    [1028, 26],
    [1040, 829],
    [1041, 869],
  ] as const),
  ...([
    [651, 650],
    [791, 790],
    [199, 114],
    [143, 142],
    [1115, 1114],
    [1182, 1082],
    [1183, 1083],
    [1185, 1184],
  ] as const),
  ...([
    [1187, 1186],
    [1231, 1700],
    [1270, 1266],
    [1561, 1560],
    [1563, 1562],
    [2951, 2950],
    [3807, 3802],
  ] as const),
  ...([
    [3905, 3904],
    [3907, 3906],
    [3909, 3908],
    [3911, 3910],
    [3913, 3912],
    [3927, 3926],
    [2287, 2249],
  ] as const),
]);

/** The name of a type with its modifier, which packs length, precision and scale (see the typmodout functions of the server). */
const withModifier = (oid: number, name: string, modifier: number): string => {
  if (modifier < 0) return name;
  switch (oid) {
    case 1042:
    case 1043:
      return `${name}(${String(modifier - 4)})`;
    case 1560:
    case 1562:
      return `${name}(${String(modifier)})`;
    case 1700: {
      const packed = modifier - 4;
      // The scale is 11 bits with a sign since PostgreSQL 15.
      const scale = ((packed & 0x7ff) ^ 1024) - 1024;
      return `${name}(${String((packed >> 16) & 0xffff)},${String(scale)})`;
    }
    case 1083:
    case 1114:
    case 1184:
    case 1266:
      return `${name}(${String(modifier)})`;
    default:
      return name;
  }
};

/** The types of one database as one session knows them: the built-in ones, and those it has asked for. */
export class TypeCatalog {
  readonly #known = new Map<number, CatalogType>();
  /** Oids the server was asked for in vain. */
  readonly #absent = new Set<number>();

  add(types: Iterable<CatalogType>): void {
    for (const type of types) this.#known.set(type.oid, type);
  }

  /** Remembers that these are not to be found, so that they are not asked for again and again. */
  markAbsent(oids: Iterable<number>): void {
    for (const oid of oids) if (!this.#known.has(oid)) this.#absent.add(oid);
  }

  /** Which oid must be asked for before this type can be told; undefined where none. */
  missing(oid: number, depth = 0): number | undefined {
    if (scalars.has(oid) || arrays.has(oid) || this.#absent.has(oid) || depth > 10) return undefined;
    const known = this.#known.get(oid);
    if (known === undefined) return oid;
    if (known.type === 'd') return this.missing(known.base, depth + 1);
    return known.element === 0 ? undefined : this.missing(known.element, depth + 1);
  }

  typeOf(oid: number, modifier: number, depth = 0): ColumnType {
    const scalar = scalars.get(oid);
    if (scalar !== undefined) return { ...scalar, name: withModifier(oid, scalar.name, modifier), element: Encoding.string };
    const known = this.#known.get(oid);
    const held = arrays.get(oid) ?? known?.element ?? 0;
    if (depth > 10 || (known === undefined && held === 0)) {
      return { name: known?.name ?? `oid ${String(oid)}`, kind: 'other', encoding: Encoding.string, element: Encoding.string };
    }
    if (known?.type === 'd') return { ...this.typeOf(known.base, known.modifier, depth + 1), name: known.name };
    if (held !== 0) {
      const element = this.typeOf(held, modifier, depth + 1);
      // An array of a domain over an array has no text form that can be told apart.
      const encoding = element.encoding === Encoding.array ? Encoding.string : Encoding.array;
      return { name: `${element.name}[]`, kind: 'array', encoding, element: element.encoding };
    }
    return { name: known?.name ?? '', kind: kindOf(known), encoding: Encoding.string, element: Encoding.string };
  }
}

const kindOf = (type: CatalogType | undefined): ValueKind =>
  type?.type === 'e' || type?.name === 'citext' || type?.name === 'ltree' ? 'string' : 'other';

const columns =
  "SELECT t.oid, t.typname, t.typtype, CASE WHEN t.typcategory = 'A' AND t.typdelim = ',' THEN t.typelem ELSE 0 END, t.typbasetype, t.typtypmod FROM pg_catalog.pg_type t";

/** The types that people made, without the row types of tables, which are seldom met. */
export const ownTypes = `${columns} LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND t.typcategory = 'A' WHERE t.oid >= 16384 AND t.typtype <> 'c' AND COALESCE(e.typtype, 'b') <> 'c' LIMIT 5000`;

/** The types with these oids. */
export const typesByOid = (oids: readonly number[]): string => `${columns} WHERE t.oid IN (${oids.map(String).join(', ')})`;

/** A row of the two statements above. */
export const catalogTypeOf = (row: readonly (string | null)[]): CatalogType => ({
  oid: Number(row[0]),
  name: row[1] ?? '',
  type: row[2] ?? 'b',
  element: Number(row[3]),
  base: Number(row[4]),
  modifier: Number(row[5]),
});
