import { unknownHere } from './failure.js';
import type { Words } from './lex.js';
import { collationIn, nameIn, typeIn, type ValueParser } from './parse-value.js';
import type { ColumnDefinition, ConstraintDefinition, ObjectName, Statement } from './syntax.js';

/** Reads what defines tables, views and indexes, as far as tests need it. */
export class TableParser {
  constructor(
    readonly words: Words,
    readonly values: ValueParser,
    readonly object: () => ObjectName,
  ) {}

  definition(): Statement {
    const { words } = this;
    if (words.takes('CREATE', 'SCHEMA')) return { is: 'create-schema', name: nameIn(words) };
    if (words.takes('CREATE', 'TABLE')) return this.#table();
    if (words.takes('CREATE', 'VIEW')) {
      const table = this.object();
      words.must('AS');
      const from = words.place;
      const query = this.values.query();
      return { is: 'create-view', table, query, text: `CREATE VIEW ${table.name} AS ${words.since(from)}` };
    }
    const unique = words.comes('CREATE', 'UNIQUE', 'INDEX');
    if (unique || words.comes('CREATE', 'INDEX')) {
      words.must('CREATE');
      words.takes('UNIQUE');
      words.must('INDEX');
      const name = nameIn(words);
      words.must('ON');
      const table = this.object();
      return { is: 'create-index', name, table, columns: this.#names(), unique };
    }
    if (words.takes('ALTER', 'TABLE')) {
      const table = this.object();
      if (words.takes('DROP', 'COLUMN')) return { is: 'drop-column', table, column: nameIn(words) };
      words.must('ADD');
      if (this.#isConstraint()) return { is: 'add-constraint', table, constraint: this.#constraint() };
      return { is: 'add-column', table, column: this.#column() };
    }
    const view = words.takes('DROP', 'VIEW');
    if (view || words.takes('DROP', 'TABLE'))
      return { is: 'drop', kind: view ? 'view' : 'table', ifThere: words.takes('IF', 'EXISTS'), table: this.object() };
    throw unknownHere(`${words.peek().text} ${words.peek(1).text}`);
  }

  #names(): string[] {
    const { words } = this;
    words.must('(');
    const names = words.list(() => nameIn(words));
    words.must(')');
    return names;
  }

  #table(): Statement {
    const { words } = this;
    const table = this.object();
    const columns: ColumnDefinition[] = [];
    const constraints: ConstraintDefinition[] = [];
    words.must('(');
    words.list(() => {
      if (this.#isConstraint()) constraints.push(this.#constraint());
      else columns.push(this.#column());
    });
    words.must(')');
    return { is: 'create-table', table, columns, constraints };
  }

  /** Whether a constraint of the table comes next, and no column. */
  #isConstraint(): boolean {
    const { kind, text } = this.words.peek();
    return kind === 'word' && /^(?:CONSTRAINT|PRIMARY|UNIQUE|FOREIGN|CHECK)$/iu.test(text);
  }

  #column(): ColumnDefinition {
    const { words } = this;
    const name = nameIn(words);
    const constraints: ConstraintDefinition[] = [];
    let nullable: boolean | undefined;
    let identity: ColumnDefinition['identity'];
    let fallback: ColumnDefinition['fallback'];
    if (words.takes('AS')) {
      words.must('(');
      const from = words.place;
      const value = this.values.value();
      const text = words.since(from);
      words.must(')');
      words.must('PERSISTED');
      return { name, type: undefined, nullable: true, identity, fallback, computed: { value, text }, constraints };
    }
    const type = typeIn(words);
    for (;;) {
      if (words.takes('NOT', 'NULL')) nullable = false;
      else if (words.takes('NULL')) nullable = true;
      else if (words.takes('COLLATE')) collationIn(words);
      else if (words.takes('IDENTITY')) {
        let numbers: number[] = [];
        if (words.takes('(')) {
          numbers = words.list(() => words.number());
          words.must(')');
        }
        const [seed = 1, increment = 1] = numbers;
        identity = { seed, increment };
      } else if (words.takes('DEFAULT')) {
        const from = words.place;
        const value = this.values.value();
        fallback = { value, text: words.since(from) };
      } else if (/^(?:CONSTRAINT|PRIMARY|UNIQUE|REFERENCES|CHECK)$/iu.test(words.peek().text) && words.peek().kind === 'word')
        constraints.push(this.#constraint(name));
      else return { name, type, nullable, identity, fallback, computed: undefined, constraints };
    }
  }

  /** `of`: the column that it stands behind. */
  #constraint(of?: string): ConstraintDefinition {
    const { words } = this;
    const name = words.takes('CONSTRAINT') ? nameIn(words) : undefined;
    const primary = words.takes('PRIMARY', 'KEY');
    if (primary || words.takes('UNIQUE')) {
      if (!words.takes('CLUSTERED')) words.takes('NONCLUSTERED');
      return { is: 'key', primary, name, columns: of === undefined ? this.#names() : [of] };
    }
    if (words.takes('CHECK')) {
      words.must('(');
      const from = words.place;
      const condition = this.values.condition();
      const text = words.since(from);
      words.must(')');
      return { is: 'check', name, condition, text, column: of };
    }
    let columns = of === undefined ? [] : [of];
    if (words.takes('FOREIGN', 'KEY')) columns = this.#names();
    words.must('REFERENCES');
    const table = this.object();
    const refColumns = words.comes('(') ? this.#names() : [];
    const onDelete = words.takes('ON', 'DELETE', 'CASCADE') ? 'CASCADE' : 'NO_ACTION';
    return { is: 'reference', name, columns, table, refColumns, onDelete };
  }
}
