import { columnNameOf, type ColumnName } from './column-name.js';
import type { ModelColumn, ModelKey, ModelTable } from './model.js';
import { fewestWords, isCalledAfter, isNeighbour, NameIndex, nearestOf } from './name-index.js';
import { rolesOf } from './role-rules.js';
import { isKeyWord, isOtherThing, isOwnRole, personTables, singular } from './words.js';

/** What a name alone says: this column refers to that key, with how much certainty (0…1), and in which words. */
export interface NameMatch {
  readonly table: ModelTable;
  readonly key: ModelKey;
  readonly certainty: number;
  readonly detail: string;
}

export { NameIndex };

/** Where a column's name points to, the likeliest first; empty where it names nothing that is there. */
export function matchesOf(source: ModelTable, column: ModelColumn, index: NameIndex): NameMatch[] {
  const name = columnNameOf(column, source.ownPrefix);
  if (name.stem.length === 0) return sameKey(source, column, index);
  const less = { ...name, stem: name.withoutSide, hasSide: true };
  const things =
    namedThing(source, column, name, index) ?? (less.stem.length > 0 ? namedThing(source, column, less, index) : undefined);
  const roles = things === undefined ? rolesOf(source, column, name, index) : [];
  const found = [...(things ?? roles), ...namedByKey(source, column, index)];
  if (found.length === 0) found.push(...sameKey(source, column, index));
  if (found.length === 0 && things === undefined) found.push(...thingWithPart(source, name, index));
  return found.filter(({ key, table }) => !(table === source && key.column === column)).sort((a, b) => b.certainty - a.certainty);
}

/** The longest end of the name that names a key or a table. Undefined where none does. */
function namedThing(source: ModelTable, column: ModelColumn, name: ColumnName, index: NameIndex): NameMatch[] | undefined {
  for (let start = 0; start < name.stem.length; start += 1) {
    const words = name.stem.slice(start);
    // `parent_location` of locations says as much as `parent_id` does.
    const isAbove = start > 0 && words.join('') === source.entity && isOwnRole(name.stem[start - 1] ?? '');
    const bare = name.isKeyLike ? 0 : isAbove ? 0.1 : bareMinus(column, start);
    const minus = (start > 0 ? 0.08 : 0) + (name.hasSide ? 0.04 : 0) + bare;
    const exact = exactMatches(source, words.join(''), index, name);
    const isOwnKey = exact.some(({ table, key }) => table === source && key.column === column);
    if (isOwnKey && start === 0) {
      // It is the key of its own table, unless another one is plainly what it is called after.
      const best = exact[0];
      return best && best.table !== source ? [lessSure(best, minus + 0.05)] : [];
    }
    // A table of this very name comes first: `user_id` of orders is one of users, also where there is a table of `order_users`.
    const isCalledSo = index.called(words.join('')).length > 0;
    const own = start > 0 || isCalledSo || name.looseKey !== undefined ? [] : ownPart(source, column, words, index);
    if (own.length === 1) return own.map((match) => lessSure(match, minus));
    const isFar = exact.every(({ table }) => table.words.length > 1 && !isNeighbour(source, table));
    if (exact.length > 0 && !isFar) return exact.slice(0, 2).map((match) => lessSure(match, minus));
    // `parent_id` where there is a table of `grand_parents` is still the row above.
    if (exact.length === 0 && words.length === 1 && isOwnRole(words[0] ?? '')) return undefined;
    const partial = name.looseKey === undefined ? partialMatches(source, column, words, index) : [];
    // The key of a table of another module gives way to a table of its own.
    const nearer = exact.length === 0 ? partial : partial.filter(({ table }) => isNeighbour(source, table));
    if (nearer.length > 0) return nearer.map((match) => lessSure(match, minus));
    if (exact.length > 0) return exact.slice(0, 2).map((match) => lessSure(match, minus));
  }
  return undefined;
}

/** A column called after a table without an `id` is a reference where its values can be nothing else, and else more often not. */
const bareMinus = ({ family }: ModelColumn, start: number): number =>
  family === 'uuid' || family === 'object-id' ? 0.05 : start > 0 ? 0.45 : 0.37;

const lessSure = (match: NameMatch, minus: number): NameMatch => ({ ...match, certainty: match.certainty - minus });

/** The table that is called what the source and the column are called together: of `group_id` in customers, `customer_group`. */
function ownPart(source: ModelTable, column: ModelColumn, words: readonly string[], index: NameIndex): NameMatch[] {
  const together = [...source.words.map(singular), ...words].join('');
  const last = [singular(source.words.at(-1) ?? ''), ...words].join('');
  const called = index.called(together);
  const tables = called.length > 0 ? called : source.words.length > 1 ? endingIn(last, source, index) : [];
  return tables.flatMap((table) => {
    const key = table.keys.find((one) => one.isPrimary);
    const detail = `${table.table.name} is called after its own table and the column`;
    return key && table !== source && !refersAlike(table, column) ? [{ table, key, certainty: 0.88, detail }] : [];
  });
}

/** Whether a table has the same column beside its key: then it refers to what the column does, and is not it. */
const refersAlike = (table: ModelTable, { name }: ModelColumn): boolean =>
  table.columns.some((column) => column.name === name && !table.keys.some((key) => key.column === column));

/** Tables whose last word is all of this, and which begin as the source does: `clinic_diagnosiscode` of `clinic_diagnosis`. */
const endingIn = (word: string, source: ModelTable, index: NameIndex): readonly ModelTable[] =>
  index.neighboursEndingWith(source, [word]).filter((table) => table.words.length === source.words.length);

/** Keys of this very name, and tables of it. The owner first: the table that is called what the key is called. */
function exactMatches(source: ModelTable, stem: string, index: NameIndex, { isKeyLike, looseKey }: ColumnName): NameMatch[] {
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
  const ranked = nearerFirst(source, [...keyed, ...named]).sort((a, b) => b.rank - a.rank);
  const best = nearestOf(
    source,
    ranked.filter(({ rank }) => rank === ranked[0]?.rank),
  );
  return best.map(({ table, key, rank }) => ({
    table,
    key,
    certainty: (rank >= 0.9 ? 0.92 : rank >= 0.5 ? 0.8 : 0.62) - (best.length > 1 ? 0.35 : 0),
    detail: `the name is that of ${table.table.name}.${key.column.name}`,
  }));
}

interface Ranked {
  readonly table: ModelTable;
  readonly key: ModelKey;
  readonly rank: number;
}

/** Of tables that are as likely, the one that the source is called after: `entity_id` of `product_entity_text`. */
function nearerFirst(source: ModelTable, ranked: readonly Ranked[]): Ranked[] {
  const length = ({ table }: Ranked): number => (isCalledAfter(source, table) ? table.words.length : 0);
  const most = Math.max(0, ...ranked.map(length));
  if (most === 0 || ranked.some(({ rank }) => rank >= 0.9)) return [...ranked];
  return ranked.map((one) => (length(one) === most ? { ...one, rank: Math.max(one.rank, 0.85) } : one));
}

/** How likely a table is the one that owns a key of this stem: `events` owns `eventid`, `event_tag` only carries it. */
function ownerRank(table: ModelTable, key: ModelKey, stem: string): number {
  const penalty = key.isPrimary ? 0 : 0.4;
  if (table.entity === stem) return 1 - penalty;
  if (table.entity.endsWith(stem)) return 0.9 - penalty;
  if (table.words[0] === stem || table.entity.startsWith(stem)) return 0.3 - penalty;
  return 0.5 - penalty;
}

/** The table whose primary key is called exactly as the column is: `nid`, `curr_cd`. */
function sameKey(source: ModelTable, column: ModelColumn, index: NameIndex): NameMatch[] {
  const all = index.keyNamed(column.name).filter(({ key }) => key.column.family === column.family);
  const isOwn = all.some(({ table, key }) => table === source && key.column === column);
  const owners = all.filter(({ table }) => table !== source && (!isOwn || isCalledAfter(source, table)));
  const near = ({ table }: (typeof owners)[number]): number =>
    isCalledAfter(source, table) ? 3 : table.words[0] === source.words[0] ? 2 : 0;
  const most = Math.max(...owners.map(near));
  const best = nearestOf(
    source,
    owners.filter((owner) => near(owner) === most),
  );
  return best.slice(0, 2).map(({ table, key }) => ({
    table,
    key,
    certainty: best.length > 1 ? 0.45 : 0.8,
    detail: `${table.table.name} has a primary key of this very name`,
  }));
}

/** A table and how its rows are known, in one name: `country_iso` of countries whose key is `iso`. */
function namedByKey(source: ModelTable, { name, words, family }: ModelColumn, index: NameIndex): NameMatch[] {
  const last = words.at(-1) ?? '';
  if (words.length < 2 || isKeyWord(last)) return [];
  for (let start = 0; start < words.length - 1; start += 1) {
    const stem = words.slice(start, -1).map(singular).join('');
    const called = index.called(stem).flatMap((table) => {
      const key = table.keys.find(({ column }) => column.words.join('') === last && column.family === family);
      return key && table !== source ? [{ table, key }] : [];
    });
    const near = nearestOf(source, called);
    if (near.length === 1)
      return near.map(({ table, key }) => ({
        table,
        key,
        certainty: start === 0 ? 0.8 : 0.7,
        detail: `${name} names ${table.table.name} and its ${key.column.name}`,
      }));
  }
  return [];
}

/** Tables whose name ends with what the column names: of `status_id` in orders, `order_status` rather than `payment_status`. */
function partialMatches(source: ModelTable, column: ModelColumn, words: readonly string[], index: NameIndex): NameMatch[] {
  const isMeant = (table: ModelTable): boolean => table === source || !refersAlike(table, column);
  const neighbours = index.neighboursEndingWith(source, words).filter(isMeant);
  const ending = neighbours.length > 0 ? neighbours : index.endingWith(words).filter(isMeant);
  const tables = ending.flatMap((table) => {
    const key = table.keys.find((one) => one.isPrimary);
    return key ? [{ table, key, near: nearness(source, table, words.length) }] : [];
  });
  const most = Math.max(...tables.map(({ near }) => near));
  const near = nearestOf(
    source,
    tables.filter((one) => one.near === most),
  );
  const plainest = fewestWords(near.map(({ table }) => table));
  const best = near.filter(({ table }) => plainest.includes(table));
  const certainty = most === 2 ? 0.84 : most === 1 ? 0.76 : personTables.includes(words.join('')) ? 0.7 : 0.57;
  return best.map(({ table, key }) => ({
    table,
    key,
    certainty: certainty - (best.length > 1 ? 0.35 : 0),
    detail: `the name ends that of ${table.table.name}${most > 0 ? ', which begins as its own table does' : ''}`,
  }));
}

/** 2: the target is called after the source; 1: both begin alike; 0: neither. */
function nearness(source: ModelTable, target: ModelTable, length: number): 0 | 1 | 2 {
  const before = target.words.slice(0, -length).map(singular).join('');
  if (before === source.words.map(singular).join('')) return 2;
  return singular(target.words[0] ?? '') === singular(source.words[0] ?? '') ? 1 : 0;
}

/** A thing with a part that it plays after it: `product_assembly_id` of products. Not `product_type_id`, which is another thing. */
function thingWithPart(source: ModelTable, { stem, isKeyLike, looseKey }: ColumnName, index: NameIndex): NameMatch[] {
  if (!isKeyLike || looseKey !== undefined || stem.length < 2 || stem.slice(1).some(isOtherThing)) return [];
  const called = index.called(stem[0] ?? '');
  const tables = called.length > 0 ? called : index.endingWith(stem.slice(0, 1));
  const near = nearestOf(
    source,
    tables.filter((table) => table !== source).map((table) => ({ table })),
  );
  return (near.length === 1 ? near : []).flatMap(({ table }) => {
    const key = table.keys.find((one) => one.isPrimary);
    return key ? [{ table, key, certainty: 0.52, detail: `the name begins with that of ${table.table.name}` }] : [];
  });
}
