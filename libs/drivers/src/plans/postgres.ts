import type { PlanNode } from '@orrery/contracts';
import {
  detailOf,
  type Fields,
  fieldsIn,
  listIn,
  numberIn,
  parsedJson,
  type PlanReader,
  rounded,
  step,
  textIn,
} from './plan-tree.js';

/** Reads `EXPLAIN (FORMAT JSON)`: https://www.postgresql.org/docs/current/sql-explain.html */
export const postgresPlan: PlanReader = ([result]) => {
  const cell = result?.rows[0]?.[0];
  const [told] = fieldsIn(parsedJson(cell));
  const [plan] = fieldsIn(told?.['Plan']);
  return plan && { root: nodeOf(plan), source: typeof cell === 'string' ? cell : JSON.stringify(cell, null, 2) };
};

const nodeOf = (plan: Fields): PlanNode => {
  const loops = numberIn(plan['Actual Loops']);
  const times = loops ?? 1;
  const all = (value: unknown): number | undefined => {
    const each = numberIn(value);
    return each === undefined ? undefined : rounded(each * times);
  };
  const numbers = {
    cost: numberIn(plan['Total Cost']),
    rows: all(plan['Plan Rows']),
    actualRows: all(plan['Actual Rows']),
    actualMs: all(plan['Actual Total Time']),
    loops,
  };
  return step(nameOf(plan), detailIn(plan), numbers, fieldsIn(plan['Plans']).map(nodeOf));
};

/** As the text form says it: Parallel Hash Left Join, Index Scan Backward, Partial HashAggregate, Update. */
const nameOf = (plan: Fields): string => {
  const type = textIn(plan['Node Type']) ?? 'Plan';
  const join = textIn(plan['Join Type']);
  const strategy = textIn(plan['Strategy']);
  const named =
    type === 'ModifyTable'
      ? (textIn(plan['Operation']) ?? type)
      : join !== undefined && join !== 'Inner'
        ? type.replace(/(?: Join)?$/, ` ${join} Join`)
        : type === 'Aggregate' && strategy === 'Hashed'
          ? 'HashAggregate'
          : type === 'Aggregate' && strategy === 'Sorted'
            ? 'GroupAggregate'
            : type === 'SetOp'
              ? `SetOp ${textIn(plan['Command']) ?? ''}`.trim()
              : type;
  const partial = textIn(plan['Partial Mode']);
  return [
    plan['Parallel Aware'] === true ? 'Parallel' : '',
    partial === undefined || partial === 'Simple' ? '' : partial,
    named,
    plan['Scan Direction'] === 'Backward' ? 'Backward' : '',
  ]
    .filter((word) => word !== '')
    .join(' ');
};

const conditions = [
  ['Index Cond', 'Index Cond'],
  ['Recheck Cond', 'Recheck Cond'],
  ['Hash Cond', 'Hash Cond'],
  ['Merge Cond', 'Merge Cond'],
  ['Join Filter', 'Join Filter'],
  ['TID Cond', 'TID Cond'],
  ['Filter', 'Filter'],
  ['One-Time Filter', 'One-Time Filter'],
  ['Sort Key', 'Sort Key'],
  ['Presorted Key', 'Presorted Key'],
  ['Group Key', 'Group Key'],
  ['Cache Key', 'Cache Key'],
  ['Function Call', 'Function Call'],
] as const;

const detailIn = (plan: Fields): string => {
  const target = textIn(plan['Relation Name']) ?? textIn(plan['CTE Name']) ?? textIn(plan['Function Name']);
  const schema = textIn(plan['Schema']);
  const alias = textIn(plan['Alias']);
  const name = target === undefined ? alias : `${schema === undefined ? '' : `${schema}.`}${target}`;
  const as = alias !== undefined && target !== undefined && alias !== target ? ` ${alias}` : '';
  const index = textIn(plan['Index Name']);
  const removed = numberIn(plan['Rows Removed by Filter']);
  const workers = numberIn(plan['Workers Launched']) ?? numberIn(plan['Workers Planned']);
  const sort = textIn(plan['Sort Method']);
  const space = numberIn(plan['Sort Space Used']);
  const read = numberIn(plan['Shared Read Blocks']) ?? 0;
  const hit = numberIn(plan['Shared Hit Blocks']) ?? 0;
  const batches = numberIn(plan['Hash Batches']) ?? numberIn(plan['HashAgg Batches']) ?? 1;
  return detailOf(
    textIn(plan['Subplan Name']),
    name === undefined ? undefined : `on ${name}${as}`,
    index === undefined ? undefined : `using ${index}`,
    ...conditions.map(([key, label]) => {
      const value = listIn(plan[key]);
      return value === undefined ? undefined : `${label}: ${value}`;
    }),
    removed === undefined || removed === 0 ? undefined : `Rows Removed by Filter: ${String(removed)}`,
    workers === undefined ? undefined : `Workers: ${String(workers)}`,
    sort === undefined
      ? undefined
      : `${sort}${space === undefined ? '' : ` ${String(space)} kB`} ${textIn(plan['Sort Space Type']) ?? ''}`.trim(),
    batches > 1 && `Batches: ${String(batches)}`,
    read + hit > 0 && `Buffers: ${String(hit)} hit, ${String(read)} read`,
  );
};
