/** One message of each operation and event of the schema, as it travels. Frozen: see samples.ts. */
const id = '01939d0a-7c1e-7b3a-9c55-0d1f6f2f7a10';
const other = '01939d0a-7c1e-7b3a-9c55-0d1f6f2f7a11';
const at = '2026-01-31T09:15:00.000Z';

const column = {
  name: 'id',
  dataType: 'int8',
  kind: 'number',
  nullable: false,
  default: null,
  isPrimaryKey: true,
  generated: 'identity',
  comment: null,
};
const table = {
  schema: 'public',
  name: 'orders',
  kind: 'table',
  variant: 'partitioned',
  comment: 'What was bought',
  columns: [
    column,
    {
      ...column,
      name: 'state',
      dataType: 'state',
      kind: 'string',
      isPrimaryKey: false,
      generated: null,
      enumValues: ['new', 'paid'],
      maxLength: 10,
    },
    { ...column, name: 'tags[]', presence: 0.5, types: [{ name: 'string', share: 1 }] },
  ],
  primaryKey: { name: 'orders_pkey', columns: ['id'] },
  foreignKeys: [
    {
      name: 'orders_customer',
      columns: ['customer_id'],
      refSchema: 'public',
      refTable: 'customers',
      refColumns: ['id'],
      onUpdate: 'NO ACTION',
      onDelete: 'CASCADE',
    },
  ],
  uniques: [{ name: 'orders_number', columns: ['number'] }],
  indexes: [
    { name: 'orders_pkey', columns: ['id'], unique: true, primary: true, method: 'btree', definition: 'CREATE UNIQUE INDEX …' },
  ],
  checks: [{ name: 'positive', expression: 'total > 0' }],
  triggers: [{ name: 'stamp', timing: 'BEFORE', events: ['INSERT'], enabled: true, definition: 'CREATE TRIGGER …' }],
  partition: { by: 'RANGE (at)', of: { schema: 'public', name: 'all_orders' }, bound: 'FOR VALUES …' },
  ddl: 'CREATE TABLE …',
  statistics: { rowEstimate: 1_000, sizeBytes: 8_192, indexBytes: 8_192 },
};
const summary = {
  table: 'public.orders',
  name: 'orders',
  schema: 'public',
  kind: 'table',
  columnCount: 3,
  rowEstimate: 1_000,
  sizeBytes: 8_192,
  comment: null,
};
const seen = {
  id,
  tableFrom: 'public.orders',
  columnFrom: 'customer_id',
  columnsFrom: ['customer_id'],
  tableTo: 'public.customers',
  columnTo: 'id',
  columnsTo: ['id'],
  relationType: 'one-to-many',
  source: 'inferred',
  confidence: 0.93,
  state: 'suggested',
  via: null,
  constraintName: null,
};
const relation = { ...seen, evidence: [{ sign: 'name', detail: 'customer_id names customers.id', weight: 0.6 }] };
const gap = { schema: 'secret', name: null, reason: 'permission denied for schema secret' };
const state = { lastFetchedAt: at, version: 3, refreshing: false, lastError: null };
const layout = { id: other, name: 'Billing', createdAt: at, updatedAt: at };
const settings = { measure: true, refreshEveryMinutes: 360 };

/** Operation → a request and an answer of it. */
export const schemaOperationSamples: Readonly<Record<string, { request: unknown; response: unknown }>> = {
  'query-runner.catalog.read': {
    request: { connectionId: id, userId: other },
    response: { type: 'tables', tables: [table] },
  },
  'query-runner.catalog.measure': {
    request: {
      connectionId: id,
      userId: other,
      pairs: [
        {
          from: { schema: 'public', name: 'orders', columns: ['customer_id'] },
          to: { schema: 'public', name: 'customers', columns: ['id'] },
        },
      ],
    },
    response: { index: 0, sampled: 200, found: 200 },
  },
  'query-runner.history.texts': {
    request: { connectionId: id, userId: other },
    response: { text: 'select 1', runs: 3, lastRunAt: at, meanMs: 1.5 },
  },
  'schema.catalog.refresh': { request: { id }, response: { type: 'progress', phase: 'columns', done: 1, total: null } },
  'schema.catalog.cancel': { request: { id }, response: { cancelling: true } },
  'schema.catalog.list': {
    request: { id, search: 'ord' },
    response: {
      tables: [summary],
      nextCursor: null,
      total: 1,
      ...state,
      schemas: ['public'],
      defaultSchema: 'public',
      gaps: [gap],
    },
  },
  'schema.table.get': {
    request: { id, table: 'public.orders' },
    response: { ...table, table: 'public.orders', lastFetchedAt: at, relations: [relation] },
  },
  'schema.table.usage': {
    request: { id, table: 'public.orders' },
    response: { queries: [{ text: 'select 1', runs: 3, lastRunAt: at, meanMs: 1.5 }], runs: 3 },
  },
  'schema.catalog.objects': {
    request: { id },
    response: {
      routines: [
        { schema: 'public', name: 'f', kind: 'function', arguments: 'a int', returns: 'int', language: 'sql', comment: null },
      ],
      enums: [{ schema: 'public', name: 'state', values: ['new', 'paid'] }],
      cut: false,
    },
  },
  'schema.catalog.changes': {
    request: { id, since: 2 },
    response: {
      commits: [
        {
          version: 3,
          at,
          trigger: 'request',
          changes: [{ table: 'public.orders', change: 'changed', details: ['column state added (state)'] }],
          cut: false,
        },
      ],
      version: 3,
      lastFetchedAt: at,
    },
  },
  'schema.settings.get': { request: { id }, response: settings },
  'schema.settings.update': { request: { id, measure: false }, response: { ...settings, measure: false } },
  'schema.erd.get': {
    request: { id, tables: 'public.orders,public.customers', depth: 1 },
    response: {
      tables: [
        {
          table: 'public.orders',
          name: 'orders',
          schema: 'public',
          kind: 'table',
          columnCount: 3,
          rowEstimate: 1_000,
          comment: null,
          columns: [{ name: 'id', dataType: 'int8', nullable: false, isPrimaryKey: true, isForeignKey: false }],
        },
      ],
      relations: [seen],
      columns: 'all',
      cut: false,
      lastFetchedAt: at,
    },
  },
  'schema.erd.path': {
    request: { id, from: 'public.orders', to: 'public.customers' },
    response: { steps: [{ relation: seen, forward: true }], join: 'FROM …' },
  },
  'schema.relation.update': {
    request: { id, relationId: other, state: 'accepted' },
    response: { ...relation, state: 'accepted' },
  },
  'schema.relation.export': { request: { id }, response: { statements: ['ALTER TABLE …'], text: 'ALTER TABLE …;\n', left: [] } },
  'schema.layout.list': { request: { id }, response: { items: [layout] } },
  'schema.layout.create': {
    request: { id, name: 'Billing', content: { zoom: 1 } },
    response: { ...layout, content: { zoom: 1 } },
  },
  'schema.layout.get': { request: { id, layoutId: other }, response: { ...layout, content: { zoom: 1 } } },
  'schema.layout.update': { request: { id, layoutId: other, name: 'Sales' }, response: { ...layout, content: { zoom: 1 } } },
  'schema.layout.delete': { request: { id, layoutId: other }, response: {} },
};

/** Event → a payload of it. */
export const schemaEventSamples: Readonly<Record<string, unknown>> = {
  'query-runner.catalog.changed': { connectionId: id, userId: other },
};
