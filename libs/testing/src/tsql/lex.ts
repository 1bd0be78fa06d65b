import { nearFailure, TsqlFailure } from './failure.js';

/** A word of T-SQL. `name`: an identifier in quotes or brackets; `word`: one without. */
export interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'unicode' | 'binary' | 'number' | 'variable' | 'symbol' | 'end';
  readonly text: string;
  readonly at: number;
}

const pattern =
  /(?<space>\s+|--[^\n]*|\/\*[\s\S]*?\*\/)|(?<unicode>[Nn]'(?:[^']|'')*')|(?<text>'(?:[^']|'')*')|(?<name>\[(?:[^\]]|\]\])*\]|"(?:[^"]|"")*")|(?<variable>@@?[\p{L}_#$\d]+)|(?<binary>0[xX](?:[\da-fA-F]|\\\r?\n)*)|(?<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|(?<word>[\p{L}_#][\p{L}\p{N}_@#$]*)|(?<symbol><>|<=|>=|!=|[(),.;=<>+\-*/%])/uy;

/** A backslash before the end of a line joins it with the next one. */
const joinedLines = (text: string): string => text.replaceAll(/\\\r?\n/gu, '');

const bare = (kind: Token['kind'], text: string): string => {
  if (kind === 'unicode') return joinedLines(text.slice(2, -1)).replaceAll("''", "'");
  if (kind === 'text') return joinedLines(text.slice(1, -1)).replaceAll("''", "'");
  if (kind === 'binary') return joinedLines(text.slice(2)).toLowerCase();
  if (kind !== 'name') return text;
  const name = text.startsWith('[') ? text.slice(1, -1).replaceAll(']]', ']') : text.slice(1, -1).replaceAll('""', '"');
  if (name === '') throw new TsqlFailure(1038, 'An object or column name is missing or empty.', 15);
  if (name.length > 128)
    throw new TsqlFailure(103, `The identifier that starts with '${name.slice(0, 128)}' is too long. Maximum length is 128.`, 15);
  return name;
};

/** The words of a batch, as with QUOTED_IDENTIFIER on. Throws where something is none. */
export const tokensOf = (text: string): Token[] => {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    pattern.lastIndex = at;
    const groups: Readonly<Record<string, string | undefined>> = pattern.exec(text)?.groups ?? {};
    const [kind, found] = Object.entries(groups).find(([, part]) => part !== undefined) ?? [];
    if (kind === undefined || found === undefined) {
      if (text[at] === "'") throw new TsqlFailure(105, 'Unclosed quotation mark after the character string.', 15);
      throw nearFailure(text.slice(at, at + 1));
    }
    if (kind !== 'space') tokens.push({ kind: kind as Token['kind'], text: bare(kind as Token['kind'], found), at });
    at += found.length;
  }
  return [...tokens, { kind: 'end', text: '', at }];
};

/** Words one after the other. */
export class Words {
  #at = 0;
  readonly #tokens: readonly Token[];

  constructor(readonly source: string) {
    this.#tokens = tokensOf(source);
  }

  get place(): number {
    return this.#at;
  }

  /** Goes back to a place. */
  back(place: number): void {
    this.#at = place;
  }

  peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)] ?? { kind: 'end', text: '', at: 0 };
  }

  next(): Token {
    const token = this.peek();
    this.#at += 1;
    return token;
  }

  /** Whether those words or symbols come next. */
  comes(...words: readonly string[]): boolean {
    return words.every((word, index) => {
      const token = this.peek(index);
      return (token.kind === 'word' || token.kind === 'symbol') && token.text.toUpperCase() === word;
    });
  }

  /** Takes those words if they come next. */
  takes(...words: readonly string[]): boolean {
    if (!this.comes(...words)) return false;
    this.#at += words.length;
    return true;
  }

  must(...words: readonly string[]): void {
    if (!this.takes(...words)) throw this.wrong();
  }

  wrong(): TsqlFailure {
    return nearFailure(this.peek().text);
  }

  number(): number {
    const token = this.next();
    if (token.kind !== 'number' || !/^\d+$/u.test(token.text)) throw nearFailure(token.text);
    return Number(token.text);
  }

  /** The text from a place to here, as it was written. */
  since(place: number): string {
    return this.source.slice(this.#tokens[place]?.at ?? 0, this.peek().at).trim();
  }

  list<T>(one: () => T): T[] {
    const all = [one()];
    while (this.takes(',')) all.push(one());
    return all;
  }
}
