import * as z from 'zod';

const tab = z.object({
  id: z.string(),
  kind: z.enum(['sql', 'explorer', 'table', 'erd', 'connection', 'connections', 'history', 'profile']),
  ref: z.string(),
  title: z.string(),
  dirty: z.boolean(),
  connectionId: z.string().nullable(),
  data: z.record(z.string(), z.string()),
});
/** Tabs that this version can't draw are left out: they cost nobody the others. */
const tabs = z.array(z.unknown()).transform((all) =>
  all.flatMap((one) => {
    const read = tab.safeParse(one);
    return read.success ? [read.data] : [];
  }),
);
const workspace = z.object({ tabs, activeId: z.string().nullable(), connectionId: z.string().nullable() });

/** A workspace as it is kept in the browser. */
export type SavedWorkspace = Readonly<{
  tabs: readonly z.output<typeof tab>[];
  activeId: string | null;
  connectionId: string | null;
}>;

const at = (userId: string): string => `orrery.workspace.${userId}`;

/** What was saved; nothing, where it is missing or was written by a version that knew other things. */
export function loadWorkspace(userId: string): SavedWorkspace {
  try {
    const found = workspace.safeParse(JSON.parse(localStorage.getItem(at(userId)) ?? 'null'));
    if (found.success) {
      const { data } = found;
      return { ...data, activeId: data.tabs.some(({ id }) => id === data.activeId) ? data.activeId : (data.tabs[0]?.id ?? null) };
    }
  } catch {
    // Not JSON: as good as nothing.
  }
  return { tabs: [], activeId: null, connectionId: null };
}

export function saveWorkspace(userId: string, saved: SavedWorkspace): void {
  try {
    localStorage.setItem(at(userId), JSON.stringify(saved));
  } catch {
    // A full store only costs the arrangement of tabs: their texts are drafts.
  }
}

export function forgetWorkspace(userId: string): void {
  localStorage.removeItem(at(userId));
}
