import { Fault } from '@orrery/contracts';
import { type ExecutionContext, Injectable } from '@nestjs/common';
import { ThrottlerGuard, type ThrottlerModuleOptions } from '@nestjs/throttler';
import type { Request, Response } from 'express';
import { visitOf } from '../http/visit.js';
import { operationOf } from '../operation/mounted.js';
import { addressKey } from './address.js';
import type { Windows } from './windows.js';

/** Requests a minute that one person, or one address where nobody is known, may send to everything without a limit of its own. */
const general = 600;
const windowMs = 60_000;

/** How often each route may be asked. A route whose contract names a number has a count of its own; the rest share one. */
export const limits = (windows: Windows, scale: number): ThrottlerModuleOptions => ({
  storage: windows,
  setHeaders: false,
  throttlers: [
    {
      name: 'default',
      ttl: windowMs,
      limit: (context) => Math.ceil((operationOf(context.getHandler())?.http.perMinute ?? general) * scale),
    },
  ],
  generateKey: (context, tracker) => {
    const op = operationOf(context.getHandler());
    return `${op?.http.perMinute === undefined ? 'general' : op.name} ${tracker}`;
  },
  getTracker: (request) => {
    const { actor } = visitOf(request);
    return actor ? actor.userId : addressKey((request as Request).ip);
  },
});

/** Refuses what comes too often, with the time to wait. */
@Injectable()
export class LimitGuard extends ThrottlerGuard {
  protected override throwThrottlingException(
    context: ExecutionContext,
    { timeToBlockExpire }: { timeToBlockExpire: number },
  ): Promise<void> {
    context.switchToHttp().getResponse<Response>().setHeader('Retry-After', String(timeToBlockExpire));
    return Promise.reject(
      new Fault('rate_limited', `Too many requests. Try again in ${String(timeToBlockExpire)} s.`, {
        details: { retryAfter: timeToBlockExpire },
      }),
    );
  }
}
