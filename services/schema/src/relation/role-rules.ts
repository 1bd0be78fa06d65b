import { type ColumnName, isSide } from './column-name.js';
import type { ModelColumn, ModelTable } from './model.js';
import { isCalledAfter, type NameIndex } from './name-index.js';
import type { NameMatch } from './name-rules.js';
import { isDoer, isOwnRole, isPersonRole, isPersonWord } from './words.js';

/** Names that say what part is played rather than by what: `parent_id`, `created_by`, `author_id`. */
export function rolesOf(source: ModelTable, column: ModelColumn, name: ColumnName, index: NameIndex): NameMatch[] {
  const stem = name.stem.filter((word, at, all) => at === 0 || !isSide(word) || all.slice(0, at).every((one) => !isOwnRole(one)));
  const last = stem.at(-1) ?? '';
  const people = index.people(source);
  const isAbove =
    /^reports?(?:to)?$/.test(name.stem.join('')) || (people === source && /^(?:manager|supervisor|boss|lead)$/.test(last));
  if (isOwnRole(last) || (isAbove && people === source)) return above(source, column, stem, name.isKeyLike, index);
  const isUid = column.words.length > 1 && column.words.at(-1) === 'uid' && column.family !== 'uuid';
  const isBy = isUid || isPersonWord(last) || stem.some((word, at) => word === 'assigned' && at >= stem.length - 2);
  return playedByPeople(source, column, name, stem, index, isBy, isAbove);
}

/** Another row of the same table, or the row of the table that this one is a part of. */
function above(
  source: ModelTable,
  { column }: ModelColumn,
  stem: readonly string[],
  isKeyLike: boolean,
  index: NameIndex,
): NameMatch[] {
  const key = source.keys.find((one) => one.isPrimary);
  const last = stem.at(-1) ?? '';
  const certainty = (last === 'template' || last === 'child' ? 0.45 : stem.length === 1 ? 0.85 : 0.72) - (isKeyLike ? 0 : 0.08);
  // Something must be at the top: where nothing may be left out, the row above is one of another table.
  const hasTop = column.nullable || column.default !== null || column.presence !== undefined;
  const whole = last === 'parent' && isKeyLike && !hasTop ? index.tables.filter((table) => isCalledAfter(source, table)) : [];
  const longest = Math.max(...whole.map(({ words }) => words.length));
  const owners = whole
    .filter(({ words }) => words.length === longest)
    .flatMap((table): NameMatch[] => {
      const owner = table.keys.find((one) => one.isPrimary);
      const detail = `every row has a parent, and the table is called after ${table.table.name}`;
      return owner ? [{ table, key: owner, certainty: certainty - 0.1, detail }] : [];
    });
  const own = key ? [{ table: source, key, certainty, detail: `“${stem.join(' ')}” is another row of the same table` }] : [];
  return owners.length === 1 ? [...owners, ...own.map((one) => ({ ...one, certainty: certainty - 0.3 }))] : own;
}

/** What people do: surest of the table of users, then of others where people are. */
function playedByPeople(
  source: ModelTable,
  column: ModelColumn,
  { isKeyLike, looseKey }: ColumnName,
  stem: readonly string[],
  index: NameIndex,
  isBy: boolean,
  isAbove: boolean,
): NameMatch[] {
  const last = stem.at(-1) ?? '';
  const people = index.people(source);
  const isRole = isPersonRole(last);
  const isDoing = isKeyLike && looseKey === undefined && isDoer(last);
  if (!(isBy || isRole || isAbove || isDoing)) return [];
  const certainty = (isBy || (isKeyLike && isRole) ? 0.78 : isRole || isAbove ? 0.66 : 0.56) - (isAbove ? 0.05 : 0);
  const to = (table: ModelTable, sure: number): NameMatch[] => {
    // Whoever is known by a number may be referred to by a name that is unique as well.
    const key =
      table.keys.find((one) => one.isPrimary && one.column.family === column.family) ??
      table.keys.find((one) => one.column.family === column.family);
    return key ? [{ table, key, certainty: sure, detail: `“${stem.join(' ')}” is a part that people play` }] : [];
  };
  return [...(people ? to(people, certainty) : []), ...index.otherPeople(source).flatMap((table) => to(table, 0.5))];
}
