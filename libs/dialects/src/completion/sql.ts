import type { Dialect } from '../dialect.js';
import type { LexRules } from '../lexer.js';
import { type CompletionPlace, completionPlace } from './completion-place.js';
import { isSame } from './items.js';
import type { ScopeRelation } from './place.js';
import {
  type CompletionAsk,
  isSameTable,
  type KnownReference,
  type KnownTable,
  type KnownTables,
  narrowed,
  type Suggestion,
  type TableDetails,
  tableOf,
} from './suggest.js';

/** What a dialect of SQL brings to it. */
export type Language = Pick<Dialect, 'keywords' | 'functions' | 'quoteIdentifier' | 'nameText'>;

const callName = ({ alias, path }: ScopeRelation): string => alias ?? path.at(-1) ?? '';

/** What can be written at a caret in SQL; undefined inside of text, numbers and comments. */
export function completeSql(
  language: Language & { readonly rules: LexRules },
  text: string,
  offset: number,
): CompletionAsk | undefined {
  const place = completionPlace(language.rules, text, offset);
  if (!place) return undefined;
  return {
    typed: place.typed,
    needs: (known) => tablesIn(place.relations.flat(), known),
    suggest: (known, details) => new SqlSuggestions(language, place, known, details).all(),
  };
}

/** The tables behind relations, also behind those of queries in FROM. */
function tablesIn(relations: readonly ScopeRelation[], known: KnownTables): KnownTable[] {
  const found = relations.flatMap((relation) => {
    if (relation.columns)
      return tablesIn(
        relation.columns.filter((column) => typeof column !== 'string'),
        known,
      );
    return tableOf(known, relation.path) ?? [];
  });
  return [...new Set(found)];
}

interface Column {
  readonly name: string;
  readonly detail?: string | undefined;
}

class SqlSuggestions {
  constructor(
    private readonly language: Language,
    private readonly place: CompletionPlace,
    private readonly known: KnownTables,
    private readonly details: readonly TableDetails[],
  ) {}

  all(): readonly Suggestion[] {
    const { wants, qualifier, typed } = this.place;
    switch (wants) {
      case 'nothing':
        return [];
      case 'alias':
        // One letter is more often an alias than the beginning of a word.
        return typed.text.length < 2
          ? []
          : this.#keywords().filter(({ text }) => isSame(text.slice(0, typed.text.length), typed.text));
      case 'keyword':
        return this.#keywords();
      case 'relation':
      case 'joined':
        return qualifier.length > 0 ? this.#tablesIn(qualifier) : [...this.#joins(), ...this.#tables(), ...this.#keywords()];
      case 'column':
        return this.#columns(this.#own[0]).map((column) => this.#column(column, 0));
      default:
        if (qualifier.length > 0) return this.#qualified(qualifier);
        return [...this.#conditions(), ...this.#values(), ...this.#keywords(), ...this.#functions()];
    }
  }

  get #own(): readonly ScopeRelation[] {
    return this.place.relations[0] ?? [];
  }

  #keywords(): Suggestion[] {
    return this.language.keywords.map((text) => ({ text, kind: 'keyword', rank: 6 }));
  }

  #functions(): Suggestion[] {
    return this.language.functions.map((text) => ({ text, kind: 'function', rank: 7 }));
  }

  /** A name as it is written here: in quotes where it needs them, or where they are begun. */
  #name(name: string): string {
    const isQuoted = /^[^\p{L}\p{N}_]/u.test(this.place.typed.text);
    return isQuoted ? this.language.quoteIdentifier(name) : this.language.nameText(name);
  }

  #column({ name, detail }: Column, rank: number, of = ''): Suggestion {
    const text = this.#name(name);
    return {
      text: of === '' ? text : `${this.language.nameText(of)}.${text}`,
      kind: 'column',
      detail,
      rank,
      filter: this.#filter(name, text),
    };
  }

  /** What is typed is compared with the name; with its quotes where they are begun. */
  #filter(name: string, text: string): string {
    return /^[^\p{L}\p{N}_]/u.test(this.place.typed.text) ? text : name;
  }

  #table(table: KnownTable, isQualified: boolean, rank: number): Suggestion {
    const name = this.#name(table.name);
    const text = isQualified ? `${this.language.nameText(table.schema)}.${name}` : name;
    return { text, kind: 'table', detail: table.detail, rank, filter: this.#filter(table.name, name) };
  }

  #tables(): Suggestion[] {
    const { defaultSchema, tables } = this.known;
    const named = this.place.named.map((one): Suggestion => ({
      text: this.#name(callName(one)),
      kind: 'table',
      detail: 'WITH',
      rank: 1,
    }));
    const found = narrowed(tables, this.place.typed.text).map((table) => {
      const isForeign = table.schema !== defaultSchema;
      return this.#table(table, isForeign, isForeign ? 3 : 2);
    });
    const schemas = new Set(tables.map(({ schema }) => schema));
    const schemaNames =
      schemas.size < 2 ? [] : [...schemas].map((name): Suggestion => ({ text: this.#name(name), kind: 'schema', rank: 4 }));
    return [...named, ...found, ...schemaNames];
  }

  #tablesIn(qualifier: readonly string[]): Suggestion[] {
    const schema = qualifier.at(-1);
    const tables = this.known.tables.filter((table) => isSame(table.schema, schema));
    return narrowed(tables, this.place.typed.text).map((table) => this.#table(table, false, 2));
  }

  /** The columns of what is named before the dot: of the query's own relation, of one around it, else the tables of a schema. */
  #qualified(qualifier: readonly string[]): Suggestion[] {
    const name = qualifier.at(-1);
    const isMeant = (relation: ScopeRelation): boolean =>
      isSame(callName(relation), name) &&
      (qualifier.length < 2 || isSame(relation.path.at(-2) ?? this.known.defaultSchema, qualifier.at(-2)));
    const relation = this.place.relations.flat().find(isMeant);
    if (!relation) return this.#tablesIn(qualifier);
    return this.#columns(relation).map((column) => this.#column(column, 0));
  }

  /** Columns of all relations, the query's own first; those that two of them have, with the name of each. */
  #values(): Suggestion[] {
    const times = new Map<string, number>();
    const own = this.#own.map((relation) => ({ relation, columns: this.#columns(relation) }));
    for (const { name } of own.flatMap(({ columns }) => columns)) times.set(name, (times.get(name) ?? 0) + 1);
    const columns = own.flatMap(({ relation, columns: list }) =>
      list.map((column) => this.#column(column, 1, (times.get(column.name) ?? 0) > 1 ? callName(relation) : '')),
    );
    const outer = this.place.relations.slice(1).flat();
    const around = outer.flatMap((relation) =>
      this.#columns(relation).map((column) => this.#column(column, 3, callName(relation))),
    );
    const aliases = [...this.#own, ...outer].filter((relation) => callName(relation) !== '');
    const names = aliases.map((relation): Suggestion => ({
      text: this.#name(callName(relation)),
      kind: 'table',
      detail: relation.path.join('.'),
      rank: 2,
    }));
    return [...columns, ...names, ...around];
  }

  #columns(relation: ScopeRelation | undefined): readonly Column[] {
    if (!relation) return [];
    if (relation.columns)
      return relation.columns.flatMap((column) => (typeof column === 'string' ? [{ name: column }] : this.#columns(column)));
    return this.#detailsOf(relation)?.columns ?? [];
  }

  #detailsOf(relation: ScopeRelation): TableDetails | undefined {
    const table = relation.columns ? undefined : tableOf(this.known, relation.path);
    return table && this.details.find((one) => isSameTable(one, table));
  }

  /** How the relation that is joined belongs to those before it. */
  #conditions(): Suggestion[] {
    const { wants, before } = this.place;
    const joined = wants === 'condition' ? this.#own[before - 1] : undefined;
    const table = joined && this.#detailsOf(joined);
    if (!joined || !table) return [];
    return this.#own.slice(0, before - 1).flatMap((other) => {
      const otherTable = this.#detailsOf(other);
      if (!otherTable) return [];
      return table.references.flatMap((reference) => this.#ways(reference, table, callName(joined), otherTable, callName(other)));
    });
  }

  /** The conditions by which two tables belong together: two where a table refers to itself. */
  #ways(reference: KnownReference, table: TableDetails, name: string, other: TableDetails, otherName: string): Suggestion[] {
    const { from, to, columnsFrom, columnsTo } = reference;
    const ways: string[] = [];
    if (isSameTable(from, table) && isSameTable(to, other)) ways.push(this.#condition(name, columnsFrom, otherName, columnsTo));
    if (isSameTable(from, other) && isSameTable(to, table)) ways.push(this.#condition(name, columnsTo, otherName, columnsFrom));
    return ways.map((text) => ({ text, kind: 'join', rank: 0, filter: text }));
  }

  #condition(a: string, columnsA: readonly string[], b: string, columnsB: readonly string[]): string {
    const { nameText } = this.language;
    const and = this.place.isUpper ? ' AND ' : ' and ';
    return columnsA
      .map((column, at) => `${nameText(a)}.${nameText(column)} = ${nameText(b)}.${nameText(columnsB[at] ?? '')}`)
      .join(and);
  }

  /** Tables that belong to those before, each with its condition. */
  #joins(): Suggestion[] {
    if (this.place.wants !== 'joined') return [];
    const own = this.#own.slice(0, this.place.before);
    const taken = new Set(own.map((relation) => callName(relation).toLowerCase()));
    const found = own.flatMap((relation) => {
      const table = this.#detailsOf(relation);
      return (table?.references ?? []).flatMap((reference) => {
        if (!table) return [];
        const isFrom = isSameTable(reference.from, table);
        const other = isFrom ? reference.to : reference.from;
        let name = other.name;
        for (let count = 2; taken.has(name.toLowerCase()); count += 1) name = `${other.name}_${count.toString()}`;
        const written = `${other.schema === this.known.defaultSchema ? '' : `${this.language.nameText(other.schema)}.`}${this.#name(other.name)}`;
        const alias = name === other.name ? '' : ` ${this.language.nameText(name)}`;
        const [columns, ownColumns] = isFrom
          ? [reference.columnsTo, reference.columnsFrom]
          : [reference.columnsFrom, reference.columnsTo];
        const condition = this.#condition(name, columns, callName(relation), ownColumns);
        return {
          text: `${written}${alias} ${this.place.isUpper ? 'ON' : 'on'} ${condition}`,
          filter: this.#filter(other.name, written),
        };
      });
    });
    return found.map(({ text, filter }) => ({ text, kind: 'join', rank: 0, filter }));
  }
}
