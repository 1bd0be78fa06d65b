import type { Fault } from '@orrery/contracts';
import type { Response } from 'express';
import { problemOf } from './problem.js';

/** Answers with JSON text. */
export function sendJson(response: Response, status: number, text: string, type = 'application/json; charset=utf-8'): void {
  const bytes = Buffer.from(text);
  response.statusCode = status;
  response.setHeader('Content-Type', type);
  response.setHeader('Content-Length', bytes.length);
  response.end(bytes);
}

/** Answers with a fault, as problem+json. Answers nothing where an answer has begun. */
export function sendProblem(response: Response, fault: Fault, requestId: string): void {
  if (response.headersSent || response.destroyed) return;
  const problem = problemOf(fault, requestId);
  if (fault.code === 'unauthenticated') response.setHeader('WWW-Authenticate', 'Bearer realm="orrery"');
  if ((fault.kind === 'limit' || fault.kind === 'unavailable') && problem.status !== 413 && !response.hasHeader('Retry-After'))
    response.setHeader('Retry-After', retryAfter(fault));
  sendJson(response, problem.status, JSON.stringify(problem), 'application/problem+json; charset=utf-8');
}

/** Seconds after which another try makes sense. */
const retryAfter = (fault: Fault): string => {
  const said = fault.details?.['retryAfter'];
  return typeof said === 'number' && said >= 0 ? String(Math.ceil(said)) : '1';
};
