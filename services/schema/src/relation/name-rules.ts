import type { ModelColumn, ModelKey, ModelTable } from './model.js';
import { isKeyWord, isLooseKeyWord, isOwnRole, isPersonRole, isPersonWord, personTables, singular } from './words.js';

/** What a name alone says: this column refers to that key, with how much certainty (0…1), and in which words. */
export interface NameMatch {
  readonly table: ModelTable;
  readonly key: ModelKey;
  readonly certainty: number;
  readonly detail: string;
}

/** The tables of a schema by what they are called and by what their keys are called. */
export class NameIndex {
  private readonly byEntity = new Map<string, ModelTable[]>();
  private readonly byLastWord = new Map<string, ModelTable[]>();
  private readonly byStem = new Map<string, { table: ModelTable; key: ModelKey }[]>();

  readonly tables: readonly ModelTable[];

  constructor(tables: readonly ModelTable[]) {
    this.tables = tables;
    for (const table of tables) {
      add(this.byEntity, table.entity, table);
      const last = table.words.at(-1);
      if (last !== undefined) add(this.byLastWord, last, table);
      for (const key of table.keys) if (key.stem !== '') add(this.byStem, key.stem, { table, key });
    }
  }

  called(entity: string): readonly ModelTable[] {
    return this.byEntity.get(entity) ?? [];
  }

  /** Tables whose name ends with these words and has more before them. */
  endingWith(words: readonly string[]): readonly ModelTable[] {
    const last = words.at(-1) ?? '';
    return (this.byLastWord.get(last) ?? []).filter(
      (table) => table.words.length > words.length && table.words.slice(-words.length).join('') === words.join(''),
    );
  }

  keyed(stem: string): readonly { table: ModelTable; key: ModelKey }[] {
    return this.byStem.get(stem) ?? [];
  }

  /** Where the people are. */
  people(): ModelTable | undefined {
    for (const name of personTables) {
      const found = this.called(name);
      if (found.length === 1) return found[0];
      const ending = this.endingWith([name]);
      if (found.length === 0 && ending.length === 1) return ending[0];
    }
    return undefined;
  }
}

const add = <Value>(map: Map<string, Value[]>, key: string, value: Value): void => {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
};

/** Words that say which of two: `issue_from_id`, `triggerid_down`. */
const sides = new Set(
  [
    'from to up down source target src dst old new left right first second start end on off in out min max default primary secondary a b'.split(
      ' ',
    ),
  ].flat(),
);
const isSide = (word: string): boolean => sides.has(word) || /^\d+$/.test(word);

/** A column's name, taken apart. */
export interface ColumnName {
  /** The words that name a thing, with roles before them; where a side may stand after it, with it first and then without. */
  readonly stem: readonly string[];
  readonly withoutSide: readonly string[];
  /** The word that marks it as a key, where that may also be a mere number or text: `code`, `no`. */
  readonly looseKey: string | undefined;
  /** The name says that it is a key: it has an `id` or the like. */
  readonly isKeyLike: boolean;
  /** Something stood after what names the thing. */
  readonly hasSide: boolean;
}

const nothing: ColumnName = { stem: [], withoutSide: [], looseKey: undefined, isKeyLike: false, hasSide: false };

/** Takes a column's name apart. Its stem is empty where nothing is left that could name a table. */
export function columnNameOf(column: ModelColumn, ownPrefix: readonly string[]): ColumnName {
  const own = ownPrefix[0];
  const repeats = own !== undefined && column.words.length > 1 && singular(column.words[0] ?? '') === singular(own);
  const isOwnKey = column.column.isPrimaryKey || (column.words.length === 2 && isKeyWord(column.words[1] ?? ''));
  const words = repeats && !isOwnKey ? column.words.slice(1) : column.words;
  const at = words.findLastIndex(isKeyWord);
  const isKeyLike = at >= 0 && words.length > 1;
  const before = !isKeyLike ? words : at === 0 ? words.slice(1) : words.slice(0, at);
  const after = isKeyLike && at > 0 ? words.slice(at + 1) : [];
  if (after.length > 1 && !after.every(isSide)) return nothing;
  const last = before.at(-1) ?? '';
  // `comments` is a text of them, or how many there are.
  if (last === '' || (!isKeyLike && singular(last) !== last)) return nothing;
  const stem = [...before.slice(0, -1), singular(last)];
  const sides = stem.length - stem.findLastIndex((word) => !isSide(word)) - 1;
  const withoutSide = sides > 0 && sides < stem.length ? stem.slice(0, stem.length - sides) : [];
  const mark = words[at] ?? '';
  return {
    stem,
    withoutSide,
    looseKey: isKeyLike && isLooseKeyWord(mark) ? mark : undefined,
    isKeyLike,
    hasSide: after.length > 0,
  };
}

/** Where a column's name points to, the likeliest first; empty where it names nothing that is there. */
export function matchesOf(source: ModelTable, column: ModelColumn, index: NameIndex): NameMatch[] {
  const name = columnNameOf(column, source.ownPrefix);
  if (name.stem.length === 0) return [];
  const less = { ...name, stem: name.withoutSide, hasSide: true };
  const found =
    namedThing(source, column, name, index) ??
    (less.stem.length > 0 ? namedThing(source, column, less, index) : undefined) ??
    roleOf(source, name, index);
  return found.filter(({ key, table }) => !(table === source && key.column === column)).sort((a, b) => b.certainty - a.certainty);
}

/** The longest end of the name that names a key or a table. Undefined where none does. */
function namedThing(source: ModelTable, column: ModelColumn, name: ColumnName, index: NameIndex): NameMatch[] | undefined {
  for (let start = 0; start < name.stem.length; start += 1) {
    const words = name.stem.slice(start);
    const minus = (start > 0 ? 0.08 : 0) + (name.hasSide ? 0.04 : 0) + (name.isKeyLike ? 0 : bareMinus(column, start));
    const exact = exactMatches(words.join(''), index, name);
    if (exact.some(({ table, key }) => table === source && key.column === column) && start === 0) {
      // It is the key of its own table, unless another one is plainly what it is called after.
      const best = exact[0];
      return best && best.table !== source ? [less(best, minus + 0.05)] : [];
    }
    if (exact.length > 0) return exact.slice(0, 2).map((match) => less(match, minus));
    // `parent_id` where there is a table of `grand_parents` is still the row above.
    if (words.length === 1 && isOwnRole(words[0] ?? '')) return undefined;
    const partial = name.looseKey === undefined ? partialMatches(source, words, index) : [];
    if (partial.length > 0) return partial.map((match) => less(match, minus));
  }
  return undefined;
}

/** A column called after a table without an `id` is a reference where its values can be nothing else, and else more often not. */
const bareMinus = ({ family }: ModelColumn, start: number): number =>
  family === 'uuid' || family === 'object-id' ? 0.05 : start > 0 ? 0.45 : 0.37;

const less = (match: NameMatch, minus: number): NameMatch => ({ ...match, certainty: match.certainty - minus });

/** Keys of this very name, and tables of it. The owner first: the table that is called what the key is called. */
function exactMatches(stem: string, index: NameIndex, { isKeyLike, looseKey }: ColumnName): NameMatch[] {
  // A code refers to a code, a number to a number.
  const agrees = (key: ModelKey): boolean => looseKey === undefined || key.column.words.at(-1) === looseKey;
  const keyed = isKeyLike
    ? index
        .keyed(stem)
        .filter(({ key }) => agrees(key))
        .map((one) => ({ ...one, rank: ownerRank(one.table, one.key, stem) }))
    : [];
  const named = index.called(stem).flatMap((table) => {
    const key =
      table.keys.find((one) => one.isPrimary && agrees(one)) ??
      table.keys.find((one) => agrees(one) && isKeyWord(one.column.words.at(-1) ?? ''));
    return key && !keyed.some((one) => one.table === table) ? [{ table, key, rank: key.isPrimary ? 1 : 0.8 }] : [];
  });
  const ranked = [...keyed, ...named].sort((a, b) => b.rank - a.rank);
  const best = ranked[0];
  if (!best) return [];
  const isTied = ranked.filter(({ rank }) => rank === best.rank).length > 1;
  return ranked
    .filter(({ rank }) => rank === best.rank)
    .map(({ table, key, rank }) => ({
      table,
      key,
      certainty: (rank >= 0.9 ? 0.92 : rank >= 0.5 ? 0.8 : 0.62) - (isTied ? 0.35 : 0),
      detail: `the name is that of ${table.table.name}.${key.column.name}`,
    }));
}

/** How likely a table is the one that owns a key of this stem: `events` owns `eventid`, `event_tag` only carries it. */
function ownerRank(table: ModelTable, key: ModelKey, stem: string): number {
  const penalty = key.isPrimary ? 0 : 0.4;
  if (table.entity === stem) return 1 - penalty;
  if (table.entity.endsWith(stem)) return 0.9 - penalty;
  if (table.words[0] === stem || table.entity.startsWith(stem)) return 0.3 - penalty;
  return 0.5 - penalty;
}

/** Tables whose name ends with what the column names: of `status_id` in orders, `order_status` rather than `payment_status`. */
function partialMatches(source: ModelTable, words: readonly string[], index: NameIndex): NameMatch[] {
  const tables = index.endingWith(words).flatMap((table) => {
    const key = table.keys.find((one) => one.isPrimary);
    return key ? [{ table, key, near: nearness(source, table, words.length) }] : [];
  });
  const nearest = Math.max(...tables.map(({ near }) => near));
  const best = tables.filter(({ near }) => near === nearest);
  return best.map(({ table, key, near }) => ({
    table,
    key,
    certainty:
      (near === 2 ? 0.84 : near === 1 ? 0.76 : personTables.includes(words.join('')) ? 0.7 : 0.57) - (best.length > 1 ? 0.35 : 0),
    detail: `the name ends that of ${table.table.name}${near > 0 ? ', which begins as its own table does' : ''}`,
  }));
}

/** 2: the target is called after the source; 1: both begin alike; 0: neither. */
function nearness(source: ModelTable, target: ModelTable, length: number): 0 | 1 | 2 {
  const before = target.words.slice(0, -length).map(singular).join('');
  if (before === source.words.map(singular).join('')) return 2;
  return singular(target.words[0] ?? '') === singular(source.words[0] ?? '') ? 1 : 0;
}

/** Names that say what part is played rather than by what: `parent_id`, `created_by`, `author_id`. */
function roleOf(source: ModelTable, { stem, isKeyLike }: ColumnName, index: NameIndex): NameMatch[] {
  const last = stem.at(-1) ?? '';
  const people = index.people();
  const isPeople = people === source;
  const by = isPersonWord(last) || stem.some((word, at) => word === 'assigned' && at >= stem.length - 2);
  const above =
    stem.join('') === 'reportsto' || stem.join('') === 'report' || (isPeople && /^(?:manager|supervisor|boss|lead)$/.test(last));
  if (isOwnRole(last) || (above && isPeople)) {
    const key = source.keys.find((one) => one.isPrimary);
    const certainty = last === 'template' || last === 'child' ? 0.45 : stem.length === 1 ? 0.85 : 0.72;
    return key
      ? [
          {
            table: source,
            key,
            certainty: certainty - (isKeyLike ? 0 : 0.08),
            detail: `“${stem.join(' ')}” is another row of the same table`,
          },
        ]
      : [];
  }
  const isRole = isPersonRole(last) && !isPersonRole(people?.entity ?? '');
  if (!people || !(by || isPersonRole(last) || above || isRole)) return [];
  const key = people.keys.find((one) => one.isPrimary);
  return key
    ? [
        {
          table: people,
          key,
          certainty: (by || isKeyLike ? 0.78 : 0.66) - (above ? 0.05 : 0),
          detail: `“${stem.join(' ')}” is a part that people play`,
        },
      ]
    : [];
}
