import * as z from 'zod';
import type { View } from './diagram/scene';

/** What the person sees: which tables, and how they stand. */
export type Arrangement = View & { readonly shown: ReadonlySet<string> };

export const nothingShown: Arrangement = {
  shown: new Set(),
  positions: new Map(),
  bends: new Map(),
  open: false,
  turned: new Set(),
};

const point = z.tuple([z.number(), z.number()]);
const content = z.object({
  format: z.literal(1),
  open: z.boolean(),
  turned: z.array(z.string()),
  tables: z.record(z.string(), point),
  lines: z.record(z.string(), z.array(point)),
});

/** An arrangement as the server keeps it under a name. */
export type LayoutContent = z.output<typeof content>;

export function contentOf({ shown, positions, bends, open, turned }: Arrangement): LayoutContent {
  const rounded = ({ x, y }: { readonly x: number; readonly y: number }): [number, number] => [Math.round(x), Math.round(y)];
  const tables: Record<string, [number, number]> = {};
  for (const [table, at] of positions) if (shown.has(table)) tables[table] = rounded(at);
  const lines: Record<string, [number, number][]> = {};
  for (const [relation, points] of bends) lines[relation] = points.map(rounded);
  return { format: 1, open, turned: [...turned].filter((table) => shown.has(table)), tables, lines };
}

/** Reads an arrangement; null where it was written by a version that knew other things. */
export function arrangementOf(kept: unknown): Arrangement | null {
  const read = content.safeParse(kept);
  if (!read.success) return null;
  const { open, turned, tables, lines } = read.data;
  const positions = new Map(Object.entries(tables).map(([table, [x, y]]) => [table, { x, y }]));
  return {
    shown: new Set(positions.keys()),
    positions,
    bends: new Map(Object.entries(lines).map(([relation, points]) => [relation, points.map(([x, y]) => ({ x, y }))])),
    open,
    turned: new Set(turned),
  };
}

/** The text of an arrangement, for a draft. */
export const arrangementText = (arrangement: Arrangement): string => JSON.stringify(contentOf(arrangement));

export function arrangementOfText(text: string | undefined): Arrangement | null {
  try {
    return arrangementOf(JSON.parse(text ?? 'null'));
  } catch {
    return null;
  }
}
