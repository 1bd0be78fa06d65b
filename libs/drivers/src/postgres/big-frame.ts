import { Kind } from './messages.js';
import { droppedCell } from './row-encoder.js';

/** From this length on a row is not gathered whole: what would be cut anyway is dropped while it comes. */
export const bigFrameBytes = 2 * 1024 * 1024;
/** The most that is kept of one row, whatever it holds. */
const keptBytes = 32 * 1024 * 1024;

/**
 * A row too long to hold: takes its bytes as they come, keeps of each cell only what will be shown, and ends as a shorter row of the same
 * form. A cell of 500 MB costs as much memory as its first MiB.
 */
export class BigFrame {
  done = false;
  body: Buffer = Buffer.alloc(0);
  readonly #parts: Buffer[] = [];
  #kept = 0;
  /** Bytes of the message still to come. */
  #left: number;
  /** The head being gathered: the field count, or a cell's length. */
  readonly #head = Buffer.alloc(4);
  #headHave = 0;
  #headNeed: number;
  #fields = 0;
  /** Bytes of the current cell still to be kept, and then to be dropped. */
  #keep = 0;
  #drop = 0;

  constructor(
    readonly type: number,
    length: number,
    readonly cellLimit: number,
  ) {
    this.#left = length;
    this.#headNeed = 2;
    if (type === Kind.copyData) {
      // One cell without a head.
      this.#headNeed = 0;
      this.#begin(length, false);
    }
  }

  /** Takes from `chunk` at `at`; answers the place after what it took. */
  feed(chunk: Buffer, at: number): number {
    let place = at;
    const end = Math.min(chunk.length, at + this.#left);
    while (place < end) {
      if (this.#keep > 0) {
        const taken = Math.min(this.#keep, end - place);
        this.#push(Buffer.from(chunk.subarray(place, place + taken)));
        this.#keep -= taken;
        place += taken;
      } else if (this.#drop > 0) {
        const taken = Math.min(this.#drop, end - place);
        this.#drop -= taken;
        place += taken;
      } else {
        this.#head[this.#headHave] = chunk[place] as number;
        this.#headHave += 1;
        place += 1;
        if (this.#headHave === this.#headNeed) this.#headDone();
      }
    }
    this.#left -= place - at;
    if (this.#left === 0) {
      this.body = Buffer.concat(this.#parts);
      this.done = true;
    }
    return place;
  }

  #headDone(): void {
    this.#headHave = 0;
    if (this.#headNeed === 2) {
      this.#headNeed = 4;
      this.#fields = this.#head.readInt16BE(0);
      this.#push(Buffer.from(this.#head.subarray(0, 2)));
    } else if (this.#fields > 0) {
      this.#fields -= 1;
      this.#begin(this.#head.readInt32BE(0), true);
    }
  }

  #begin(length: number, withHead: boolean): void {
    const wanted = Math.min(Math.max(length, 0), this.cellLimit + 1);
    const dropped = this.#kept + wanted > keptBytes;
    this.#keep = dropped ? 0 : wanted;
    this.#drop = Math.max(length, 0) - this.#keep;
    if (!withHead) return;
    const head = Buffer.alloc(4);
    head.writeInt32BE(length < 0 ? length : dropped ? droppedCell : wanted);
    this.#push(head);
  }

  #push(part: Buffer): void {
    this.#parts.push(part);
    this.#kept += part.length;
  }
}
