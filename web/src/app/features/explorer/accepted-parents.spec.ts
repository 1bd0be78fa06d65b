import { describe, expect, it } from '@jest/globals';
import type { ExplorerColumn, ResponseOf, schemaTable } from '@orrery/contracts';
import { acceptedParents, withParents } from './accepted-parents';

type Relation = ResponseOf<typeof schemaTable>['relations'][number];
const relation = (more: Partial<Relation>): Relation =>
  ({
    ...{ id: 'r', tableFrom: 'shop.parts', columnFrom: 'supplier_id', columnsFrom: ['supplier_id'] },
    ...{ tableTo: 'shop.suppliers', columnTo: '_id', columnsTo: ['_id'], relationType: 'one-to-many' },
    ...{ source: 'inferred', state: 'accepted', confidence: 0.9, constraintName: null, via: null },
    ...more,
  }) as Relation;
const column = (name: string, more: Partial<ExplorerColumn> = {}): ExplorerColumn => ({
  ...{ name, dataType: 'objectId', kind: 'other', nullable: true, default: null, isKey: false, generated: null, writable: true },
  ...more,
});
const parentsOf = (...relations: Relation[]) => acceptedParents({ table: 'shop.parts', relations });

describe('relations that were accepted', () => {
  it('lead from the cells of their columns to the rows that these refer to', () => {
    const columns = withParents([column('_id'), column('supplier_id')], parentsOf(relation({})));
    expect(columns.map(({ references }) => references)).toEqual([undefined, { table: 'shop.suppliers', column: '_id' }]);
  });

  it('are those that begin here, and that somebody said are true of every row', () => {
    const others = [
      relation({ state: 'suggested' }),
      relation({ source: 'declared' }),
      relation({ tableFrom: 'shop.orders' }),
      relation({ relationType: 'many-to-many' }),
    ];
    expect(parentsOf(...others).size).toBe(0);
  });

  it('stand behind declared keys', () => {
    const declared = { table: 'shop.others', column: 'id' };
    const [own] = withParents([column('supplier_id', { references: declared })], parentsOf(relation({})));
    expect(own?.references).toBe(declared);
  });
});
