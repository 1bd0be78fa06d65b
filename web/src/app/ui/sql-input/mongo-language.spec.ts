import { describe, expect, it } from '@jest/globals';
import { dialectOf } from '@orrery/dialects';
import { colouredBy } from './coloured-by';
import { mongoMonarch } from './mongo-language';

const coloured = (text: string): [string, string][] => colouredBy(mongoMonarch(), dialectOf('mongodb'), text);

describe('the colours of MongoDB’s shell', () => {
  it('are those of methods, operators, texts and numbers', () => {
    expect(coloured('db.users.find({ age: { $gte: 18 } })')).toEqual(
      expect.arrayContaining([
        ['db', 'keyword'],
        ['users', 'identifier'],
        ['find', 'keyword'],
        ['$gte', 'predefined'],
        ['18', 'number'],
      ]),
    );
    expect(coloured('/^a\\/b/i')).toEqual([['/^a\\/b/i', 'string']]);
  });

  it('take the name of a field for no word of the shell, and a word in another case neither', () => {
    expect(coloured('{ count: 1, limit : 2 }').filter(([, token]) => token === 'keyword')).toEqual([]);
    expect(coloured('FIND')).toEqual([['FIND', 'identifier']]);
  });

  it.each([
    ['"a \\" // b" 1', 'string'],
    ["'it\\'s /* no */' 1", 'string'],
    ['/* db.find * 2 */ 1', 'comment'],
  ])('end where %s ends', (text, token) => {
    const parts = coloured(text);
    expect(new Set(parts.slice(0, -1).map(([, colour]) => colour))).toEqual(new Set([token]));
    expect(parts.at(-1)).toEqual(['1', 'number']);
  });
});
