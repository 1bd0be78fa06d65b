import { describe, expect, it } from '@jest/globals';
import { signal } from '@angular/core';
import { aRelation } from './a-diagram';
import { joinedBy } from './diagram/neighbours';
import { Spotlight } from './spotlight';

const [ab, bc, cd] = [aRelation('a.b_id', 'b.id'), aRelation('b.c_id', 'c.id'), aRelation('c.d_id', 'd.id')];
const all = [ab, bc, cd];
const lamp = (shown = ['a', 'b', 'c', 'd']): Spotlight =>
  new Spotlight(signal(all), signal(new Set(shown.map((name) => `public.${name}`))), signal(joinedBy(all)));
const lit = (spotlight: Spotlight): readonly string[] => [...(spotlight.lit() ?? [])].toSorted();
const sorted = (...ids: readonly string[]): readonly string[] => ids.toSorted();

describe('Spotlight', () => {
  it('lights a table with what it is joined to, and lets nothing stand back for a look in passing', () => {
    const spotlight = lamp();
    expect(spotlight.lit()).toBeNull();
    spotlight.hovered.set('public.b');
    expect(lit(spotlight)).toEqual(sorted('public.a', 'public.b', 'public.c', ab.id, bc.id));
    expect(spotlight.dims()).toBe(false);
  });

  it('lights the way from what is picked to what the pointer is on', () => {
    const spotlight = lamp();
    spotlight.pick('public.a');
    spotlight.hovered.set('public.c');
    expect(lit(spotlight)).toEqual(sorted('public.a', 'public.b', 'public.c', ab.id, bc.id));
    expect(spotlight.dims()).toBe(true);
  });

  it('lights no way through a table that is not shown', () => {
    const spotlight = lamp(['a', 'c', 'd']);
    spotlight.pick('public.a');
    spotlight.hovered.set('public.c');
    expect(lit(spotlight)).not.toContain('public.a');
  });

  it('lights a relation with its ends, and brings them into view', () => {
    const spotlight = lamp();
    spotlight.pickRelation(cd.id);
    expect(lit(spotlight)).toEqual(sorted('public.c', 'public.d', cd.id));
    expect(spotlight.revealed()).toEqual(['public.c', 'public.d']);
    spotlight.pick(null);
    expect(spotlight.lit()).toBeNull();
    expect(spotlight.pickedRelation()).toBeNull();
  });
});
