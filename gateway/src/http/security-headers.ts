import helmet from 'helmet';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** The headers that do not depend on what is answered: helmet's, asked for once. */
export function fixedHeaders(https: boolean): readonly (readonly [name: string, value: string])[] {
  const headers: [string, string][] = [];
  const collect = { setHeader: (name: string, value: string) => headers.push([name, value]), removeHeader: () => undefined };
  const add = helmet({
    contentSecurityPolicy: false,
    strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    xDnsPrefetchControl: { allow: false },
    originAgentCluster: true,
    // Told to programs that are used by nobody any more; the policy of pages says more.
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
  add({} as unknown as IncomingMessage, collect as unknown as ServerResponse, () => undefined);
  return headers;
}

/**
 * The policy of pages. Scripts come from us alone; `<style>` elements need the page's nonce, which Angular and the editor set.
 * Style attributes are allowed: the editor, the grid and the charts place every line with them, and nothing can be loaded by one,
 * since images, fonts and connections have rules of their own.
 */
export const pagePolicy = (nonce?: string): string =>
  [
    `default-src 'none'`,
    `script-src 'self'`,
    nonce === undefined ? `style-src 'self'` : `style-src 'self' 'nonce-${nonce}'`,
    `style-src-attr 'unsafe-inline'`,
    `img-src 'self' data:`,
    `font-src 'self' data:`,
    `connect-src 'self'`,
    `worker-src 'self' blob:`,
    `manifest-src 'self'`,
    `frame-ancestors 'none'`,
    `base-uri 'self'`,
    `form-action 'self'`,
    `object-src 'none'`,
  ].join('; ');

/** The policy of everything that is not a page: should a browser show it, it may do nothing. */
export const dataPolicy = `default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox`;

/** Marks an answer of the API. */
export function apiHeaders(response: ServerResponse): void {
  response.setHeader('Content-Security-Policy', dataPolicy);
  response.setHeader('Cache-Control', 'no-store');
}
