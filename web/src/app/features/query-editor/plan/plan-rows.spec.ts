import { describe, expect, it } from '@jest/globals';
import type { PlanNode } from '@orrery/contracts';
import { foldable, planTable } from './plan-rows';

const step = (node: string, more: Partial<PlanNode> = {}, ...children: PlanNode[]): PlanNode => ({
  node,
  detail: '',
  children,
  ...more,
});
const none: ReadonlySet<string> = new Set();

describe('the table of a plan', () => {
  const join = step(
    'Hash Join',
    { cost: 100, rows: 50, actualRows: 5_000, actualMs: 40 },
    step('Seq Scan', { cost: 70, rows: 1_000, actualRows: 1_000, actualMs: 30 }),
    step('Hash', { cost: 20, actualMs: 4 }, step('Index Scan', { cost: 15, rows: 1, actualRows: 0, actualMs: 3 })),
  );

  it('gives each step what it took by itself', () => {
    const { rows, by, total, heaviest } = planTable(join, true, none);
    expect(by).toBe('time');
    expect(total).toBe(40);
    expect(rows.map(({ step: { node }, depth, own, share }) => [node, depth, own, share])).toEqual([
      ['Hash Join', 0, 6, 0.15],
      ['Seq Scan', 1, 30, 0.75],
      ['Hash', 1, 1, 0.025],
      ['Index Scan', 2, 3, 0.075],
    ]);
    expect(heaviest).toBe('0.0');
  });

  it('counts cost where nothing was measured', () => {
    const { by, total, rows } = planTable(join, false, none);
    expect([by, total]).toEqual(['cost', 100]);
    expect(rows.map(({ own }) => own)).toEqual([10, 70, 5, 15]);
  });

  it('tells estimates that were far off, and not those of few rows', () => {
    expect(planTable(join, true, none).rows.map(({ off }) => off)).toEqual([
      { times: 100, more: true },
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('calls no estimate wrong where a limit stopped a step early', () => {
    const few = { rows: 12_000, actualRows: 10 };
    const root = step('Limit', {}, step('Sort', few, step('Seq Scan', few)), step('Nested Loop', few, step('Index Scan', few)));
    expect(planTable(root, true, none).rows.map(({ off }) => off?.times)).toEqual([
      undefined,
      undefined,
      1200,
      undefined,
      undefined,
    ]);
  });

  it('looks below steps that say nothing of themselves', () => {
    const root = step(
      'Query block',
      { actualMs: 10 },
      step('Nested loop', {}, step('Table scan', { actualMs: 7 }), step('Lookup', { actualMs: 2 })),
    );
    expect(planTable(root, true, none).rows.map(({ own }) => own)).toEqual([1, undefined, 7, 2]);
  });

  it('leaves out what is folded, and counts it all the same', () => {
    const { rows, heaviest } = planTable(join, true, new Set(['0']));
    expect(rows.map(({ path }) => path)).toEqual(['0']);
    expect(heaviest).toBe('0.0');
    expect(foldable(join)).toEqual(['0.1']);
  });

  it('has no shares where the database tells neither time nor cost, and nothing stands out of one step', () => {
    expect(planTable(step('COLLSCAN'), false, none)).toMatchObject({ by: undefined, total: undefined, heaviest: undefined });
    expect(planTable(step('Result', { cost: 0.01 }), false, none).heaviest).toBeUndefined();
  });

  it('never counts below nothing', () => {
    const root = step('Limit', { cost: 5 }, step('Seq Scan', { cost: 500 }));
    expect(planTable(root, false, none).rows.map(({ own, share }) => [own, share])).toEqual([
      [0, 0],
      [500, 1],
    ]);
  });
});
