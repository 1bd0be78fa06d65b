import { Fault } from '@orrery/contracts';
import { withCall } from '@orrery/runtime';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { apiHeaders, fixedHeaders } from './http/security-headers.js';
import { sendProblem } from './http/respond.js';
import { beginVisit } from './http/visit.js';
import { observe } from './metrics.js';

/** What is not the API: the web app and the documentation page. Answers false where there is nothing at the address. */
export type Pages = (request: Request, response: Response) => boolean;

/** `/api` and what is below it, as it is written in the contracts and in no other spelling. */
const api = /^\/api(?:\/|$)/;

/** The first thing that every request meets: it gets its id, its headers, and the way it goes on. */
export function front(options: {
  readonly https: boolean;
  readonly pages: Pages;
  readonly isDraining: () => boolean;
}): RequestHandler {
  const fixed = fixedHeaders(options.https);
  return (request: Request, response: Response, next: NextFunction): void => {
    const visit = beginVisit(request);
    response.setHeader('X-Request-Id', visit.requestId);
    if (options.isDraining()) response.setHeader('Connection', 'close');
    for (const [name, value] of fixed) response.setHeader(name, value);
    const { path } = request;
    if (!api.test(path) || path === '/api/docs' || path.startsWith('/api/docs/')) {
      if (options.pages(request, response)) return;
      apiHeaders(response);
      sendProblem(response, new Fault('route_not_found', 'There is nothing at this address.'), visit.requestId);
      return;
    }
    apiHeaders(response);
    observe(request, response, visit);
    withCall({ requestId: visit.requestId }, next);
  };
}
