import { Lexer, type TokenKind, dialectOf } from '@orrery/dialects';

export interface CodeToken {
  readonly text: string;
  /** `plain` is what stands between: spaces, names, signs. */
  readonly kind: 'plain' | 'keyword' | 'string' | 'number' | 'comment';
}

const kinds: Readonly<Partial<Record<TokenKind, CodeToken['kind']>>> = {
  string: 'string',
  number: 'number',
  comment: 'comment',
};

/** A statement cut into what is coloured alike. A language without words of SQL is left plain. */
export function codeTokens(kind: string, text: string): readonly CodeToken[] {
  const dialect = dialectOf(kind);
  if (dialect?.rules === undefined) return [{ text, kind: 'plain' }];
  const keywords = new Set(dialect.keywords);
  const tokens: CodeToken[] = [];
  let at = 0;
  const lexer = new Lexer(text, dialect.rules);
  while (lexer.next()) {
    const word = text.slice(lexer.start, lexer.end);
    const found = lexer.kind === 'word' && keywords.has(word.toUpperCase()) ? 'keyword' : kinds[lexer.kind];
    if (found === undefined) continue;
    if (lexer.start > at) tokens.push({ text: text.slice(at, lexer.start), kind: 'plain' });
    tokens.push({ text: word, kind: found });
    at = lexer.end;
  }
  if (at < text.length) tokens.push({ text: text.slice(at), kind: 'plain' });
  return tokens;
}
