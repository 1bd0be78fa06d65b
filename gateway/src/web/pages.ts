import { Fault } from '@orrery/contracts';
import type { Request, Response } from 'express';
import { randomBytes } from 'node:crypto';
import { apiHeaders, pagePolicy } from '../http/security-headers.js';
import { sendProblem } from '../http/respond.js';
import { visitOf } from '../http/visit.js';
import { Files, type Served } from './files.js';
import { unbuiltPage } from './unbuilt.js';

/** A name with a hash of its content in it, as the build tools make them: eight characters, not all small letters. */
const hashed = /[-.](?=[\w-]*[A-Z\d])[\w-]{8}\.\w+$/;
const assetName = /\.(?:js|mjs|css|map|json|svg|png|jpe?g|webp|ico|woff2?|ttf|wasm|txt|webmanifest|xml|php)$/i;
/** Addresses that are never a page of the web app, however they are spelled. */
const reserved = /^\/(?:api|metrics)(?:[/;]|$)/;

/** Serves the built web app, and the page that documents the API. */
export class PageServer {
  private readonly web: Files;
  private readonly docs: Files;

  constructor(webRoot: string, docsRoot: string) {
    this.web = new Files(webRoot);
    this.docs = new Files(docsRoot);
  }

  /** Answers a request that is not for the API. Answers false where nothing can be at that address. */
  readonly serve = (request: Request, response: Response): boolean => {
    const path = decoded(request.path);
    if (path === undefined) return false;
    const documentation = request.path === '/api/docs' || request.path.startsWith('/api/docs/');
    if (!documentation && reserved.test(path.replace(/[\\/]+/g, '/').toLowerCase())) return false;
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      apiHeaders(response);
      response.setHeader('Allow', 'GET, HEAD');
      const fault = new Fault('method_not_allowed', 'This address answers GET, HEAD only.');
      sendProblem(response, fault, visitOf(request).requestId);
      return true;
    }
    const work = documentation ? this.documentation(path, request, response) : this.app(path, request, response);
    work.catch(() => {
      if (response.headersSent) response.destroy();
      else sendProblem(response, new Fault('internal', 'A page could not be read'), visitOf(request).requestId);
    });
    return true;
  };

  private async documentation(path: string, request: Request, response: Response): Promise<void> {
    if (path === '/api/docs') await this.page(this.docs, request, response);
    else await this.asset(this.docs, path.slice('/api/docs'.length), request, response);
  }

  private async app(path: string, request: Request, response: Response): Promise<void> {
    const navigates = (request.headers.accept ?? '').includes('text/html');
    if (path === '/' || path === '/index.html') await this.page(this.web, request, response);
    else if (!(await this.sent(this.web, path, request, response))) {
      const nowhere = path.startsWith('/assets/') || path.split('/').some((part) => part.startsWith('.'));
      if (nowhere || (assetName.test(path) && !navigates)) notFound(request, response);
      else await this.page(this.web, request, response);
    }
  }

  private async asset(files: Files, path: string, request: Request, response: Response): Promise<void> {
    if (!(await this.sent(files, path, request, response))) notFound(request, response);
  }

  private async sent(files: Files, path: string, request: Request, response: Response): Promise<boolean> {
    const file = await files.find(path, request.headers['accept-encoding']);
    if (!file) return false;
    response.setHeader('Content-Security-Policy', pagePolicy());
    response.setHeader('Cache-Control', hashed.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
    send(file, request, response);
    return true;
  }

  /** `index.html`, each time with a nonce of its own. */
  private async page(files: Files, request: Request, response: Response): Promise<void> {
    const nonce = randomBytes(16).toString('base64');
    response.setHeader('Content-Security-Policy', pagePolicy(nonce));
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    const file = await files.find('/index.html', undefined);
    if (!file) response.statusCode = 503;
    const html = file ? file.bytes.toString('utf8').replaceAll('__CSP_NONCE__', nonce) : unbuiltPage(nonce);
    response.setHeader('Content-Length', Buffer.byteLength(html));
    response.end(request.method === 'HEAD' ? undefined : html);
  }
}

function send(file: Served, request: Request, response: Response): void {
  response.setHeader('Content-Type', file.type);
  response.setHeader('ETag', file.etag);
  response.setHeader('Vary', 'Accept-Encoding');
  const wanted = request.headers['if-none-match'];
  if (wanted?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === file.etag)) {
    response.statusCode = 304;
    response.end();
    return;
  }
  if (file.encoding !== 'identity') response.setHeader('Content-Encoding', file.encoding);
  response.setHeader('Content-Length', file.bytes.length);
  response.end(request.method === 'HEAD' ? undefined : file.bytes);
}

function notFound(request: Request, response: Response): void {
  apiHeaders(response);
  sendProblem(response, new Fault('route_not_found', 'There is nothing at this address.'), visitOf(request).requestId);
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
