import type { ModelColumn } from './model.js';
import { isKeyWord, isLooseKeyWord, singular } from './words.js';

/** Words that say which of two: `issue_from_id`, `triggerid_down`. */
const sides = new Set(
  'from to up down source target src dst old new left right first second start end on off in out min max default primary secondary a b'.split(
    ' ',
  ),
);
/** Whether a word says which of two. */
export const isSide = (word: string): boolean => sides.has(word) || /^\d+$/.test(word);

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
  // `comments` is a text of them, or how many there are; an array of them is what it says.
  const isMany = column.name.endsWith('[]');
  if (last === '' || (!isKeyLike && !isMany && singular(last) !== last)) return nothing;
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
