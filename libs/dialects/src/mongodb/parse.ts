import type { StatementError } from '../statement-error.js';
import { checkedCall, type Given, type Member } from './check-call.js';
import { chains, collectionMethods, databaseMethods, explainable, verbosities, type Method } from './methods.js';
import { ValueReader } from './read-value.js';
import type { Scanner } from './scan.js';
import type { MongoCall, MongoStep } from './value.js';

/**
 * Reads one shell statement. It is a grammar of literals and of calls whose names are listed: nothing is evaluated, no name is looked
 * up, no code is made. Throws StatementError with the place and what is expected there.
 */
export const parseMongo = (text: string): MongoCall => new Parser(text).statement();

class Parser {
  readonly #reader: ValueReader;
  readonly #scanner: Scanner;

  constructor(text: string) {
    this.#reader = new ValueReader(text);
    this.#scanner = this.#reader.scanner;
  }

  statement(): MongoCall {
    const scanner = this.#scanner;
    const first = scanner.kind === 'name' ? scanner.raw : '';
    if (first === 'show' || first === 'use') return this.#command(first);
    if (first !== 'db') throw this.#reader.expected('A statement begins with db. or show');
    scanner.next();
    const call = this.#call();
    if (this.#reader.is(';')) scanner.next();
    if (scanner.kind !== 'end') throw this.#reader.expected('The statement ends here; a dot and a method could follow');
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
      throw this.#reader.error(
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
    if (subject === undefined) throw this.#reader.expected('show takes collections or dbs');
    scanner.next();
    if (this.#reader.is(';')) scanner.next();
    if (scanner.kind !== 'end') throw this.#reader.expected('The statement ends here');
    return { method: 'show', args: [{ type: 'string', value: subject }], chain: [] };
  }

  #call(): MongoCall {
    let database: string | undefined;
    let explain: string | undefined;
    let path: string[] = [];
    for (;;) {
      const member = this.#member();
      if (!this.#reader.is('(')) {
        path.push(member.name);
        continue;
      }
      const given = this.#reader.args();
      if (member.name === 'getSiblingDB' && path.length === 0 && database === undefined) {
        database = this.#nameIn(member.name, given);
      } else if (member.name === 'getCollection' && path.length === 0) {
        path = [this.#nameIn(member.name, given)];
      } else if (member.name === 'explain' && path.length > 0 && explain === undefined) {
        explain = this.#verbosity(given);
      } else {
        const collection = path.length === 0 ? undefined : path.join('.');
        if (collection?.includes('\0') === true) throw this.#reader.error('A name can not hold a NUL character.', member.start);
        const { args, method } = this.#checked(collection === undefined ? databaseMethods : collectionMethods, member, given);
        const { chain, explain: after } = this.#chain(method);
        explain ??= after;
        if (explain !== undefined && !(collection !== undefined && explainable.has(method)))
          throw this.#reader.error(`${method}() can not be explained.`, member.start);
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
  #member(): Member {
    const scanner = this.#scanner;
    const { start } = scanner;
    if (this.#reader.is('.')) {
      scanner.next();
      const place = scanner.start;
      if (scanner.kind !== 'name') throw this.#reader.expected('A name is expected after the dot');
      const name = scanner.raw;
      scanner.next();
      return { name, start: place };
    }
    if (this.#reader.is('[')) {
      scanner.next();
      if (scanner.kind !== 'string') throw this.#reader.expected('A name between quotes is expected');
      const name = this.#reader.string();
      this.#reader.take(']');
      return { name, start };
    }
    throw this.#reader.expected('A dot and a method with parentheses are expected, such as .find({})');
  }

  #chain(method: string): { chain: MongoStep[]; explain?: string } {
    const allowed = chains.get(method);
    const chain: MongoStep[] = [];
    let explain: string | undefined;
    while (this.#reader.is('.')) {
      const member = this.#member();
      if (!this.#reader.is('(')) throw this.#reader.expected(`Parentheses are expected after ${member.name}`);
      const given = this.#reader.args();
      if (member.name === 'explain') {
        explain = this.#verbosity(given);
        continue;
      }
      if (allowed === undefined) throw this.#reader.error(`Nothing can follow ${method}().`, member.start);
      chain.push(this.#checked(allowed, member, given));
    }
    return { chain, ...(explain === undefined ? {} : { explain }) };
  }

  #nameIn(method: string, { values, places, end }: Given): string {
    const [name, ...more] = values;
    if (name?.type !== 'string' || name.value === '' || name.value.includes('\0') || more.length > 0)
      throw this.#reader.error(`${method}() takes one name between quotes.`, places[0] ?? end);
    return name.value;
  }

  #verbosity({ values, places, end }: Given): string {
    const [word, ...more] = values;
    if (word === undefined) return 'queryPlanner';
    if (word.type !== 'string' || !verbosities.has(word.value) || more.length > 0)
      throw this.#reader.error(`explain() takes one of ${[...verbosities].join(', ')}.`, places[0] ?? end);
    return word.value;
  }

  #checked(methods: ReadonlyMap<string, Method>, member: Member, given: Given): MongoStep {
    return checkedCall(methods, member, given, (words: string, at: number): StatementError => this.#reader.error(words, at));
  }
}
