import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type House, openHouse, problemIn } from '../../test/house.js';

let house: House;
let root: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'orrery-web-'));
  mkdirSync(join(root, 'assets'));
  writeFileSync(join(root, 'main-ABCD2345.js'), `console.log(1);${' '.repeat(4_000)}`);
  writeFileSync(join(root, 'assets', 'loader.js'), 'x');
  writeFileSync(join(root, '.secret'), 'x');
  house = await openHouse({ WEB_ROOT: root, PUBLIC_URL: 'https://orrery.example' });
});
afterAll(async () => {
  await house.close();
  rmSync(root, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> => house.fetch(path, { headers });
const page = { accept: 'text/html,*/*' };

describe('the web app', () => {
  it('that is not built yet says how to build it', async () => {
    const response = await get('/', page);
    expect([response.status, await response.text()]).toEqual([503, expect.stringContaining('npm run build')]);
    writeFileSync(join(root, 'index.html'), '<app nonce="__CSP_NONCE__"></app>');
  });

  it('gets a new nonce with every page, in the page and in its policy', async () => {
    const nonces = await Promise.all(
      ['/', '/connections/7', '/tables/public.orders'].map(async (path) => {
        const response = await get(path, page);
        const nonce = /nonce="([^"]+)"/.exec(await response.text())?.[1] ?? '';
        expect(response.headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`);
        expect(response.headers.get('cache-control')).toBe('no-store');
        expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
        expect(response.headers.get('strict-transport-security')).toContain('max-age=31536000');
        return nonce;
      }),
    );
    expect(new Set(nonces).size).toBe(3);
    expect(nonces.every((nonce) => nonce.length >= 22)).toBe(true);
  });

  it('is cached for good where a name holds a hash, and asked again where not', async () => {
    const hashed = await get('/main-ABCD2345.js');
    expect(hashed.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(hashed.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    const plain = await get('/assets/loader.js');
    expect(plain.headers.get('cache-control')).toBe('no-cache');
    const again = await get('/assets/loader.js', { 'if-none-match': plain.headers.get('etag') ?? '' });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  it('is compressed as the client likes it', async () => {
    for (const [accepted, encoding] of [
      ['br, gzip', 'br'],
      ['gzip', 'gzip'],
      ['identity', null],
    ] as const) {
      const response = await get('/main-ABCD2345.js', { 'accept-encoding': accepted });
      expect(response.headers.get('content-encoding')).toBe(encoding);
      expect(response.headers.get('vary')).toBe('Accept-Encoding');
      expect(await response.text()).toContain('console.log(1)');
    }
  });

  it('shows nothing that is not part of it', async () => {
    for (const path of [
      '/.secret',

      '/..%2f..%2fetc%2fpasswd',
      '/assets/missing.js',
      '/missing-ABCD2345.js',
      '/metrics',
      '/%6Detrics',
    ]) {
      const response = await get(path);
      expect([path, response.status, (await problemIn(response)).code]).toEqual([path, 404, 'route_not_found']);
    }
  });

  it('is only read', async () => {
    const response = await house.fetch('/', { method: 'DELETE' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    const head = await house.fetch('/', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });
});

describe('the page that documents the API', () => {
  it('works under the strict policy: no script and no style stands in it', async () => {
    const response = await get('/api/docs', page);
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toContain(`script-src 'self'`);
    expect(html).not.toMatch(/<style|<script(?![^>]*\bsrc=)|\son\w+=|https?:\/\//);
    for (const [, path] of html.matchAll(/(?:src|href)="(\/api\/docs\/[^"]+)"/g))
      expect((await get(path ?? '')).status).toBe(200);
  });
});
