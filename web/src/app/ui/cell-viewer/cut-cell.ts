/** A cell that was sent cut, and how to have the rest of it. */
export interface CutCell {
  /** Fetches the value, and keeps it as a file; absent where its row can’t be found again. Both throw a `Fault`. */
  readonly whole?: {
    read(signal: AbortSignal): Promise<unknown>;
    save(signal: AbortSignal): Promise<void>;
  };
  /** How else to have it, in a sentence. */
  readonly otherwise: string;
}
