import type { Relation } from '@orrery/contracts';

/** A step along a relation: from `tableFrom` to `tableTo`, or back. */
export interface Step {
  readonly relation: Relation;
  readonly forward: boolean;
}

/** What a step costs: one, and a little more the less sure the relation is, so that fewer steps always win. */
const costOf = ({ confidence, state, source }: Relation): number =>
  1 + (source === 'declared' || state === 'accepted' ? 0 : 0.05 + (1 - confidence) * 0.4);

/** Tables and what leads from one to another. */
export class Graph {
  private readonly steps = new Map<string, { step: Step; to: string }[]>();

  constructor(relations: readonly Relation[]) {
    for (const relation of relations) {
      this.add(relation.tableFrom, relation.tableTo, { relation, forward: true });
      if (relation.tableFrom !== relation.tableTo) this.add(relation.tableTo, relation.tableFrom, { relation, forward: false });
    }
  }

  /** The tables that can be reached from some in so many steps, those included. */
  around(tables: readonly string[], depth: number): Set<string> {
    const reached = new Set(tables);
    let edge = [...reached];
    for (let step = 0; step < depth && edge.length > 0; step += 1) {
      const next = edge
        .flatMap((table) => (this.steps.get(table) ?? []).map(({ to }) => to))
        .filter((table) => !reached.has(table));
      edge = [...new Set(next)];
      for (const table of edge) reached.add(table);
    }
    return reached;
  }

  /** The cheapest way from one table to another; undefined where there is none. */
  path(from: string, to: string): Step[] | undefined {
    const best = new Map<string, { cost: number; steps: readonly Step[] }>([[from, { cost: 0, steps: [] }]]);
    const open = new Set([from]);
    while (open.size > 0) {
      const table = cheapest(open, best);
      open.delete(table);
      const { cost, steps } = best.get(table) ?? { cost: 0, steps: [] };
      if (table === to) return [...steps];
      for (const { step, to: next } of this.steps.get(table) ?? []) {
        const total = cost + costOf(step.relation);
        if (total >= (best.get(next)?.cost ?? Infinity)) continue;
        best.set(next, { cost: total, steps: [...steps, step] });
        open.add(next);
      }
    }
    return undefined;
  }

  private add(from: string, to: string, step: Step): void {
    const list = this.steps.get(from);
    if (list) list.push({ step, to });
    else this.steps.set(from, [{ step, to }]);
  }
}

const cheapest = (open: ReadonlySet<string>, best: ReadonlyMap<string, { cost: number }>): string => {
  let found = '';
  let least = Infinity;
  for (const table of open) {
    const cost = best.get(table)?.cost ?? Infinity;
    if (cost < least) [found, least] = [table, cost];
  }
  return found;
};
