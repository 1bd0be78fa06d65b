import { nearFailure, TsqlFailure, unknownHere } from './failure.js';
import { Words } from './lex.js';
import { TableParser } from './parse-table.js';
import { nameIn, ValueParser } from './parse-value.js';
import type { ObjectName, Query, Source, Statement, Value } from './syntax.js';

/** Hints that change nothing but who waits for whom. */
const knownHints = new Set(['UPDLOCK', 'ROWLOCK', 'HOLDLOCK', 'NOLOCK', 'READPAST']);
const mostRows = 1_000;

/** Reads the statements of a batch. Throws as SQL Server does, and where it does not know a thing. */
export class Parser {
  readonly #words: Words;
  readonly #values: ValueParser;

  constructor(text: string) {
    this.#words = new Words(text);
    this.#values = new ValueParser(this.#words, () => this.#query());
  }

  batch(): Statement[] {
    const all: Statement[] = [];
    for (;;) {
      while (this.#words.takes(';'));
      if (this.#words.peek().kind === 'end') return all;
      all.push(this.#statement());
    }
  }

  #statement(): Statement {
    const words = this.#words;
    if (words.comes('SELECT')) return { is: 'select', query: this.#query() };
    if (words.takes('INSERT')) return this.#insert();
    if (words.takes('UPDATE')) return this.#update();
    if (words.takes('DELETE')) return this.#delete();
    if (words.takes('SET')) return this.#set();
    if (words.takes('BEGIN', 'TRANSACTION') || words.takes('BEGIN', 'TRAN')) return { is: 'begin' };
    if (words.takes('COMMIT', 'TRANSACTION') || words.takes('COMMIT', 'TRAN') || words.takes('COMMIT')) return { is: 'commit' };
    if (words.takes('ROLLBACK', 'TRANSACTION') || words.takes('ROLLBACK', 'TRAN') || words.takes('ROLLBACK'))
      return { is: 'rollback', to: this.#savepoint() };
    if (words.takes('SAVE', 'TRANSACTION') || words.takes('SAVE', 'TRAN')) return { is: 'save', name: nameIn(words) };
    if (words.takes('IF')) {
      const isCount = words.next().text.toUpperCase() === '@@TRANCOUNT';
      const open = words.takes('>');
      if (!isCount || (!open && !words.takes('=')) || words.number() !== 0)
        throw unknownHere('an IF of anything but @@TRANCOUNT > 0 or @@TRANCOUNT = 0');
      return { is: 'if-transaction', open, then: this.#statement() };
    }
    if (words.takes('RETURN')) return { is: 'return' };
    if (words.comes('CREATE') || words.comes('ALTER') || words.comes('DROP'))
      return new TableParser(words, this.#values, () => this.#object()).definition();
    const { kind, text } = words.peek();
    if (kind === 'word' && /^(?:MERGE|EXEC|EXECUTE|DECLARE|USE|PRINT|TRUNCATE|WITH|GRANT|WAITFOR)$/iu.test(text))
      throw unknownHere(text.toUpperCase());
    throw nearFailure(text);
  }

  /** The name of a savepoint, where one is given. */
  #savepoint(): string | undefined {
    const { kind, text } = this.#words.peek();
    return kind === 'word' && !/^(?:SELECT|INSERT|UPDATE|DELETE|SET|BEGIN|IF)$/iu.test(text) ? nameIn(this.#words) : undefined;
  }

  #object(): ObjectName {
    const parts = [nameIn(this.#words)];
    while (this.#words.takes('.')) parts.push(nameIn(this.#words));
    const [first = '', second] = parts;
    if (parts.length > 2) throw unknownHere('names of three parts');
    return second === undefined ? { schema: undefined, name: first } : { schema: first, name: second };
  }

  #query(): Query {
    const words = this.#words;
    words.must('SELECT');
    if (words.comes('DISTINCT')) throw unknownHere('DISTINCT');
    const top = words.takes('TOP') ? this.#top() : undefined;
    const items = words.list((): Query['items'][number] => (words.takes('*') ? 'all' : this.#item()));
    const from = words.takes('FROM') ? this.#sources() : [];
    const where = words.takes('WHERE') ? this.#values.condition() : undefined;
    const groupBy = words.takes('GROUP', 'BY') ? words.list(() => this.#values.value()) : [];
    if (words.comes('HAVING')) throw unknownHere('HAVING');
    const more: Query[] = [];
    if (words.takes('UNION')) {
      if (!words.takes('ALL')) throw unknownHere('UNION without ALL');
      const { more: others, ...next } = this.#query();
      if (next.orderBy.length > 0) throw unknownHere('the order of a UNION');
      more.push({ ...next, more: [] }, ...others);
    }
    const orderBy = words.takes('ORDER', 'BY')
      ? words.list(() => ({ value: this.#values.value(), descends: words.takes('DESC') || (words.takes('ASC') && false) }))
      : [];
    const offset = this.#offset(orderBy.length > 0);
    if (words.comes('LIMIT') || words.comes('FOR')) throw nearFailure(words.peek().text);
    return { items, top, from, where, groupBy, orderBy, offset, more };
  }

  #top(): number {
    const words = this.#words;
    if (!words.takes('(')) return words.number();
    const top = words.number();
    words.must(')');
    return top;
  }

  #item(): { value: Value; alias: string | undefined } {
    const words = this.#words;
    const value = this.#values.value();
    const { kind, text } = words.peek();
    const named =
      words.takes('AS') ||
      kind === 'name' ||
      (kind === 'word' && !/^(?:FROM|WHERE|ORDER|GROUP|OFFSET|INTO|UNION)$/iu.test(text) && !words.comes('SELECT'));
    if (words.comes('INTO')) throw unknownHere('SELECT INTO');
    if (words.comes('=') || words.comes('<') || words.comes('>')) throw nearFailure(words.peek().text);
    return { value, alias: named ? nameIn(words) : undefined };
  }

  /** OFFSET and FETCH belong to ORDER BY. */
  #offset(ordered: boolean): Query['offset'] {
    const words = this.#words;
    if (!words.comes('OFFSET')) return undefined;
    if (!ordered) throw nearFailure('offset');
    words.next();
    const skip = words.number();
    if (!words.takes('ROWS')) words.must('ROW');
    if (!words.takes('FETCH')) return { skip, take: undefined };
    if (!words.takes('NEXT')) words.must('FIRST');
    const take = words.number();
    if (take === 0) throw new TsqlFailure(10744, 'The number of rows provided for a FETCH clause must be greater then zero.', 15);
    if (!words.takes('ROWS')) words.must('ROW');
    words.must('ONLY');
    return { skip, take };
  }

  #sources(): Source[] {
    const words = this.#words;
    const sources: Source[] = [this.#source()];
    for (;;) {
      if (words.takes('CROSS', 'JOIN')) {
        sources.push({ ...this.#source(), join: { kind: 'cross join' } });
        continue;
      }
      const left = words.takes('LEFT', 'OUTER', 'JOIN') || words.takes('LEFT', 'JOIN');
      if (!left && !words.takes('INNER', 'JOIN') && !words.takes('JOIN')) return sources;
      const source = this.#source();
      words.must('ON');
      sources.push({ ...source, join: { kind: left ? 'left join' : 'join', on: this.#values.condition() } });
    }
  }

  #source(): Source {
    const words = this.#words;
    if (words.takes('(')) return this.#derived();
    const table = this.#object();
    const alias = this.#alias() ?? table.name;
    if (!words.takes('WITH')) return { table, alias, hints: [] };
    words.must('(');
    const hints = words.list(() => words.next().text.toUpperCase());
    words.must(')');
    const unknown = hints.find((hint) => !knownHints.has(hint));
    if (unknown !== undefined) throw new TsqlFailure(321, `"${unknown}" is not a recognized table hints option.`, 15);
    return { table, alias, hints };
  }

  /** A query in FROM, behind its parenthesis. It has to have a name, and so has each of its columns. */
  #derived(): Source {
    const words = this.#words;
    if (!words.comes('SELECT')) throw unknownHere('anything but a query in the parentheses of FROM');
    const query = this.#query();
    words.must(')');
    const alias = this.#alias();
    if (alias === undefined) throw nearFailure(words.peek().kind === 'end' ? ')' : words.peek().text);
    if (!words.takes('(')) return { query, alias, columns: undefined };
    const columns = words.list(() => nameIn(words));
    words.must(')');
    return { query, alias, columns };
  }

  #alias(): string | undefined {
    const words = this.#words;
    const { kind, text } = words.peek();
    const follows = /^(?:WITH|WHERE|ORDER|GROUP|JOIN|LEFT|INNER|ON|OFFSET|CROSS|FULL|RIGHT|UNION|SELECT|SET)$/iu;
    const named = words.takes('AS') || kind === 'name' || (kind === 'word' && !follows.test(text));
    return named ? nameIn(words) : undefined;
  }

  #insert(): Statement {
    const words = this.#words;
    words.takes('INTO');
    const table = this.#object();
    if (words.takes('DEFAULT', 'VALUES')) return { is: 'insert', table, columns: [], rows: [[]] };
    let columns: string[] | undefined;
    if (words.takes('(')) {
      columns = words.list(() => nameIn(words));
      words.must(')');
    }
    if (words.comes('OUTPUT')) throw unknownHere('OUTPUT');
    words.must('VALUES');
    const rows = words.list(() => {
      words.must('(');
      const row = words.list((): Value | 'default' => (words.takes('DEFAULT') ? 'default' : this.#values.value()));
      words.must(')');
      return row;
    });
    if (rows.length > mostRows)
      throw new TsqlFailure(
        10738,
        'The number of row value expressions in the INSERT statement exceeds the maximum allowed number of 1000 row values.',
        15,
      );
    return { is: 'insert', table, columns, rows };
  }

  #update(): Statement {
    const words = this.#words;
    const table = this.#object();
    words.must('SET');
    const set = words.list(() => {
      const column = nameIn(words);
      words.must('=');
      return { column, value: words.takes('DEFAULT') ? ('default' as const) : this.#values.value() };
    });
    return { is: 'update', table, set, where: this.#where() };
  }

  #delete(): Statement {
    this.#words.takes('FROM');
    return { is: 'delete', table: this.#object(), where: this.#where() };
  }

  #where() {
    if (this.#words.comes('OUTPUT') || this.#words.comes('FROM')) throw unknownHere(this.#words.peek().text.toUpperCase());
    return this.#words.takes('WHERE') ? this.#values.condition() : undefined;
  }

  #set(): Statement {
    const words = this.#words;
    const on = (): boolean => {
      if (words.takes('OFF')) return false;
      words.must('ON');
      return true;
    };
    if (words.takes('XACT_ABORT')) return { is: 'set', option: 'xact_abort', on: on() };
    if (words.takes('NOCOUNT')) return { is: 'set', option: 'nocount', on: on() };
    if (words.takes('LOCK_TIMEOUT')) return { is: 'lock-timeout', ms: words.takes('-') ? -words.number() : words.number() };
    if (words.takes('TRANSACTION', 'ISOLATION', 'LEVEL', 'READ', 'COMMITTED')) return { is: 'isolation' };
    if (words.takes('IDENTITY_INSERT')) {
      const table = this.#object();
      return { is: 'identity-insert', table, on: on() };
    }
    throw unknownHere(`SET ${words.peek().text}`);
  }
}
