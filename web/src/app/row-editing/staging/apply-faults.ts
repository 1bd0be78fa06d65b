import type { Fault } from '@orrery/contracts';
import * as z from 'zod';
import type { Cells } from './cells';

const conflicts = z.object({
  conflicts: z.array(z.looseObject({ index: z.number().int(), current: z.record(z.string(), z.unknown()).nullable() })),
});

/** What a refused apply says of one of its changes. */
export interface ChangeFinding {
  /** Its place among the changes that were sent. */
  readonly change: number;
  readonly column: string | null;
  readonly message: string;
  /** Of a conflict: the row as it is now, null where it is gone. */
  readonly current?: Cells | null;
}

/** Reads which changes a fault is about; an empty list where it is about none in particular. */
export function findingsOf(fault: Fault): readonly ChangeFinding[] {
  const found = conflicts.safeParse(fault.details ?? {});
  if (fault.code === 'row_changed' && found.success)
    return found.data.conflicts.map(({ index, current }) => ({ change: index, column: null, message: fault.message, current }));
  return (fault.errors ?? []).flatMap(({ path, message }): ChangeFinding[] => {
    const at = /^changes\.(\d+)(?:\.(?:values|before|key|defaults)\.(.+))?/.exec(path);
    return at ? [{ change: Number(at[1]), column: at[2] ?? null, message }] : [];
  });
}
