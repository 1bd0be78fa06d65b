import { describe, expect, it } from '@jest/globals';
import { addressKey } from './address.js';

describe('an address', () => {
  it('counts as itself, or as the /64 that one customer has', () => {
    expect(addressKey('192.0.2.7')).toBe('192.0.2.7');
    expect(addressKey('::ffff:192.0.2.7')).toBe('192.0.2.7');
    expect(addressKey('2001:db8:1:2:aaaa::1')).toBe(addressKey('2001:db8:1:2::ffff'));
    expect(addressKey('2001:db8:1:3::1')).not.toBe(addressKey('2001:db8:1:2::1'));
    expect(addressKey(undefined)).toBe('unknown');
    expect(addressKey('nonsense')).toBe('unknown');
  });
});
