import { describe, expect, it } from '@jest/globals';
import { aForeignKey, aTable } from '../catalog/a-table.js';
import { inferred } from './candidate.js';
import { candidatesOf } from './infer.js';
import { relationsOf } from './relation.js';

describe('the type of a relation', () => {
  const people = aTable('people', 'id|');
  const typeOf = (...tables: Parameters<typeof relationsOf>[0][number][]) =>
    relationsOf([people, ...tables], []).map(({ tableFrom, tableTo, relationType, via }) => [
      tableFrom,
      tableTo,
      relationType,
      via,
    ]);

  it('is one-to-many where many rows may refer to the same one', () => {
    expect(typeOf(aTable('pets', 'id|owner', { foreignKeys: [aForeignKey('owner', 'people')] }))).toEqual([
      ['public.pets', 'public.people', 'one-to-many', null],
    ]);
  });

  it('is one-to-one where the referring column is unique, or is the key', () => {
    const badge = aTable('badges', 'id|person', {
      foreignKeys: [aForeignKey('person', 'people')],
      uniques: [{ name: null, columns: ['person'] }],
    });
    const profile = aTable('profiles', 'person|', { foreignKeys: [aForeignKey('person', 'people')] });
    expect(typeOf(badge, profile).map(([, , type]) => type)).toEqual(['one-to-one', 'one-to-one']);
  });

  it('is many-to-many through a table whose key is made of two references', () => {
    const clubs = aTable('clubs', 'id|');
    const joined = aTable('members', 'person club|since', {
      foreignKeys: [aForeignKey('person', 'people'), aForeignKey('club', 'clubs')],
    });
    expect(typeOf(clubs, joined)).toEqual([
      ['public.members', 'public.people', 'pk-fk', null],
      ['public.members', 'public.clubs', 'pk-fk', null],
      ['public.people', 'public.clubs', 'many-to-many', 'public.members'],
    ]);
  });

  it('is one-to-many where the key has more in it', () => {
    const clubs = aTable('clubs', 'id|');
    const visits = aTable('visits', 'person club at|', {
      foreignKeys: [aForeignKey('person', 'people'), aForeignKey('club', 'clubs')],
    });
    expect(typeOf(clubs, visits).map(([, , type]) => type)).toEqual(['one-to-many', 'one-to-many']);
  });
});

describe('the relations of a schema', () => {
  it('hold a declared key once, and what is inferred besides', () => {
    const users = aTable('users', 'id|');
    const posts = aTable('posts', 'id|user_id author_id', { foreignKeys: [aForeignKey('user_id', 'users')] });
    const tables = [users, posts];
    expect(
      relationsOf(tables, inferred(candidatesOf(tables))).map(({ columnFrom, source, state, confidence }) => [
        columnFrom,
        source,
        state,
        confidence === 1,
      ]),
    ).toEqual([
      ['user_id', 'declared', 'accepted', true],
      ['author_id', 'inferred', 'suggested', false],
    ]);
  });

  it('make a many-to-many of inferred legs, as sure as the less sure one', () => {
    const tables = [aTable('users', 'id|'), aTable('groups', 'id|'), aTable('groups_users', 'group_id user_id|')];
    const many = relationsOf(tables, inferred(candidatesOf(tables))).find(({ relationType }) => relationType === 'many-to-many');
    expect(many).toMatchObject({ source: 'inferred', state: 'suggested', via: 'public.groups_users' });
  });

  it('take keys in a circle and keys to what can’t be seen', () => {
    const a = aTable('a', 'id|b', { foreignKeys: [aForeignKey('b', 'b')] });
    const b = aTable('b', 'id|a gone', { foreignKeys: [aForeignKey('a', 'a'), aForeignKey('gone', 'hidden')] });
    expect(relationsOf([a, b], [])).toHaveLength(3);
  });
});
