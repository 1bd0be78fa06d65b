import type { PlanNode } from '@orrery/contracts';
import { detailOf, numberIn, type PlanReader, rounded, step } from './plan-tree.js';
import { below, type Element, readXml } from './xml.js';

/**
 * Reads showplan XML, estimated (SHOWPLAN_XML) or with what happened (STATISTICS XML): https://schemas.microsoft.com/sqlserver/2004/07/showplan/
 */
export const mssqlPlan: PlanReader = (results) => {
  // A statement that was run brings its own rows before its plan.
  const cell = results
    .map(({ rows }) => rows[0]?.[0])
    .findLast((value) => typeof value === 'string' && value.includes('<ShowPlanXML'));
  if (typeof cell !== 'string') return undefined;
  const statements = ['StmtSimple', 'StmtCond', 'StmtCursor'].flatMap((name) => below(readXml(cell), name));
  const steps = statements.map(statementStep);
  const [only] = steps;
  if (!only) return undefined;
  return { root: steps.length === 1 ? only : step('Batch', '', {}, steps), source: cell };
};

const statementStep = (statement: Element): PlanNode => {
  const { StatementType, StatementSubTreeCost, StatementEstRows } = statement.attributes;
  const [plan] = below(statement, 'QueryPlan');
  const [times] = below(statement, 'QueryTimeStats');
  const missing = below(statement, 'MissingIndex').map((index) => {
    const columns = below(index, 'Column').map(({ attributes }) => attributes['Name'] ?? '');
    return `an index would help: ${index.attributes['Table'] ?? ''} (${columns.join(', ')})`;
  });
  return step(
    StatementType ?? 'Statement',
    detailOf(...missing, ...below(statement, 'Warnings', 'RelOp').flatMap(({ children }) => children.map(warning))),
    {
      cost: numberIn(StatementSubTreeCost),
      rows: numberIn(StatementEstRows),
      actualMs: numberIn(times?.attributes['ElapsedTime']),
    },
    plan === undefined ? [] : below(plan, 'RelOp').map(nodeOf),
  );
};

const warning = ({ name, attributes }: Element): string => {
  const what = attributes['Expression'] ?? attributes['ConvertIssue'] ?? '';
  return `warning: ${name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()}${what === '' ? '' : ` ${what}`}`;
};

const nodeOf = (operator: Element): PlanNode => {
  const {
    PhysicalOp = 'Operator',
    LogicalOp = '',
    EstimateRows,
    EstimatedTotalSubtreeCost,
    EstimateRebinds,
    EstimateRewinds,
  } = operator.attributes;
  const counters = below(operator, 'RunTimeCountersPerThread', 'RelOp').map(({ attributes }) => attributes);
  const sum = (name: string): number | undefined => total(counters.map((counter) => numberIn(counter[name])));
  const longest = Math.max(...counters.map((counter) => numberIn(counter['ActualElapsedms']) ?? 0));
  const times = 1 + (numberIn(EstimateRebinds) ?? 0) + (numberIn(EstimateRewinds) ?? 0);
  const each = numberIn(EstimateRows);
  const has = counters.length > 0;
  return step(
    PhysicalOp,
    detailIn(operator, LogicalOp === PhysicalOp ? undefined : LogicalOp),
    {
      cost: numberIn(EstimatedTotalSubtreeCost),
      rows: each === undefined ? undefined : rounded(has ? each * times : each),
      ...(has ? { actualRows: sum('ActualRows'), actualMs: longest, loops: sum('ActualExecutions') } : {}),
    },
    operator.children.flatMap((child) => below(child, 'RelOp')).map(nodeOf),
  );
};

const total = (values: readonly (number | undefined)[]): number | undefined =>
  values.every((value) => value === undefined) ? undefined : values.reduce<number>((sum, value) => sum + (value ?? 0), 0);

const bare = (name: string | undefined): string => (name ?? '').replace(/^\[|\]$/g, '');

const detailIn = (operator: Element, logical: string | undefined): string => {
  const own = (name: string): Element[] => below(operator, name, 'RelOp');
  const [object] = own('Object');
  const table =
    object &&
    [object.attributes['Schema'], object.attributes['Table']]
      .filter((part) => part !== undefined)
      .map(bare)
      .join('.');
  const alias = bare(object?.attributes['Alias']);
  const index = bare(object?.attributes['Index']);
  const words = (name: string, label: string): string | undefined => {
    const texts = own(name).flatMap((one) =>
      below(one, 'ScalarOperator').map(({ attributes }) => attributes['ScalarString'] ?? ''),
    );
    const all = texts.filter((text) => text !== '').join(', ');
    return all === '' ? undefined : `${label}: ${all}`;
  };
  const sorted = own('OrderByColumn').map((one) => {
    const column = below(one, 'ColumnReference')[0]?.attributes['Column'] ?? '';
    return one.attributes['Ascending'] === 'false' || one.attributes['Ascending'] === '0' ? `${column} DESC` : column;
  });
  const groups = own('GroupBy').flatMap((one) =>
    below(one, 'ColumnReference').map(({ attributes }) => attributes['Column'] ?? ''),
  );
  return detailOf(
    logical,
    table === undefined || table === '' ? undefined : `on ${table}${alias === '' ? '' : ` ${alias}`}`,
    index === '' ? undefined : `using ${index}`,
    words('SeekPredicates', 'Seek'),
    words('Predicate', 'Predicate'),
    words('ProbeResidual', 'Residual'),
    sorted.length > 0 && `by ${sorted.join(', ')}`,
    groups.length > 0 && `by ${groups.join(', ')}`,
    operator.attributes['Parallel'] === '1' || operator.attributes['Parallel'] === 'true' ? 'parallel' : undefined,
    ...own('Warnings').flatMap(({ children, attributes }) => [
      ...(attributes['NoJoinPredicate'] === undefined ? [] : ['warning: no join predicate']),
      ...children.map(warning),
    ]),
  );
};
