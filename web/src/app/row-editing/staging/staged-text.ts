import * as z from 'zod';
import { parseExact } from '../../ui/cell-viewer/exact-json';
import type { StagedHistory, StagedRow, Step } from './staged-edits';

/** Steps that are kept over a reload, and characters of all of them: an edit of thousands of cells holds each of them twice. */
const keptSteps = 200;
const keptText = 2_000_000;

const cells = z.record(z.string(), z.unknown());
const stagedRow = z.object({
  id: z.string(),
  op: z.enum(['insert', 'update', 'delete']),
  key: cells.nullable(),
  base: cells,
  values: cells,
  defaults: z.array(z.string()),
});
const rowsById = z.array(z.tuple([z.string(), stagedRow.nullable()]));
const steps = z.array(z.object({ label: z.string(), before: rowsById, after: rowsById }));
const kept = z.object({ rows: z.array(stagedRow), done: steps, undone: steps });

/** What is staged, with the way there and back. */
export interface Staged {
  readonly rows: readonly StagedRow[];
  readonly history: StagedHistory;
}

const textOfStep = ({ label, before, after }: Step): string => {
  const byId = (rows: Step['before']): unknown => [...rows].map(([id, row]) => [id, row ?? null]);
  return JSON.stringify({ label, before: byId(before), after: byId(after) });
};

/** The latest steps that there is room for. */
const latest = (all: readonly Step[], room: number): { texts: string[]; size: number } => {
  const texts: string[] = [];
  let size = 0;
  for (const step of all.slice(-keptSteps).toReversed()) {
    const text = textOfStep(step);
    size += text.length;
    if (size > room) break;
    texts.unshift(text);
  }
  return { texts, size };
};

/** Staged rows and their latest steps as they are kept in the browser. Numbers keep their digits. */
export function stagedToText(rows: Iterable<StagedRow>, { done, undone }: StagedHistory): string {
  const back = latest(done, keptText);
  const forth = latest(undone, keptText - back.size);
  return `{"rows":${JSON.stringify([...rows])},"done":[${back.texts.join(',')}],"undone":[${forth.texts.join(',')}]}`;
}

const nothing: Staged = { rows: [], history: { done: [], undone: [] } };

/** What was kept; nothing where it is missing or was written by a version that knew other things. */
export function stagedFromText(text: string | undefined): Staged {
  if (text === undefined) return nothing;
  try {
    const found = kept.safeParse(parseExact(text));
    if (!found.success) return nothing;
    const { rows, done, undone } = found.data;
    const stepOf = ({ label, before, after }: (typeof done)[number]): Step => {
      const byId = (all: typeof before): Step['before'] => new Map(all.map(([id, row]) => [id, row ?? undefined]));
      return { label, before: byId(before), after: byId(after) };
    };
    return { rows, history: { done: done.map(stepOf), undone: undone.map(stepOf) } };
  } catch {
    return nothing;
  }
}
