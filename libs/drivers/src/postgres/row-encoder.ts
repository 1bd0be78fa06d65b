import { writeBoolean, writeCutString, writeJson, writeNull, writeDouble, writeNumber, writeString } from '../json-bytes.js';
import { RowBatch } from '../row-batch.js';
import { writeArray } from './array.js';
import { type ColumnType, Encoding } from './types.js';

const comma = 44;
/** A length that a cell dropped on the way carries: see BigFrame. */
export const droppedCell = -2;

/**
 * Turns DataRow messages into JSON arrays, byte by byte from the wire's buffer into its own. This is the innermost loop of the product:
 * no allocation for each cell or row.
 */
export class RowEncoder {
  readonly batch: RowBatch;
  #encodings = new Uint8Array(0);
  #elements = new Uint8Array(0);

  constructor(batchBytes: number, maxCellBytes: number) {
    this.batch = new RowBatch(batchBytes, maxCellBytes);
  }

  /** Tells what the columns are; counts for the rows that follow. */
  describe(types: readonly ColumnType[]): void {
    this.#encodings = Uint8Array.from(types, (type) => type.encoding);
    this.#elements = Uint8Array.from(types, (type) => type.element);
  }

  /** One DataRow: its body lies in `source` from `from` to `to`. Throws a RangeError where it does not fit there. */
  row(source: Buffer, from: number, to: number): void {
    // No byte of a cell makes more than 6, and a cell makes no more than 8 besides.
    const fields = ((source[from] as number) << 8) | (source[from + 1] as number);
    const { batch } = this;
    batch.ensure((to - from) * 6 + fields * 8 + 4);
    const { out } = batch;
    const encodings = this.#encodings;
    const limit = batch.maxCellBytes;
    if (fields !== encodings.length) throw new RangeError('A row has other columns than were announced');
    let { at } = batch;
    if (batch.count > 0) out[at++] = comma;
    out[at++] = 91;
    let index = from + 2;
    for (let field = 0; field < fields; field += 1) {
      if (field > 0) out[at++] = comma;
      const length =
        ((source[index] as number) << 24) |
        ((source[index + 1] as number) << 16) |
        ((source[index + 2] as number) << 8) |
        (source[index + 3] as number);
      index += 4;
      if (length < 0) {
        if (length === droppedCell) {
          at = writeCutString(out, at, source, index, 0);
          batch.column = field;
          batch.noteCut();
        } else {
          at = writeNull(out, at);
        }
        continue;
      }
      const end = index + length;
      if (end > to) throw new RangeError('A cell is longer than its row');
      if (length > limit) {
        at = writeCutString(out, at, source, index, limit);
        batch.column = field;
        batch.noteCut();
        index = end;
        continue;
      }
      switch (encodings[field]) {
        case Encoding.number:
          at = writeNumber(out, at, source, index, end);
          break;
        case Encoding.double:
          at = writeDouble(out, at, source, index, end);
          break;
        case Encoding.boolean:
          at = writeBoolean(out, at, source[index] === 116);
          break;
        case Encoding.json:
          at = writeJson(out, at, source, index, end);
          break;
        case Encoding.array:
          at = writeArray(out, at, source, index, end, this.#elements[field] ?? Encoding.string);
          break;
        default:
          at = writeString(out, at, source, index, end);
      }
      index = end;
    }
    out[at++] = 93;
    batch.at = at;
    batch.count += 1;
  }

  /** One line of COPY … TO STDOUT, as a row of one text column. */
  line(source: Buffer, from: number, to: number): void {
    const { batch } = this;
    batch.ensure((to - from) * 6 + 8);
    const { out } = batch;
    let { at } = batch;
    if (batch.count > 0) out[at++] = comma;
    out[at++] = 91;
    const end = source[to - 1] === 10 ? to - 1 : to;
    if (end - from > batch.maxCellBytes) {
      at = writeCutString(out, at, source, from, batch.maxCellBytes);
      batch.column = 0;
      batch.noteCut();
    } else {
      at = writeString(out, at, source, from, end);
    }
    out[at++] = 93;
    batch.at = at;
    batch.count += 1;
  }
}
