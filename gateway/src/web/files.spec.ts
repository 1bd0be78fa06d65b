import { describe, expect, it } from '@jest/globals';
import { encodingFor, isPlain } from './files.js';

describe('the encoding of a file', () => {
  it('is the best that the client takes', () => {
    expect(encodingFor('gzip, deflate, br, zstd')).toBe('br');
    expect(encodingFor('gzip')).toBe('gzip');
    expect(encodingFor('br;q=0, gzip;q=0.5')).toBe('gzip');
    expect(encodingFor('br; q=0.0')).toBe('identity');
    expect(encodingFor('identity')).toBe('identity');
    expect(encodingFor(undefined)).toBe('identity');
  });
});

describe('a path', () => {
  it('leads nowhere but down, to names that are not hidden', () => {
    expect(isPlain('/main-ABC.js')).toBe(true);
    for (const path of ['/../x', '/a/../b', '/.env', '/a/.git/config', '/a\\..\\b', '/a\0b', 'a'])
      expect([path, isPlain(path)]).toEqual([path, false]);
  });
});
