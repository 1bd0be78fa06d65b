import * as z from 'zod';
import { operation } from '../operation.js';
import { nothing, time } from '../shapes.js';
import { filter, sortKey } from './filter.js';
import { ofTable } from './table.js';

const looseJson = (most: number) =>
  z
    .record(z.string().max(200), z.unknown())
    .refine((value) => JSON.stringify(value).length <= most, `must be at most ${String(most)} characters of JSON`);

/** What a person last looked at in a table, and how. */
const stateParts = {
  filter: filter.nullable().default(null),
  sort: z.array(sortKey).max(32).default([]),
  pagination: z
    .strictObject({ page: z.number().int().min(1), limit: z.number().int().min(1).max(1_000) })
    .default({ page: 1, limit: 100 }),
  /** Hidden columns, their order, widths, pins and the like, in the words of whoever shows them. */
  viewPrefs: looseJson(100_000).default({}),
};
export const explorerState = z.strictObject({ ...stateParts, updatedAt: time.nullable() });
export type ExplorerState = z.output<typeof explorerState>;

export const explorerStateGet = operation('dashboards.explorer-state.get', {
  access: 'read',
  http: { method: 'GET', path: '/connections/:id/tables/:table/state', summary: 'How you last looked at a table' },
  request: z.strictObject(ofTable),
  response: explorerState,
  throws: ['connection_not_found'],
});

export const explorerStatePut = operation('dashboards.explorer-state.put', {
  access: 'write',
  http: {
    method: 'PUT',
    path: '/connections/:id/tables/:table/state',
    perMinute: 600,
    summary: 'Remember how you look at a table',
  },
  request: z.strictObject({ ...ofTable, ...stateParts }),
  response: explorerState,
  throws: ['connection_not_found'],
});

const viewName = z.string().trim().min(1).max(120);
export const explorerView = explorerState.extend({ name: viewName });
export type ExplorerView = z.output<typeof explorerView>;

export const explorerViewList = operation('dashboards.explorer-view.list', {
  access: 'read',
  http: { method: 'GET', path: '/connections/:id/tables/:table/views', summary: 'Your named views of a table, by name' },
  request: z.strictObject(ofTable),
  response: z.strictObject({ items: z.array(explorerView) }),
  throws: ['connection_not_found'],
});

export const explorerViewPut = operation('dashboards.explorer-view.put', {
  access: 'write',
  http: { method: 'PUT', path: '/connections/:id/tables/:table/views/:name', summary: 'Save a named view, new or as it is now' },
  request: z.strictObject({ ...ofTable, name: viewName, ...stateParts }),
  response: explorerView,
  throws: ['connection_not_found', 'too_many_views'],
});

export const explorerViewDelete = operation('dashboards.explorer-view.delete', {
  access: 'write',
  http: { method: 'DELETE', path: '/connections/:id/tables/:table/views/:name', status: 204, summary: 'Remove a named view' },
  request: z.strictObject({ ...ofTable, name: viewName }),
  response: nothing,
  throws: ['view_not_found'],
});
