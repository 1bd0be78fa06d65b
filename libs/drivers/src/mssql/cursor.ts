/** Reads the parts of a token. What reads past the end answers zero and says so in `lacking`: the token is then read anew, later. */
export class Cursor {
  lacking = false;

  constructor(
    readonly buffer: Buffer,
    public at: number,
    readonly end: number,
  ) {}

  /** Whether anything was read past the end. */
  lacks(): boolean {
    return this.lacking;
  }

  u8(): number {
    return this.#has(1) ? this.buffer.readUInt8(this.at - 1) : 0;
  }

  u16(): number {
    return this.#has(2) ? this.buffer.readUInt16LE(this.at - 2) : 0;
  }

  u32(): number {
    return this.#has(4) ? this.buffer.readUInt32LE(this.at - 4) : 0;
  }

  i32(): number {
    return this.#has(4) ? this.buffer.readInt32LE(this.at - 4) : 0;
  }

  u64(): bigint {
    return this.#has(8) ? this.buffer.readBigUInt64LE(this.at - 8) : 0n;
  }

  bytes(length: number): Buffer {
    return this.#has(length) ? Buffer.from(this.buffer.subarray(this.at - length, this.at)) : Buffer.alloc(0);
  }

  /** Text after its length in one byte. */
  shortText(): string {
    return this.#text(this.u8());
  }

  /** Text after its length in two bytes. */
  text(): string {
    return this.#text(this.u16());
  }

  #text(characters: number): string {
    return this.#has(characters * 2) ? this.buffer.toString('utf16le', this.at - characters * 2, this.at) : '';
  }

  #has(bytes: number): boolean {
    if (this.lacking || this.at + bytes > this.end) {
      this.lacking = true;
      return false;
    }
    this.at += bytes;
    return true;
  }
}
