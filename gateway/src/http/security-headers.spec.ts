import { describe, expect, it } from '@jest/globals';
import { fixedHeaders, pagePolicy } from './security-headers.js';

const directive = (policy: string, name: string): string | undefined =>
  policy.split('; ').find((part) => part.startsWith(`${name} `));

describe('the policy of pages', () => {
  it('takes scripts from us alone, and evaluates nothing', () => {
    expect(directive(pagePolicy('n'), 'script-src')).toBe(`script-src 'self'`);
    expect(pagePolicy('n')).not.toContain('unsafe-eval');
    expect(directive(pagePolicy('n'), 'default-src')).toBe(`default-src 'none'`);
    expect(directive(pagePolicy('n'), 'object-src')).toBe(`object-src 'none'`);
    expect(directive(pagePolicy('n'), 'frame-ancestors')).toBe(`frame-ancestors 'none'`);
  });

  it('takes style elements with the nonce alone', () => {
    expect(directive(pagePolicy('abc'), 'style-src')).toBe(`style-src 'self' 'nonce-abc'`);
    expect(directive(pagePolicy(), 'style-src')).toBe(`style-src 'self'`);
  });
});

describe('the fixed headers', () => {
  const named = (https: boolean): Record<string, string> =>
    Object.fromEntries(fixedHeaders(https).map(([name, value]) => [name.toLowerCase(), value]));

  it('insist on https where it is used', () => {
    expect(named(true)['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
    expect(named(false)['strict-transport-security']).toBeUndefined();
  });

  it('forbid guessing types, framing and telling where one came from', () => {
    expect(named(false)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    });
  });
});
