import { Fault, faultCodes, type FaultCode } from '@orrery/contracts';
import { describe, expect, it } from '@jest/globals';
import { problemOf, statusOf } from './problem.js';

describe('the table from faults to HTTP', () => {
  it('has a status for every code', () => {
    for (const code of Object.keys(faultCodes) as FaultCode[]) {
      expect(statusOf(code)).toBeGreaterThanOrEqual(400);
      expect(statusOf(code)).toBeLessThan(600);
    }
  });

  it('follows the kind, except where HTTP has a word of its own', () => {
    const expected: Partial<Record<FaultCode, number>> = {
      invalid_request: 400,
      unauthenticated: 401,
      invalid_credentials: 401,
      forbidden: 403,
      connection_not_found: 404,
      method_not_allowed: 405,
      email_taken: 409,
      payload_too_large: 413,
      unsupported_media_type: 415,
      host_not_allowed: 422,
      rate_limited: 429,
      query_cancelled: 499,
      internal: 500,
      unreachable: 502,
      service_unavailable: 503,
      timeout: 504,
      connect_timeout: 504,
    };
    for (const [code, status] of Object.entries(expected)) expect([code, statusOf(code as FaultCode)]).toEqual([code, status]);
  });
});

describe('a problem', () => {
  it('says what the fault says, with its details beside', () => {
    const fault = new Fault('password_required', 'Bring it again.', { details: { field: 'password' } });
    expect(problemOf(fault, 'request-1')).toEqual({
      field: 'password',
      type: 'urn:orrery:fault:password_required',
      title: 'In conflict with the present state',
      status: 409,
      code: 'password_required',
      detail: 'Bring it again.',
      requestId: 'request-1',
    });
  });

  it('of the inside says nothing but that it happened', () => {
    const fault = new Fault('invalid_response', 'auth.user.get answered oddly: hunter2', { details: { secret: 'hunter2' } });
    const text = JSON.stringify(problemOf(fault, 'request-1'));
    expect(text).not.toContain('hunter2');
    expect(text).toContain('request-1');
  });

  it('can’t be disguised by details of the same names', () => {
    const fault = new Fault('connection_not_found', 'Not there.', { details: { status: 200, code: 'fine', requestId: 'x' } });
    expect(problemOf(fault, 'request-1')).toMatchObject({ status: 404, code: 'connection_not_found', requestId: 'request-1' });
  });
});
