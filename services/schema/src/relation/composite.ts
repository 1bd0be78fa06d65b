import type { RelationEvidence } from '@orrery/contracts';
import { type Candidate, fits } from './candidate.js';
import type { JoinSeen } from './joins.js';
import type { CompositeKey, ModelColumn, ModelTable } from './model.js';
import { isCalledAfter, NameIndex } from './name-index.js';
import { matchesOf } from './name-rules.js';
import { isKeyWord, singular } from './words.js';

/** Names by which a row is known only within what the other columns of its key name: `no` of a line, `id` within a tenant. */
const withinKey = new Set(['id', 'uuid', 'guid', 'no', 'nr', 'num', 'number', 'code', 'key', 'seq']);

/** Whether a column refers to one table by itself. */
export type IsReference = (table: ModelTable, column: ModelColumn) => boolean;

/** Relations of several columns together to a key of several columns. */
export function compositeCandidates(
  index: NameIndex,
  isReference: IsReference,
  joins: readonly JoinSeen[],
  ofJoin: (runs: number) => RelationEvidence,
): Candidate[] {
  const found = [...byOwnPart(index), ...byWholeKey(index, isReference)].filter((candidate) => !isDeclared(candidate));
  const byPlace = new Map(found.map((candidate) => [placeOf(candidate), candidate]));
  for (const { from, columnsFrom, to, columnsTo, runs } of joins) {
    if (columnsFrom.length < 2) continue;
    const candidate: Candidate = { from, columnsFrom, to, columnsTo, family: 'integer', evidence: [ofJoin(runs)] };
    const known = byPlace.get(placeOf(candidate));
    byPlace.set(placeOf(candidate), known ? { ...known, evidence: [...known.evidence, ...candidate.evidence] } : candidate);
  }
  return [...byPlace.values()];
}

const placeOf = ({ from, columnsFrom, to, columnsTo }: Candidate): string => {
  const pairs = columnsFrom.map((column, at) => `${column}\0${columnsTo[at] ?? ''}`).sort();
  return JSON.stringify([from.schema, from.name, to.schema, to.name, pairs]);
};

const isDeclared = ({ from, columnsFrom }: Candidate): boolean =>
  from.foreignKeys.some(
    ({ columns }) => columns.length === columnsFrom.length && columns.every((column) => columnsFrom.includes(column)),
  );

const sameName = (table: ModelTable, column: ModelColumn): ModelColumn | undefined =>
  table.columns.find(({ name, family }) => name.toLowerCase() === column.name.toLowerCase() && family === column.family);

const candidateOf = (
  source: ModelTable,
  columns: readonly ModelColumn[],
  target: ModelTable,
  key: readonly ModelColumn[],
  evidence: readonly RelationEvidence[],
): Candidate => ({
  from: source.table,
  columnsFrom: columns.map(({ name }) => name),
  to: target.table,
  columnsTo: key.map(({ name }) => name),
  family: columns.find(({ family }) => family !== 'integer')?.family ?? 'integer',
  evidence,
});

/** `(tenant_id, lead_user_id)` of teams: one column names the table, as it would name a table with a key of one column, and the others are there. */
function byOwnPart(index: NameIndex): Candidate[] {
  const parts = new Map<ModelTable, { key: CompositeKey; own: ModelColumn; of: ModelTable }>();
  const tables = index.tables.map((table) => {
    const key = table.keys.some((one) => one.isPrimary) ? undefined : table.compositeKeys.find((one) => one.isPrimary);
    const own = key?.columns.filter((column) => isOwn(table, column)) ?? [];
    const [only] = own;
    if (!key || own.length !== 1 || only === undefined) return table;
    const stem = only.words.length > 1 ? singular(only.words[0] ?? '') : '';
    const alone = { ...table, keys: [{ column: only, isPrimary: true, stem }, ...table.keys] };
    parts.set(alone, { key, own: only, of: table });
    return alone;
  });
  if (parts.size === 0) return [];
  const alone = new NameIndex(tables);
  const within = new Set(
    [...parts.values()].flatMap(({ key, own }) =>
      key.columns.filter((column) => column !== own).map(({ name }) => name.toLowerCase()),
    ),
  );
  const sources = tables.filter(({ columns }) => columns.some(({ name }) => within.has(name.toLowerCase())));
  return sources.flatMap((source) =>
    source.columns.flatMap((column) =>
      matchesOf(source, column, alone).flatMap((match): Candidate[] => {
        const part = parts.get(match.table);
        if (part?.own !== match.key.column || !fits(column, match.key)) return [];
        const columns = part.key.columns.map((one) => (one === part.own ? column : sameName(source, one)));
        if (columns.some((one) => one === undefined)) return [];
        const whole = columns.flatMap((one) => one ?? []);
        const others = whole.filter((one) => one !== column).map(({ name }) => name);
        const detail = `${match.detail}, within ${others.join(', ')}`;
        return [candidateOf(source, whole, part.of, part.key.columns, [{ sign: 'name', detail, weight: match.certainty }])];
      }),
    ),
  );
}

const isOwn = (table: ModelTable, { words }: ModelColumn): boolean =>
  words.length === 1
    ? withinKey.has(words[0] ?? '')
    : singular(words.slice(0, -1).join('')) === table.entity && words.at(-1) === 'id';

/** `(order_no, line_no)` of returns: all columns of another table's key, under their names or with one role before them. */
function byWholeKey(index: NameIndex, isReference: IsReference): Candidate[] {
  const holders = new Map<string, Set<ModelTable>>();
  for (const table of index.tables)
    for (const { name } of table.columns) {
      const word = name.toLowerCase();
      const set = holders.get(word) ?? new Set();
      holders.set(word, set.add(table));
    }
  return index.tables.flatMap((target) =>
    target.compositeKeys.flatMap((key) => {
      // At least one column keeps its name; that which the fewest tables have is looked for first.
      const lists = key.columns.map(({ name }) => holders.get(name.toLowerCase()) ?? new Set<ModelTable>());
      const near = new Set(lists.flatMap((set) => (set.size <= mostHolders ? [...set] : [])));
      return [...near].flatMap((source) => wholeKey(source, target, key, isReference));
    }),
  );
}

/** A column that more tables have says nothing of any of them. */
const mostHolders = 60;

function wholeKey(source: ModelTable, target: ModelTable, key: CompositeKey, isReference: IsReference): Candidate[] {
  if (source === target || key.columns.some(({ words }) => words.length === 1 && withinKey.has(words[0] ?? ''))) return [];
  const isPairing = key.columns.every((column) => isReference(target, column));
  // What is called so is known by so; a name, a time or an address beside a key only happens to be unique.
  if (!key.columns.every((column) => isReference(target, column) || isPlace(column)) || (isPairing && !key.isPrimary)) return [];
  const columns = key.columns.map((column) => sameName(source, column) ?? withRole(source, column, target));
  const whole = columns.flatMap((one) => one ?? []);
  if (whole.length < key.columns.length || new Set(whole).size < whole.length || !mayBelong(source, whole, target, key))
    return [];
  const renamed = whole.filter((column, at) => column.name.toLowerCase() !== key.columns[at]?.name.toLowerCase()).length;
  // Where each column leads somewhere by itself, that both stand side by side is no relation yet: the data decides.
  const certainty =
    (isPairing ? 0.5 : 0.82) - (key.isPrimary ? 0 : 0.15) - renamed * 0.06 + (isCalledAfter(source, target) ? 0.06 : 0);
  const detail = `${whole.map(({ name }) => name).join(', ')} are together the key of ${target.table.name}`;
  return [candidateOf(source, whole, target, key.columns, [{ sign: 'name', detail, weight: certainty }])];
}

/** Words for the place of a row among others. */
const places = new Set(['line', 'ln', 'seq', 'sequence', 'position', 'pos', 'item', 'version', 'revision']);
const isPlace = ({ words, family }: ModelColumn): boolean => {
  const last = words.at(-1) ?? '';
  return family !== 'other' && (places.has(last) || (isKeyWord(last) && words.length > 1));
};

/** `po_line_no` of `line_no`: the column's words with what the target is called before them. */
const withRole = (source: ModelTable, column: ModelColumn, target: ModelTable): ModelColumn | undefined => {
  const found = source.columns.filter(
    ({ words, family }) =>
      family === column.family &&
      words.length > column.words.length &&
      words.slice(-column.words.length).join(' ') === column.words.join(' ') &&
      words.slice(0, -column.words.length).some((word) => target.words.map(singular).includes(singular(word))),
  );
  return found.length === 1 ? found[0] : undefined;
};

/** Of two tables with the same key one belongs to the other: the one that is called after it, or whose own key has more in it. */
function mayBelong(source: ModelTable, columns: readonly ModelColumn[], target: ModelTable, key: CompositeKey): boolean {
  if (isCalledAfter(target, source)) return false;
  const own = source.compositeKeys.filter(
    (one) => one.columns.length === columns.length && one.columns.every((column) => columns.includes(column)),
  );
  if (own.length === 0) return true;
  return isCalledAfter(source, target) || (key.isPrimary && !own.some((one) => one.isPrimary));
}
