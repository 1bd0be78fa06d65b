import type { ResultColumn, ValueKind } from '@orrery/contracts';
import { Bson, Elements, typeName } from './bson.js';
import { CellWriter } from './cells.js';
import type { RowBatch } from '../row-batch.js';

/** Documents in documents are columns of their own down to this many levels, as long as there are no more than so many columns. */
const deepest = 3;
const mostColumns = 300;

/** A field of documents that is a column, or whose own fields are. */
interface Field {
  readonly name: Buffer;
  readonly types: Set<number>;
  /** UUIDs are binary data, and nothing else of it is. */
  uuids: boolean;
  /** It is a column as it is: an empty document has no fields that could be. */
  kept: boolean;
  /** Its own fields, where they are columns. */
  fields: Fields | undefined;
  column: number;
}

class Fields {
  readonly list: Field[] = [];
  readonly #byName = new Map<string, Field>();

  at(name: string): Field | undefined {
    return this.#byName.get(name);
  }

  add(name: string): Field {
    const field: Field = { name: Buffer.from(name), types: new Set(), uuids: true, kept: false, fields: undefined, column: -1 };
    this.list.push(field);
    this.#byName.set(name, field);
    return field;
  }
}

const isEmptyDocument = (source: Buffer, at: number): boolean => source.readInt32LE(at) === 5;

const look = (fields: Fields, source: Buffer, at: number, depth: number, fixed: boolean): void => {
  const elements = new Elements(source, at);
  while (elements.next()) {
    const { type, start, name } = elements;
    const field = fields.at(name) ?? (fixed ? undefined : fields.add(name));
    if (field === undefined) continue;
    field.types.add(type);
    if (type === Bson.binary && source[start + 4] !== 4) field.uuids = false;
    if (fixed || type !== Bson.document || depth >= deepest) continue;
    if (isEmptyDocument(source, start)) field.kept = true;
    else look((field.fields ??= new Fields()), source, start, depth + 1, false);
  }
};

/**
 * The table that documents are shown as. A field is a column; one that always holds a document is one column for each of its own
 * fields (`address.city`). The last column holds the whole document, so that nothing is lost where a later one has other fields; it is
 * left out where the statement itself says which fields there are.
 */
export class Table {
  readonly columns: ResultColumn[] = [];
  readonly #fields = new Fields();
  readonly #whole: boolean;
  readonly #types: Uint8Array;
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;
  readonly #writer: CellWriter;

  /** `names`: the fields that the statement names. */
  constructor(
    readonly batch: RowBatch,
    documents: readonly Buffer[],
    names?: readonly string[],
  ) {
    this.#writer = new CellWriter(batch);
    for (const name of names ?? []) this.#fields.add(name);
    for (const document of documents) look(this.#fields, document, 0, 0, names !== undefined);
    this.#flatten(this.#fields, '');
    this.#whole = names === undefined;
    const count = this.columns.length;
    if (this.#whole) this.columns.push({ name: 'document', dataType: 'document', kind: 'json' });
    this.#types = new Uint8Array(count);
    this.#starts = new Uint32Array(count);
    this.#ends = new Uint32Array(count);
  }

  #flatten(fields: Fields, prefix: string): void {
    for (const field of fields.list) {
      const path = prefix + field.name.toString('utf8');
      const only = [...field.types].filter((type) => type !== Bson.null && type !== Bson.undefined);
      const inner = field.fields;
      if (inner !== undefined && !field.kept && only.length === 1 && this.columns.length + inner.list.length <= mostColumns) {
        this.#flatten(inner, `${path}.`);
        continue;
      }
      field.fields = undefined;
      field.column = this.columns.length;
      this.columns.push({ name: path, ...typeOf(only, field) });
    }
  }

  /** One document as a row. */
  row(document: Buffer): void {
    const { batch } = this;
    const types = this.#types.fill(0);
    this.#place(this.#fields, document, 0);
    batch.ensure(types.length + 4);
    if (batch.count > 0) batch.out[batch.at++] = 44;
    batch.out[batch.at++] = 91;
    for (let column = 0; column < types.length; column += 1) {
      batch.ensure(1);
      batch.column = column;
      if (column > 0) batch.out[batch.at++] = 44;
      const type = types[column] as number;
      if (type === 0) this.#writer.absent();
      else this.#writer.cell(document, type, this.#starts[column] as number, this.#ends[column] as number);
    }
    if (this.#whole) {
      batch.ensure(1);
      if (types.length > 0) batch.out[batch.at++] = 44;
      batch.column = types.length;
      this.#writer.document(document, 0, document.length);
    }
    batch.ensure(1);
    batch.out[batch.at++] = 93;
    batch.count += 1;
  }

  /** Notes where each column's value lies. Fields mostly come in the order of the documents before: no name is read then. */
  #place(fields: Fields, source: Buffer, at: number): void {
    const elements = new Elements(source, at);
    let expected = 0;
    while (elements.next()) {
      const { nameStart, nameEnd } = elements;
      let field = fields.list[expected];
      if (field === undefined || !isNamed(field, source, nameStart, nameEnd)) field = fields.at(elements.name);
      else expected += 1;
      if (field === undefined) continue;
      if (field.fields !== undefined) {
        if (elements.type === Bson.document) this.#place(field.fields, source, elements.start);
        continue;
      }
      this.#types[field.column] = elements.type;
      this.#starts[field.column] = elements.start;
      this.#ends[field.column] = elements.end;
    }
  }
}

const isNamed = ({ name }: Field, source: Buffer, from: number, to: number): boolean => {
  if (to - from !== name.length) return false;
  for (let index = 0; index < name.length; index += 1) if (name[index] !== source[from + index]) return false;
  return true;
};

const kinds: ReadonlyMap<number, ValueKind> = new Map<number, ValueKind>([
  [Bson.double, 'number'],
  [Bson.int, 'number'],
  [Bson.long, 'number'],
  [Bson.decimal, 'number'],
  [Bson.string, 'string'],
  [Bson.boolean, 'boolean'],
  [Bson.date, 'datetime'],
  [Bson.document, 'json'],
  [Bson.array, 'json'],
  [Bson.scopedCode, 'json'],
  [Bson.pointer, 'json'],
]);

/** How values of a type are shown. */
export const kindOf = (type: number): ValueKind => (type === Bson.binary ? 'binary' : (kinds.get(type) ?? 'other'));

/** What a column holds, by the values that were seen: their types, and the kind that they share. */
const typeOf = (types: readonly number[], { uuids }: Field): { dataType: string; kind: ValueKind } => {
  if (types.length === 0) return { dataType: 'null', kind: 'other' };
  const dataType = types.map(typeName).join(' | ');
  const found = new Set(types.map((type) => (type === Bson.binary && uuids ? ('uuid' as const) : kindOf(type))));
  const [kind = 'other'] = found;
  return { dataType, kind: found.size === 1 ? kind : found.has('json') ? 'json' : 'other' };
};
