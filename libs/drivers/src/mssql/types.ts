import type { ResultColumn, ValueKind } from '@orrery/contracts';
import { DriverFault } from '../driver.js';
import { codePageOf, type CodePage } from './collation.js';
import type { Cursor } from './cursor.js';

/** How long a value is: not said · in one byte · in two · in four · in chunks · in four behind a pointer · there is none. */
export const Length = { fixed: 0, byte: 1, short: 2, long: 3, chunks: 4, pointer: 5, none: 6 } as const;
export type Length = (typeof Length)[keyof typeof Length];

/** How a value's bytes become JSON. Small integers: the row encoder switches on them. */
export const Encoding = {
  integer: 0,
  boolean: 1,
  real: 2,
  decimal: 3,
  money: 4,
  uuid: 5,
  binary: 6,
  utf16: 7,
  text: 8,
  date: 9,
  time: 10,
  datetime2: 11,
  datetimeoffset: 12,
  datetime: 13,
  variant: 14,
  tinyint: 15,
} as const;
export type Encoding = (typeof Encoding)[keyof typeof Encoding];

/** What a column's type comes down to. */
export interface ColumnType {
  /** The type's name with its modifiers. */
  readonly name: string;
  readonly kind: ValueKind;
  readonly encoding: Encoding;
  readonly length: Length;
  /** For `fixed`: how many bytes. */
  readonly bytes: number;
  readonly scale: number;
  readonly codePage: CodePage;
}

/** One column of a result: its type and its name. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/** Columns as a client is told of them. */
export const describe = (columns: readonly Column[]): ResultColumn[] =>
  columns.map(({ name, type }) => ({ name, dataType: type.name, kind: type.kind }));

type Facts = Pick<ColumnType, 'name' | 'kind' | 'encoding' | 'length'> & Partial<ColumnType>;

const made = (facts: Facts): ColumnType => ({ bytes: 0, scale: 0, codePage: 'utf8', ...facts });

const fixed = (bytes: number, name: string, kind: ValueKind, encoding: Encoding): ColumnType =>
  made({ name, kind, encoding, length: Length.fixed, bytes });

/** Types whose length is their own ([MS-TDS] 2.2.5.4.1). */
const fixedTypes: ReadonlyMap<number, ColumnType> = new Map([
  [0x1f, made({ name: 'null', kind: 'other', encoding: Encoding.binary, length: Length.none })],
  [0x30, fixed(1, 'tinyint', 'number', Encoding.tinyint)],
  [0x32, fixed(1, 'bit', 'boolean', Encoding.boolean)],
  [0x34, fixed(2, 'smallint', 'number', Encoding.integer)],
  [0x38, fixed(4, 'int', 'number', Encoding.integer)],
  [0x3a, fixed(4, 'smalldatetime', 'datetime', Encoding.datetime)],
  [0x3b, fixed(4, 'real', 'number', Encoding.real)],
  [0x3c, fixed(8, 'money', 'number', Encoding.money)],
  [0x3d, fixed(8, 'datetime', 'datetime', Encoding.datetime)],
  [0x3e, fixed(8, 'float', 'number', Encoding.real)],
  [0x7a, fixed(4, 'smallmoney', 'number', Encoding.money)],
  [0x7f, fixed(8, 'bigint', 'number', Encoding.integer)],
]);

/** What a nullable type of so many bytes is. */
const nullable: Readonly<Record<number, Readonly<Record<number, number>>>> = {
  0x26: { 1: 0x30, 2: 0x34, 4: 0x38, 8: 0x7f },
  0x68: { 1: 0x32 },
  0x6d: { 4: 0x3b, 8: 0x3e },
  0x6e: { 4: 0x7a, 8: 0x3c },
  0x6f: { 4: 0x3a, 8: 0x3d },
};

const rowversion = 80;
const unlimited = 0xffff;

/** Reads what a column's type is ([MS-TDS] TYPE_INFO). Throws for types that are not asked for at login. */
export const typeOf = (cursor: Cursor, userType: number): ColumnType => {
  const id = cursor.u8();
  const plain = fixedTypes.get(id);
  if (plain !== undefined) return plain;
  const sizes = nullable[id];
  if (sizes !== undefined) {
    const type = fixedTypes.get(sizes[cursor.u8()] ?? 0);
    if (type === undefined) return cursor.lacking ? pending : unknown(id);
    return { ...type, length: Length.byte };
  }
  switch (id) {
    case 0x24:
      cursor.u8();
      return uuid;
    case 0x28:
      return made({ name: 'date', kind: 'date', encoding: Encoding.date, length: Length.byte });
    case 0x29:
    case 0x2a:
    case 0x2b:
      return clockType(id, cursor.u8());
    case 0x37:
    case 0x3f:
    case 0x6a:
    case 0x6c: {
      cursor.u8();
      const precision = cursor.u8();
      return decimalType(id, precision, cursor.u8());
    }
    case 0x25:
    case 0x2d:
      return binaryType(id === 0x25 ? 'varbinary' : 'binary', cursor.u8(), Length.byte);
    case 0x27:
    case 0x2f:
      return textType(id === 0x27 ? 'varchar' : 'char', cursor.u8(), Length.byte, codePageOf(Buffer.alloc(5)));
    case 0xa5:
    case 0xad: {
      const size = cursor.u16();
      if (userType === rowversion) return { ...binaryType('rowversion', 8, Length.short), name: 'rowversion' };
      return binaryType(id === 0xa5 ? 'varbinary' : 'binary', size, size === unlimited ? Length.chunks : Length.short);
    }
    case 0xa7:
    case 0xaf:
    case 0xe7:
    case 0xef: {
      const size = cursor.u16();
      return charType(id, size, cursor.bytes(5));
    }
    case 0xf1:
      if (cursor.u8() === 1) {
        cursor.shortText();
        cursor.shortText();
        cursor.text();
      }
      return made({ name: 'xml', kind: 'string', encoding: Encoding.utf16, length: Length.chunks });
    case 0xf0: {
      cursor.u16();
      cursor.shortText();
      cursor.shortText();
      const name = cursor.shortText();
      cursor.text();
      return made({ name, kind: 'binary', encoding: Encoding.binary, length: Length.chunks });
    }
    case 0x22:
      return pointerType(cursor, made({ name: 'image', kind: 'binary', encoding: Encoding.binary, length: Length.pointer }));
    case 0x23:
      return pointerType(cursor, made({ name: 'text', kind: 'string', encoding: Encoding.text, length: Length.pointer }));
    case 0x63:
      return pointerType(cursor, made({ name: 'ntext', kind: 'string', encoding: Encoding.utf16, length: Length.pointer }));
    case 0x62:
      cursor.u32();
      return made({ name: 'sql_variant', kind: 'other', encoding: Encoding.variant, length: Length.long });
    default:
      return cursor.lacking ? pending : unknown(id);
  }
};

/** Stands for a type whose description has not come yet. */
const pending = made({ name: '', kind: 'other', encoding: Encoding.binary, length: Length.none });
const uuid = made({ name: 'uniqueidentifier', kind: 'uuid', encoding: Encoding.uuid, length: Length.byte });

const unknown = (id: number): never => {
  throw new DriverFault('unsupported', `The server sent a column of type 0x${id.toString(16)}, which is not known here.`, {
    hint: 'Convert the column to nvarchar(max) or varbinary(max) in the statement.',
  });
};

const clockType = (id: number, scale: number): ColumnType => {
  const name = id === 0x29 ? 'time' : id === 0x2a ? 'datetime2' : 'datetimeoffset';
  const encoding = id === 0x29 ? Encoding.time : id === 0x2a ? Encoding.datetime2 : Encoding.datetimeoffset;
  const kind = id === 0x29 ? 'time' : 'datetime';
  return made({ name: `${name}(${String(scale)})`, kind, encoding, length: Length.byte, scale });
};

const decimalType = (id: number, precision: number, scale: number): ColumnType => {
  const name = id === 0x3f || id === 0x6c ? 'numeric' : 'decimal';
  const modifiers = `(${String(precision)},${String(scale)})`;
  return made({ name: name + modifiers, kind: 'number', encoding: Encoding.decimal, length: Length.byte, scale });
};

const sized = (name: string, size: number): string => `${name}(${size === unlimited ? 'max' : String(size)})`;

const binaryType = (name: string, size: number, length: Length): ColumnType =>
  made({ name: sized(name, size), kind: 'binary', encoding: Encoding.binary, length });

const textType = (name: string, size: number, length: Length, codePage: CodePage): ColumnType =>
  made({ name: sized(name, size), kind: 'string', encoding: Encoding.text, length, codePage });

const charType = (id: number, size: number, collation: Buffer): ColumnType => {
  const length = size === unlimited ? Length.chunks : Length.short;
  if (id === 0xa7 || id === 0xaf) return textType(id === 0xa7 ? 'varchar' : 'char', size, length, codePageOf(collation));
  const characters = size === unlimited ? size : size / 2;
  const name = sized(id === 0xe7 ? 'nvarchar' : 'nchar', characters);
  return made({ name, kind: 'string', encoding: Encoding.utf16, length });
};

/** text, ntext and image carry the name of their table with their type. */
const pointerType = (cursor: Cursor, type: ColumnType): ColumnType => {
  cursor.u32();
  const codePage = type.encoding === Encoding.binary ? 'utf8' : codePageOf(cursor.bytes(5));
  const parts = cursor.u8();
  for (let part = 0; part < parts; part += 1) cursor.text();
  return { ...type, codePage };
};

/** The type inside a sql_variant, which names it in front of each value. Leaves the cursor on the value. */
export const variantTypeOf = (cursor: Cursor): ColumnType => {
  const id = cursor.u8();
  const properties = cursor.u8();
  const end = cursor.at + properties;
  const type = variantType(id, cursor);
  cursor.at = end;
  return type;
};

const variantType = (id: number, cursor: Cursor): ColumnType => {
  const plain = fixedTypes.get(id);
  if (plain !== undefined) return plain;
  switch (id) {
    case 0x24:
      return uuid;
    case 0x28:
      return made({ name: 'date', kind: 'date', encoding: Encoding.date, length: Length.byte });
    case 0x29:
    case 0x2a:
    case 0x2b:
      return clockType(id, cursor.u8());
    case 0x6a:
    case 0x6c: {
      const precision = cursor.u8();
      return decimalType(id, precision, cursor.u8());
    }
    case 0xa7:
    case 0xaf:
    case 0xe7:
    case 0xef:
      return charType(id, 0, cursor.bytes(5));
    case 0xa5:
    case 0xad:
      return binaryType('varbinary', 0, Length.short);
    default:
      return unknown(id);
  }
};

/** Reads the columns of a result (COLMETADATA, its first byte read). Undefined where there are none. */
export const columnsOf = (cursor: Cursor): Column[] | undefined => {
  const count = cursor.u16();
  if (count === unlimited) return undefined;
  const columns: Column[] = [];
  for (let index = 0; index < count; index += 1) {
    const userType = cursor.u32();
    cursor.u16();
    const type = typeOf(cursor, userType);
    columns.push({ name: cursor.shortText(), type });
    if (cursor.lacking) break;
  }
  return columns;
};
