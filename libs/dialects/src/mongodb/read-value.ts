import { StatementError } from '../statement-error.js';
import type { Given } from './check-call.js';
import { unescaped } from './escapes.js';
import { constructors, numberOf, regexOf, unwrapped } from './literals.js';
import { Scanner } from './scan.js';
import type { MongoValue } from './value.js';

/** Documents deeper than the server takes are not read. */
const deepest = 100;

/** Reads values: a grammar of literals, and of constructors whose names are listed. */
export class ValueReader {
  readonly scanner: Scanner;
  #depth = 0;

  constructor(readonly text: string) {
    this.scanner = new Scanner(text);
    this.scanner.next();
  }

  /** The arguments of a call, from one parenthesis to the other. */
  args(): Given {
    const values: MongoValue[] = [];
    const places: number[] = [];
    this.take('(');
    while (!this.is(')')) {
      places.push(this.scanner.start);
      values.push(this.value());
      if (!this.is(')')) this.take(',', 'A comma or a closing parenthesis is expected');
    }
    const end = this.scanner.start;
    this.scanner.next();
    return { values, places, end };
  }

  /** One value. */
  value(): MongoValue {
    const scanner = this.scanner;
    switch (scanner.kind) {
      case 'string':
      case 'template':
        return { type: 'string', value: this.string() };
      case 'number':
        return this.#number(false);
      case 'regex':
        return this.#regex();
      case 'name':
        return this.#named();
      case 'symbol':
        if (scanner.raw === '{') return this.#nested(() => this.#document());
        if (scanner.raw === '[') return this.#nested(() => this.#array());
        if (scanner.raw === '-' || scanner.raw === '+') {
          const negative = scanner.raw === '-';
          const following = scanner.next();
          if (following === 'number') return this.#number(negative);
          if (following === 'name' && this.scanner.raw.length === 8 && this.text.startsWith('Infinity', scanner.start)) {
            scanner.next();
            return { type: 'double', value: negative ? '-Infinity' : 'Infinity' };
          }
          throw this.expected('A number is expected after the sign');
        }
    }
    throw this.expected('A value is expected');
  }

  #nested<T>(read: () => T): T {
    this.#depth += 1;
    if (this.#depth > deepest) throw this.error(`Values nested deeper than ${String(deepest)} levels are not taken.`);
    const value = read();
    this.#depth -= 1;
    return value;
  }

  #number(negative: boolean): MongoValue {
    const { raw, start } = this.scanner;
    const value = numberOf(raw.replace(/(?<=\d)_(?=\d)/gu, ''), negative);
    if (typeof value === 'string') throw this.error(`${short(raw)} is not taken; expected is ${value}.`, start);
    this.scanner.next();
    return value;
  }

  #regex(): MongoValue {
    const scanner = this.scanner;
    const { raw, start } = scanner;
    if (!scanner.closed) throw this.error('The regular expression that begins here has no closing slash.', start);
    const close = raw.lastIndexOf('/');
    const value = regexOf(raw.slice(1, close), raw.slice(close + 1));
    if (typeof value === 'string') throw this.error(`A regular expression takes ${value}.`, start);
    scanner.next();
    return value;
  }

  /** A word that is a value, or a constructor. */
  #named(): MongoValue {
    const scanner = this.scanner;
    const { start } = scanner;
    let name = scanner.raw;
    scanner.next();
    const isNew = name === 'new';
    if (isNew) {
      if (scanner.kind !== 'name') throw this.expected('A constructor is expected after new, such as Date');
      name = scanner.raw;
      scanner.next();
    }
    if (!isNew) {
      if (name === 'null') return { type: 'null' };
      if (name === 'true' || name === 'false') return { type: 'boolean', value: name === 'true' };
      if (name === 'NaN' || name === 'Infinity') return { type: 'double', value: name };
    }
    const make = constructors.get(name);
    if (make === undefined || !this.is('(')) {
      throw this.error(
        `${short(name)} is not a value: names and expressions are not evaluated here. Write the value itself${nearConstructor(name)}.`,
        start,
      );
    }
    if (name === 'Date' && !isNew) throw this.error('Date() without new is a text; write new Date() or ISODate().', start);
    const { values } = this.#nested(() => this.args());
    const value = make(values);
    if (typeof value === 'string') throw this.error(`${name}() takes ${value}.`, start);
    return value;
  }

  #array(): MongoValue {
    const items: MongoValue[] = [];
    this.take('[');
    while (!this.is(']')) {
      items.push(this.value());
      if (!this.is(']')) this.take(',', 'A comma or a closing bracket is expected');
    }
    this.scanner.next();
    return { type: 'array', items };
  }

  #document(): MongoValue {
    const { start } = this.scanner;
    const fields: [string, MongoValue][] = [];
    const names = new Set<string>();
    this.take('{');
    while (!this.is('}')) {
      const place = this.scanner.start;
      const name = this.#fieldName();
      if (names.has(name)) throw this.error(`The field ${short(name)} is given twice.`, place);
      if (name === '__proto__') throw this.error('A field can not be called __proto__.', place);
      if (name.includes('\0')) throw this.error('The name of a field can not hold a NUL character.', place);
      names.add(name);
      this.take(':', `A colon and the value of ${short(name)} are expected`);
      fields.push([name, this.value()]);
      if (!this.is('}')) this.take(',', 'A comma or a closing brace is expected');
    }
    this.scanner.next();
    const value = unwrapped({ type: 'document', fields });
    if (typeof value === 'string') throw this.error(`${fields[0]?.[0] ?? ''} takes ${value}.`, start);
    return value;
  }

  #fieldName(): string {
    const scanner = this.scanner;
    if (scanner.kind === 'string') return this.string();
    const name = scanner.raw;
    if (scanner.kind === 'number' && /^(?:0|[1-9]\d*)$/u.test(name)) {
      scanner.next();
      return name;
    }
    if (scanner.kind !== 'name') throw this.expected('The name of a field is expected');
    scanner.next();
    return name;
  }

  /** A text, without its quotes and escapes. */
  string(): string {
    const scanner = this.scanner;
    const { raw, start, kind } = scanner;
    if (!scanner.closed) throw this.error('The text that begins here has no closing quote.', start);
    const body = raw.slice(1, -1);
    const dollar = kind === 'template' ? body.search(/(?<!\\)\$\{/u) : -1;
    if (dollar >= 0) throw this.error('A text between backticks can not hold an expression.', start + 1 + dollar);
    const value = unescaped(body);
    if (typeof value === 'number') throw this.error('This escape is not known.', start + 1 + value);
    scanner.next();
    return value;
  }

  /** Whether this symbol comes next. */
  is(symbol: string): boolean {
    return this.scanner.kind === 'symbol' && this.scanner.raw === symbol;
  }

  /** Goes past a symbol that has to be there. */
  take(symbol: string, expected = `${symbol} is expected`): void {
    if (!this.is(symbol)) throw this.expected(expected);
    this.scanner.next();
  }

  /** What should be here. */
  expected(words: string): StatementError {
    const { kind, raw } = this.scanner;
    return this.error(kind === 'end' ? `${words}, but the text ends.` : `${words}, but there is ${short(raw)}.`);
  }

  /** What is wrong, and where: 1-based, in characters. */
  error(words: string, at = this.scanner.start): StatementError {
    return new StatementError(words, Array.from(this.text.slice(0, at)).length + 1);
  }
}

const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

const nearConstructor = (name: string): string => {
  const meant = [...constructors.keys()].find((known) => known.toLowerCase() === name.toLowerCase());
  return meant === undefined ? '' : `, such as ${meant}(…)`;
};
