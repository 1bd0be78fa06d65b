import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Relation, RelationState } from '@orrery/contracts';
import { OutboxEvent } from '@orrery/runtime';
import { type Metadata, startMetadata } from '@orrery/testing';
import { migrations } from '../../migrations/index.js';
import { entities } from '../app.module.js';
import { aForeignKey, aTable } from '../catalog/a-table.js';
import { CatalogStore } from '../catalog/catalog.store.js';
import { inferred } from './candidate.js';
import { candidatesOf } from './infer.js';
import { relationsOf } from './relation.js';
import { RelationStore } from './relation.store.js';

const ada = '01890a5d-ac96-774b-bcce-b302099a8057';
const connection = '01890a5d-ac96-774b-bcce-b302099a8001';

let metadata: Metadata;
let relations: RelationStore;

beforeAll(async () => {
  metadata = await startMetadata('schema', migrations, { entities: [...entities, OutboxEvent] });
  relations = new RelationStore(metadata.database);
}, 60_000);
afterAll(() => metadata.stop(), 60_000);
beforeEach(async () => {
  await metadata.database.asSystem((em) => em.execute('delete from schema_catalogs'));
  await new CatalogStore(metadata.database).add(ada, connection);
});

const users = aTable('users', 'id|');
const groups = aTable('groups', 'id|');
const pairs = aTable('groups_users', 'group_id user_id|');
const crawl = (tables = [users, groups, pairs]) =>
  relations.replace(ada, connection, relationsOf(tables, inferred(candidatesOf(tables))));
const find = async (wanted: (relation: Relation) => boolean): Promise<Relation> => {
  const found = (await relations.list(ada, connection)).find(wanted);
  if (!found) throw new Error('There is no such relation.');
  return found;
};
const leg = (column: string) => find(({ columnFrom, via }) => columnFrom === column && via === null);
const many = () => find(({ via }) => via !== null);
const decide = (relation: Relation, state: RelationState) => relations.decide(ada, connection, relation.id, state);

describe('a many-to-many', () => {
  it('is rejected with a key of its junction table, and suggested with it again', async () => {
    await crawl();
    expect((await many()).state).toBe('suggested');
    await decide(await leg('user_id'), 'rejected');
    expect((await many()).state).toBe('rejected');
    expect((await relations.of(ada, connection, 'public.groups')).find(({ via }) => via !== null)?.state).toBe('rejected');
    await decide(await leg('user_id'), 'suggested');
    expect((await many()).state).toBe('suggested');
  });

  it('is accepted where both keys of its junction table are', async () => {
    await crawl();
    await decide(await leg('user_id'), 'accepted');
    expect((await many()).state).toBe('suggested');
    await decide(await leg('group_id'), 'accepted');
    expect((await many()).state).toBe('accepted');
  });

  it('takes the keys of its junction table along when it is accepted, and leaves them when it is rejected', async () => {
    await crawl();
    expect(await decide(await many(), 'rejected')).toMatchObject({ state: 'rejected' });
    expect([(await leg('user_id')).state, (await leg('group_id')).state]).toEqual(['suggested', 'suggested']);
    expect(await decide(await many(), 'accepted')).toMatchObject({ state: 'accepted' });
    expect([(await leg('user_id')).state, (await leg('group_id')).state]).toEqual(['accepted', 'accepted']);
  });

  it('stays what its keys make it over crawls, also over those that do not find it', async () => {
    await crawl();
    await decide(await leg('group_id'), 'rejected');
    await crawl();
    expect((await many()).state).toBe('rejected');
    await crawl([users]);
    expect(await relations.list(ada, connection)).toEqual([]);
    await crawl();
    expect([(await many()).state, (await leg('group_id')).state]).toEqual(['rejected', 'rejected']);
  });

  it('follows the inferred key where the other one is declared', async () => {
    await crawl([users, groups, { ...pairs, foreignKeys: [aForeignKey('user_id', 'users')] }]);
    expect((await many()).state).toBe('suggested');
    await decide(await leg('group_id'), 'rejected');
    expect((await many()).state).toBe('rejected');
    await decide(await leg('group_id'), 'accepted');
    expect((await many()).state).toBe('accepted');
  });
});

describe('a polymorphic relation', () => {
  const tables = [aTable('posts', 'id|'), aTable('photos', 'id|'), aTable('comments', 'id|commentable_id commentable_type:text')];
  const found = (values: readonly string[]) =>
    relations.replace(ada, connection, relationsOf(tables, inferred(candidatesOf(tables, { typeValues: () => values }))));

  it('is kept for each table with the rows that it is true of, and judged apart', async () => {
    expect(await found(['Post', 'Photo'])).toBe(2);
    const toPosts = await find(({ tableTo }) => tableTo === 'public.posts');
    expect(toPosts).toMatchObject({ columnFrom: 'commentable_id', condition: { column: 'commentable_type', values: ['Post'] } });
    await decide(toPosts, 'rejected');
    await found(['Post', 'Photo', 'posts']);
    expect(await find(({ tableTo }) => tableTo === 'public.posts')).toMatchObject({
      state: 'rejected',
      condition: { values: ['Post', 'posts'] },
    });
    expect((await find(({ tableTo }) => tableTo === 'public.photos')).state).toBe('suggested');
  });

  it('says nothing of a condition where it has none', async () => {
    await crawl();
    expect(await leg('user_id')).not.toHaveProperty('condition');
  });
});
