import type { CatalogTable } from '@orrery/contracts';
import { columnSettings, columnText, inheritedText } from './catalog-ddl-columns.js';
import { name, qualified, text } from './catalog-ddl-names.js';
import { policyText, type PolicyText, type Right, rightsText } from './catalog-ddl-rights.js';
import { sequenceText, type OwnedSequence } from './catalog-ddl-sequences.js';

/** A part of a table that has a name and a comment of its own, in the server's words. */
export interface NamedText {
  readonly name: string;
  readonly definition: string;
  readonly comment: string | null;
}

/** What a column's statements need besides the column itself. */
export interface ColumnTexts {
  /** Its type as the server writes it. */
  readonly type: string;
  /** It comes from a parent alone. */
  readonly inherited: boolean;
  /** How its values are kept, where that is not as its type has it: `x` extended, `e` external, … */
  readonly storage?: string;
  /** `p` pglz, `l` lz4. */
  readonly compression?: string;
  readonly statistics?: number;
  readonly options?: string;
  /** Options of a foreign table's column. */
  readonly foreign?: string;
  readonly rights?: readonly Right[];
  /** Whether its parents' is NOT NULL, and their default. */
  readonly parent?: readonly [notNull: boolean, fallback: string | null];
  /** Its NOT NULL where that has a name of its own, does not go to children or was never checked. */
  readonly notNull?: { readonly name: string; readonly alone: boolean; readonly checked: boolean };
}

/** What a table's statements need besides the table itself. */
export interface TableTexts {
  readonly columns: ReadonlyMap<string, ColumnTexts>;
  /** Keys to other tables are apart, since those may not be there yet. */
  readonly constraints: readonly (NamedText & { readonly foreign: boolean })[];
  /** Indexes that are no constraint's. */
  readonly indexes: readonly NamedText[];
  /** Indexes of constraints that have settings of their own. */
  readonly indexOptions: readonly { readonly name: string; readonly options: string }[];
  readonly indexComments: readonly { readonly name: string; readonly comment: string }[];
  /** The index by which the table is clustered, and the one by which replicas know its rows. */
  readonly clustered: string | undefined;
  readonly identityIndex: string | undefined;
  /** `state`: `O` as usual, `D` disabled, `R` on replicas, `A` always. */
  readonly triggers: readonly (NamedText & { readonly state: string })[];
  readonly rules: readonly (NamedText & { readonly state: string })[];
  readonly policies: readonly PolicyText[];
  /** Statistics over several columns; their names are quoted already. */
  readonly statistics: readonly NamedText[];
  readonly sequences: readonly OwnedSequence[];
  readonly parents: readonly (readonly [string, string])[];
  readonly unlogged: boolean;
  readonly options: string | null;
  readonly view: string | null;
  readonly server: readonly [string, string | null] | null;
  readonly facts: TableFacts;
}

/** What is so of few tables. */
export interface TableFacts {
  readonly owner?: string;
  readonly rights?: readonly Right[];
  /** Row-level security is on; for its owner too. */
  readonly secured?: boolean;
  readonly forced?: boolean;
  /** What replicas know rows by: `f` all of it, `n` nothing, `i` an index. */
  readonly identity?: string;
  /** A materialized view that was never filled. */
  readonly empty?: boolean;
  readonly tablespace?: string;
  /** The access method, where it is not the usual one. */
  readonly method?: string;
  /** The type that a typed table is made of. */
  readonly of?: string;
  readonly toast?: string;
}

type Bare = Omit<CatalogTable, 'ddl'>;

/**
 * The statements that make a table, a view or a foreign table anew: its sequences, keys, indexes, triggers, rules, policies, rights,
 * settings and comments with it. Null where its text can't be told. What it refers to (schemas, types, functions, roles) has to be there.
 */
export const ddlOf = (table: Bare, texts: TableTexts): string | null => {
  const target = qualified(table.schema, table.name);
  const body = table.kind === 'table' ? tableBody(table, texts, target) : viewBody(table, texts, target);
  if (body === null) return null;
  return [
    ...body,
    ...states(texts, target),
    ...texts.policies.map((policy) => policyText(policy, target)),
    ...commentsOf(table, texts, target),
    ...(texts.facts.owner === undefined ? [] : [`ALTER TABLE ${target} OWNER TO ${name(texts.facts.owner)};`]),
    ...rightsText(texts.facts.rights, `TABLE ${target}`),
    ...[...texts.columns].flatMap(([column, { rights }]) => rightsText(rights, `TABLE ${target}`, column)),
    ...texts.sequences.flatMap((owned) => rightsText(owned.rights, `SEQUENCE ${qualified(owned.schema, owned.name)}`)),
  ].join('\n');
};

const viewBody = (table: Bare, texts: TableTexts, target: string): string[] | null => {
  if (texts.view === null) return null;
  const { facts } = texts;
  const isPlain = table.kind === 'view';
  const method = facts.method === undefined ? '' : ` USING ${name(facts.method)}`;
  const tablespace = facts.tablespace === undefined ? '' : ` TABLESPACE ${name(facts.tablespace)}`;
  const head = `CREATE ${isPlain ? '' : 'MATERIALIZED '}VIEW ${target}${method}${optionsOf(texts)}${tablespace} AS`;
  const end = !isPlain && facts.empty === true ? '\n  WITH NO DATA' : '';
  return [
    `${head}\n${texts.view.trimEnd().replace(/;$/, '')}${end};`,
    ...table.columns.flatMap((column) =>
      isPlain && column.default !== null
        ? [`ALTER VIEW ${target} ALTER COLUMN ${name(column.name)} SET DEFAULT ${column.default};`]
        : [],
    ),
    ...indexesText(table, texts),
  ];
};

const isLate = ({ definition }: NamedText): boolean => / NOT (?:VALID|ENFORCED)$/.test(definition);

const tableBody = (table: Bare, texts: TableTexts, target: string): string[] => {
  const { of, bound } = table.partition ?? {};
  // A partition is made as a table of its own and joins the other one then: so its columns keep their order, and its keys their names.
  const joins = of !== undefined && bound !== undefined;
  const serial = texts.sequences.filter(({ identity }) => !identity);
  const local = texts.constraints.filter(({ foreign }) => !foreign);
  const late = [...local.filter(isLate), ...texts.constraints.filter(({ foreign }) => foreign)];
  const isOwn = (column: string): boolean =>
    texts.facts.of === undefined && (joins || texts.columns.get(column)?.inherited !== true);
  const own = table.columns.filter((column) => isOwn(column.name));
  const parts = [
    ...own.map((column) => `  ${columnText(column, table.name, texts, joins)}`),
    ...local.filter((one) => !isLate(one)).map((one) => `  CONSTRAINT ${name(one.name)} ${one.definition}`),
  ];
  const list = parts.length > 0 ? ` (\n${parts.join(',\n')}\n)` : texts.facts.of === undefined ? ' ()' : '';
  const add = (key: NamedText): string => `ALTER TABLE ${target} ADD CONSTRAINT ${name(key.name)} ${key.definition};`;
  return [
    ...serial.map(
      (owned) =>
        `CREATE ${owned.unlogged ? 'UNLOGGED ' : ''}SEQUENCE ${qualified(owned.schema, owned.name)}${sequenceText(owned, true)};`,
    ),
    `${headOf(table, texts, target, list, joins)};`,
    ...serial.map((owned) => `ALTER SEQUENCE ${qualified(owned.schema, owned.name)} OWNED BY ${target}.${name(owned.column)};`),
    ...table.columns.flatMap((column) => [
      ...(isOwn(column.name) ? [] : inheritedText(column, texts, target)),
      ...columnSettings(column, texts, target),
    ]),
    ...indexesText(table, texts),
    ...(joins ? [`ALTER TABLE ${qualified(of.schema, of.name)} ATTACH PARTITION ${target} ${bound};`] : []),
    ...late.map(add),
    ...texts.statistics.map(({ definition }) => `${definition};`),
  ];
};

const headOf = (table: Bare, texts: TableTexts, target: string, list: string, joins: boolean): string => {
  const { facts, server } = texts;
  const parents = joins ? '' : texts.parents.map(([schema, parent]) => qualified(schema, parent)).join(', ');
  return [
    `CREATE ${texts.unlogged ? 'UNLOGGED ' : ''}${server ? 'FOREIGN ' : ''}TABLE ${target}`,
    facts.of === undefined ? '' : ` OF ${facts.of}`,
    list,
    parents === '' ? '' : ` INHERITS (${parents})`,
    table.partition?.by === undefined ? '' : ` PARTITION BY ${table.partition.by}`,
    server ? ` SERVER ${name(server[0])}${server[1] ? ` OPTIONS (${server[1]})` : ''}` : '',
    facts.method === undefined ? '' : ` USING ${name(facts.method)}`,
    optionsOf(texts),
    facts.tablespace === undefined ? '' : ` TABLESPACE ${name(facts.tablespace)}`,
  ].join('');
};

const optionsOf = ({ options, facts }: TableTexts): string => {
  const all = [options ?? '', facts.toast ?? ''].filter((one) => one !== '').join(', ');
  return all === '' ? '' : ` WITH (${all})`;
};

const indexesText = (table: Bare, texts: TableTexts): string[] => [
  ...texts.indexes.map((index) => `${withoutOnly(index)};`),
  ...texts.indexOptions.map(({ name: index, options }) => `ALTER INDEX ${qualified(table.schema, index)} SET (${options});`),
];

/** An index of a table whose partitions are yet to come is made with it: one `ON ONLY` it would wait for each of theirs to be attached. */
const withoutOnly = (index: NamedText): string => {
  const head = /^CREATE (?:UNIQUE )?INDEX /.exec(index.definition)?.[0] ?? '';
  const written = [name(index.name), index.name].find((one) => index.definition.startsWith(`${head}${one} ON ONLY `));
  if (written === undefined) return index.definition;
  return `${head}${written} ON ${index.definition.slice(`${head}${written} ON ONLY `.length)}`;
};

const words: Readonly<Record<string, string>> = { D: 'DISABLE', R: 'ENABLE REPLICA', A: 'ENABLE ALWAYS' };

/** Triggers and rules, and which of them rest; what the table is clustered and known by; row-level security. */
const states = (texts: TableTexts, target: string): string[] => {
  const { facts } = texts;
  const alter = (what: string): string => `ALTER TABLE ${target} ${what};`;
  const turned = (noun: string, all: readonly (NamedText & { readonly state: string })[]): string[] =>
    all.flatMap((one) => {
      const word = words[one.state];
      return word === undefined ? [] : [alter(`${word} ${noun} ${name(one.name)}`)];
    });
  return [
    ...texts.triggers.map(({ definition }) => `${definition};`),
    ...turned('TRIGGER', texts.triggers),
    ...texts.rules.map(({ definition }) => (definition.endsWith(';') ? definition : `${definition};`)),
    ...turned('RULE', texts.rules),
    ...(texts.clustered === undefined ? [] : [alter(`CLUSTER ON ${name(texts.clustered)}`)]),
    ...(facts.identity === 'f' ? [alter('REPLICA IDENTITY FULL')] : []),
    ...(facts.identity === 'n' ? [alter('REPLICA IDENTITY NOTHING')] : []),
    ...(facts.identity === 'i' && texts.identityIndex !== undefined
      ? [alter(`REPLICA IDENTITY USING INDEX ${name(texts.identityIndex)}`)]
      : []),
    ...(facts.secured === true ? [alter('ENABLE ROW LEVEL SECURITY')] : []),
    ...(facts.forced === true ? [alter('FORCE ROW LEVEL SECURITY')] : []),
  ];
};

const commentsOf = (table: Bare, texts: TableTexts, target: string): string[] => {
  const comment = (on: string, said: string | null): string[] => (said === null ? [] : [`COMMENT ON ${on} IS ${text(said)};`]);
  const noun =
    table.kind === 'view'
      ? 'VIEW'
      : table.kind === 'materialized-view'
        ? 'MATERIALIZED VIEW'
        : texts.server
          ? 'FOREIGN TABLE'
          : 'TABLE';
  const onTable = (what: string, parts: readonly Pick<NamedText, 'name' | 'comment'>[]): string[] =>
    parts.flatMap((part) => comment(`${what} ${name(part.name)} ON ${target}`, part.comment));
  return [
    ...comment(`${noun} ${target}`, table.comment),
    ...table.columns.flatMap((column) => comment(`COLUMN ${target}.${name(column.name)}`, column.comment)),
    ...onTable('CONSTRAINT', texts.constraints),
    ...texts.indexComments.flatMap((index) => comment(`INDEX ${qualified(table.schema, index.name)}`, index.comment)),
    ...onTable('TRIGGER', texts.triggers),
    ...onTable('RULE', texts.rules),
    ...onTable('POLICY', texts.policies),
    ...texts.statistics.flatMap((one) => comment(`STATISTICS ${one.name}`, one.comment)),
  ];
};
