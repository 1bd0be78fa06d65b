import { describe, expect, it } from '@jest/globals';
import { aRelation, aTable } from '../a-diagram';
import { dbmlOf } from '../export/dbml';
import { cardinalityText } from './cardinality';

const polymorphic = aRelation('comments.subject_id', 'posts.id', {
  source: 'inferred',
  confidence: 0.9,
  condition: { column: 'subject_type', values: ['Post', 'Article'] },
});

describe('a relation that is true of some rows only', () => {
  it('says of which wherever it is told in words', () => {
    expect(cardinalityText(polymorphic, undefined)).toBe('many to one, where subject_type is “Post” or “Article”');
    expect(cardinalityText(aRelation('a.b', 'c.id'), undefined)).toBe('many to one');
  });

  it('says so beside its reference in DBML', () => {
    const text = dbmlOf([aTable('posts'), aTable('comments')], [polymorphic]);
    expect(text).toContain('// inferred, 90 %, where subject_type is “Post” or “Article”');
  });
});
