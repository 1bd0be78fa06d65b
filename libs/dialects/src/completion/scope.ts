import { clauseAfter, goesOn, noStatement, skips } from './clauses.js';
import { isSame, Items } from './items.js';
import type { Place, ScopeRelation, Wanted } from './place.js';
import type { Token } from './tokens.js';
import { asQualified, type Clause, wantedOf } from './wanted.js';

/** The caret, as it was found. */
interface Found {
  readonly wants: Wanted;
  readonly block: Block;
  readonly clause: Clause;
  readonly before: number;
  readonly named: readonly ScopeRelation[];
  readonly qualifier: readonly string[];
}

/** The relations of one SELECT (or other statement) of a text. */
class Block {
  readonly relations: ScopeRelation[] = [];
  /** The column names of a list can only be of it. */
  target: ScopeRelation | undefined;
  verb = '';

  constructor(readonly outer: Block | undefined) {}

  asOfNow(): Block {
    const copy = new Block(this.outer);
    copy.relations.push(...this.relations);
    return copy;
  }

  all(): ScopeRelation[][] {
    return [this.relations, ...(this.outer?.all() ?? [])];
  }
}

/** Queries in queries, and brackets around one, that are followed. Nobody writes more. */
const mostNested = 100;

/** Reads one statement up to its end: what the caret stands among is often written behind it. */
export class ScopeReader {
  #at = 0;
  #depth = 0;
  #named: ScopeRelation[] = [];
  #found: Found | undefined;

  constructor(private readonly tokens: readonly Token[]) {}

  read(): Place {
    while (this.#at < this.tokens.length) {
      this.#query(undefined);
      // A bracket that nothing opened.
      this.#at += 1;
    }
    const found = this.#found;
    if (!found) return { wants: 'keyword', qualifier: [], relations: [], before: 0, named: [] };
    const { wants, block, clause, before, named, qualifier } = found;
    const only = clause === 'column' ? (block.target ?? block.relations[0]) : undefined;
    const relations = only ? [[only]] : clause === 'values' ? [] : block.all();
    return { wants, qualifier, relations, before, named };
  }

  /** Reads a query with all that UNION puts beside it, up to the bracket that closes it. Answers its columns. */
  #query(outer: Block | undefined): (string | ScopeRelation)[] | undefined {
    const known = this.#named;
    let block = new Block(outer);
    let clause: Clause = 'start';
    const around: Clause[] = [];
    let items: Items | undefined;
    /** Of a query that stands in more brackets than it needs. */
    let wrapped: (string | ScopeRelation)[] | undefined;
    for (let token = this.#next(); token; token = this.#next()) {
      const { word, kind } = token;
      if (word === ')' && around.length === 0) break;
      if (around.length === 0) items?.take(token);
      if (kind === 'caret') {
        this.#find(block, clause);
        if (this.#isRelation(clause)) clause = 'related';
      } else if (this.#beginsWith()) {
        this.#with(block);
        continue;
      } else if (kind === 'word' && word === 'SELECT') {
        if (clause !== 'start' || block.relations.length > 0) block = new Block(outer);
        block.verb ||= word;
        items ??= new Items(block.relations);
        clause = 'select';
      } else if (this.#beginsStatement(token)) {
        block = new Block(outer);
        block.verb = word;
        clause = word === 'UPDATE' ? 'relation' : 'start';
      } else if (word === '(') {
        if (this.#opensQuery()) {
          this.#at += 1;
          this.#depth += 1;
          const columns = this.#query(this.#isRelation(clause) ? this.#lateral(block) : block);
          this.#depth -= 1;
          wrapped ??= columns;
          if (this.#word() === ')') this.#at += 1;
          if (this.#isRelation(clause)) {
            block.relations.push({ path: [], columns, alias: this.#alias(block) });
            clause = 'related';
          }
          continue;
        } else {
          around.push(clause);
          clause = this.#inBrackets(clause, block);
        }
      } else if (word === ')') {
        clause = around.pop() ?? clause;
        if (clause === 'relation' || clause === 'joined') clause = 'related';
      } else if (word === ',' && clause === 'related' && around.every((one) => this.#isRelation(one))) {
        clause = 'relation';
      } else if (this.#isRelation(clause) && (kind === 'name' || (kind === 'word' && !skips.has(word) && !goesOn.has(word)))) {
        this.#relation(block);
        clause = 'related';
        continue;
      } else if (kind === 'word') {
        const first = this.#at === 0 ? '' : (this.tokens[0]?.word ?? '');
        const before = [this.#word(-1), this.#word(-2)] as const;
        const hasRelations = block.relations.length > 0;
        clause = clauseAfter(word, { clause, before, first, verb: block.verb, hasRelations, isInside: around.length > 0 });
      }
      this.#at += 1;
    }
    this.#named = known;
    return items?.columns() ?? wrapped;
  }

  #next(ahead = 0): Token | undefined {
    return this.tokens[this.#at + ahead];
  }

  #word(ahead = 0): string {
    return this.#next(ahead)?.word ?? '';
  }

  #isRelation(clause: Clause): boolean {
    return clause === 'relation' || clause === 'joined';
  }

  /** WITH before names of queries, not before a hint. */
  #beginsWith(): boolean {
    if (this.#word() !== 'WITH') return false;
    const ahead = this.#word(1) === 'RECURSIVE' ? 3 : 2;
    return this.#word(1) !== '(' && /^(?:AS|\()$/.test(this.#word(ahead));
  }

  /** What a query in FROM sees of the relations before it. */
  #lateral(block: Block): Block | undefined {
    return /^(?:LATERAL|APPLY)$/.test(this.#word(-2)) ? block.asOfNow() : undefined;
  }

  #opensQuery(): boolean {
    if (this.#depth >= mostNested) return false;
    let ahead = 1;
    while (ahead < mostNested && this.#word(ahead) === '(') ahead += 1;
    return /^(?:SELECT|WITH|VALUES|INSERT|UPDATE|DELETE)$/.test(this.#word(ahead));
  }

  #beginsStatement({ kind, word }: Token): boolean {
    if (kind !== 'word' || !/^(?:INSERT|UPDATE|DELETE|MERGE|REPLACE)$/.test(word)) return false;
    const [before, after] = [this.#word(-1), this.#word(1)];
    return !noStatement.has(before) && after !== '(' && !(word === 'UPDATE' && after === 'SET');
  }

  /** WITH name (columns) AS (query), …; the queries see those before them, and themselves. */
  #with(block: Block): void {
    this.#at += 1;
    if (this.#word() === 'RECURSIVE') this.#at += 1;
    for (;;) {
      const name = this.#next();
      if (name?.kind !== 'word' && name?.kind !== 'name') return;
      this.#at += 1;
      const listed = this.#word() === '(' ? this.#names() : undefined;
      if (this.#word() !== 'AS') return;
      this.#at += 1;
      while (/^(?:NOT|MATERIALIZED)$/.test(this.#word())) this.#at += 1;
      if (this.#word() !== '(') return;
      this.#at += 1;
      const itself: ScopeRelation = { path: [name.text], columns: listed ?? [] };
      const before = this.#named;
      this.#named = [...before, itself];
      const columns = this.#query(block.outer);
      this.#named = [...before, { path: [name.text], columns: listed ?? columns ?? [] }];
      if (this.#word() !== ')') return;
      this.#at += 1;
      if (this.#word() !== ',') return;
      this.#at += 1;
    }
  }

  /** The names in brackets, and the place behind them. */
  #names(): string[] | undefined {
    const names: string[] = [];
    for (let ahead = 1; ; ahead += 1) {
      const token = this.#next(ahead);
      // what is being written there is still to be found
      if (!token || token.kind === 'caret' || token.word === '(') return undefined;
      if (token.word === ')') {
        this.#at += ahead + 1;
        return names;
      }
      if (token.kind === 'word' || token.kind === 'name') names.push(token.text);
    }
  }

  #relation(block: Block): void {
    const before = this.#word(-1);
    const path: string[] = [];
    for (let token = this.#next(); token; token = this.#next()) {
      if (token.kind !== 'word' && token.kind !== 'name') break;
      path.push(token.text);
      this.#at += 1;
      if (this.#word() !== '.') break;
      this.#at += 1;
    }
    if (this.#next()?.kind === 'caret' && this.#word(-1) === '.') {
      this.#find(block, 'relation');
      this.#at += 1;
      this.#alias(block);
      return;
    }
    const [only] = path.length === 1 ? path : [];
    const named = only === undefined ? undefined : this.#named.findLast(({ path: [name] }) => isSame(name, only));
    const takesNames = this.#word() === '(' && /^(?:INTO|REFERENCES|ON)$/.test(before);
    const isFunction = this.#word() === '(' && !takesNames;
    const relation: ScopeRelation = { path, ...(named ? { columns: named.columns } : isFunction ? { columns: [] } : {}) };
    if (takesNames || before === 'INTO') block.target = relation;
    if (isFunction) this.#skipBrackets(block);
    const alias = takesNames ? undefined : this.#alias(block);
    block.relations.push({ ...relation, alias });
  }

  /** What a function in FROM takes may hold the caret too. */
  #skipBrackets(block: Block): void {
    let depth = 0;
    for (let token = this.#next(); token; token = this.#next()) {
      if (token.word === '(') depth += 1;
      if (token.word === ')') depth -= 1;
      if (token.kind === 'caret') this.#find(block, 'value');
      this.#at += 1;
      if (depth === 0) return;
    }
  }

  #alias(block: Block): string | undefined {
    const isNamed = this.#word() === 'AS';
    if (isNamed) this.#at += 1;
    const token = this.#next();
    if (token?.kind === 'caret') {
      this.#find(block, 'related', isNamed ? 'nothing' : 'alias');
      this.#at += 1;
      return undefined;
    }
    if (token?.kind !== 'name' && (token?.kind !== 'word' || (!isNamed && goesOn.has(token.word)))) return undefined;
    this.#at += 1;
    if (this.#word() === '(') this.#names();
    return token.text;
  }

  #inBrackets(clause: Clause, block: Block): Clause {
    if (clause === 'related' && block.target && block.relations.at(-1)?.path === block.target.path) return 'column';
    if (clause === 'related' && this.#word(-1) === 'USING') return 'value';
    return clause === 'condition' || clause === 'select' ? 'value' : clause;
  }

  /** The caret: what stands before it says what is wanted there. */
  #find(block: Block, clause: Clause, told?: Wanted): void {
    const before = this.tokens[this.#at - 1];
    const qualifier: string[] = [];
    for (let at = this.#at - 1; this.tokens[at]?.word === '.'; at -= 2) {
      const name = this.tokens[at - 1];
      if (name?.kind !== 'word' && name?.kind !== 'name') break;
      qualifier.unshift(name.text);
    }
    const wants = told ?? (qualifier.length > 0 ? asQualified(clause) : wantedOf(clause, before, this.tokens[this.#at - 2]));
    this.#found = { wants, block, clause, before: block.relations.length, named: this.#named, qualifier };
  }
}
