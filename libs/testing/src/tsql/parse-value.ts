import { nearFailure, TsqlFailure, unknownHere } from './failure.js';
import type { Words } from './lex.js';
import type { Condition, Query, Value } from './syntax.js';
import { hasLength, knownTypes, typeNamed, type TsqlType } from './types.js';

/** Words that name nothing unless they stand in quotes. */
export const reserved = new Set(
  'ADD ALL ALTER AND AS ASC BEGIN BETWEEN BY CASE CHECK COLUMN COMMIT CONSTRAINT CREATE CROSS DEFAULT DELETE DESC DISTINCT DROP ELSE END ESCAPE EXEC EXISTS FETCH FOR FOREIGN FROM FULL GROUP HAVING IDENTITY IDENTITY_INSERT IF IN INDEX INNER INSERT INTO IS JOIN KEY LEFT LIKE MERGE NOT NULL ON OR ORDER OUTER PRIMARY REFERENCES RIGHT ROLLBACK SELECT SET TABLE THEN TOP TRANSACTION TRIGGER TRUNCATE UNION UNIQUE UPDATE USE USER VALUES VIEW WHEN WHERE WITH'.split(
    ' ',
  ),
);

/** What a value is cast to has this length where none is said. */
const castLength = 30;

/** An identifier, in quotes or not. */
export const nameIn = (words: Words): string => {
  const token = words.next();
  if (token.kind === 'name') return token.text;
  if (token.kind !== 'word' || reserved.has(token.text.toUpperCase())) throw nearFailure(token.text);
  return token.text;
};

/** A collation, of which there is one. */
export const collationIn = (words: Words): void => {
  const collation = nameIn(words);
  if (collation !== 'Latin1_General_CI_AS') throw unknownHere(`the collation ${collation}`);
};

/** A type, with its numbers. `length`: that of a text or of bytes where none is said. */
export const typeIn = (words: Words, length = 1): TsqlType => {
  const name = nameIn(words).toLowerCase();
  if (knownTypes[name] === undefined) throw unknownHere(`the type ${name}`);
  if (!words.takes('(')) return typeNamed(name, hasLength(name) ? [length] : []);
  if (words.takes('MAX', ')')) {
    if (!/^n?varchar$|^varbinary$/u.test(name)) throw nearFailure('max');
    return { ...typeNamed(name), length: -1 };
  }
  const numbers = words.list(() => words.number());
  words.must(')');
  return typeNamed(name, numbers);
};

/** Reads values and conditions. `query` reads a SELECT, from its word on. */
export class ValueParser {
  constructor(
    readonly words: Words,
    readonly query: () => Query,
  ) {}

  value(): Value {
    let left = this.#product();
    while (this.words.comes('+') || this.words.comes('-')) {
      const operator = this.words.next().text;
      left = { is: 'arithmetic', operator, left, right: this.#product() };
    }
    return left;
  }

  #product(): Value {
    let left = this.#single();
    while (this.words.comes('*') || this.words.comes('/') || this.words.comes('%')) {
      const operator = this.words.next().text;
      left = { is: 'arithmetic', operator, left, right: this.#single() };
    }
    return left;
  }

  #single(): Value {
    const value = this.#plain();
    if (!this.words.takes('COLLATE')) return value;
    collationIn(this.words);
    return value;
  }

  #plain(): Value {
    const { words } = this;
    if (words.takes('-')) {
      const token = words.next();
      if (token.kind !== 'number') throw nearFailure(token.text);
      return { is: 'literal', kind: 'number', text: `-${token.text}` };
    }
    if (words.takes('(')) {
      const value: Value = words.comes('SELECT') ? { is: 'query', query: this.query() } : this.value();
      words.must(')');
      return value;
    }
    if (words.takes('NULL')) return { is: 'literal', kind: 'null', text: '' };
    if (words.takes('CASE')) return this.#case();
    if (words.comes('CAST', '(') || words.comes('CONVERT', '(')) return this.#cast();
    const token = words.peek();
    if (token.kind === 'text' || token.kind === 'unicode' || token.kind === 'binary' || token.kind === 'number') {
      words.next();
      return { is: 'literal', kind: token.kind, text: token.text };
    }
    if (token.kind === 'variable') {
      words.next();
      return { is: 'variable', name: token.text.toLowerCase() };
    }
    const first = nameIn(words);
    if (token.kind === 'word' && words.takes('(')) return this.#call(first);
    if (!words.takes('.')) return { is: 'column', of: undefined, name: first };
    return { is: 'column', of: first, name: nameIn(words) };
  }

  #call(name: string): Value {
    const { words } = this;
    const star = words.takes('*');
    const args = star || words.comes(')') ? [] : words.list(() => this.value());
    words.must(')');
    return { is: 'call', name: name.toLowerCase(), args, star };
  }

  #cast(): Value {
    const { words } = this;
    const convert = words.next().text.toUpperCase() === 'CONVERT';
    words.must('(');
    const early = convert ? typeIn(words, castLength) : undefined;
    if (convert) words.must(',');
    const value = this.value();
    if (!convert) words.must('AS');
    const type = early ?? typeIn(words, castLength);
    const style = convert && words.takes(',') ? words.number() : undefined;
    words.must(')');
    return { is: 'cast', value, type, style };
  }

  #case(): Value {
    const { words } = this;
    const whens: { when: Condition; then: Value }[] = [];
    if (!words.comes('WHEN')) throw unknownHere('a CASE of a value');
    while (words.takes('WHEN')) {
      const when = this.condition();
      words.must('THEN');
      whens.push({ when, then: this.value() });
    }
    const otherwise = words.takes('ELSE') ? this.value() : undefined;
    words.must('END');
    return { is: 'case', whens, otherwise };
  }

  condition(): Condition {
    const parts = [this.#all()];
    while (this.words.takes('OR')) parts.push(this.#all());
    const [only] = parts;
    return parts.length === 1 && only ? only : { is: 'or', parts };
  }

  #all(): Condition {
    const parts = [this.#not()];
    while (this.words.takes('AND')) parts.push(this.#not());
    const [only] = parts;
    return parts.length === 1 && only ? only : { is: 'and', parts };
  }

  #not(): Condition {
    return this.words.takes('NOT') ? { is: 'not', part: this.#not() } : this.#predicate();
  }

  #predicate(): Condition {
    const { words } = this;
    const place = words.place;
    if (words.takes('(')) {
      // What stands in parentheses may be a condition or a value: whichever can be read on from.
      try {
        const inner = this.condition();
        words.must(')');
        return inner;
      } catch (error) {
        if (!(error instanceof TsqlFailure) || ![102, 4145].includes(error.number)) throw error;
        words.back(place);
      }
    }
    const left = this.value();
    if (words.takes('IS')) {
      const not = words.takes('NOT');
      words.must('NULL');
      return { is: 'null', value: left, not };
    }
    const not = words.takes('NOT');
    if (words.takes('IN')) {
      words.must('(');
      const list = words.list(() => this.value());
      words.must(')');
      return { is: 'in', value: left, list, not };
    }
    if (words.takes('BETWEEN')) {
      const low = this.value();
      words.must('AND');
      return { is: 'between', value: left, low, high: this.value(), not };
    }
    if (words.takes('LIKE')) {
      const like = this.value();
      return { is: 'like', value: left, pattern: like, escape: words.takes('ESCAPE') ? this.value() : undefined, not };
    }
    const operator = words.peek();
    if (not || operator.kind !== 'symbol' || !/^(?:=|<>|!=|<=?|>=?)$/u.test(operator.text))
      throw new TsqlFailure(
        4145,
        `An expression of non-boolean type specified in a context where a condition is expected, near '${operator.text}'.`,
        15,
      );
    words.next();
    return { is: 'compare', operator: operator.text === '!=' ? '<>' : operator.text, left, right: this.value() };
  }
}
