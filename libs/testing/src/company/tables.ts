import type { ColumnShape, ReferenceShape, TableShape, ValueShape } from './shape.js';

/** Tables of one area: they refer to each other, and to a few tables of the first area that all use. */
const areaSize = 25;
const hubs = 8;
/** The sixth of each six joins the two before it, and the one after that refers to it by both columns of its key. */
const groupSize = 6;

const words =
  'order customer product invoice payment user team role event log stock item price tax address city country session token file comment tag post media audit job queue report chart metric'.split(
    ' ',
  );
const wordAt = (n: number): string => words[n % words.length] ?? 'thing';
const nameOf = (n: number): string => {
  const round = Math.floor(n / words.length);
  return `${wordAt(n)}_${wordAt(n * 7 + round + 1)}${round === 0 ? '' : `_${String(round)}`}`;
};
const values: readonly (readonly [string, ValueShape])[] = [
  ['name', 'name'],
  ['at', 'moment'],
  ['note', 'text'],
  ['count', 'count'],
  ['amount', 'amount'],
  ['done', 'flag'],
];

/**
 * The tables of a company's database: areas in several schemas, tables that join two others, references of two columns, tables that refer
 * to themselves, and some references that nobody declared. The same for the same count.
 */
export const companyTables = (count: number, schemas: readonly string[]): readonly TableShape[] => {
  const random = sequence(7);
  const below = (limit: number): number => Math.floor(random() * limit);
  const made: TableShape[] = [];
  for (let n = 0; n < count; n += 1) {
    const area = n - (n % areaSize);
    const nth = (n - area) % groupSize;
    const references: ReferenceShape[] = [];
    const refer = (to: number, columns: readonly string[]): void => {
      references.push({ columns, to, declared: n % 7 !== 3 });
    };
    const joins = nth === groupSize - 1;
    if (joins) for (const to of [n - 2, n - 1]) refer(to, [`${nameOf(to)}_id`]);
    else {
      if (nth === 0 && n > area) refer(n - 1, made[n - 1]?.key ?? []);
      const targets = new Set<number>();
      for (let left = below(4); left > 0 && n > 0; left -= 1)
        targets.add(random() < 0.7 && n > area ? area + below(n - area) : below(Math.min(n, hubs)));
      for (const to of targets) if (made[to]?.key.length === 1) refer(to, [`${nameOf(to)}_id`]);
      if (nth === 2) refer(n, ['parent_id']);
    }
    const keys = [...new Set(references.flatMap(({ columns }) => columns))];
    const own = joins ? [] : ['id'];
    made.push({
      schema: schemas[(area / areaSize) % schemas.length] ?? '',
      name: nameOf(n),
      key: joins ? keys : own,
      references,
      columns: [
        ...own.map((name): ColumnShape => ({ name, holds: 'key', nullable: false })),
        ...keys.map((name): ColumnShape => ({
          name,
          holds: 'key',
          nullable: !joins && (name === 'parent_id' || random() < 0.4),
        })),
        ...Array.from({ length: joins ? 1 : 3 + below(8) }, (_, at): ColumnShape => {
          const [word, holds] = values[(n + at) % values.length] ?? ['note', 'text'];
          return { name: `${wordAt(n + at * 3)}_${word}`, holds, nullable: random() < 0.5 };
        }),
      ],
    });
  }
  return made;
};

/** Numbers between 0 and 1, the same every time. */
const sequence = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
};
