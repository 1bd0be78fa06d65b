import { Fault } from '@orrery/contracts';
import type { Request, Response } from 'express';

/** Seconds that a browser keeps the cookie; the session behind it ends earlier when auth says so. */
const maxAge = 30 * 86_400;
const plainName = 'orrery_refresh';
/** Browsers take a cookie of this name over https only (RFC 6265bis, 4.1.3.1). */
const secureName = `__Secure-${plainName}`;
const path = '/api/auth';

/** Where the refresh token lives in a browser: out of reach of scripts and of other sites. */
export class RefreshCookie {
  /** @param publicUrl the address that people type, where it is known */
  constructor(private readonly publicUrl: string | undefined) {}

  read(request: Request): string | undefined {
    const name = this.nameFor(request);
    for (const pair of (request.headers.cookie ?? '').split(';')) {
      const at = pair.indexOf('=');
      if (at > 0 && pair.slice(0, at).trim() === name) {
        const value = pair.slice(at + 1).trim();
        return value === '' ? undefined : value;
      }
    }
    return undefined;
  }

  set(request: Request, response: Response, token: string): void {
    // It comes from auth; nothing that could end the value or the header may ever be in it.
    if (!/^[\w.~+/=-]+$/.test(token)) throw new Error('A refresh token has characters that a cookie may not hold');
    this.write(request, response, token, maxAge);
  }

  clear(request: Request, response: Response): void {
    this.write(request, response, '', 0);
  }

  /**
   * Refuses what another site's page sent. A program that is no browser sends neither header, and brings no cookie that it was not
   * given. Throws `cross_site_request`.
   */
  sameOrigin(request: Request): void {
    const site = request.headers['sec-fetch-site'];
    const { origin, host } = request.headers;
    const own = origin === undefined || this.origins(request, host).includes(origin);
    if ((site !== undefined && site !== 'same-origin') || !own)
      throw new Fault('cross_site_request', 'This can only be asked from Orrery’s own pages.');
  }

  private origins(request: Request, host: string | undefined): string[] {
    return [
      ...(this.publicUrl === undefined ? [] : [new URL(this.publicUrl).origin]),
      ...(host === undefined ? [] : [`${request.protocol}://${host.toLowerCase()}`]),
    ];
  }

  private isSecure(request: Request): boolean {
    return this.publicUrl?.startsWith('https:') ?? request.secure;
  }

  private nameFor(request: Request): string {
    return this.isSecure(request) ? secureName : plainName;
  }

  private write(request: Request, response: Response, value: string, age: number): void {
    response.appendHeader(
      'Set-Cookie',
      [
        `${this.nameFor(request)}=${value}`,
        `Max-Age=${String(age)}`,
        `Path=${path}`,
        'HttpOnly',
        'SameSite=Strict',
        ...(this.isSecure(request) ? ['Secure'] : []),
      ].join('; '),
    );
  }
}
