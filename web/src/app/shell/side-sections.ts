import type { Type } from '@angular/core';

/** A part of the side panel. With more than one, each has a heading that folds it. */
export interface SideSection {
  readonly id: string;
  readonly title: string;
  /** How much of the panel's height it takes beside the others that are open. */
  readonly share: number;
  readonly load: () => Promise<Type<unknown>>;
}

/** From top to bottom. */
export const sideSections: readonly SideSection[] = [
  {
    id: 'schema',
    title: 'Schema',
    share: 3,
    load: () => import('../features/schema/schema.panel').then((m) => m.SchemaPanel),
  },
  {
    id: 'queries',
    title: 'Queries',
    share: 2,
    load: () => import('../features/history/history.panel').then((m) => m.HistoryPanel),
  },
];
