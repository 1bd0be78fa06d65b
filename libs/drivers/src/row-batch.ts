import { isUtf8 } from 'node:buffer';
import type { CellPlace } from './driver.js';

/** Where encoded rows gather until they make a batch: one buffer, used again and again. */
export class RowBatch {
  out: Buffer;
  /** Bytes written. */
  at = 0;
  /** Rows written since the last `clear`. */
  count = 0;
  /** The column that is being written. */
  column = 0;
  /** The cells that were cut since the last `clear`. */
  cut: CellPlace[] = [];

  constructor(
    readonly batchBytes: number,
    readonly maxCellBytes: number,
  ) {
    this.out = Buffer.allocUnsafe(Math.min(batchBytes, 64 * 1024));
  }

  /** Whether the rows written make a batch. */
  get full(): boolean {
    return this.at >= this.batchBytes;
  }

  /**
   * The rows written, joined by commas; valid until the next row. Always UTF-8: a server that was told to send another character set, or
   * that checks none (SQL_ASCII), has each byte that is none shown as U+FFFD.
   */
  get bytes(): Buffer {
    const bytes = this.out.subarray(0, this.at);
    return isUtf8(bytes) ? bytes : Buffer.from(bytes.toString('utf8'), 'utf8');
  }

  clear(): void {
    this.at = 0;
    this.count = 0;
    // The old list belongs to whoever was handed it.
    if (this.cut.length > 0) this.cut = [];
  }

  /** The cell being written is cut. */
  noteCut(): void {
    this.cut.push([this.count, this.column]);
  }

  /** Makes room for so many bytes more. */
  ensure(room: number): void {
    const wanted = this.at + room;
    if (wanted <= this.out.length) return;
    const grown = Buffer.allocUnsafe(Math.max(wanted, Math.min(this.out.length * 2, this.batchBytes + 64 * 1024)));
    this.out.copy(grown, 0, 0, this.at);
    this.out = grown;
  }
}
