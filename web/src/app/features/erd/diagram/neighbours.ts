/** Which things are joined to which. */
export type Joined = ReadonlyMap<string, ReadonlySet<string>>;

export interface Join {
  readonly tableFrom: string;
  readonly tableTo: string;
}

export function joinedBy(joins: readonly Join[]): Joined {
  const joined = new Map<string, Set<string>>();
  const add = (a: string, b: string): void => {
    const known = joined.get(a);
    if (known) known.add(b);
    else joined.set(a, new Set([b]));
  };
  for (const { tableFrom, tableTo } of joins) {
    if (tableFrom === tableTo) continue;
    add(tableFrom, tableTo);
    add(tableTo, tableFrom);
  }
  return joined;
}

/** Everything within so many steps of `from`, itself included. */
export function within(joined: Joined, from: Iterable<string>, steps: number): Set<string> {
  const found = new Set(from);
  let edge = [...found];
  for (let step = 0; step < steps && edge.length > 0; step++) {
    const next: string[] = [];
    for (const one of edge)
      for (const other of joined.get(one) ?? [])
        if (!found.has(other)) {
          found.add(other);
          next.push(other);
        }
    edge = next;
  }
  return found;
}

/** The shortest way from one to another, both included; empty where there is none. */
export function wayBetween(joined: Joined, from: string, to: string): readonly string[] {
  const cameFrom = new Map<string, string | null>([[from, null]]);
  const queue = [from];
  for (let head = queue.shift(); head !== undefined && !cameFrom.has(to); head = queue.shift())
    for (const other of joined.get(head) ?? [])
      if (!cameFrom.has(other)) {
        cameFrom.set(other, head);
        queue.push(other);
      }
  if (!cameFrom.has(to)) return [];
  const way: string[] = [];
  for (let at: string | null = to; at !== null; at = cameFrom.get(at) ?? null) way.unshift(at);
  return way;
}
