import { StatementError } from '../statement-error.js';
import { chains, collectionMethods, databaseMethods, explainable, verbosities, type Method, type Taken } from './methods.js';
import { constructors, numberOf, regexOf, unwrapped } from './literals.js';
import { Scanner } from './scan.js';
import type { MongoCall, MongoStep, MongoValue } from './value.js';

/** Documents deeper than the server takes are not read. */
const deepest = 100;

/** Arguments with the place where each begins. */
interface Given {
  readonly values: readonly MongoValue[];
  readonly places: readonly number[];
  readonly end: number;
}

/**
 * Reads one shell statement. It is a grammar of literals and of calls whose names are listed: nothing is evaluated, no name is looked
 * up, no code is made. Throws StatementError with the place and what is expected there.
 */
export const parseMongo = (text: string): MongoCall => new Parser(text).statement();

class Parser {
  readonly #scanner: Scanner;
  #depth = 0;

  constructor(readonly text: string) {
    this.#scanner = new Scanner(text);
    this.#scanner.next();
  }

  statement(): MongoCall {
    const scanner = this.#scanner;
    const first = scanner.kind === 'name' ? scanner.raw : '';
    if (first === 'show' || first === 'use') return this.#command(first);
    if (first !== 'db') throw this.#expected('A statement begins with db. or show');
    scanner.next();
    const call = this.#call();
    if (this.#is(';')) scanner.next();
    if (scanner.kind !== 'end') throw this.#expected('The statement ends here; a dot and a method could follow');
    return call;
  }

  /** `show collections`, `show dbs`. */
  #command(verb: string): MongoCall {
    const scanner = this.#scanner;
    const start = scanner.start;
    scanner.next();
    const what = scanner.raw;
    if (verb === 'use') {
      const name = scanner.kind === 'name' ? what : 'other';
      throw this.#error(
        `Each statement stands for itself, so use has no effect. Choose the database in the connection, or write db.getSiblingDB("${name}").…`,
        start,
      );
    }
    const known: Readonly<Record<string, string>> = {
      collections: 'collections',
      tables: 'collections',
      dbs: 'dbs',
      databases: 'dbs',
    };
    const subject = Object.hasOwn(known, what) ? known[what] : undefined;
    if (subject === undefined) throw this.#expected('show takes collections or dbs');
    scanner.next();
    if (this.#is(';')) scanner.next();
    if (scanner.kind !== 'end') throw this.#expected('The statement ends here');
    return { method: 'show', args: [{ type: 'string', value: subject }], chain: [] };
  }

  #call(): MongoCall {
    let database: string | undefined;
    let explain: string | undefined;
    let path: string[] = [];
    for (;;) {
      const member = this.#member();
      if (!this.#is('(')) {
        path.push(member.name);
        continue;
      }
      const given = this.#args();
      if (member.name === 'getSiblingDB' && path.length === 0 && database === undefined) {
        database = this.#nameIn(member.name, given);
      } else if (member.name === 'getCollection' && path.length === 0) {
        path = [this.#nameIn(member.name, given)];
      } else if (member.name === 'explain' && path.length > 0 && explain === undefined) {
        explain = this.#verbosity(given);
      } else {
        const collection = path.length === 0 ? undefined : path.join('.');
        if (collection?.includes('\0') === true) throw this.#error('A name can not hold a NUL character.', member.start);
        const { args, method } = this.#checked(collection === undefined ? databaseMethods : collectionMethods, member, given);
        const { chain, explain: after } = this.#chain(method);
        explain ??= after;
        if (explain !== undefined && !(collection !== undefined && explainable.has(method)))
          throw this.#error(`${method}() can not be explained.`, member.start);
        return {
          ...(database === undefined ? {} : { database }),
          ...(collection === undefined ? {} : { collection }),
          method,
          args,
          chain,
          ...(explain === undefined ? {} : { explain }),
        };
      }
    }
  }

  /** `.name` or `["name"]`. */
  #member(): { name: string; start: number } {
    const scanner = this.#scanner;
    const { start } = scanner;
    if (this.#is('.')) {
      scanner.next();
      const place = scanner.start;
      if (scanner.kind !== 'name') throw this.#expected('A name is expected after the dot');
      const name = scanner.raw;
      scanner.next();
      return { name, start: place };
    }
    if (this.#is('[')) {
      scanner.next();
      if (scanner.kind !== 'string') throw this.#expected('A name between quotes is expected');
      const name = this.#string();
      this.#take(']');
      return { name, start };
    }
    throw this.#expected('A dot and a method with parentheses are expected, such as .find({})');
  }

  #chain(method: string): { chain: MongoStep[]; explain?: string } {
    const allowed = chains.get(method);
    const chain: MongoStep[] = [];
    let explain: string | undefined;
    while (this.#is('.')) {
      const member = this.#member();
      if (!this.#is('(')) throw this.#expected(`Parentheses are expected after ${member.name}`);
      const given = this.#args();
      if (member.name === 'explain') {
        explain = this.#verbosity(given);
        continue;
      }
      if (allowed === undefined) throw this.#error(`Nothing can follow ${method}().`, member.start);
      chain.push(this.#checked(allowed, member, given));
    }
    return { chain, ...(explain === undefined ? {} : { explain }) };
  }

  #nameIn(method: string, { values, places, end }: Given): string {
    const [name, ...more] = values;
    if (name?.type !== 'string' || name.value === '' || name.value.includes('\0') || more.length > 0)
      throw this.#error(`${method}() takes one name between quotes.`, places[0] ?? end);
    return name.value;
  }

  #verbosity({ values, places, end }: Given): string {
    const [word, ...more] = values;
    if (word === undefined) return 'queryPlanner';
    if (word.type !== 'string' || !verbosities.has(word.value) || more.length > 0)
      throw this.#error(`explain() takes one of ${[...verbosities].join(', ')}.`, places[0] ?? end);
    return word.value;
  }

  /** The arguments, where the method exists and takes them. */
  #checked(methods: ReadonlyMap<string, Method>, member: { name: string; start: number }, given: Given): MongoStep {
    const { name, start } = member;
    const method = methods.get(name);
    if (method === undefined) throw this.#error(`There is no method ${name}() here. ${suggestion(name, methods)}`, start);
    const { takes, least } = method;
    const { values, places, end } = given;
    if (values.length < least) {
      throw this.#error(`${name}() needs ${takes.slice(0, least).map(wordOf).join(', then ')}.`, end);
    }
    for (const [index, value] of values.entries()) {
      const taken = takes[index];
      const place = places[index] ?? end;
      if (taken === undefined)
        throw this.#error(`${name}() takes ${takes.length === 0 ? 'no arguments' : `at most ${String(takes.length)}`}.`, place);
      if (!fits(value, taken)) throw this.#error(`${name}() takes ${wordOf(taken)} here.`, place);
    }
    return { method: name, args: values };
  }

  #args(): Given {
    const values: MongoValue[] = [];
    const places: number[] = [];
    this.#take('(');
    while (!this.#is(')')) {
      places.push(this.#scanner.start);
      values.push(this.#value());
      if (!this.#is(')')) this.#take(',', 'A comma or a closing parenthesis is expected');
    }
    const end = this.#scanner.start;
    this.#scanner.next();
    return { values, places, end };
  }

  #value(): MongoValue {
    const scanner = this.#scanner;
    switch (scanner.kind) {
      case 'string':
      case 'template':
        return { type: 'string', value: this.#string() };
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
          if (following === 'name' && this.#scanner.raw.length === 8 && this.text.startsWith('Infinity', scanner.start)) {
            scanner.next();
            return { type: 'double', value: negative ? '-Infinity' : 'Infinity' };
          }
          throw this.#expected('A number is expected after the sign');
        }
    }
    throw this.#expected('A value is expected');
  }

  #nested<T>(read: () => T): T {
    this.#depth += 1;
    if (this.#depth > deepest) throw this.#error(`Values nested deeper than ${String(deepest)} levels are not taken.`);
    const value = read();
    this.#depth -= 1;
    return value;
  }

  #number(negative: boolean): MongoValue {
    const { raw, start } = this.#scanner;
    const value = numberOf(raw.replace(/(?<=\d)_(?=\d)/gu, ''), negative);
    if (typeof value === 'string') throw this.#error(`${short(raw)} is not taken; expected is ${value}.`, start);
    this.#scanner.next();
    return value;
  }

  #regex(): MongoValue {
    const scanner = this.#scanner;
    const { raw, start } = scanner;
    if (!scanner.closed) throw this.#error('The regular expression that begins here has no closing slash.', start);
    const close = raw.lastIndexOf('/');
    const value = regexOf(raw.slice(1, close), raw.slice(close + 1));
    if (typeof value === 'string') throw this.#error(`A regular expression takes ${value}.`, start);
    scanner.next();
    return value;
  }

  /** A word that is a value, or a constructor. */
  #named(): MongoValue {
    const scanner = this.#scanner;
    const { start } = scanner;
    let name = scanner.raw;
    scanner.next();
    const isNew = name === 'new';
    if (isNew) {
      if (scanner.kind !== 'name') throw this.#expected('A constructor is expected after new, such as Date');
      name = scanner.raw;
      scanner.next();
    }
    if (!isNew) {
      if (name === 'null') return { type: 'null' };
      if (name === 'true' || name === 'false') return { type: 'boolean', value: name === 'true' };
      if (name === 'NaN' || name === 'Infinity') return { type: 'double', value: name };
    }
    const make = constructors.get(name);
    if (make === undefined || !this.#is('(')) {
      throw this.#error(
        `${short(name)} is not a value: names and expressions are not evaluated here. Write the value itself${nearConstructor(name)}.`,
        start,
      );
    }
    if (name === 'Date' && !isNew) throw this.#error('Date() without new is a text; write new Date() or ISODate().', start);
    const { values } = this.#nested(() => this.#args());
    const value = make(values);
    if (typeof value === 'string') throw this.#error(`${name}() takes ${value}.`, start);
    return value;
  }

  #array(): MongoValue {
    const items: MongoValue[] = [];
    this.#take('[');
    while (!this.#is(']')) {
      items.push(this.#value());
      if (!this.#is(']')) this.#take(',', 'A comma or a closing bracket is expected');
    }
    this.#scanner.next();
    return { type: 'array', items };
  }

  #document(): MongoValue {
    const { start } = this.#scanner;
    const fields: [string, MongoValue][] = [];
    const names = new Set<string>();
    this.#take('{');
    while (!this.#is('}')) {
      const place = this.#scanner.start;
      const name = this.#fieldName();
      if (names.has(name)) throw this.#error(`The field ${short(name)} is given twice.`, place);
      if (name === '__proto__') throw this.#error('A field can not be called __proto__.', place);
      if (name.includes('\0')) throw this.#error('The name of a field can not hold a NUL character.', place);
      names.add(name);
      this.#take(':', `A colon and the value of ${short(name)} are expected`);
      fields.push([name, this.#value()]);
      if (!this.#is('}')) this.#take(',', 'A comma or a closing brace is expected');
    }
    this.#scanner.next();
    const value = unwrapped({ type: 'document', fields });
    if (typeof value === 'string') throw this.#error(`${fields[0]?.[0] ?? ''} takes ${value}.`, start);
    return value;
  }

  #fieldName(): string {
    const scanner = this.#scanner;
    if (scanner.kind === 'string') return this.#string();
    const name = scanner.raw;
    if (scanner.kind === 'number' && /^(?:0|[1-9]\d*)$/u.test(name)) {
      scanner.next();
      return name;
    }
    if (scanner.kind !== 'name') throw this.#expected('The name of a field is expected');
    scanner.next();
    return name;
  }

  #string(): string {
    const scanner = this.#scanner;
    const { raw, start, kind } = scanner;
    if (!scanner.closed) throw this.#error('The text that begins here has no closing quote.', start);
    const body = raw.slice(1, -1);
    const dollar = kind === 'template' ? body.search(/(?<!\\)\$\{/u) : -1;
    if (dollar >= 0) throw this.#error('A text between backticks can not hold an expression.', start + 1 + dollar);
    const value = unescaped(body);
    if (typeof value === 'number') throw this.#error('This escape is not known.', start + 1 + value);
    scanner.next();
    return value;
  }

  #is(symbol: string): boolean {
    return this.#scanner.kind === 'symbol' && this.#scanner.raw === symbol;
  }

  #take(symbol: string, expected = `${symbol} is expected`): void {
    if (!this.#is(symbol)) throw this.#expected(expected);
    this.#scanner.next();
  }

  #expected(words: string): StatementError {
    const { kind, raw } = this.#scanner;
    return this.#error(kind === 'end' ? `${words}, but the text ends.` : `${words}, but there is ${short(raw)}.`);
  }

  #error(words: string, at = this.#scanner.start): StatementError {
    return new StatementError(words, Array.from(this.text.slice(0, at)).length + 1);
  }
}

const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

const words: Readonly<Record<Taken, string>> = {
  document: 'a document { … }',
  array: 'an array [ … ]',
  string: 'a text between quotes',
  number: 'a whole number',
  boolean: 'true or false',
  update: 'a document { … } or a pipeline [ … ]',
  keys: 'a name between quotes or a document { … }',
  any: 'a value',
};
const wordOf = (taken: Taken): string => words[taken];

const fits = (value: MongoValue, taken: Taken): boolean => {
  switch (taken) {
    case 'any':
      return true;
    case 'number':
      return value.type === 'int' || value.type === 'long';
    case 'update':
      return value.type === 'document' || value.type === 'array';
    case 'keys':
      return value.type === 'document' || value.type === 'string';
    default:
      return value.type === taken;
  }
};

/** The method that was meant, as far as letter case tells; else those there are. */
const suggestion = (name: string, methods: ReadonlyMap<string, Method>): string => {
  const meant = [...methods.keys()].find((known) => known.toLowerCase() === name.toLowerCase());
  return meant === undefined ? `Known are ${[...methods.keys()].join(', ')}.` : `It is written ${meant}.`;
};

const nearConstructor = (name: string): string => {
  const meant = [...constructors.keys()].find((known) => known.toLowerCase() === name.toLowerCase());
  return meant === undefined ? '' : `, such as ${meant}(…)`;
};

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  '0': '\0',
  '\n': '',
};

/** A text with its escapes resolved, or the place of one that is not known. */
const unescaped = (body: string): string | number => {
  if (!body.includes('\\')) return body;
  let text = '';
  for (let at = 0; at < body.length; at += 1) {
    const character = body.charAt(at);
    if (character !== '\\') {
      text += character;
      continue;
    }
    const place = at;
    at += 1;
    const letter = body.charAt(at);
    const code = /^(?:x([0-9a-f]{2})|u([0-9a-f]{4})|u\{([0-9a-f]{1,6})\})/iu.exec(body.slice(at, at + 10));
    if (code !== null) {
      const point = Number.parseInt(code[1] ?? code[2] ?? code[3] ?? '', 16);
      if (point > 0x10ffff) return place;
      text += code[3] === undefined ? String.fromCharCode(point) : String.fromCodePoint(point);
      at += code[0].length - 1;
    } else if (/^(?:[xu1-9]|0\d)/u.test(body.slice(at, at + 2))) {
      return place;
    } else {
      text += Object.hasOwn(escapes, letter) ? (escapes[letter] ?? '') : letter;
    }
  }
  return text;
};
