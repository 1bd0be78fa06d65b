/** What a token of a shell statement is. */
export type TokenKind = 'name' | 'number' | 'string' | 'template' | 'regex' | 'symbol' | 'end';

const isSpace = (code: number): boolean =>
  code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0xfeff || code === 0x2028 || code === 0x2029;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isNameStart = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 36 || code > 0x7f;
const isNamePart = (code: number): boolean => (isNameStart(code) && !isSpace(code)) || isDigit(code);

/**
 * Reads the tokens of JavaScript literals and calls, in linear time whatever the text is. There is no division in them: a slash that
 * begins no comment begins a regular expression.
 */
export class Scanner {
  kind: TokenKind = 'end';
  start = 0;
  end = 0;
  /** Whether a line ended before the token. */
  newLine = false;
  /** False where a string, a template or a regular expression has no closing mark. */
  closed = true;

  constructor(readonly text: string) {}

  /** The token as written. */
  get raw(): string {
    return this.text.slice(this.start, this.end);
  }

  /** Moves to the next token and says what it is. */
  next(): TokenKind {
    this.#advance();
    return this.kind;
  }

  #advance(): void {
    this.#skip();
    this.start = this.end;
    this.closed = true;
    const { text, start } = this;
    if (start >= text.length) {
      this.kind = 'end';
      return;
    }
    const code = text.charCodeAt(start);
    if (isNameStart(code)) {
      this.kind = 'name';
      this.#while(start, isNamePart);
    } else if (isDigit(code) || (code === 46 && isDigit(text.charCodeAt(start + 1)))) {
      this.kind = 'number';
      this.#number(start);
    } else if (code === 34 || code === 39) {
      this.kind = 'string';
      this.#until(start + 1, code, true);
    } else if (code === 96) {
      this.kind = 'template';
      this.#until(start + 1, code, false);
    } else if (code === 47) {
      this.#regex(start);
    } else {
      this.kind = 'symbol';
      this.end = start + (text.codePointAt(start) === code ? 1 : 2);
    }
  }

  /** White space and comments. */
  #skip(): void {
    const { text } = this;
    let at = this.end;
    this.newLine = false;
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === 10 || code === 13) this.newLine = true;
      if (isSpace(code)) continue;
      const following = text.charCodeAt(at + 1);
      if (code !== 47 || (following !== 47 && following !== 42)) break;
      if (following === 47) {
        at = lineEnd(text, at) - 1;
        continue;
      }
      const close = text.indexOf('*/', at + 2);
      const end = close < 0 ? text.length : close + 2;
      if (/[\r\n]/u.test(text.slice(at, end))) this.newLine = true;
      at = end - 1;
    }
    this.end = at;
  }

  #while(start: number, belongs: (code: number) => boolean): void {
    let at = start + 1;
    while (at < this.text.length && belongs(this.text.charCodeAt(at))) at += 1;
    this.end = at;
  }

  #number(start: number): void {
    const { text } = this;
    let at = start;
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      const before = text.charCodeAt(at - 1) | 32;
      const isSign = (code === 43 || code === 45) && before === 101 && !/^0x/iu.test(text.slice(start, start + 2));
      if (code !== 46 && !isNamePart(code) && !isSign) break;
    }
    this.end = at;
  }

  /** To the closing mark, over escaped characters; a line's end closes a string that has none. */
  #until(start: number, mark: number, oneLine: boolean): void {
    const { text } = this;
    for (let at = start; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === 92) {
        at += 1;
      } else if (code === mark) {
        this.end = at + 1;
        return;
      } else if (oneLine && (code === 10 || code === 13)) {
        this.closed = false;
        this.end = at;
        return;
      }
    }
    this.closed = false;
    this.end = text.length;
  }

  #regex(start: number): void {
    const { text } = this;
    this.kind = 'regex';
    let inClass = false;
    for (let at = start + 1; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === 10 || code === 13) break;
      if (code === 92) at += 1;
      else if (code === 91) inClass = true;
      else if (code === 93) inClass = false;
      else if (code === 47 && !inClass) {
        this.#while(at, isNamePart);
        return;
      }
    }
    this.closed = false;
    this.end = lineEnd(text, start);
  }
}

const lineEnd = (text: string, from: number): number => {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) return at;
  }
  return text.length;
};
