import type { StatementSpan } from './dialect.js';

/** Gathers statements while a lexer goes by; knows nothing of any language. */
export class PieceCollector {
  readonly pieces: StatementSpan[] = [];
  #first = -1;
  #last = -1;
  #line = 1;
  #counted = 0;

  constructor(readonly text: string) {}

  /** Whether the statement being gathered has a token yet. */
  get open(): boolean {
    return this.#first >= 0;
  }

  /** A token that belongs to the statement. Comments between tokens belong, comments around it do not. */
  add(start: number, end: number): void {
    if (this.#first < 0) this.#first = start;
    this.#last = end;
  }

  /** The statement ends here. */
  close(): void {
    if (this.#first < 0) return;
    for (; this.#counted < this.#first; this.#counted += 1) {
      if (this.text.charCodeAt(this.#counted) === 10) this.#line += 1;
    }
    this.pieces.push({
      text: this.text.slice(this.#first, this.#last),
      start: this.#first,
      end: this.#last,
      line: this.#line,
    });
    this.#first = -1;
  }
}

/** The statement that a caret at `offset` means: the one it stands in or has just ended on its line, else the next, else the last. */
export const pieceAt = (text: string, pieces: readonly StatementSpan[], offset: number): StatementSpan | undefined => {
  for (const [index, piece] of pieces.entries()) {
    if (offset <= piece.end) return piece;
    const following = pieces[index + 1];
    if (following === undefined) return piece;
    if (offset >= following.start) continue;
    const lineEnd = text.indexOf('\n', piece.end);
    return lineEnd < 0 || offset <= lineEnd ? piece : following;
  }
  return undefined;
};
