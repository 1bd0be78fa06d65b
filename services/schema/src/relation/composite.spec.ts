import { describe, expect, it } from '@jest/globals';
import type { CatalogTable } from '@orrery/contracts';
import { aTable } from '../catalog/a-table.js';
import { inferred, pairsOf } from './candidate.js';
import { candidatesOf, type InferOptions } from './infer.js';
import { joinsIn, TableNames } from './joins.js';
import { relationsOf } from './relation.js';

const found = (tables: readonly CatalogTable[], options: InferOptions = {}): string[] =>
  inferred(candidatesOf(tables, options))
    .filter(({ columnsFrom }) => columnsFrom.length > 1)
    .map((one) => `${one.from.name}(${one.columnsFrom.join()}) → ${one.to.name}(${one.columnsTo.join()})`);

const orders = aTable('orders', 'order_no|');
const lines = aTable('order_lines', 'order_no line_no|');
const tenants = aTable('tenants', 'id:uuid|');
const people = aTable('users', 'tenant_id:uuid id:uuid|');

describe('several columns that refer together are found', () => {
  it.each<[string, CatalogTable[], string]>([
    [
      'by the names that they have in the other key',
      [orders, lines, aTable('returns', 'id|order_no line_no')],
      'returns(order_no,line_no) → order_lines(order_no,line_no)',
    ],
    [
      'by those names with what they are of before them',
      [orders, lines, aTable('returns', 'id|order_no order_line_no')],
      'returns(order_no,order_line_no) → order_lines(order_no,line_no)',
    ],
    [
      'by one that names the table, within what its key begins with',
      [tenants, people, aTable('teams', 'tenant_id:uuid id:uuid|lead_user_id:uuid')],
      'teams(tenant_id,lead_user_id) → users(tenant_id,id)',
    ],
    [
      'by the part that people play, within it',
      [tenants, people, aTable('notes', 'tenant_id:uuid id:uuid|created_by:uuid')],
      'notes(tenant_id,created_by) → users(tenant_id,id)',
    ],
    [
      'from the table that is called after the other, where both have the same key',
      [aTable('order_line_extras', 'order_no line_no|'), orders, lines],
      'order_line_extras(order_no,line_no) → order_lines(order_no,line_no)',
    ],
    [
      'to the row above, within it',
      [tenants, aTable('folders', 'tenant_id:uuid id:uuid|parent_id:uuid')],
      'folders(tenant_id,parent_id) → folders(tenant_id,id)',
    ],
  ])('%s', (_how, tables, expected) => {
    expect(found(tables)).toEqual([expected]);
  });

  it('of two that stand side by side anyway only where the data says so', () => {
    const tables = [
      aTable('parts', 'id|'),
      aTable('shops', 'id|'),
      aTable('part_shop', 'part_id shop_id|'),
      aTable('sales', 'id|part_id shop_id'),
    ];
    expect(found(tables)).toEqual([]);
    const candidates = candidatesOf(tables);
    const all = pairsOf(candidates).map((_, index) => ({ index, sampled: 80, found: 80 }));
    expect(inferred(candidates, all).filter(({ columnsFrom }) => columnsFrom.length > 1)).toMatchObject([
      { columnsFrom: ['part_id', 'shop_id'], columnsTo: ['part_id', 'shop_id'] },
    ]);
  });

  it('by joins of the history, whatever they are called', () => {
    const odd = aTable('claims', 'id|a b');
    const names = new TableNames([orders, lines, odd], 'public');
    const text = 'select * from claims c join order_lines l on c.a = l.order_no and l.line_no = c.b';
    const joins = joinsIn('postgres', [{ text, runs: 3 }], names);
    expect(found([orders, lines, odd], { joins })).toEqual(['claims(a,b) → order_lines(order_no,line_no)']);
  });
});

describe('several columns do not refer together', () => {
  it.each<[string, CatalogTable[]]>([
    ['where one of them is missing', [orders, lines, aTable('returns', 'id|order_no')]],
    ['where one holds another sort of value', [orders, lines, aTable('returns', 'id|order_no line_no:text')]],
    ['where a name or a time only happens to be unique', [aTable('logs', 'host_id at|'), aTable('alarms', 'id|host_id at')]],
    [
      'where they are declared',
      [
        orders,
        lines,
        aTable('returns', 'id|order_no line_no', {
          foreignKeys: [
            {
              name: 'fk',
              columns: ['line_no', 'order_no'],
              refSchema: 'public',
              refTable: 'order_lines',
              refColumns: ['line_no', 'order_no'],
              onUpdate: 'NO ACTION',
              onDelete: 'NO ACTION',
            },
          ],
        }),
      ],
    ],
  ])('%s', (_why, tables) => {
    expect(found(tables)).toEqual([]);
  });
});

it('a junction whose two keys both begin with the tenant makes a many-to-many', () => {
  const tables = [
    tenants,
    people,
    aTable('teams', 'tenant_id:uuid id:uuid|'),
    aTable('members', 'tenant_id:uuid team_id:uuid user_id:uuid|'),
  ];
  const many = relationsOf(tables, inferred(candidatesOf(tables))).filter(({ relationType }) => relationType === 'many-to-many');
  expect(many).toMatchObject([
    { tableFrom: 'public.teams', columnsFrom: ['tenant_id', 'id'], tableTo: 'public.users', via: 'public.members' },
  ]);
});
