import { describe, expect, it } from '@jest/globals';
import { faultOfProblem } from './fault-of';

describe('a problem document', () => {
  it('becomes a fault that keeps what the server says besides', () => {
    const fault = faultOfProblem(409, {
      type: 'urn:orrery:fault:row_changed',
      title: 'In conflict',
      status: 409,
      code: 'row_changed',
      detail: 'A row is no longer as you saw.',
      requestId: 'r1',
      errors: [{ path: 'changes.0', message: 'the row was changed meanwhile' }],
      conflicts: [{ index: 0, current: { id: 1 } }],
    });
    expect(fault.code).toBe('row_changed');
    expect(fault.details).toEqual({ conflicts: [{ index: 0, current: { id: 1 } }] });
    expect(fault.errors).toHaveLength(1);
    expect(fault.requestId).toBe('r1');
  });
  it('of another shape says which status came', () => {
    expect(faultOfProblem(418, 'no').message).toBe('The server answered 418 without saying why.');
    expect(faultOfProblem(401, undefined).details).toBeUndefined();
  });
});
