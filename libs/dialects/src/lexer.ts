/** What a token is. `comment` covers plain comments; an executable comment (`/*! … *\/`) is `executable`. */
export type TokenKind = 'word' | 'number' | 'string' | 'identifier' | 'comment' | 'executable' | 'symbol' | 'parameter';

/** How the words of one kind of database are told apart. Data only: one lexer reads all kinds. */
export interface LexRules {
  /** Comments nest (`/* /* *\/ *\/`). */
  readonly nestedComments: boolean;
  /** `#` begins a comment. */
  readonly hashComments: boolean;
  /** `--` begins a comment only before a space, a control character or the end of a line. */
  readonly dashNeedsSpace: boolean;
  /** A carriage return alone ends a line comment too. */
  readonly returnEndsComment: boolean;
  /** `/*! … *\/` is run by the server. */
  readonly executableComments: boolean;
  /** A backslash escapes the next character of a string: always, or only in `E'…'`. */
  readonly backslash: 'always' | 'prefixed' | 'never';
  /** Characters that open a quoted identifier, and those that close it. */
  readonly identifierQuotes: Readonly<Record<string, string>>;
  /** `"…"` is a string. */
  readonly doubleQuotedStrings: boolean;
  /** `$tag$ … $tag$` is a string. */
  readonly dollarQuotes: boolean;
}

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isWordStart = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code >= 0x80;
const isWordPart = (code: number): boolean => isWordStart(code) || isDigit(code) || code === 36;

/**
 * Reads one token after another of a text, in linear time whatever the text is: an unterminated string or comment runs to the end.
 * After `next()` says true, `kind`, `start` and `end` (UTF-16 offsets) describe the token.
 */
export class Lexer {
  kind: TokenKind = 'symbol';
  start = 0;
  end = 0;
  /** False where the token runs to the end of the text without its closing mark. */
  closed = true;

  constructor(
    readonly text: string,
    readonly rules: LexRules,
    start = 0,
    readonly limit = text.length,
  ) {
    this.end = start;
  }

  /** Moves to the next token. False at the end. */
  next(): boolean {
    const { text, limit } = this;
    let at = this.end;
    while (at < limit && isSpace(text.charCodeAt(at))) at += 1;
    this.start = at;
    this.closed = true;
    if (at >= limit) {
      this.end = limit;
      return false;
    }
    this.end = Math.min(this.#token(at), limit);
    return true;
  }

  /** The token's text, in upper case: only for words, which are compared. */
  upper(): string {
    return this.text.slice(this.start, this.end).toUpperCase();
  }

  /** The token's text as written. */
  raw(): string {
    return this.text.slice(this.start, this.end);
  }

  #token(at: number): number {
    const { text, rules } = this;
    const code = text.charCodeAt(at);
    const following = text.charCodeAt(at + 1);
    if (isWordStart(code)) return this.#word(at, code, following);
    if (isDigit(code) || (code === 46 && isDigit(following))) return this.#number(at);
    switch (code) {
      case 39:
        return this.#string(at, 39, rules.backslash === 'always');
      case 34:
        if (rules.doubleQuotedStrings) return this.#string(at, 34, rules.backslash === 'always');
        break;
      case 45:
        if (following === 45 && (!rules.dashNeedsSpace || this.#endsDash(at + 2))) return this.#lineComment(at);
        break;
      case 35:
        if (rules.hashComments) return this.#lineComment(at);
        break;
      case 47:
        if (following === 42) return this.#blockComment(at);
        break;
      case 36:
        if (rules.dollarQuotes) return this.#dollar(at, following);
        break;
      case 63:
        this.kind = 'parameter';
        return at + 1;
      default:
    }
    const closing = rules.identifierQuotes[text.charAt(at)];
    if (closing !== undefined) return this.#identifier(at, closing.charCodeAt(0));
    this.kind = 'symbol';
    return at + 1;
  }

  #word(at: number, code: number, following: number): number {
    const { text, rules, limit } = this;
    if (following === 39) {
      // E'…' (escapes), and U&'…', B'…', X'…', N'…', which differ from a plain string only by their prefix.
      if (code === 69 || code === 101) return this.#string(at + 1, 39, rules.backslash !== 'never');
      if ('bBxXnN'.includes(text.charAt(at))) return this.#string(at + 1, 39, rules.backslash === 'always');
    }
    if ((code === 85 || code === 117) && following === 38) {
      const quote = text.charCodeAt(at + 2);
      if (quote === 39) return this.#string(at + 2, 39, false);
      if (quote === 34 && rules.identifierQuotes['"'] !== undefined) return this.#identifier(at + 2, 34);
    }
    let end = at + 1;
    while (end < limit && isWordPart(text.charCodeAt(end))) end += 1;
    this.kind = 'word';
    return end;
  }

  #number(at: number): number {
    const { text, limit } = this;
    let end = at + 1;
    while (end < limit) {
      const code = text.charCodeAt(end);
      const signed = (code === 43 || code === 45) && (text.charCodeAt(end - 1) | 32) === 101;
      if (!isDigit(code) && code !== 46 && !isWordStart(code) && !signed) break;
      end += 1;
    }
    this.kind = 'number';
    return end;
  }

  #string(quoteAt: number, quote: number, escapes: boolean): number {
    const { text, limit } = this;
    this.kind = 'string';
    let end = quoteAt + 1;
    while (end < limit) {
      const code = text.charCodeAt(end);
      if (code === 92 && escapes) end += 2;
      else if (code !== quote) end += 1;
      else if (text.charCodeAt(end + 1) === quote) end += 2;
      else return end + 1;
    }
    this.closed = false;
    return limit;
  }

  #identifier(quoteAt: number, closing: number): number {
    const { text, limit } = this;
    this.kind = 'identifier';
    let end = quoteAt + 1;
    while (end < limit) {
      if (text.charCodeAt(end) !== closing) end += 1;
      else if (text.charCodeAt(end + 1) === closing) end += 2;
      else return end + 1;
    }
    this.closed = false;
    return limit;
  }

  #endsDash(at: number): boolean {
    const code = this.text.charCodeAt(at);
    return at >= this.limit || code <= 32 || code === 127;
  }

  #lineComment(at: number): number {
    const { text, rules, limit } = this;
    this.kind = 'comment';
    let end = at + 1;
    while (end < limit) {
      const code = text.charCodeAt(end);
      end += 1;
      if (code === 10 || (code === 13 && rules.returnEndsComment)) break;
    }
    return end;
  }

  #blockComment(at: number): number {
    const { text, rules, limit } = this;
    const executable = rules.executableComments && /^\/\*M?!/.test(text.slice(at, at + 4));
    this.kind = executable ? 'executable' : 'comment';
    let depth = 1;
    let end = at + 2;
    while (end < limit) {
      const star = text.indexOf('*', end);
      if (star < 0) break;
      // Of `/*/` the first two characters count: they open, and nothing closes.
      if (rules.nestedComments && star > end && text.charCodeAt(star - 1) === 47) {
        depth += 1;
        end = star + 1;
      } else if (text.charCodeAt(star + 1) === 47) {
        depth -= 1;
        end = star + 2;
        if (depth === 0) return end;
      } else {
        end = star + 1;
      }
    }
    this.closed = false;
    return limit;
  }

  #dollar(at: number, following: number): number {
    const { text, limit } = this;
    if (isDigit(following)) {
      let end = at + 2;
      while (end < limit && isDigit(text.charCodeAt(end))) end += 1;
      this.kind = 'parameter';
      return end;
    }
    let tagEnd = at + 1;
    if (isWordStart(following)) {
      while (tagEnd < limit && isWordPart(text.charCodeAt(tagEnd)) && text.charCodeAt(tagEnd) !== 36) tagEnd += 1;
    }
    if (text.charCodeAt(tagEnd) !== 36) {
      this.kind = 'symbol';
      return at + 1;
    }
    const tag = text.slice(at, tagEnd + 1);
    this.kind = 'string';
    const close = text.indexOf(tag, tagEnd + 1);
    if (close < 0) {
      this.closed = false;
      return limit;
    }
    return close + tag.length;
  }
}
