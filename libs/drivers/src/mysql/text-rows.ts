import { writeNull } from '../json-bytes.js';
import type { RowBatch } from '../row-batch.js';
import { writeCell } from './cells.js';
import type { ColumnType } from './types.js';

/** Turns rows of the text protocol into JSON arrays, byte by byte: no allocation for each cell or row. */
export class TextRows {
  readonly #encodings: Uint8Array;
  readonly #bits: Uint8Array;

  constructor(
    readonly batch: RowBatch,
    columns: readonly ColumnType[],
  ) {
    this.#encodings = Uint8Array.from(columns, (column) => column.encoding);
    this.#bits = Uint8Array.from(columns, (column) => Math.min(column.bits, 64));
  }

  /** One row: it lies in `source` from `from` to `to`. Throws a RangeError where it does not fit there. */
  row(source: Buffer, from: number, to: number): void {
    const { batch } = this;
    const encodings = this.#encodings;
    const fields = encodings.length;
    // No byte of a cell makes more than 8 (a bit a character), and a cell makes no more than 8 besides.
    batch.ensure((to - from) * 8 + fields * 8 + 4);
    const { out } = batch;
    let { at } = batch;
    if (batch.count > 0) out[at++] = 44;
    out[at++] = 91;
    let index = from;
    for (let field = 0; field < fields; field += 1) {
      if (field > 0) out[at++] = 44;
      let length = source[index] as number;
      index += 1;
      if (length === 0xfb) {
        at = writeNull(out, at);
        continue;
      }
      if (length === 0xfc) {
        length = source.readUInt16LE(index);
        index += 2;
      } else if (length === 0xfd) {
        length = source.readUIntLE(index, 3);
        index += 3;
      } else if (length === 0xfe) {
        length = Number(source.readBigUInt64LE(index));
        index += 8;
      }
      if (index + length > to) throw new RangeError('A cell is longer than its row');
      batch.column = field;
      at = writeCell(batch, at, source, index, index + length, encodings[field] as number, this.#bits[field] as number);
      index += length;
    }
    if (index !== to) throw new RangeError('A row has other columns than were announced');
    out[at++] = 93;
    batch.at = at;
    batch.count += 1;
  }
}
