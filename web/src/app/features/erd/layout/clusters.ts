import type { Joined } from '../diagram/neighbours';

/** Tables that belong together: more joined among themselves than with others. */
export interface Cluster {
  /** The table that most others are joined to: the cluster is called after it. */
  readonly hub: string;
  /** The hub first, then by how much they are joined. */
  readonly tables: readonly string[];
}

const most = 40;
const rounds = 12;

/**
 * Finds clusters by label propagation: each table takes the label that most of its neighbours have, until nothing changes. Ties go to
 * the better joined label, and a label that is full takes no more, so that the answer is the same each time and no cluster is a
 * wallpaper. A neighbour that everything is joined to (users, tenants) counts little.
 */
export function clustersOf(tables: readonly string[], joined: Joined): readonly Cluster[] {
  const degree = (table: string): number => joined.get(table)?.size ?? 0;
  const labels = new Map(tables.map((table) => [table, table]));
  const sizes = new Map(tables.map((table) => [table, 1]));
  const order = tables.filter((table) => degree(table) > 0).toSorted((a, b) => degree(a) - degree(b) || (a < b ? -1 : 1));
  for (let round = 0; round < rounds; round++) {
    let changed = false;
    for (const table of order) {
      const now = labels.get(table) ?? table;
      const best = bestLabel(table, now, joined, labels, sizes, degree);
      if (best === now) continue;
      labels.set(table, best);
      sizes.set(now, (sizes.get(now) ?? 1) - 1);
      sizes.set(best, (sizes.get(best) ?? 0) + 1);
      changed = true;
    }
    if (!changed) break;
  }
  const groups = new Map<string, string[]>();
  const alone: string[] = [];
  for (const table of tables) {
    const label = labels.get(table) ?? table;
    if ((sizes.get(label) ?? 1) < 2) alone.push(table);
    else groups.set(label, [...(groups.get(label) ?? []), table]);
  }
  const clusters = [...groups.values()].map((members): Cluster => {
    const sorted = members.toSorted((a, b) => degree(b) - degree(a) || (a < b ? -1 : 1));
    return { hub: sorted[0] ?? '', tables: sorted };
  });
  clusters.sort((a, b) => b.tables.length - a.tables.length || (a.hub < b.hub ? -1 : 1));
  // What is joined to nothing stands together at the end.
  return alone.length === 0 ? clusters : [...clusters, { hub: '', tables: alone.toSorted() }];
}

function bestLabel(
  table: string,
  now: string,
  joined: Joined,
  labels: ReadonlyMap<string, string>,
  sizes: ReadonlyMap<string, number>,
  degree: (table: string) => number,
): string {
  const votes = new Map<string, number>();
  for (const other of joined.get(table) ?? []) {
    const label = labels.get(other) ?? other;
    if (label !== now && (sizes.get(label) ?? 0) >= most) continue;
    votes.set(label, (votes.get(label) ?? 0) + 1 / Math.sqrt(degree(other)));
  }
  let best = now;
  let bestVotes = votes.get(now) ?? 0;
  for (const [label, count] of votes) {
    const better = count > bestVotes + 1e-9;
    const tied = Math.abs(count - bestVotes) <= 1e-9 && (degree(label) - degree(best) || (label < best ? 1 : -1)) > 0;
    if (better || tied) [best, bestVotes] = [label, count];
  }
  return best;
}

/** How many joins lead from one cluster to another, by their hubs. */
export function joinsBetween(clusters: readonly Cluster[], joined: Joined): (a: string, b: string) => number {
  const hubs = new Map(clusters.flatMap(({ hub, tables }) => tables.map((table) => [table, hub])));
  const counts = new Map<string, Map<string, number>>();
  for (const [table, others] of joined)
    for (const other of others) {
      const [a, b] = [hubs.get(table), hubs.get(other)];
      if (a === undefined || b === undefined || a === b) continue;
      const known = counts.get(a) ?? new Map<string, number>();
      counts.set(a, known.set(b, (known.get(b) ?? 0) + 1));
    }
  return (a, b) => counts.get(a)?.get(b) ?? 0;
}
