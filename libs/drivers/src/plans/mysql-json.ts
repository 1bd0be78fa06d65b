import type { PlanNode } from '@orrery/contracts';
import { accesses } from './mysql-access.js';
import {
  detailOf,
  type Fields,
  fieldsIn,
  isFields,
  listIn,
  numberIn,
  parsedJson,
  type PlanTree,
  rounded,
  step,
  textIn,
} from './plan-tree.js';

/**
 * Reads EXPLAIN and ANALYZE with FORMAT=JSON, of MariaDB and of both forms that MySQL has. Steps are nested under the names of what is
 * done, and a table stands where its rows come from.
 */
export const mysqlJsonPlan = (cell: unknown): PlanTree | undefined => {
  const plan = parsedJson(cell);
  if (!isFields(plan)) return undefined;
  const source = typeof cell === 'string' ? cell : JSON.stringify(cell, null, 2);
  const tree = isFields(plan['query_plan']) ? plan['query_plan'] : plan;
  if (textIn(tree['operation']) !== undefined) return { root: secondForm(tree), source };
  const block = plan['query_block'];
  if (!isFields(block)) return undefined;
  return { root: stepOf('query_block', block), source };
};

/** MySQL’s second form: each step says its operation and its inputs. */
const secondForm = (plan: Fields): PlanNode => {
  const loops = numberIn(plan['actual_loops']);
  const all = (value: unknown): number | undefined => rounded((numberIn(value) ?? NaN) * (loops ?? 1));
  const known = (value: number | undefined): number | undefined => (Number.isNaN(value) ? undefined : value);
  const operation = textIn(plan['operation']) ?? 'Plan';
  const [, name = operation, rest = ''] = /^([A-Za-z][A-Za-z ]*?)((?: on |: | using | \().*)?$/.exec(operation) ?? [];
  return step(
    name,
    rest.replace(/^: /, '').trim(),
    {
      cost: numberIn(plan['estimated_total_cost']),
      rows: known(all(plan['estimated_rows'])),
      actualRows: known(all(plan['actual_rows'])),
      actualMs: known(all(plan['actual_last_row_ms'])),
      loops,
    },
    fieldsIn(plan['inputs']).map(secondForm),
  );
};

const names: Readonly<Record<string, string>> = {
  query_block: 'Query block',
  nested_loop: 'Nested loop',
  ordering_operation: 'Sort',
  filesort: 'Sort',
  grouping_operation: 'Group',
  duplicates_removal: 'Remove duplicates',
  temporary_table: 'Temporary table',
  union_result: 'Union',
  'block-nl-join': 'Block nested loop join',
  read_sorted_file: 'Read sorted file',
  materialized_from_subquery: 'Materialized subquery',
  materialized: 'Materialized',
  expression_cache: 'Subquery cache',
  buffer_result: 'Buffer result',
  windowing: 'Window functions',
  window_functions_computation: 'Window functions',
};

/** Lists of the statement’s words, not of its steps. */
const notSteps: ReadonlySet<string> = new Set([
  'cost_info',
  'used_columns',
  'possible_keys',
  'used_key_parts',
  'key_parts',
  'ref',
  'r_engine_stats',
  'functions',
]);

const nameOf = (key: string): string => names[key] ?? key.replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase());

const childrenOf = (fields: Fields): PlanNode[] =>
  Object.entries(fields).flatMap(([key, value]) => {
    if (notSteps.has(key)) return [];
    const parts = fieldsIn(value);
    // A loop over one table, a list of subqueries: what is in them says it all.
    const isList = Array.isArray(value);
    if (parts.length === 0) return [];
    if (isList && key !== 'nested_loop') return parts.flatMap((part) => wrapped(part) ?? [stepOf(key, part)]);
    if (key === 'nested_loop') {
      const inner = parts.flatMap(childrenOf);
      return inner.length === 1 ? inner : [step('Nested loop', '', {}, inner)];
    }
    return parts.map((part) => stepOf(key, part));
  });

/** `{"query_block": {…}}`: its only field is the step. */
const wrapped = (part: Fields): PlanNode[] | undefined =>
  Object.values(part).every((value) => typeof value === 'object') ? childrenOf(part) : undefined;

const stepOf = (key: string, fields: Fields): PlanNode => {
  const children = childrenOf(fields);
  if (key === 'table') return tableStep(fields, children);
  const cost = isFields(fields['cost_info']) ? fields['cost_info']['query_cost'] : fields['cost'];
  const message = textIn(fields['message']);
  const numbers = {
    cost: numberIn(cost),
    actualRows: numberIn(fields['r_output_rows']),
    actualMs: rounded(numberIn(fields['r_total_time_ms'])),
    loops: numberIn(fields['r_loops']),
  };
  const detail = detailOf(
    message,
    label('by', listIn(fields['sort_key'])),
    label('having', textIn(fields['having_condition'])),
    fields['using_filesort'] === true && 'filesort',
    fields['using_temporary_table'] === true && 'temporary table',
    label('table', textIn(fields['table_name'])),
    label('join', textIn(fields['join_type'])),
    label('', textIn(fields['attached_condition'])),
  );
  // A block that only holds the one step below it says nothing of its own.
  return step(nameOf(key), detail, numbers, children);
};

const label = (word: string, value: string | undefined): string | undefined =>
  value === undefined ? undefined : `${word} ${value}`.trim();

const tableStep = (table: Fields, children: readonly PlanNode[]): PlanNode => {
  const access = textIn(table['access_type']) ?? '';
  const costs = isFields(table['cost_info']) ? table['cost_info'] : {};
  const loops = numberIn(table['r_loops']);
  const all = (value: unknown): number | undefined => {
    const each = numberIn(value);
    return each === undefined ? undefined : rounded(each * (loops ?? 1));
  };
  const filtered = numberIn(table['filtered']) ?? 100;
  const guess =
    numberIn(table['rows_produced_per_join']) ??
    scaled(numberIn(table['rows']) ?? numberIn(table['rows_examined_per_scan']), filtered);
  const read = numberIn(table['r_rows']);
  const kept = scaled(read, numberIn(table['r_filtered']) ?? 100);
  const times = [table['r_table_time_ms'], table['r_other_time_ms']].map(numberIn);
  const spent =
    numberIn(table['r_total_time_ms']) ??
    (times.some((time) => time !== undefined) ? times.reduce<number>((sum, time) => sum + (time ?? 0), 0) : undefined);
  const message = textIn(table['message']);
  return step(
    textIn(table['delete']) === undefined && textIn(table['update']) === undefined
      ? (accesses[access] ?? (access === '' ? 'Table' : access))
      : `${accesses[access] ?? access}, then ${table['delete'] === undefined ? 'update' : 'delete'}`,
    detailOf(
      label('on', textIn(table['table_name'])),
      label('using', textIn(table['key'])),
      label('by', listIn(table['ref'])),
      label('', textIn(table['attached_condition']) ?? textIn(table['index_condition'])),
      table['using_index'] === true && 'index only',
      access === 'ALL' && label('could use', listIn(table['possible_keys'])),
      read !== undefined && kept !== undefined && read > kept && `${String(all(read) ?? 0)} rows read`,
      message,
    ),
    {
      cost: numberIn(costs['prefix_cost']) ?? numberIn(table['cost']) ?? numberIn(costs['read_cost']),
      rows: guess === undefined ? undefined : all(guess),
      actualRows: all(kept),
      actualMs: rounded(spent),
      loops,
    },
    children,
  );
};

const scaled = (rows: number | undefined, percent: number): number | undefined =>
  rows === undefined ? undefined : rounded((rows * percent) / 100);
