import { lengthHead } from './packets.js';

/** From this length on a text row is not gathered whole: what would be cut anyway is dropped while it comes. */
export const bigRowBytes = 2 * 1024 * 1024;
/** The most that is kept of one row, whatever it holds. */
const keptBytes = 32 * 1024 * 1024;

/** A text row too long to hold: keeps of each cell only what will be shown, and ends as a shorter row of the same form. */
export class BigRow {
  readonly #parts: Buffer[] = [];
  #kept = 0;
  readonly #head = Buffer.alloc(9);
  #headHave = 0;
  #headNeed = 1;
  #keep = 0;
  #drop = 0;

  constructor(readonly cellLimit: number) {}

  feed(chunk: Buffer, from: number, to: number): void {
    let place = from;
    while (place < to) {
      if (this.#keep > 0) {
        const taken = Math.min(this.#keep, to - place);
        this.#push(Buffer.from(chunk.subarray(place, place + taken)));
        this.#keep -= taken;
        place += taken;
      } else if (this.#drop > 0) {
        const taken = Math.min(this.#drop, to - place);
        this.#drop -= taken;
        place += taken;
      } else {
        this.#headByte(chunk[place] as number);
        place += 1;
      }
    }
  }

  body(): Buffer {
    return Buffer.concat(this.#parts);
  }

  #headByte(byte: number): void {
    this.#head[this.#headHave] = byte;
    this.#headHave += 1;
    if (this.#headHave === 1) this.#headNeed = byte === 0xfc ? 3 : byte === 0xfd ? 4 : byte === 0xfe ? 9 : 1;
    if (this.#headHave < this.#headNeed) return;
    this.#headHave = 0;
    if (byte === 0xfb && this.#headNeed === 1) {
      this.#push(Buffer.from([0xfb]));
      return;
    }
    const length =
      this.#headNeed === 1
        ? byte
        : this.#headNeed === 9
          ? Number(this.#head.readBigUInt64LE(1))
          : this.#head.readUIntLE(1, this.#headNeed - 1);
    const wanted = Math.min(length, this.cellLimit + 1);
    // What finds no room is kept as a cell of one byte more than may be shown would be: cut to its first bytes.
    const kept = this.#kept + wanted > keptBytes ? Math.min(wanted, 64) : wanted;
    this.#push(lengthHead(kept));
    this.#keep = kept;
    this.#drop = length - kept;
  }

  #push(part: Buffer): void {
    this.#parts.push(part);
    this.#kept += part.length;
  }
}
