import { Fault } from '@orrery/contracts';
import { type ActorSigner, type Call } from '@orrery/runtime';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { RefreshCookie } from '../access/refresh-cookie.js';
import type { BusDoor } from '../bus-door.js';
import { merge, parseRequest, queryFields } from '../http/input.js';
import { readJsonBody } from '../http/json-body.js';
import { sendJson } from '../http/respond.js';
import { visitOf } from '../http/visit.js';
import type { MountedOperation } from './mounted.js';
import type { Streams } from './streams.js';

/** Answers a route: the request in its contract's words over the bus, and the answer back. */
@Injectable()
export class OperationService {
  constructor(
    private readonly door: BusDoor,
    private readonly signer: ActorSigner,
    private readonly cookie: RefreshCookie,
    private readonly streams: Streams,
  ) {}

  async answer(op: MountedOperation, request: Request, response: Response): Promise<void> {
    const input = parseRequest(op, await this.fieldsOf(op, request));
    const call = await this.callOf(request);
    if (op.stream) {
      await this.streams.forward(op, input, call, response);
      return;
    }
    let answer: unknown;
    try {
      answer = await this.door.bus.call(op, input, { call });
    } catch (error) {
      // A session that is over is forgotten by the browser too.
      if (op.http.session === 'use' && error instanceof Fault && error.kind === 'unauthenticated')
        this.cookie.clear(request, response);
      throw error;
    }
    this.send(op, answer, request, response);
  }

  private async fieldsOf(op: MountedOperation, request: Request): Promise<Record<string, unknown>> {
    const { method, session, idempotent } = op.http;
    if (session) this.cookie.sameOrigin(request);
    const query = queryFields(request.url);
    const body = method === 'GET' ? undefined : await readJsonBody(request, op.exact);
    if (method !== 'GET' && method !== 'DELETE') for (const name of Object.keys(query)) throw misplaced(name);
    const fields = merge(request.params, query, body);
    if (session === 'use' || session === 'end') {
      // It comes in the cookie and in no other way.
      if ('refreshToken' in fields) throw misplaced('refreshToken');
      const refreshToken = this.cookie.read(request)?.slice(0, 200);
      if (refreshToken !== undefined) fields['refreshToken'] = refreshToken;
      else if (session === 'use') throw new Fault('session_expired', 'Your session has ended. Sign in again.');
    }
    if (idempotent) takeIdempotencyKey(fields, request.headers['idempotency-key']);
    return fields;
  }

  private async callOf(request: Request): Promise<Call> {
    const { requestId, traceparent, actor } = visitOf(request);
    return {
      requestId,
      ...(traceparent === undefined ? {} : { traceparent }),
      ...(actor ? { actor, actorToken: await this.signer.sign(actor) } : {}),
      client: { address: request.ip ?? '', agent: request.headers['user-agent'] ?? '' },
    };
  }

  private send(op: MountedOperation, answer: unknown, request: Request, response: Response): void {
    const { session, status = 200 } = op.http;
    let body = answer;
    if (session === 'issue' || session === 'use') {
      const { refreshToken, ...rest } = answer as { refreshToken: string };
      this.cookie.set(request, response, refreshToken);
      body = rest;
    } else if (session === 'end') this.cookie.clear(request, response);
    if (status === 204) {
      response.statusCode = 204;
      response.end();
    } else sendJson(response, status, JSON.stringify(body));
  }
}

/** The key comes in its header and in no other way. */
function takeIdempotencyKey(fields: Record<string, unknown>, header: string | string[] | undefined): void {
  if ('idempotencyKey' in fields) throw misplaced('idempotencyKey');
  if (header !== undefined) fields['idempotencyKey'] = header;
}

const misplaced = (name: string): Fault =>
  new Fault('invalid_request', 'Something in this request is not as it should be.', {
    errors: [{ path: name, message: 'is not expected there' }],
  });
