import type { CatalogColumn, TableSummary } from '@orrery/contracts';
import { describe, expect, it } from '@jest/globals';
import { rowsText, sizeText } from './row-estimate';
import { type TreeInput, type TreeRow, matchesIn, nameOf, parentOf, rowTyped, treeRows } from './tree-model';
import { partsOf } from './tree-row-view';

const table = (name: string, change: Partial<TableSummary> = {}): TableSummary => ({
  table: `${change.schema ?? 'public'}.${name}`,
  name,
  schema: 'public',
  kind: 'table',
  columnCount: 3,
  rowEstimate: 10,
  sizeBytes: null,
  comment: null,
  ...change,
});
const column = (name: string): CatalogColumn => ({
  name,
  dataType: 'integer',
  kind: 'number',
  nullable: false,
  default: null,
  isPrimaryKey: false,
  generated: null,
  comment: null,
});
const tree = (change: Partial<TreeInput> = {}): readonly TreeRow[] =>
  treeRows({
    tables: [table('customers'), table('orders', { comment: 'what was bought' }), table('totals', { kind: 'view' })],
    routines: [],
    enums: [],
    schemas: ['public'],
    defaultSchema: 'public',
    turned: new Set(),
    columns: new Map(),
    search: '',
    foundColumns: new Map(),
    ...change,
  });
const told = (rows: readonly TreeRow[]): string[] =>
  rows.map((row) => `${' '.repeat(row.level)}${row.type === 'note' ? row.text : nameOf(row)}`);

describe('treeRows', () => {
  it('does not tell a schema that is the only one', () => {
    expect(told(tree())).toEqual([' Tables', '  customers', '  orders', ' Views', '  totals']);
  });

  it('opens the default schema first, and others when they are turned', () => {
    const input = { tables: [table('a'), table('b', { schema: 'audit' })], schemas: ['audit', 'public', 'void'] };
    expect(told(tree(input))).toEqual([' public', '  Tables', '   a', ' audit', ' void']);
    expect(told(tree({ ...input, turned: new Set(['schema audit', 'schema void', 'schema public']) }))).toEqual([
      ' public',
      ' audit',
      '  Tables',
      '   b',
      ' void',
      '  Nothing in here',
    ]);
  });

  it('shows the columns of an opened table, or why they are not there', () => {
    const turned = new Set(['table public.orders', 'view public']);
    const only = { tables: [table('orders')], turned };
    expect(told(tree(only)).at(-1)).toBe('   Reading the columns');
    const failed = new Map([['public.orders', { state: 'failed', message: 'gone' } as const]]);
    expect(told(tree({ ...only, columns: failed })).at(-1)).toBe('   gone');
    const ready = new Map([
      ['public.orders', { state: 'ready', columns: [column('id'), column('a_id')], foreign: new Set(['a_id']) } as const],
    ]);
    const rows = tree({ ...only, columns: ready });
    expect(told(rows).slice(-2)).toEqual(['   id', '   a_id']);
    expect(rows.at(-1)).toMatchObject({ type: 'column', foreign: true });
  });

  it('narrows to what has all words in name, comment or columns', () => {
    expect(told(tree({ search: 'ord' }))).toEqual([' Tables', '  orders']);
    expect(told(tree({ search: 'BOUGHT' }))).toEqual([' Tables', '  orders']);
    expect(told(tree({ search: 'nothing' }))).toEqual([]);
    const foundColumns = new Map([['public.customers', ['email']]]);
    expect(told(tree({ search: 'mail', foundColumns }))).toEqual([' Tables', '  customers', '   email']);
  });

  it('stays quick with ten thousand tables', () => {
    const tables = Array.from({ length: 10_000 }, (_, index) => table(`t${index.toString()}`));
    expect(tree({ tables })).toHaveLength(10_001);
  });
});

describe('walking', () => {
  const rows = tree();
  it('goes to the next row that begins with what is typed, round the end', () => {
    expect(rowTyped(rows, 0, 'o')).toBe(2);
    expect(rowTyped(rows, 2, 'c')).toBe(1);
    expect(rowTyped(rows, 1, 'to')).toBe(4);
    expect(rowTyped(rows, 1, 'zz')).toBe(1);
  });
  it('finds what a row stands under', () => {
    expect(parentOf(rows, 2)).toBe(0);
    expect(parentOf(rows, 0)).toBe(0);
  });
});

describe('matches', () => {
  it('marks each word once, not over each other', () => {
    const matches = matchesIn('Order_Items', ['item', 'order']);
    expect(partsOf('Order_Items', matches).map(({ text, found }) => (found ? `[${text}]` : text))).toEqual([
      '[Order]',
      '_',
      '[Item]',
      's',
    ]);
  });
  it('does not guess where lower case is of another length', () => {
    expect(matchesIn('İstanbul', ['i'])).toEqual([]);
  });
});

describe('figures', () => {
  it('are short', () => {
    expect([0, 999, 1_234, 35_400_000, null].map(rowsText)).toEqual(['0', '999', '1.2k', '35M', '']);
    expect([900, 8_192, 1_600_000_000].map(sizeText)).toEqual(['900 B', '8.0 KB', '1.5 GB']);
  });
});
