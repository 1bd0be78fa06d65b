/** One message of each operation of the table explorer, as it travels. Frozen: see samples.ts. */
const id = '01939d0a-7c1e-7b3a-9c55-0d1f6f2f7a10';
const other = '01939d0a-7c1e-7b3a-9c55-0d1f6f2f7a11';
const at = '2026-01-31T09:15:00.000Z';
const ofTable = { id, table: 'public.orders' };

const filter = {
  and: [
    { column: 'state', operator: 'in', value: ['new', 'paid'] },
    {
      or: [
        { column: 'total', operator: 'between', value: [1, '99.50'] },
        { column: 'note', operator: 'is null', off: true },
      ],
    },
  ],
};
const column = {
  name: 'customer_id',
  dataType: 'int8',
  kind: 'number',
  nullable: false,
  default: null,
  isKey: false,
  generated: null,
  enumValues: ['a'],
  maxLength: 10,
  references: { table: 'public.customers', column: 'id' },
  writable: true,
};
const changesAnswer = {
  changeSetId: other,
  results: [{ op: 'update', key: { id: 1 }, row: { id: 1, state: 'paid' } }],
  statements: [{ text: 'update "public"."orders" set "state" = $1 where "id" = $2', params: ['paid', 1] }],
  undoable: true,
  undoNotes: ['A trigger runs on this table: what it changes elsewhere stays.'],
};
const changeSet = {
  id: other,
  table: 'public.orders',
  inserts: 0,
  updates: 1,
  deletes: 0,
  undoable: true,
  undoNotes: [],
  undoes: null,
  undoneBy: null,
  createdAt: at,
  expiresAt: at,
};
const kept = {
  filter,
  sort: [{ column: 'id', direction: 'desc' }],
  pagination: { page: 3, limit: 50 },
  viewPrefs: { hidden: ['note'] },
};
const batch = { sequence: 0, first: 1, rows: [{ name: 'Ada', price: '1.50' }, null], last: true };
const state = { ...kept, updatedAt: at };

/** Operation → a request and an answer of it. */
export const explorerOperationSamples: Readonly<Record<string, { request: unknown; response: unknown }>> = {
  'query-runner.explorer.rows': {
    request: {
      ...ofTable,
      filter,
      sort: [{ column: 'total', direction: 'desc' }],
      pagination: { page: 1, limit: 100, cursor: 'opaque' },
      columns: ['customer_id'],
      search: 'ada',
      count: 'estimate',
    },
    response: {
      columns: [column],
      rows: [[1]],
      rowKeys: [{ id: 1 }],
      total: 1_000,
      totalIsEstimate: true,
      pagination: { page: 1, limit: 100, hasMore: true, method: 'keyset', next: 'opaque', previous: null },
      sort: [{ column: 'id', direction: 'asc' }],
      matches: [['note']],
      cutCells: [[0, 0]],
      editability: { editable: false, keyColumns: [], code: 'no-key', reason: 'It has no key.', hint: 'Add one.' },
      text: 'select …',
      wholeText: 'select …',
      executionTime: 1.5,
    },
  },
  'query-runner.explorer.cell': {
    request: { ...ofTable, key: { id: 1 }, column: 'note', as: 'binary', name: 'note.bin' },
    response: 'bytes',
  },
  'query-runner.explorer.count': { request: { ...ofTable, filter }, response: { total: 3, executionTime: 12 } },
  'query-runner.explorer.distinct': {
    request: { ...ofTable, column: 'state', search: 'n', limit: 10 },
    response: { values: [{ value: 'new', count: 3 }], hasMore: false, executionTime: 2 },
  },
  'query-runner.explorer.referrers': {
    request: ofTable,
    response: { referrers: [{ table: 'sales.lines', columns: ['shop', 'order_id'], refColumns: ['shop', 'id'] }] },
  },
  'query-runner.explorer.change': {
    request: {
      ...ofTable,
      changes: [
        { op: 'update', key: { id: 1 }, before: { state: 'new' }, values: { state: 'paid' } },
        { op: 'insert', values: { state: 'new' }, defaults: ['at'] },
        { op: 'delete', key: { id: 2 }, before: { state: 'new' } },
      ],
      preview: false,
      idempotencyKey: 'once',
    },
    response: changesAnswer,
  },
  'query-runner.explorer.change-sets': {
    request: { ...ofTable, limit: 50 },
    response: { items: [changeSet], nextCursor: null },
  },
  'query-runner.import.run': {
    request: { ...ofTable, dryRun: true },
    response: {
      type: 'error',
      error: { code: 'change_refused', message: 'Duplicate.', row: 5_312, column: 'price', hint: 'Look.' },
    },
  },
  'query-runner.import.rows': { request: { importId: other, ...batch }, response: { accepted: true } },
  'query-runner.import.rows-here': { request: { importId: other, userId: id, ...batch }, response: { accepted: false } },
  'query-runner.explorer.result-source': {
    request: {
      id,
      text: 'select id, total * 2 from orders',
      columns: [
        { name: 'id', dataType: 'int8' },
        { name: '?column?', dataType: 'numeric' },
      ],
      origins: [{ schema: 'shop', table: 'orders', column: 'id' }, null],
    },
    response: {
      editability: {
        editable: false,
        keyColumns: ['id'],
        code: 'key-not-selected',
        reason: 'The result lacks id.',
        hint: 'Add id to the SELECT.',
      },
      table: 'public.orders',
      tableColumns: [column],
      columns: ['id', null],
      add: ['id'],
    },
  },
  'query-runner.explorer.undo': { request: { ...ofTable, changeSetId: other, idempotencyKey: 'once' }, response: changesAnswer },
  'dashboards.explorer-state.get': { request: ofTable, response: { ...state, updatedAt: null } },
  'dashboards.explorer-state.put': { request: { ...ofTable, ...kept }, response: state },
  'dashboards.explorer-view.list': { request: ofTable, response: { items: [{ ...state, name: 'Unpaid' }] } },
  'dashboards.explorer-view.put': { request: { ...ofTable, name: 'Unpaid', ...kept }, response: { ...state, name: 'Unpaid' } },
  'dashboards.explorer-view.delete': { request: { ...ofTable, name: 'Unpaid' }, response: {} },
};
