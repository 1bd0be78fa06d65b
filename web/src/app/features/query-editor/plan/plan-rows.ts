import type { PlanNode } from '@orrery/contracts';

/** A step of a plan as one row of its table. */
export interface PlanRow {
  /** Where it stands in the tree: `0.2.1`. */
  readonly path: string;
  readonly depth: number;
  readonly step: PlanNode;
  /** What it took itself, without the steps below it, and the share of the whole; undefined where the database does not say. */
  readonly own: number | undefined;
  readonly share: number | undefined;
  /** Rows came in other numbers than planned, ten times or more: how many times. */
  readonly off: { readonly times: number; readonly more: boolean } | undefined;
  readonly isOpen: boolean;
}

export interface PlanTable {
  readonly rows: readonly PlanRow[];
  /** What shares are of: time where the plan was measured and says so, else cost. */
  readonly by: 'time' | 'cost' | undefined;
  readonly total: number | undefined;
  /** The path of the step that takes the largest part by itself, where one stands out. */
  readonly heaviest: string | undefined;
}

/** From how many times on an estimate is called wrong, and of how many rows at least: among few rows it means nothing. */
const farOff = 10;
const fewRows = 100;

type Measure = (step: PlanNode) => number | undefined;

const most = (root: PlanNode, of: Measure): number | undefined =>
  [of(root), ...root.children.map((child) => most(child, of))].reduce(
    (high, value) => (value !== undefined && (high === undefined || value > high) ? value : high),
    undefined,
  );

/** What the steps below a step took: of those that don't say it, what is below them. */
const below = (step: PlanNode, of: Measure): number =>
  step.children.reduce((sum, child) => sum + (of(child) ?? below(child, of)), 0);

/** Steps that ask those below them for no more than is wanted, and steps that always read all of it. */
const limits = /\blimit\b|^top\b/i;
const readsAll = /sort|aggregate|group|hash|materiali[sz]e|temporary/i;

const offOf = ({ rows, actualRows }: PlanNode, isCutShort: boolean): PlanRow['off'] => {
  if (rows === undefined || actualRows === undefined || Math.max(rows, actualRows) < fewRows) return undefined;
  const [planned, came] = [Math.max(rows, 1), Math.max(actualRows, 1)];
  const times = came > planned ? came / planned : planned / came;
  // Fewer rows than planned came from a step that was stopped early: that is what was wanted.
  if (times < farOff || (isCutShort && came < planned)) return undefined;
  return { times, more: came > planned };
};

/** The rows of a plan's table, in the order of its tree; what is below a closed step is left out. */
export function planTable(root: PlanNode, analyzed: boolean, closed: ReadonlySet<string>): PlanTable {
  const time = analyzed ? most(root, (step) => step.actualMs) : undefined;
  const cost = most(root, (step) => step.cost);
  const by = time !== undefined ? 'time' : cost !== undefined ? 'cost' : undefined;
  const total = time ?? cost;
  const of: Measure = by === 'time' ? (step) => step.actualMs : (step) => step.cost;
  const rows: PlanRow[] = [];
  let heaviest: PlanRow | undefined;
  const visit = (step: PlanNode, path: string, isShown: boolean, isCutShort: boolean): void => {
    const depth = path.split('.').length - 1;
    const value = of(step);
    // Estimates of a step that stops early (LIMIT) are smaller than those of what it reads from.
    const own = value === undefined ? undefined : Math.max(0, value - below(step, of));
    const share = own === undefined || total === undefined || total <= 0 ? undefined : Math.min(1, own / total);
    const isOpen = !closed.has(path);
    const row = { path, depth, step, own, share, off: offOf(step, isCutShort), isOpen };
    if (isShown) rows.push(row);
    if (share !== undefined && share > (heaviest?.share ?? 0)) heaviest = row;
    const cutsShort = limits.test(step.node) || (isCutShort && !readsAll.test(step.node));
    step.children.forEach((child, at) => {
      visit(child, `${path}.${at.toString()}`, isShown && isOpen, cutsShort);
    });
  };
  visit(root, '0', true, false);
  const standsOut = heaviest !== undefined && root.children.length > 0 && (heaviest.share ?? 0) >= 0.3;
  return { rows, by, total, heaviest: standsOut ? heaviest?.path : undefined };
}

/** Paths of all steps that have steps below them, save the first. */
export function foldable(root: PlanNode, path = '0'): string[] {
  return root.children.flatMap((child, at) => {
    const below = `${path}.${at.toString()}`;
    return child.children.length > 0 ? [below, ...foldable(child, below)] : [];
  });
}
