import { describe, expect, it } from '@jest/globals';
import { qualifiedName } from '@orrery/dialects';
import { hostileNames } from '@orrery/testing';
import { splitsOf } from './table.js';

describe('a qualified name', () => {
  it('is first read as the list of tables writes it, whatever the table is called', () => {
    for (const name of hostileNames) {
      const [first] = splitsOf(qualifiedName('shop', name));
      expect(first).toEqual({ schema: 'shop', name });
    }
  });

  it('is then read as it stands', () => {
    expect(splitsOf('shop."a.b"')).toEqual(
      expect.arrayContaining([
        { schema: 'shop', name: 'a.b' },
        { schema: 'shop', name: '"a.b"' },
        { schema: null, name: 'shop."a.b"' },
      ]),
    );
  });
});
