import { Fault } from '@orrery/contracts';
import { errorFields, type Logger } from '@orrery/runtime';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { RouteTable } from './route-table.js';
import { statusOf } from './problem.js';
import { sendProblem } from './respond.js';
import { visitOf } from './visit.js';

/** Turns whatever was thrown on the way into a problem+json answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly routes: RouteTable,
    private readonly log: Logger,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const { requestId } = visitOf(request);
    const fault = this.faultOf(error, request, response);
    this.tell(fault, error, request);
    sendProblem(response, fault, requestId);
  }

  private faultOf(error: unknown, request: Request, response: Response): Fault {
    if (error instanceof Fault) return error;
    // Nest and the router speak of routes in exceptions of their own.
    if (error instanceof HttpException) {
      if (error.getStatus() === 404) return this.unmatched(request, response);
      if (error.getStatus() < 500)
        return new Fault('invalid_request', 'The address of this request is not well-formed.', { cause: error });
    }
    return new Fault('internal', 'Unexpected error', { cause: error });
  }

  private unmatched(request: Request, response: Response): Fault {
    // Not `path`: Nest asks below its prefix, where that is cut.
    const methods = this.routes.methodsOf(request.originalUrl.split('?', 1)[0] ?? '');
    if (methods.length === 0) return new Fault('route_not_found', 'There is nothing at this address.');
    response.setHeader('Allow', methods.join(', '));
    return new Fault('method_not_allowed', `This address answers ${methods.join(', ')} only.`);
  }

  private tell(fault: Fault, error: unknown, request: Request): void {
    const route = visitOf(request).route ?? 'unmatched';
    if (fault.kind === 'internal')
      this.log.error({ error: errorFields(error), route, code: fault.code }, 'A request failed unexpectedly');
    else if (fault.kind === 'unauthenticated' || fault.kind === 'forbidden' || fault.code === 'rate_limited')
      this.log.info({ route, code: fault.code, address: request.ip }, 'A request was refused');
    else this.log.debug({ route, code: fault.code, status: statusOf(fault.code) }, 'A request was answered with a fault');
  }
}
