import { describe, expect, it } from '@jest/globals';
import type { Relation } from '@orrery/contracts';
import { aTable } from '../catalog/a-table.js';
import type { TableOutline } from '../catalog/catalog.store.js';
import { recordOf, summaryOf } from '../catalog/table-record.js';
import { drawn } from './erd.service.js';

const outline = (name: string, columns: string, comment: string | null = null): TableOutline => {
  const record = recordOf(aTable(name, columns, { comment }));
  return { summary: summaryOf(record), columns: record.outline };
};
const relation = (from: string, column: string, to: string, change: Partial<Relation> = {}): Relation => ({
  id: `${from}.${column}`,
  tableFrom: `public.${from}`,
  columnFrom: column,
  columnsFrom: [column],
  tableTo: `public.${to}`,
  columnTo: 'id',
  columnsTo: ['id'],
  relationType: 'one-to-many',
  source: 'declared',
  confidence: 1,
  state: 'accepted',
  via: null,
  constraintName: null,
  evidence: [],
  ...change,
});

describe('a diagram', () => {
  it('tells tables with their columns, and which of those refer to others', () => {
    const told = drawn(
      [outline('posts', 'id|author_id title:text'), outline('users', 'id|')],
      [relation('posts', 'author_id', 'users')],
    );
    expect(told).toMatchObject({ columns: 'all', cut: false, relations: [{ columnFrom: 'author_id' }] });
    expect(
      told.tables.map(({ name, columns }) => [name, columns.map((one) => [one.name, one.isPrimaryKey, one.isForeignKey])]),
    ).toEqual([
      [
        'posts',
        [
          ['id', true, false],
          ['author_id', false, true],
          ['title', false, false],
        ],
      ],
      ['users', [['id', true, false]]],
    ]);
  });

  it('leaves out relations to tables that are not in it, and what speaks for them', () => {
    const evidence = [{ sign: 'name' as const, detail: 'it says so', weight: 1 }];
    const told = drawn(
      [outline('posts', 'id|a b')],
      [relation('posts', 'a', 'posts', { evidence }), relation('posts', 'b', 'users')],
    );
    expect(told.relations).toEqual([expect.not.objectContaining({ evidence: expect.anything() })]);
  });

  it('does not take what leads through a junction for a column that refers', () => {
    const [leaving] = drawn(
      [outline('posts', 'id|'), outline('tags', 'id|'), outline('taggings', 'post_id tag_id|')],
      [relation('posts', 'id', 'tags', { relationType: 'many-to-many', via: 'public.taggings' })],
    ).tables;
    expect(leaving?.columns).toMatchObject([{ name: 'id', isForeignKey: false }]);
  });

  it('cuts long comments', () => {
    expect(drawn([outline('posts', 'id|', 'x'.repeat(900))], []).tables[0]?.comment).toHaveLength(200);
  });

  it('of 10,000 tables has them all, with the columns that join them', () => {
    const many = Array.from({ length: 10_000 }, (_, n) => outline(`t${String(n)}`, 'id|parent_id a b c d'));
    const relations = many.slice(1).map((_, n) => relation(`t${String(n + 1)}`, 'parent_id', `t${String(n)}`));
    const told = drawn(many, relations);
    expect([told.tables.length, told.relations.length, told.columns, told.cut]).toEqual([10_000, 9_999, 'keys', false]);
    expect(told.tables[0]?.columns.map(({ name }) => name)).toEqual(['id']);
    expect(told.tables[9_999]).toMatchObject({
      columnCount: 6,
      columns: [{ name: 'id' }, { name: 'parent_id', isForeignKey: true }],
    });
  });

  it('of more than 20,000 tables says that there are more', () => {
    const many = Array.from({ length: 20_001 }, (_, n) => outline(`t${String(n)}`, 'id|'));
    expect(drawn(many, [])).toMatchObject({ cut: true, tables: { length: 20_000 } });
  });
});
