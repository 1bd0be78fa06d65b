import { describe, expect, it } from '@jest/globals';
import type { CatalogTable } from '@orrery/contracts';
import { aColumn, aTable } from '../catalog/a-table.js';
import { inferred, pairsOf } from './candidate.js';
import { candidatesOf } from './infer.js';
import { typeColumnsIn } from './polymorphic.js';
import { relationsOf } from './relation.js';

const posts = aTable('blog_posts', 'id|');
const photos = aTable('photos', 'id|');
const comments = aTable('comments', 'id|commentable_id commentable_type:text');

const found = (tables: readonly CatalogTable[], values: readonly string[]): string[] =>
  inferred(candidatesOf(tables, { typeValues: () => values })).map(
    ({ from, columnsFrom, to, condition }) =>
      `${from.name}.${columnsFrom.join()} → ${to.name} where ${condition?.values.join('|') ?? 'always'}`,
  );

describe('what a column refers to as its type says', () => {
  it.each<[string, string]>([
    ['a class', 'Photo'],
    ['a class in its namespace', 'App\\Models\\Photo'],
    ['a table', 'photos'],
    ['a model in its module', 'gallery.photo'],
  ])('is known by the name of %s', (_what, value) => {
    expect(found([photos, comments], [value])).toEqual([`comments.commentable_id → photos where ${value}`]);
  });

  it('is a relation to each table, with all types that mean it', () => {
    expect(found([posts, photos, comments], ['Blog::Post', 'Photo', 'blog_posts', 'Gone'])).toEqual([
      'comments.commentable_id → blog_posts where Blog::Post|blog_posts',
      'comments.commentable_id → photos where Photo',
    ]);
  });

  it('needs no look at the data where the type is an enum', () => {
    const kinds = aColumn('commentable_type', { dataType: 'kind', kind: 'string', enumValues: ['photo', 'post'] });
    const chosen = aTable('comments', 'id|commentable_id', { columns: [...aTable('c', 'id|commentable_id').columns, kinds] });
    expect(typeColumnsIn([chosen, photos])).toEqual([]);
    expect(found([photos, chosen], [])).toEqual(['comments.commentable_id → photos where photo']);
  });

  it('is found beside the name of a table and the key of a row', () => {
    const log = aTable('changes', 'id|table_name:text row_id');
    expect(found([photos, log], ['photos'])).toEqual(['changes.row_id → photos where photos']);
  });

  it('is nothing where the types name no tables', () => {
    const deliveries = aTable('deliveries', 'id|target_type:text target_id');
    expect(found([photos, deliveries], ['home', 'work'])).toEqual([]);
  });

  it('is taken away by the data, which is asked for those rows only', () => {
    const candidates = candidatesOf([photos, comments], { typeValues: () => ['Photo'] });
    const at = candidates.findIndex(({ condition }) => condition !== undefined);
    expect(pairsOf(candidates)[at]).toEqual({
      from: { schema: 'public', name: 'comments', columns: ['commentable_id'] },
      to: { schema: 'public', name: 'photos', columns: ['id'] },
      where: { column: 'commentable_type', values: ['Photo'] },
    });
    const measured = candidates.map((_, index) => ({ index, sampled: 40, found: index === at ? 3 : 40 }));
    expect(inferred(candidates, measured)).toEqual([]);
  });

  it('says where it is looked for: columns that say what others refer to', () => {
    expect(typeColumnsIn([photos, comments])).toEqual([{ schema: 'public', name: 'comments', column: 'commentable_type' }]);
  });
});

it('an array of references is many-to-many by itself', () => {
  const columns = ['_id', 'tagIds[]'].map((name) =>
    aColumn(name, { dataType: 'objectId', kind: 'other', isPrimaryKey: name === '_id' }),
  );
  const articles = aTable('articles', '_id|', { kind: 'collection', columns });
  const tags = aTable('tags', '_id|', { kind: 'collection', columns: columns.slice(0, 1) });
  expect(relationsOf([articles, tags], inferred(candidatesOf([articles, tags])))).toMatchObject([
    { tableFrom: 'public.articles', columnFrom: 'tagIds[]', tableTo: 'public.tags', relationType: 'many-to-many', via: null },
  ]);
});

it('an ObjectId whose name says nothing is found by where its values stand', () => {
  const columns = ['_id', 'x'].map((name) =>
    aColumn(name, { dataType: 'objectId', kind: 'other', isPrimaryKey: name === '_id' }),
  );
  const carts = aTable('carts', '_id|', { kind: 'collection', columns });
  const people = aTable('people', '_id|', { kind: 'collection', columns: columns.slice(0, 1) });
  const candidates = candidatesOf([carts, people]);
  const answer = (count: number) =>
    inferred(
      candidates,
      candidates.map(({ to }, index) => ({ index, sampled: 30, found: to === people ? count : 0 })),
    );
  expect(answer(30)).toMatchObject([{ columnsFrom: ['x'], to: { name: 'people' } }]);
  expect(answer(3)).toEqual([]);
});
