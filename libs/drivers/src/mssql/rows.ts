import { writeNull } from '../json-bytes.js';
import { RowBatch } from '../row-batch.js';
import { writeCell } from './cells.js';
import type { TdsReader } from './tds-reader.js';
import { Encoding, Length, type Column, type ColumnType } from './types.js';

/** The most that is kept of one row, whatever it holds; what finds no room is cut to its first bytes. */
const keptBytes = 32 * 1024 * 1024;
const firstBytes = 64;
const noValue = 0xffffffffffffffffn;

/**
 * Turns rows into JSON arrays as their bytes come in: a row that has come in part is taken up where it was left, cell by cell, and of a
 * long cell only what will be shown is kept.
 */
export class Rows {
  /** The row being read. It joins the batch when it is whole. */
  readonly #row: RowBatch;
  readonly #types: readonly ColumnType[];
  #column = -1;
  #compact = false;
  #nulls = Buffer.alloc(0);
  #discard = false;
  #long: LongCell | undefined;
  #kept = 0;

  constructor(
    readonly reader: TdsReader,
    readonly batch: RowBatch,
    columns: readonly Column[],
  ) {
    this.#types = columns.map(({ type }) => type);
    this.#row = new RowBatch(batch.batchBytes, batch.maxCellBytes);
  }

  /** Whether a row has begun that is not whole yet. */
  get inRow(): boolean {
    return this.#column >= 0;
  }

  /** A row begins. `compact`: a bitmap of its NULLs comes first. `discard`: it is read and dropped. */
  begin(compact: boolean, discard: boolean): void {
    this.#column = 0;
    this.#compact = compact;
    this.#discard = discard;
    this.#kept = 0;
    this.#row.clear();
  }

  /** Reads on. True when the row is whole. */
  read(): boolean {
    const types = this.#types;
    const row = this.#row;
    if (row.at === 0 && !this.#startRow()) return false;
    while (this.#column < types.length) {
      const column = this.#column;
      const isNull = ((this.#nulls[column >> 3] ?? 0) & (1 << (column & 7))) !== 0;
      if (isNull) this.#null();
      else if (!this.#cell(types[column] as ColumnType)) return false;
      this.#column = column + 1;
    }
    this.#column = -1;
    if (!this.#discard) this.#join();
    return true;
  }

  #startRow(): boolean {
    const { reader } = this;
    const bytes = this.#compact ? (this.#types.length + 7) >> 3 : 0;
    if (reader.end - reader.at < bytes) return false;
    this.#nulls = Buffer.from(reader.buffer.subarray(reader.at, reader.at + bytes));
    reader.at += bytes;
    this.#row.ensure(1);
    this.#row.out[this.#row.at++] = 91;
    return true;
  }

  #join(): void {
    const row = this.#row;
    const { batch } = this;
    batch.ensure(row.at + 2);
    if (batch.count > 0) batch.out[batch.at++] = 44;
    row.out.copy(batch.out, batch.at, 0, row.at);
    batch.at += row.at;
    batch.out[batch.at++] = 93;
    for (const [, column] of row.cut) batch.cut.push([batch.count, column]);
    batch.count += 1;
  }

  #separate(): void {
    const row = this.#row;
    row.ensure(64);
    if (this.#column > 0) row.out[row.at++] = 44;
  }

  #null(): void {
    if (this.#discard) return;
    this.#separate();
    this.#row.at = writeNull(this.#row.out, this.#row.at);
  }

  #value(type: ColumnType, source: Buffer, from: number, to: number, cut: boolean): void {
    if (this.#discard) return;
    this.#separate();
    this.#row.column = this.#column;
    writeCell(this.#row, type, source, from, to, cut);
  }

  /** Reads one cell, its length first. False where bytes are lacking. */
  #cell(type: ColumnType): boolean {
    if (this.#long !== undefined) return this.#longCell(type, this.#long);
    const { reader } = this;
    const { buffer, at } = reader;
    const have = reader.end - at;
    let head = 0;
    let length = type.bytes;
    switch (type.length) {
      case Length.none:
        this.#null();
        return true;
      case Length.fixed:
        break;
      case Length.byte:
        if (have < 1) return false;
        head = 1;
        length = buffer[at] as number;
        if (length === 0) return this.#nullAfter(1);
        break;
      case Length.short:
        if (have < 2) return false;
        head = 2;
        length = buffer.readUInt16LE(at);
        if (length === 0xffff) return this.#nullAfter(2);
        break;
      case Length.long:
        if (have < 4) return false;
        head = 4;
        length = buffer.readUInt32LE(at);
        if (length === 0) return this.#nullAfter(4);
        break;
      default:
        return this.#beginLong(type);
    }
    if (have < head + length) return false;
    this.#value(type, buffer, at + head, at + head + length, false);
    reader.at = at + head + length;
    return true;
  }

  #nullAfter(bytes: number): true {
    this.reader.at += bytes;
    this.#null();
    return true;
  }

  /** A cell that may be long: in chunks, or behind a pointer. */
  #beginLong(type: ColumnType): boolean {
    const { reader } = this;
    const { buffer, at } = reader;
    const have = reader.end - at;
    if (type.length === Length.chunks) {
      if (have < 8) return false;
      if (buffer.readBigUInt64LE(at) === noValue) return this.#nullAfter(8);
      reader.at = at + 8;
      this.#long = new LongCell(this.#limit(type), 0, true);
    } else {
      const pointer = have < 1 ? 0 : (buffer[at] as number);
      if (have >= 1 && pointer === 0) return this.#nullAfter(1);
      // The pointer, a time stamp, and the length.
      const head = 1 + pointer + 8 + 4;
      if (have < head) return false;
      reader.at = at + head;
      this.#long = new LongCell(this.#limit(type), buffer.readUInt32LE(at + head - 4), false);
    }
    return this.#longCell(type, this.#long);
  }

  /** How many bytes of a cell are worth keeping: one more than are shown tells that it goes on. */
  #limit(type: ColumnType): number {
    const shown = (this.batch.maxCellBytes + 1) * (type.encoding === Encoding.utf16 ? 2 : 1);
    // How long it is is known when it has gone by: what is bounded is the room that is left, not what it may come to.
    return Math.min(shown, Math.max(firstBytes, keptBytes - this.#kept));
  }

  #longCell(type: ColumnType, cell: LongCell): boolean {
    if (!cell.read(this.reader)) return false;
    this.#long = undefined;
    const bytes = cell.bytes();
    this.#kept += bytes.length;
    this.#value(type, bytes, 0, bytes.length, cell.cut);
    return true;
  }
}

/** Gathers the beginning of a long cell and drops the rest as it goes by. */
class LongCell {
  cut = false;
  readonly #parts: Buffer[] = [];
  #have = 0;
  #done = false;

  constructor(
    readonly limit: number,
    /** Bytes left of the current chunk. */
    private left: number,
    readonly chunked: boolean,
  ) {}

  /** True when the cell has gone by. */
  read(reader: TdsReader): boolean {
    while (!this.#done) {
      if (this.left === 0) {
        if (!this.chunked) break;
        if (reader.end - reader.at < 4) return false;
        this.left = reader.buffer.readUInt32LE(reader.at);
        reader.at += 4;
        this.#done = this.left === 0;
        continue;
      }
      const taken = Math.min(this.left, reader.end - reader.at);
      if (taken === 0) return false;
      const kept = Math.min(taken, this.limit - this.#have);
      if (kept > 0) this.#parts.push(Buffer.from(reader.buffer.subarray(reader.at, reader.at + kept)));
      this.#have += kept;
      this.cut ||= kept < taken;
      this.left -= taken;
      reader.at += taken;
    }
    return true;
  }

  bytes(): Buffer {
    return this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts);
  }
}
