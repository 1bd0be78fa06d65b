import { accesses } from './mysql-access.js';
import { detailOf, numberIn, type PlanResult, type PlanTree, rounded, step, textIn } from './plan-tree.js';

/** Reads MySQL’s oldest form: a row for each table, in the order in which they are read. */
export const mysqlRowsPlan = ({ columns, rows }: PlanResult): PlanTree | undefined => {
  const steps = rows.map((row) => {
    const cell = (name: string): unknown => row[columns.indexOf(name)];
    const access = textIn(cell('type')) ?? '';
    const named = (word: string, column: string): string | undefined => {
      const text = textIn(cell(column));
      return text === undefined ? undefined : `${word} ${text}`;
    };
    const read = numberIn(cell('rows'));
    return {
      does: textIn(cell('select_type')) ?? '',
      step: step(
        accesses[access] ?? (access === '' ? 'Table' : access),
        detailOf(
          named('on', 'table'),
          named('using', 'key'),
          named('by', 'ref'),
          access === 'ALL' && named('could use', 'possible_keys'),
          textIn(cell('Extra')),
        ),
        { rows: read === undefined ? undefined : rounded((read * (numberIn(cell('filtered')) ?? 100)) / 100) },
      ),
    };
  });
  const [first] = steps;
  if (!first) return undefined;
  const verb = first.does.charAt(0) + first.does.slice(1).toLowerCase();
  const source = [columns, ...rows].map((row) => row.map((cell) => textIn(cell) ?? '').join('\t')).join('\n');
  return {
    root: step(
      verb,
      '',
      {},
      steps.map((one) => one.step),
    ),
    source,
  };
};
