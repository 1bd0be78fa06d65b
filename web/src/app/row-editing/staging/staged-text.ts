import * as z from 'zod';
import { parseExact } from '../../ui/cell-viewer/exact-json';
import type { StagedRow } from './staged-edits';

const cells = z.record(z.string(), z.unknown());
const stagedRows = z.array(
  z.object({
    id: z.string(),
    op: z.enum(['insert', 'update', 'delete']),
    key: cells.nullable(),
    base: cells,
    values: cells,
    defaults: z.array(z.string()),
  }),
);

/** Staged rows as they are kept in the browser. Numbers keep their digits. */
export const stagedToText = (rows: Iterable<StagedRow>): string => JSON.stringify([...rows]);

/** What was kept; nothing where it is missing or was written by a version that knew other things. */
export function stagedFromText(text: string | undefined): readonly StagedRow[] {
  if (text === undefined) return [];
  try {
    const found = stagedRows.safeParse(parseExact(text));
    return found.success ? found.data : [];
  } catch {
    return [];
  }
}
