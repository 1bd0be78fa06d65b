/** What is in view, what is about to come into view, and what has been so lately that it may stay. */
export interface Areas {
  readonly inView: ReadonlySet<string>;
  readonly near: ReadonlySet<string>;
  readonly kept: ReadonlySet<string>;
}

/** ms of a frame that may go into drawing what is not in view yet. */
const budget = 6;

/**
 * Which cells are on the page. What comes into view is drawn at once; what is near it is drawn ahead, a few cells a frame, so that
 * moving about finds it there; what was left far behind is taken off.
 */
export class Sight {
  readonly #shown = new Set<string>();
  readonly #turn: (id: string) => void;
  #coming: string[] = [];
  #going: string[] = [];
  #frame: number | undefined;

  /** `turn` is called when a cell comes or goes, after `has` answers accordingly. */
  constructor(turn: (id: string) => void) {
    this.#turn = turn;
  }

  has(id: string): boolean {
    return this.#shown.has(id);
  }

  /** Begins anew with exactly these; nothing is turned. */
  reset(ids: ReadonlySet<string>): void {
    this.stop();
    this.#shown.clear();
    for (const id of ids) this.#shown.add(id);
  }

  follow({ inView, near, kept }: Areas): void {
    for (const id of inView) this.#come(id);
    this.#coming = [...near].filter((id) => !this.#shown.has(id));
    this.#going = [...this.#shown].filter((id) => !kept.has(id));
    if (this.#coming.length + this.#going.length > 0) this.#frame ??= requestAnimationFrame(this.#work);
  }

  stop(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    this.#coming = [];
    this.#going = [];
  }

  readonly #work = (): void => {
    this.#frame = undefined;
    for (const end = performance.now() + budget; performance.now() < end;) {
      const id = this.#coming.pop();
      const gone = id === undefined ? this.#going.pop() : undefined;
      if (id !== undefined) this.#come(id);
      else if (gone === undefined) return;
      else if (this.#shown.delete(gone)) this.#turn(gone);
    }
    this.#frame = requestAnimationFrame(this.#work);
  };

  #come(id: string): void {
    if (this.#shown.has(id)) return;
    this.#shown.add(id);
    this.#turn(id);
  }
}
