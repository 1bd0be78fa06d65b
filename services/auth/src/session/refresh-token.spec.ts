import { describe, expect, it } from '@jest/globals';
import { hashOf, newSecret, openSuccessor, sealSuccessor } from './refresh-token.js';

describe('a refresh token', () => {
  it('holds 256 bits and is never the same', () => {
    const tokens = Array.from({ length: 100 }, newSecret);
    expect(new Set(tokens).size).toBe(100);
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  });

  it('is not its stored form', () => {
    const token = newSecret();
    expect(hashOf(token)).not.toContain(token);
    expect(hashOf(token)).toBe(hashOf(token));
  });

  it('opens its successor, which nothing else does', () => {
    const [token, successor] = [newSecret(), newSecret()];
    const sealed = sealSuccessor(successor, token);
    expect(openSuccessor(sealed, token)).toBe(successor);
    expect(() => openSuccessor(sealed, newSecret())).toThrow();
    expect(() => openSuccessor(sealed, hashOf(token))).toThrow();
    expect(Buffer.from(sealed, 'base64url').includes(successor)).toBe(false);
  });
});
