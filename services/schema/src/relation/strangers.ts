import { between, type Candidate, sureOf } from './candidate.js';
import type { ModelTable } from './model.js';

/** Pairs that are tried in one schema at the most. */
const mostPairs = 400;

/**
 * Columns whose names say nothing of where they point, but whose values stand in one place of the world only: an ObjectId or a UUID that
 * is found among the keys of a table is no accident. Each is tried against every key of its sort; the data decides.
 */
export function strangers(model: readonly ModelTable[], known: readonly Candidate[]): Candidate[] {
  const isNamed = new Set(
    known
      .filter(({ evidence }) => sureOf(evidence) >= 0.5)
      .map(({ from, columnsFrom }) => `${from.schema}\0${from.name}\0${columnsFrom.join()}`),
  );
  const found: Candidate[] = [];
  for (const table of model)
    for (const column of table.columns) {
      if ((column.family !== 'uuid' && column.family !== 'object-id') || column.column.isPrimaryKey) continue;
      if (isNamed.has(`${table.table.schema}\0${table.table.name}\0${column.name}`)) continue;
      if (table.keys.some((key) => key.column === column)) continue;
      for (const target of model) {
        const key = target.keys.find((one) => one.isPrimary && one.column.family === column.family);
        if (!key) continue;
        // Too many to try: no database is asked thousands of questions on a guess.
        if (found.length === mostPairs) return [];
        const detail = 'values of this sort are found nowhere else by accident';
        found.push({ ...between(table, column, target, key), evidence: [{ sign: 'type', detail, weight: 0.3 }] });
      }
    }
  return found;
}
