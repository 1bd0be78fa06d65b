import type { ModelKey, ModelTable } from './model.js';
import { otherPersonTables, personTables, singular } from './words.js';

interface Keyed {
  readonly table: ModelTable;
  readonly key: ModelKey;
}

/** Names of keys that say nothing of what they are the key of. */
const anyKey = new Set('id _id uuid guid oid pk key code no number name type value status version title slug'.split(' '));

/** The tables of a schema by what they are called and by what their keys are called. */
export class NameIndex {
  private readonly byEntity = new Map<string, ModelTable[]>();
  private readonly byLastWord = new Map<string, ModelTable[]>();
  private readonly byNeighbourhood = new Map<string, ModelTable[]>();
  private readonly byStem = new Map<string, Keyed[]>();
  private readonly byKeyName = new Map<string, Keyed[]>();

  private readonly byPlace = new Map<string, People>();

  readonly tables: readonly ModelTable[];

  constructor(tables: readonly ModelTable[]) {
    this.tables = tables;
    for (const table of tables) {
      add(this.byEntity, table.entity, table);
      const last = table.words.at(-1);
      if (last !== undefined) add(this.byLastWord, last, table);
      if (last !== undefined) add(this.byNeighbourhood, `${placeOf(table)}\0${last}`, table);
      for (const key of table.keys) {
        // A unique column may be a reference itself: `user_id` of a table of doctors is no key of users.
        if (key.stem !== '' && (key.isPrimary || table.entity.includes(key.stem))) add(this.byStem, key.stem, { table, key });
        const name = key.column.name.toLowerCase();
        if (key.isPrimary && !anyKey.has(name)) add(this.byKeyName, name, { table, key });
      }
    }
  }

  called(entity: string): readonly ModelTable[] {
    return this.byEntity.get(entity) ?? [];
  }

  /** Tables whose name ends with these words and has more before them. */
  endingWith(words: readonly string[]): readonly ModelTable[] {
    return endingIn(words, this.byLastWord.get(words.at(-1) ?? ''));
  }

  /** Those of them that are of one schema and module with a table. */
  neighboursEndingWith(source: ModelTable, words: readonly string[]): readonly ModelTable[] {
    return endingIn(words, this.byNeighbourhood.get(`${placeOf(source)}\0${words.at(-1) ?? ''}`));
  }

  keyed(stem: string): readonly Keyed[] {
    return this.byStem.get(stem) ?? [];
  }

  /** Tables whose primary key is called exactly so, where the name is not one that any key may have. */
  keyNamed(name: string): readonly Keyed[] {
    return this.byKeyName.get(name.toLowerCase()) ?? [];
  }

  /** Where the people are that a table speaks of: those of its own schema and module, where there are several. */
  people(source: ModelTable): ModelTable | undefined {
    return this.peopleOf(source).first;
  }

  /** Other tables of people. */
  otherPeople(source: ModelTable): readonly ModelTable[] {
    return this.peopleOf(source).others;
  }

  private peopleOf(source: ModelTable): People {
    const place = placeOf(source);
    const known = this.byPlace.get(place);
    if (known) return known;
    const lists = [...personTables, ...otherPersonTables].map((name) => {
      const called = nearest(source, this.called(name));
      return called.length > 0 ? called : nearest(source, fewestWords(nearest(source, this.endingWith([name]))));
    });
    const first = lists.slice(0, personTables.length).find((list) => list.length === 1)?.[0];
    const others = [...new Set(lists.flatMap((list) => (list.length <= 2 ? list : [])))]
      .filter((table) => table !== first)
      .slice(0, 4);
    const people = { first, others };
    this.byPlace.set(place, people);
    return people;
  }
}

/** The schema and the module of a table, as far as names tell. */
const placeOf = ({ table, words }: ModelTable): string => `${table.schema}\0${singular(words[0] ?? '')}`;

const endingIn = (words: readonly string[], tables: readonly ModelTable[] = []): readonly ModelTable[] =>
  tables.filter(
    (table) =>
      table.words.length > words.length &&
      words.every((word, at) => table.words[table.words.length - words.length + at] === word),
  );

interface People {
  readonly first: ModelTable | undefined;
  readonly others: readonly ModelTable[];
}

/** 2: of the same schema, and of the same module as far as names tell; 1: of the same schema; 0: of another. */
const locality = (source: ModelTable, table: ModelTable): number =>
  source.table.schema !== table.table.schema ? 0 : placeOf(source) === placeOf(table) ? 2 : 1;

/** Whether two tables are of one schema and, as far as names tell, of one module. */
export const isNeighbour = (source: ModelTable, table: ModelTable): boolean => locality(source, table) === 2;

/** Of tables that are as likely, the ones that stand nearest to a source. */
export function nearestOf<Item extends { readonly table: ModelTable }>(
  source: ModelTable,
  items: readonly Item[],
): readonly Item[] {
  if (items.length < 2) return items;
  const most = Math.max(...items.map(({ table }) => locality(source, table)));
  return items.filter(({ table }) => locality(source, table) === most);
}

const nearest = (source: ModelTable, tables: readonly ModelTable[]): readonly ModelTable[] =>
  nearestOf(
    source,
    tables.map((table) => ({ table })),
  ).map(({ table }) => table);

/** Of tables whose names end alike the plainest: `auth_group` before `auth_user_group`. */
export function fewestWords(tables: readonly ModelTable[]): readonly ModelTable[] {
  const fewest = Math.min(...tables.map(({ words }) => words.length));
  return tables.filter(({ words }) => words.length === fewest);
}

/** Whether a table's name begins with all of another's: `order_line` with `order`. */
export const isCalledAfter = (table: ModelTable, other: ModelTable): boolean =>
  table !== other &&
  table.words.length > other.words.length &&
  other.words.every((word, at) => singular(word) === singular(table.words[at] ?? ''));

const add = <Value>(map: Map<string, Value[]>, key: string, value: Value): void => {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
};
