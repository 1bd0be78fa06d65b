import { Fault } from '@orrery/contracts';
import { describe, expect, it } from '@jest/globals';
import type { Request, Response } from 'express';
import { RefreshCookie } from './refresh-cookie.js';

const aRequest = (headers: Record<string, string> = {}, protocol = 'http'): Request =>
  ({ headers: { host: 'orrery.example:4000', ...headers }, protocol, secure: protocol === 'https' }) as unknown as Request;

const written = (write: (response: Response) => void): string[] => {
  const lines: string[] = [];
  write({ appendHeader: (_name: string, value: string) => lines.push(value) } as unknown as Response);
  return lines;
};

const refused = (cookie: RefreshCookie, request: Request): string | undefined => {
  try {
    cookie.sameOrigin(request);
  } catch (error) {
    if (error instanceof Fault) return error.code;
    throw error;
  }
  return undefined;
};

describe('the refresh cookie', () => {
  it('is Secure, under a name that says so, where people come by https', () => {
    const [line] = written((response) => {
      new RefreshCookie('https://orrery.example').set(aRequest(), response, 'abc');
    });
    expect(line).toBe('__Secure-orrery_refresh=abc; Max-Age=2592000; Path=/api/auth; HttpOnly; SameSite=Strict; Secure');
  });

  it('follows the request where the address is not told', () => {
    const secure = (protocol: string): boolean =>
      written((response) => {
        new RefreshCookie(undefined).set(aRequest({}, protocol), response, 'abc');
      }).some((line) => line.endsWith('; Secure'));
    expect([secure('http'), secure('https')]).toEqual([false, true]);
  });

  it('is found among others', () => {
    const cookie = new RefreshCookie(undefined);
    expect(cookie.read(aRequest({ cookie: 'a=1; xorrery_refresh=no; orrery_refresh=yes; b=2' }))).toBe('yes');
    expect(cookie.read(aRequest({ cookie: 'orrery_refresh=' }))).toBeUndefined();
    expect(cookie.read(aRequest())).toBeUndefined();
  });

  it('can’t be made to say more than its value', () => {
    const cookie = new RefreshCookie(undefined);
    const write = (): string[] =>
      written((response) => {
        cookie.set(aRequest(), response, 'a; Domain=evil');
      });
    expect(write).toThrow();
  });
});

describe('the origin', () => {
  const cookie = new RefreshCookie('https://orrery.example');

  it('may be ours, under the public address or the one that was asked, or not told by a program', () => {
    expect(refused(cookie, aRequest())).toBeUndefined();
    expect(refused(cookie, aRequest({ origin: 'https://orrery.example' }))).toBeUndefined();
    expect(refused(cookie, aRequest({ origin: 'http://orrery.example:4000', 'sec-fetch-site': 'same-origin' }))).toBeUndefined();
  });

  it('may be nobody else’s', () => {
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'https://orrery.example.evil.example' },
      { origin: 'http://orrery.example' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
    ])
      expect([headers, refused(cookie, aRequest(headers as Record<string, string>))]).toEqual([headers, 'cross_site_request']);
  });
});
