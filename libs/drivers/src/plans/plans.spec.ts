import { describe, expect, it } from '@jest/globals';
import type { Kind, PlanNode } from '@orrery/contracts';
import { readPlan } from './index.js';
import { below, readXml } from './xml.js';

/** A plan as lines: what is done, to what, and its numbers. */
const drawn = (node: PlanNode | undefined, depth = 0): string[] => {
  if (!node) return [];
  const { node: name, detail, children, ...numbers } = node;
  const told = Object.entries(numbers).map(([key, value]) => `${key}=${String(value)}`);
  return [
    `${'  '.repeat(depth)}${[name, detail, told.join(' ')].filter((part) => part !== '').join(' | ')}`,
    ...children.flatMap((child) => drawn(child, depth + 1)),
  ];
};
const cell = (kind: Kind, value: unknown): string[] => drawn(readPlan(kind, [{ columns: ['plan'], rows: [[value]] }])?.root);

describe('a plan of SQL Server', () => {
  const showplan = (inner: string, more = ''): string =>
    `<ShowPlanXML xmlns="http://schemas.microsoft.com/sqlserver/2004/07/showplan" Version="1.564"><BatchSequence><Batch><Statements><StmtSimple StatementText="SELECT &lt;" StatementType="SELECT" StatementSubTreeCost="0.0250" StatementEstRows="20"${more}><QueryPlan>${inner}</QueryPlan></StmtSimple></Statements></Batch></BatchSequence></ShowPlanXML>`;
  const join = (run: readonly [string, string, string]): string => `
    <MissingIndexes><MissingIndexGroup Impact="80"><MissingIndex Database="[shop]" Schema="[dbo]" Table="[orders]"><ColumnGroup Usage="EQUALITY"><Column Name="[customer_id]" ColumnId="2"/></ColumnGroup></MissingIndex></MissingIndexGroup></MissingIndexes>
    <RelOp NodeId="0" PhysicalOp="Nested Loops" LogicalOp="Inner Join" EstimateRows="20" EstimatedTotalSubtreeCost="0.025" Parallel="0">${run[0]}
      <NestedLoops Optimized="0"><OuterReferences><ColumnReference Column="customer_id"/></OuterReferences>
        <RelOp NodeId="1" PhysicalOp="Clustered Index Scan" LogicalOp="Clustered Index Scan" EstimateRows="20" EstimatedTotalSubtreeCost="0.02">${run[1]}
          <IndexScan Ordered="0"><Object Database="[shop]" Schema="[dbo]" Table="[orders]" Index="[PK_orders]" Alias="[o]" IndexKind="Clustered"/><Predicate><ScalarOperator ScalarString="[o].[total]&gt;(900)"><Compare CompareOp="GT"/></ScalarOperator></Predicate></IndexScan></RelOp>
        <RelOp NodeId="2" PhysicalOp="Index Seek" LogicalOp="Index Seek" EstimateRows="1" EstimateRebinds="19" EstimateRewinds="0" EstimatedTotalSubtreeCost="0.004">${run[2]}
          <IndexScan Ordered="1"><SeekPredicates><SeekPredicateNew><SeekKeys><Prefix ScanType="EQ"><RangeExpressions><ScalarOperator ScalarString="[o].[customer_id]"/></RangeExpressions></Prefix></SeekKeys></SeekPredicateNew></SeekPredicates><Object Schema="[dbo]" Table="[customers]" Index="[PK_customers]"/></IndexScan></RelOp>
      </NestedLoops></RelOp>`;

  it('is read from its XML', () => {
    expect(cell('mssql', showplan(join(['', '', ''])))).toEqual([
      'SELECT | an index would help: [orders] ([customer_id]) | cost=0.025 rows=20',
      '  Nested Loops | Inner Join | cost=0.025 rows=20',
      '    Clustered Index Scan | on dbo.orders o · using PK_orders · Predicate: [o].[total]>(900) | cost=0.02 rows=20',
      '    Index Seek | on dbo.customers · using PK_customers · Seek: [o].[customer_id] | cost=0.004 rows=1',
    ]);
  });

  it('tells what happened, of all its threads, behind the rows of the statement', () => {
    const counted = (...threads: readonly (readonly [number, number, number])[]): string =>
      `<RunTimeInformation>${threads.map(([rows, executions, ms], n) => `<RunTimeCountersPerThread Thread="${String(n)}" ActualRows="${String(rows)}" ActualExecutions="${String(executions)}" ActualElapsedms="${String(ms)}"/>`).join('')}</RunTimeInformation>`;
    const xml = showplan(join([counted([40, 1, 9]), counted([10, 1, 3], [30, 1, 5]), counted([40, 40, 2])]));
    const plan = readPlan('mssql', [
      { columns: ['id'], rows: [[1], [2]] },
      { columns: ['Microsoft SQL Server 2005 XML Showplan'], rows: [[xml]] },
    ]);
    expect(drawn(plan?.root).slice(1)).toEqual([
      '  Nested Loops | Inner Join | cost=0.025 rows=20 actualRows=40 actualMs=9 loops=1',
      '    Clustered Index Scan | on dbo.orders o · using PK_orders · Predicate: [o].[total]>(900) | cost=0.02 rows=20 actualRows=40 actualMs=5 loops=2',
      '    Index Seek | on dbo.customers · using PK_customers · Seek: [o].[customer_id] | cost=0.004 rows=20 actualRows=40 actualMs=2 loops=40',
    ]);
  });

  it('is none where the rows came instead, or what came is broken', () => {
    expect(readPlan('mssql', [{ columns: ['id'], rows: [[1]] }])).toBeUndefined();
    expect(() => readPlan('mssql', [{ columns: ['plan'], rows: [['<ShowPlanXML><Batch>']] }])).toThrow();
  });

  it('is XML that brings no entities and no files along', () => {
    const bomb = '<!DOCTYPE a [<!ENTITY x "xx"><!ENTITY y "&x;&x;">]><a b="&y;"/>';
    expect(() => readXml(bomb)).toThrow();
    expect(below(readXml('<p:a><p:b/><c><b/></c></p:a>'), 'b')).toHaveLength(2);
    expect(() => readXml('<a>'.repeat(3_000))).toThrow(/large/);
  });
});

describe('a plan of MongoDB', () => {
  const explained = (reply: Readonly<Record<string, unknown>>): string[] =>
    drawn(readPlan('mongodb', [{ columns: Object.keys(reply), rows: [Object.values(reply)] }])?.root);
  const scan = { stage: 'IXSCAN', indexName: 'city_1', keyPattern: { city: 1 }, indexBounds: { city: ['["Oslo", "Oslo"]'] } };

  it('is read from the plan that won', () => {
    expect(
      explained({ queryPlanner: { winningPlan: { stage: 'FETCH', filter: { age: { $gt: 30 } }, inputStage: scan } }, ok: 1 }),
    ).toEqual([
      'FETCH | filter {age: {$gt: 30}}',
      '  IXSCAN | using city_1 · {city: 1} · bounds {city: ["[\\"Oslo\\", \\"Oslo\\"]"]}',
    ]);
  });

  it('tells what was examined, also in numbers that keep their type', () => {
    const executionStages = {
      stage: 'COLLSCAN',
      nReturned: { $numberInt: '3' },
      executionTimeMillisEstimate: 1,
      docsExamined: 100,
    };
    const executionStats = {
      executionTimeMillis: { $numberLong: '4' },
      totalKeysExamined: 0,
      totalDocsExamined: 100,
      executionStages,
    };
    expect(explained({ queryPlanner: { winningPlan: { stage: 'COLLSCAN' } }, executionStats })).toEqual([
      'COLLSCAN | 0 keys and 100 documents examined · 100 documents examined | actualRows=3 actualMs=4',
    ]);
  });

  it('is of the second engine too, of pipelines, and of shards', () => {
    expect(
      explained({ queryPlanner: { winningPlan: { queryPlan: { stage: 'GROUP', inputStage: scan }, slotBasedPlan: {} } } })[0],
    ).toBe('GROUP');
    const stages = [
      { $cursor: { queryPlanner: { winningPlan: { stage: 'COLLSCAN' } } }, nReturned: 9 },
      { $group: { _id: '$city' }, nReturned: 2, executionTimeMillisEstimate: 5 },
      { $sort: { sortKey: { _id: 1 } }, nReturned: 2 },
    ];
    expect(explained({ stages })).toEqual([
      '$sort | {sortKey: {_id: 1}} | actualRows=2',
      '  $group | {_id: "$city"} | actualRows=2 actualMs=5',
      '    COLLSCAN',
    ]);
    expect(explained({ shards: { a: { queryPlanner: { winningPlan: { stage: 'COLLSCAN' } } } } })).toEqual([
      'Merge shards',
      '  Shard | a',
      '    COLLSCAN',
    ]);
    const merged = { stage: 'SHARD_MERGE', shards: [{ shardName: 'b', winningPlan: { stage: 'COLLSCAN' } }] };
    expect(explained({ queryPlanner: { winningPlan: merged } })).toEqual(['SHARD_MERGE', '  Shard | b', '    COLLSCAN']);
  });
});

describe('a plan of MySQL and MariaDB', () => {
  it('is read from the first form of JSON', () => {
    const table = (name: string, access: string, more: object): object => ({
      table: {
        table_name: name,
        access_type: access,
        rows_examined_per_scan: 10,
        rows_produced_per_join: 5,
        filtered: '50.00',
        ...more,
      },
    });
    const nested = [
      table('o', 'ALL', { attached_condition: '(`o`.`total` > 900)', cost_info: { read_cost: '1.00', prefix_cost: '2.50' } }),
      table('c', 'eq_ref', { key: 'PRIMARY', ref: ['shop.o.customer_id'] }),
    ];
    const plan = {
      query_block: {
        select_id: 1,
        cost_info: { query_cost: '8.10' },
        ordering_operation: { using_filesort: true, nested_loop: nested },
      },
    };
    expect(cell('mysql', JSON.stringify(plan))).toEqual([
      'Query block | cost=8.1',
      '  Sort | filesort',
      '    Nested loop',
      '      Table scan | on o · (`o`.`total` > 900) | cost=2.5 rows=5',
      '      Unique index lookup | on c · using PRIMARY · by shop.o.customer_id | rows=5',
    ]);
  });

  it('is read from the second form, which names its steps', () => {
    const scan = { operation: 'Table scan on o', access_type: 'table', estimated_rows: 10, estimated_total_cost: 1.25 };
    const filter = {
      operation: 'Filter: (o.total > 900)',
      inputs: [scan],
      estimated_rows: 3,
      actual_rows: 4,
      actual_loops: 2,
      actual_last_row_ms: 0.5,
    };
    expect(cell('mysql', { query: 'select', query_plan: filter })).toEqual([
      'Filter | (o.total > 900) | rows=6 actualRows=8 actualMs=1 loops=2',
      '  Table scan | on o | cost=1.25 rows=10',
    ]);
  });

  it('is read from text, also of a step that was never executed and of one that has two lines', () => {
    const text = [
      '-> Nested loop left join  (cost=1.1..1.1 rows=2) (actual time=0.1..0.2 rows=0 loops=1)',
      "    -> Filter: (a.t = 'one",
      "two')  (cost=0.5 rows=1e+3) (actual time=0.1..0.1 rows=0 loops=1)",
      '        -> Table scan on a  (cost=0.5 rows=3) (actual time=0.05..0.06 rows=3 loops=1)',
      '    -> Single-row index lookup on b using PRIMARY (id=a.id)  (cost=0.3 rows=1) (never executed)',
      '',
    ].join('\n');
    expect(cell('mysql', text)).toEqual([
      'Nested loop left join | cost=1.1 rows=2 actualRows=0 actualMs=0.2 loops=1',
      "  Filter | (a.t = 'one two') | cost=0.5 rows=1000 actualRows=0 actualMs=0.1 loops=1",
      '    Table scan | on a | cost=0.5 rows=3 actualRows=3 actualMs=0.06 loops=1',
      '  Single-row index lookup | on b using PRIMARY (id=a.id) | cost=0.3 rows=0 actualRows=0 actualMs=0 loops=0',
    ]);
  });

  it('is none where the server answers something else', () => {
    for (const kind of ['postgres', 'mysql', 'mongodb'] as const) {
      expect(readPlan(kind, [{ columns: ['n'], rows: [[1]] }])).toBeUndefined();
      expect(readPlan(kind, [{ columns: ['n'], rows: [] }])).toBeUndefined();
      expect(readPlan(kind, [])).toBeUndefined();
    }
  });
});
