/** ms: a state is saved when nothing has changed for so long. */
const rest = 700;

/** Saves a state a while after it changed, once it is known what there was before. */
export class StateKeeper {
  /** What is kept already; undefined until that is known. */
  #kept: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly now: () => unknown,
    private readonly put: () => Promise<unknown>,
  ) {}

  /** The state as it is now came from where it is kept. */
  begin(): void {
    this.#kept = this.#text();
  }

  changed(): void {
    if (!this.#isBehind()) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#save(), rest);
  }

  /** Saves at once what waits. */
  close(): void {
    clearTimeout(this.#timer);
    if (this.#isBehind()) void this.#save();
  }

  #text(): string {
    return JSON.stringify(this.now());
  }

  #isBehind(): boolean {
    return this.#kept !== undefined && this.#kept !== this.#text();
  }

  async #save(): Promise<void> {
    this.#kept = this.#text();
    try {
      await this.put();
    } catch {
      // It is tried again with the next change; nobody has to hear of it.
      this.#kept = '';
    }
  }
}
