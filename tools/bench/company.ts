/** Statements that make a database as a company has one: areas of some 25 tables that refer to each other and to a few that all use. */
export function companyTables(count: number): readonly string[] {
  const random = sequence(7);
  const below = (limit: number): number => Math.floor(random() * limit);
  const names: string[] = [];
  return Array.from({ length: count }, (_, n) => {
    const name = nameOf(n);
    const area = n - (n % areaSize);
    const targets = new Set<number>();
    for (let left = Math.min(n, below(4)); left > 0; left--)
      targets.add(random() < 0.75 && n > area ? area + below(n - area) : below(Math.min(n, 30)));
    const references = [...targets].map((target) => {
      const other = names[target] ?? '';
      // Every seventh is left for names and values to tell.
      return `"${other}_id" bigint${random() < 0.4 ? '' : ' NOT NULL'}${random() < 0.86 ? ` REFERENCES "${other}"` : ''}`;
    });
    const values = Array.from({ length: 3 + below(14) }, (_, at) => {
      const [word, type] = endings[(n + at) % endings.length] ?? ['value', 'text'];
      return `"${wordAt(n + at * 3)}_${word}${String(at)}" ${type}${random() < 0.5 ? '' : ' NOT NULL'}`;
    });
    names.push(name);
    return `CREATE TABLE "${name}" (id bigint PRIMARY KEY, ${[...references, ...values].join(', ')})`;
  });
}

const areaSize = 25;
const words =
  'order customer product invoice payment user group role event log stock item price tax address city country session token file comment tag post media audit job queue report chart metric'.split(
    ' ',
  );
const wordAt = (n: number): string => words[n % words.length] ?? 'thing';
const endings: readonly (readonly [string, string])[] = [
  ['name', 'varchar(255)'],
  ['at', 'timestamptz'],
  ['code', 'text'],
  ['count', 'integer'],
  ['amount', 'numeric(12,2)'],
];

const nameOf = (n: number): string => {
  const round = Math.floor(n / words.length);
  return `${wordAt(n)}_${wordAt(n * 7 + round + 1)}${round === 0 ? '' : `_${String(round)}`}`;
};

/** Numbers between 0 and 1, the same every time. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}
