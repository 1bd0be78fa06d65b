/** Where encoded rows gather until they make a batch: one buffer, used again and again. */
export class RowBatch {
  out: Buffer;
  /** Bytes written. */
  at = 0;
  /** Rows written since the last `clear`. */
  count = 0;
  cutCells = 0;

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

  /** The rows written, joined by commas; valid until the next row. */
  get bytes(): Buffer {
    return this.out.subarray(0, this.at);
  }

  clear(): void {
    this.at = 0;
    this.count = 0;
    this.cutCells = 0;
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
