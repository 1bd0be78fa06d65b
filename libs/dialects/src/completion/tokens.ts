import { Lexer, type LexRules } from '../lexer.js';
import { unquoted } from '../quote.js';

/** A token of the statement that somebody is writing. */
export interface Token {
  /** `name` is a quoted one; `caret` stands where the person writes, in the place of what is written of its word. */
  readonly kind: 'word' | 'name' | 'symbol' | 'value' | 'caret';
  /** Of names: without their quotes. */
  readonly text: string;
  /** Words in upper case, symbols as they are; empty for what can't be compared. */
  readonly word: string;
}

/** What is being written. Offsets are UTF-16 code units of the whole text. */
export interface Typed {
  readonly text: string;
  /** Where it begins, and where it goes on to behind the caret. */
  readonly start: number;
  readonly end: number;
}

/** The tokens of one statement, with the caret among them. */
export interface Around {
  readonly tokens: readonly Token[];
  readonly typed: Typed;
}

const isGo = (text: string, start: number, end: number): boolean =>
  /^go$/i.test(text.slice(start, end)) &&
  /(?:^|[\r\n])[ \t]*$/.test(text.slice(0, start)) &&
  /^[ \t]*(?:[\r\n]|$)/.test(text.slice(end));

/**
 * The tokens of the statement at `offset`, in linear time: up to the semicolons (or GO) around it, also those inside of a routine's
 * body, whose statements are written like any other. Undefined where nothing is to be completed: in text, numbers and comments.
 */
export function tokensAround(rules: LexRules, text: string, offset: number): Around | undefined {
  const lexer = new Lexer(text, rules);
  const around: { tokens: Token[]; typed?: Typed } = { tokens: [] };
  const write = (start: number, end: number): void => {
    around.typed = { text: text.slice(start, offset), start, end };
    around.tokens.push({ kind: 'caret', text: '', word: '' });
  };
  while (lexer.next()) {
    const { kind, start } = lexer;
    if (!around.typed && start >= offset) write(offset, offset);
    const holdsCaret =
      !around.typed && start < offset && (offset < lexer.end || (offset === lexer.end && (kind === 'word' || !lexer.closed)));
    if (holdsCaret) {
      if (kind === 'string' && text[start] === '$' && lexer.raw().length > 3) return insideOf(rules, text, offset, lexer);
      if (kind !== 'word' && kind !== 'identifier') return undefined;
      // A quote that was only just opened goes on to some other one: what is meant ends here.
      const isWhole = kind === 'word' || (lexer.closed && !lexer.raw().includes('\n'));
      if (!isWhole) lexer.end = offset;
      write(start, lexer.end);
      continue;
    }
    if (kind === 'comment') {
      // Behind a comment that its line ends, one still stands in it.
      if (!around.typed && lexer.end === offset && text[offset - 1] !== '\n' && !lexer.raw().startsWith('/*')) return undefined;
      continue;
    }
    if (kind === 'number' && !around.typed && lexer.end === offset) return undefined;
    const isEnd = (kind === 'symbol' && text[start] === ';') || (kind === 'word' && isGo(text, start, lexer.end));
    if (isEnd && around.typed) break;
    if (isEnd) around.tokens = [];
    else around.tokens.push(tokenOf(lexer));
  }
  if (!around.typed) write(offset, offset);
  const { tokens, typed } = around;
  return typed && { tokens, typed };
}

/** In the body of a routine. */
function insideOf(rules: LexRules, text: string, offset: number, { start, end, closed }: Lexer): Around | undefined {
  const tag = text.indexOf('$', start + 1) - start + 1;
  const [from, to] = [start + tag, closed ? end - tag : end];
  if (offset < from || offset > to) return undefined;
  const inner = tokensAround(rules, text.slice(from, to), offset - from);
  return inner && { ...inner, typed: { ...inner.typed, start: inner.typed.start + from, end: inner.typed.end + from } };
}

function tokenOf(lexer: Lexer): Token {
  const { kind } = lexer;
  const raw = lexer.raw();
  if (kind === 'identifier') return { kind: 'name', text: unquoted(raw, lexer.closed), word: '' };
  if (kind === 'word' || kind === 'symbol') return { kind, text: raw, word: raw.toUpperCase() };
  return { kind: 'value', text: raw, word: '' };
}
