import type { PlanNode } from '@orrery/contracts';
import { numberIn, type PlanTree, rounded, step } from './plan-tree.js';

interface Line {
  readonly depth: number;
  readonly text: string;
}

/**
 * Reads MySQL's `FORMAT=TREE`: a step a line, its depth told by the spaces before the arrow. A line without an arrow goes on with the one
 * before it. https://dev.mysql.com/doc/refman/8.4/en/explain.html
 */
export const mysqlTextPlan = (text: string): PlanTree | undefined => {
  const lines: Line[] = [];
  for (const line of text.split('\n')) {
    const arrow = /^( *)-> (.*)$/.exec(line);
    if (arrow) lines.push({ depth: arrow[1]?.length ?? 0, text: arrow[2] ?? '' });
    else if (line.trim() !== '') {
      const last = lines.pop();
      if (last) lines.push({ ...last, text: `${last.text} ${line.trim()}` });
    }
  }
  const [root, ...others] = childrenOf(lines, -1);
  if (!root) return undefined;
  return { root: others.length === 0 ? root : step('Plan', '', {}, [root, ...others]), source: text };
};

/** Takes from the front of `lines` what is deeper than `depth`. */
const childrenOf = (lines: Line[], depth: number): PlanNode[] => {
  const children: PlanNode[] = [];
  for (let [line] = lines; line !== undefined && line.depth > depth; [line] = lines) {
    lines.shift();
    children.push(nodeOf(line.text, childrenOf(lines, line.depth)));
  }
  return children;
};

const estimate = / *\(cost=(\S+?)(?: rows=(\S+))?\)/;
const measured = / *\((?:actual time=(\S+)(?: rows=(\S+))?(?: loops=(\S+))?|never executed)\)/;

const nodeOf = (text: string, children: readonly PlanNode[]): PlanNode => {
  const guess = estimate.exec(text);
  const fact = measured.exec(text);
  const loops = fact?.[0].includes('never') === true ? 0 : numberIn(fact?.[3]);
  const all = (value: string | undefined): number | undefined => {
    const each = lastOf(value);
    return each === undefined ? (loops === 0 ? 0 : undefined) : rounded(each * (loops ?? 1));
  };
  const words = text.replace(estimate, '').replace(measured, '').trim();
  const [, name = words, rest = ''] = /^([A-Za-z][A-Za-z -]*?)((?: on |: | using | \(|<).*)?$/.exec(words) ?? [];
  const rows = lastOf(guess?.[2]);
  return step(
    name,
    rest.replace(/^: /, '').trim(),
    {
      cost: lastOf(guess?.[1]),
      rows: rows === undefined ? undefined : rounded(rows * (loops ?? 1)),
      ...(fact ? { actualRows: all(fact[2]), actualMs: all(fact[1]), loops } : {}),
    },
    children,
  );
};

/** `0.1..2.5`: for the first row and for all of them. */
const lastOf = (value: string | undefined): number | undefined => numberIn(value?.split('..').at(-1));
