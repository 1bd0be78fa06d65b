import { describe, expect, it } from '@jest/globals';
import { networkOf } from './network.js';

describe('the network of an address', () => {
  it.each([
    ['an IPv4 address is itself', '192.0.2.7', '192.0.2.7'],
    ['one in IPv6’s clothes is that one', '::ffff:192.0.2.7', '192.0.2.7'],
    ['an IPv6 address is its first half', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['what is no address has none', 'somewhere', undefined],
    ['nothing has none', undefined, undefined],
  ])('%s', (_what, address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
