import { type Actor, Fault } from '@orrery/contracts';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { Request, Response } from 'express';
import { visitOf } from '../http/visit.js';
import { addressKey } from '../limit/address.js';
import type { Windows } from '../limit/windows.js';
import { operationOf } from '../operation/mounted.js';
import { notSignedIn } from './access-token.js';
import type { EndedSessions } from './ended-sessions.js';
import { personalPrefix, type PersonalTokens } from './personal-tokens.js';
import { publicKey } from './public.js';

/** Failed sign-ins by token from one address, a minute. */
const failuresPerMinute = 120;

/** passport's guard for access tokens, answering with our fault. */
class SessionGuard extends AuthGuard('jwt') {
  override handleRequest<User>(error: unknown, user: User | false | null, info: unknown): User {
    if (error instanceof Error) throw error;
    if (!user) throw notSignedIn(info);
    return user;
  }
}

/** Lets nobody in who has not said who they are, except where a route is public. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly sessions = new SessionGuard();

  constructor(
    private readonly reflector: Reflector,
    private readonly ended: EndedSessions,
    private readonly personal: PersonalTokens,
    private readonly windows: Windows,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const visit = visitOf(request);
    visit.route = operationOf(context.getHandler())?.http.path ?? context.getHandler().name;
    if (this.reflector.getAllAndOverride<boolean | undefined>(publicKey, [context.getHandler(), context.getClass()])) return true;
    const tracker = addressKey(request.ip);
    const window = this.windows.peek(`refused ${tracker}`);
    if (window && window.hits > failuresPerMinute) {
      http.getResponse<Response>().setHeader('Retry-After', String(window.seconds));
      throw new Fault('rate_limited', 'Too many requests without a valid access token came from your address. Wait a minute.');
    }
    try {
      visit.actor = await this.actorOf(request, context, visit.requestId);
    } catch (error) {
      if (error instanceof Fault && error.kind === 'unauthenticated' && request.headers.authorization !== undefined)
        this.windows.hit(`refused ${tracker}`, 60_000);
      throw error;
    }
    return true;
  }

  private async actorOf(request: Request, context: ExecutionContext, requestId: string): Promise<Actor> {
    const token = /^Bearer ([^\s]+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) throw notSignedIn();
    let actor: Actor;
    if (token.startsWith(personalPrefix)) actor = await this.personal.verify(token, requestId);
    else {
      await this.sessions.canActivate(context);
      actor = (request as Request & { user: Actor }).user;
    }
    if (this.ended.has(actor.sessionId)) throw notSignedIn();
    return actor;
  }
}
