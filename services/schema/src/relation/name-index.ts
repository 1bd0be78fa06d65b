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
  private readonly byStem = new Map<string, Keyed[]>();
  private readonly byKeyName = new Map<string, Keyed[]>();

  readonly tables: readonly ModelTable[];

  constructor(tables: readonly ModelTable[]) {
    this.tables = tables;
    for (const table of tables) {
      add(this.byEntity, table.entity, table);
      const last = table.words.at(-1);
      if (last !== undefined) add(this.byLastWord, last, table);
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
    const last = words.at(-1) ?? '';
    return (this.byLastWord.get(last) ?? []).filter(
      (table) => table.words.length > words.length && table.words.slice(-words.length).join('') === words.join(''),
    );
  }

  keyed(stem: string): readonly Keyed[] {
    return this.byStem.get(stem) ?? [];
  }

  /** Tables whose primary key is called exactly so, where the name is not one that any key may have. */
  keyNamed(name: string): readonly Keyed[] {
    return this.byKeyName.get(name.toLowerCase()) ?? [];
  }

  /** Where the people are. */
  people(): ModelTable | undefined {
    for (const name of personTables) {
      const found = this.called(name);
      if (found.length === 1) return found[0];
      const ending = fewestWords(this.endingWith([name]));
      if (found.length === 0 && ending.length === 1) return ending[0];
    }
    return undefined;
  }

  /** Other tables of people. */
  otherPeople(): readonly ModelTable[] {
    const first = this.people();
    const found = [...personTables, ...otherPersonTables].flatMap((name) => {
      const called = this.called(name);
      return called.length > 0 ? called : fewestWords(this.endingWith([name]));
    });
    return [...new Set(found)].filter((table) => table !== first).slice(0, 4);
  }
}

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
