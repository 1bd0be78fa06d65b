import type { CatalogTable, Kind } from '@orrery/contracts';
import { dialectOf, Lexer } from '@orrery/dialects';

/** A join that people wrote: both ends as they were resolved against the catalog. `to` is the side whose columns are a key. */
export interface JoinSeen {
  readonly from: CatalogTable;
  readonly columnsFrom: readonly string[];
  readonly to: CatalogTable;
  readonly columnsTo: readonly string[];
  readonly runs: number;
}

/** A text that ran, and how often. */
export interface RanText {
  readonly text: string;
  readonly runs: number;
}

interface Token {
  readonly kind: 'name' | 'dot' | 'equals' | 'other';
  /** A name as it is written, without its quotes. */
  readonly text: string;
  readonly upper: string;
}

const after = new Set(['FROM', 'JOIN', 'INTO', 'UPDATE', 'USING']);
const notAlias = new Set(
  'ON USING WHERE GROUP ORDER LIMIT OFFSET FETCH JOIN INNER LEFT RIGHT FULL CROSS NATURAL OUTER UNION EXCEPT INTERSECT HAVING WINDOW SET VALUES RETURNING AND OR AS LATERAL FOR STRAIGHT_JOIN DEFAULT SELECT'.split(
    ' ',
  ),
);

/** Tables by the names that statements may call them. */
export class TableNames {
  private readonly byName = new Map<string, CatalogTable[]>();

  constructor(
    tables: readonly CatalogTable[],
    private readonly defaultSchema: string,
  ) {
    for (const table of tables) {
      const key = table.name.toLowerCase();
      const list = this.byName.get(key);
      if (list) list.push(table);
      else this.byName.set(key, [table]);
    }
  }

  /** The table of a name with or without its schema; undefined where there is none, or more than one. */
  find(name: string, schema?: string): CatalogTable | undefined {
    const found = this.byName.get(name.toLowerCase()) ?? [];
    if (schema !== undefined) return found.find((table) => table.schema.toLowerCase() === schema.toLowerCase());
    return found.find((table) => table.schema === this.defaultSchema) ?? (found.length === 1 ? found[0] : undefined);
  }
}

/** The names, dots and equals signs of a text, in order; everything else only as a mark that something stood there. */
function tokensOf(kind: Kind, text: string): Token[] {
  const dialect = dialectOf(kind);
  if (!dialect?.rules) return [];
  const lexer = new Lexer(text, dialect.rules);
  const tokens: Token[] = [];
  while (lexer.next()) {
    if (lexer.kind === 'comment') continue;
    const raw = lexer.raw();
    if (lexer.kind === 'word') tokens.push({ kind: 'name', text: raw, upper: raw.toUpperCase() });
    else if (lexer.kind === 'identifier') tokens.push({ kind: 'name', text: unquoted(raw), upper: '' });
    else tokens.push({ kind: raw === '.' ? 'dot' : raw === '=' ? 'equals' : 'other', text: raw, upper: '' });
  }
  return tokens;
}

const unquoted = (raw: string): string => {
  const close = raw.at(-1) ?? '';
  return raw.slice(1, -1).replaceAll(close + close, close);
};

/** Reads `a.b.c` from a place on: the parts, and where it ends. */
function pathAt(tokens: readonly Token[], at: number): { parts: string[]; end: number } {
  const parts: string[] = [];
  let end = at;
  while (tokens[end]?.kind === 'name') {
    parts.push(tokens[end]?.text ?? '');
    if (tokens[end + 1]?.kind !== 'dot') return { parts, end: end + 1 };
    end += 2;
  }
  return { parts, end };
}

/** The tables that a text asks, by the name or alias it knows them under. */
export function tablesIn(kind: Kind, text: string, names: TableNames): Map<string, CatalogTable> {
  return namedTables(tokensOf(kind, text), names);
}

function namedTables(tokens: readonly Token[], names: TableNames): Map<string, CatalogTable> {
  const found = new Map<string, CatalogTable>();
  let expects = false;
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token?.kind === 'name' && after.has(token.upper)) {
      expects = true;
      continue;
    }
    if (!expects) continue;
    // `FROM a, b`: after a comma comes another table.
    if (token?.kind !== 'name' || notAlias.has(token.upper)) {
      if (token?.text !== ',') expects = false;
      continue;
    }
    const { parts, end } = pathAt(tokens, at);
    const table = names.find(parts.at(-1) ?? '', parts.length > 1 ? parts.at(-2) : undefined);
    at = end - 1;
    const hasAs = tokens[end]?.upper === 'AS';
    const alias = tokens[hasAs ? end + 1 : end];
    if (alias?.kind === 'name' && !notAlias.has(alias.upper)) {
      if (table) found.set(alias.text.toLowerCase(), table);
      at = hasAs ? end + 1 : end;
    }
    if (table) found.set((parts.at(-1) ?? '').toLowerCase(), table);
  }
  return found;
}

/** The joins in texts that ran: `a.x = b.y`, or `USING (x)`, where a and b are tables of the text and what is compared with is a key. */
export function joinsIn(kind: Kind, texts: readonly RanText[], names: TableNames): JoinSeen[] {
  const seen = new Map<string, JoinSeen>();
  for (const { text, runs } of texts) {
    const tokens = tokensOf(kind, text);
    const tables = namedTables(tokens, names);
    if (tables.size === 0) continue;
    for (const join of keyed([...equalities(tokens, tables), ...usings(tokens, tables)])) {
      const key = JSON.stringify([
        join.from.schema,
        join.from.name,
        join.columnsFrom,
        join.to.schema,
        join.to.name,
        join.columnsTo,
      ]);
      seen.set(key, { ...join, runs: (seen.get(key)?.runs ?? 0) + runs });
    }
  }
  return [...seen.values()];
}

type Equality = readonly [End, End];

/** `a.x = b.y`. Ends are known apart by the name that the text has for their tables. */
function equalities(tokens: readonly Token[], tables: ReadonlyMap<string, CatalogTable>): Equality[] {
  return tokens.flatMap((token, at): Equality[] => {
    if (token.kind !== 'equals') return [];
    const [left, right] = [endBefore(tokens, at, tables), endAfter(tokens, at, tables)];
    return left && right ? [[left, right]] : [];
  });
}

/** `JOIN b USING (x, y)`: of the table just named and each one before it that has these columns. */
function usings(tokens: readonly Token[], tables: ReadonlyMap<string, CatalogTable>): Equality[] {
  return tokens.flatMap((token, at): Equality[] => {
    if (token.upper !== 'USING' || tokens[at + 1]?.text !== '(') return [];
    const close = tokens.findIndex((one, place) => place > at && one.text === ')');
    const columns = tokens.slice(at + 2, close < 0 ? undefined : close).filter(({ kind }) => kind === 'name');
    const before = tokens.slice(0, at).filter(({ kind, text }) => kind === 'name' && tables.has(text.toLowerCase()));
    const right = before.at(-1)?.text;
    const lefts = new Set(
      before.map(({ text }) => text).filter((text) => tables.get(text.toLowerCase()) !== tables.get((right ?? '').toLowerCase())),
    );
    return columns.flatMap(({ text: column }) =>
      [...lefts].flatMap((left): Equality[] => {
        const [one, other] = [endOf(left, column, tables), endOf(right, column, tables)];
        return one && other ? [[one, other]] : [];
      }),
    );
  });
}

/** Of what was compared, that which is a whole key on one side: the other side refers to it. */
function keyed(found: readonly Equality[]): Omit<JoinSeen, 'runs'>[] {
  const byTables = new Map<string, { from: End; to: End }[]>();
  for (const [left, right] of found)
    for (const [from, to] of [
      [left, right],
      [right, left],
    ] as const) {
      const key = `${from.alias}\0${to.alias}`;
      byTables.set(key, [...(byTables.get(key) ?? []), { from, to }]);
    }
  return [...byTables.values()].flatMap((pairs) => {
    const [first] = pairs;
    if (!first) return [];
    const { from, to } = { from: first.from.table, to: first.to.table };
    return keysOf(to).flatMap((key): Omit<JoinSeen, 'runs'>[] => {
      const ends = key.flatMap((column) => pairs.find((pair) => pair.to.column === column)?.from.column ?? []);
      const isSelf = from === to && ends.join('\0') === key.join('\0');
      const isOwnKey = ends.length === 1 && ends[0] === 'id' && from.primaryKey?.columns[0] === 'id';
      return ends.length < key.length || isSelf || isOwnKey ? [] : [{ from, columnsFrom: ends, to, columnsTo: key }];
    });
  });
}

interface End {
  /** What the text calls the table. */
  readonly alias: string;
  readonly table: CatalogTable;
  readonly column: string;
}

/** What rows of a table are known by: keys of one column, and of a few. */
const keysOf = (table: CatalogTable): readonly (readonly string[])[] =>
  [table.primaryKey, ...table.uniques].flatMap((key) =>
    key && key.columns.length > 0 && key.columns.length <= 4 ? [key.columns] : [],
  );

const endOf = (
  qualifier: string | undefined,
  column: string | undefined,
  tables: ReadonlyMap<string, CatalogTable>,
): End | undefined => {
  const table = qualifier === undefined ? undefined : tables.get(qualifier.toLowerCase());
  const found = table?.columns.find(({ name }) => name.toLowerCase() === column?.toLowerCase());
  return table && found ? { alias: qualifier?.toLowerCase() ?? '', table, column: found.name } : undefined;
};

const endBefore = (tokens: readonly Token[], at: number, tables: ReadonlyMap<string, CatalogTable>): End | undefined =>
  tokens[at - 2]?.kind === 'dot' && tokens[at - 1]?.kind === 'name'
    ? endOf(tokens[at - 3]?.text, tokens[at - 1]?.text, tables)
    : undefined;

const endAfter = (tokens: readonly Token[], at: number, tables: ReadonlyMap<string, CatalogTable>): End | undefined => {
  const { parts } = pathAt(tokens, at + 1);
  return parts.length > 1 ? endOf(parts.at(-2), parts.at(-1), tables) : undefined;
};
