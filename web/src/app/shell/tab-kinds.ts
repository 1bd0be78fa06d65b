import type { Type } from '@angular/core';
import type { TabKind } from '../core/workspace';
import type { IconName } from '../ui/icons';

/** What draws a kind of tab. It is loaded when the first tab of the kind is shown. */
export interface TabDrawing {
  readonly icon: IconName;
  readonly load: () => Promise<Type<unknown>>;
}

export const tabKinds: Readonly<Record<TabKind, TabDrawing>> = {
  sql: {
    icon: 'terminal',
    load: () => import('../features/query-editor/query-editor.page').then((m) => m.QueryEditorPage),
  },
  explorer: { icon: 'table', load: () => import('../features/explorer/explorer.page').then((m) => m.ExplorerPage) },
  table: { icon: 'columns', load: () => import('../features/schema/table.page').then((m) => m.TablePage) },
  erd: { icon: 'diagram', load: () => import('../features/erd/erd.page').then((m) => m.ErdPage) },
  history: { icon: 'history', load: () => import('../features/history/history.page').then((m) => m.HistoryPage) },
  connections: {
    icon: 'database',
    load: () => import('../features/connections/connections.page').then((m) => m.ConnectionsPage),
  },
  connection: {
    icon: 'plug',
    load: () => import('../features/connections/connection.page').then((m) => m.ConnectionPage),
  },
  profile: { icon: 'user', load: () => import('../features/profile/profile.page').then((m) => m.ProfilePage) },
};
