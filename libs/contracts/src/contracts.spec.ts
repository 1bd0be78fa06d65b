import { describe, expect, it } from '@jest/globals';
import { events, Fault, faultCodes, operations, permissionsOf, queryLine, services } from './index.js';
import { eventSamples, operationSamples, queryLineSamples } from './samples.js';

describe('contracts', () => {
  it.each(operations.map((op) => [op.name, op] as const))('%s still understands its frozen messages', (name, op) => {
    const sample = operationSamples[name];
    expect(sample).toBeDefined();
    expect(op.request.safeParse(sample?.request).error).toBeUndefined();
    expect(op.response.safeParse(sample?.response).error).toBeUndefined();
  });

  it.each(events.map((e) => [e.name, e] as const))('%s still understands its frozen payload', (name, event) => {
    expect(event.payload.safeParse(eventSamples[name]).error).toBeUndefined();
  });

  it('understands every frozen line of a run', () => {
    for (const line of queryLineSamples) expect(queryLine.safeParse(line).error).toBeUndefined();
  });

  it('gives each operation a name of its own', () => {
    expect(new Set(operations.map((op) => op.name)).size).toBe(operations.length);
  });

  it('gives each route to one operation', () => {
    const routes = operations.flatMap((op) => (op.http ? [`${op.http.method} ${op.http.path}`] : []));
    expect(new Set(routes).size).toBe(routes.length);
  });

  it('refuses fields that a request does not have', () => {
    for (const op of operations) {
      const sample = operationSamples[op.name]?.request as Record<string, unknown>;
      expect(op.request.safeParse({ ...sample, userId2: 'x' }).success).toBe(false);
    }
  });

  it('never answers a password', () => {
    for (const op of operations)
      if (op.http)
        expect(JSON.stringify(op.response.toJSONSchema({ unrepresentable: 'any' }))).not.toMatch(/"(password|sealedPassword)"/);
  });

  it('throws only faults that exist', () => {
    for (const op of operations) for (const code of op.throws) expect(Object.hasOwn(faultCodes, code)).toBe(true);
  });
});

describe('permissionsOf', () => {
  it('lets only query-runner ask for sealed passwords', () => {
    for (const peer of [...services, 'gateway' as const])
      expect(permissionsOf(peer).publish.some((subject) => subject.startsWith('connections.secret.'))).toBe(
        peer === 'query-runner',
      );
  });

  it('lets no peer read another’s replies, or publish everything', () => {
    for (const peer of [...services, 'gateway' as const]) {
      const { publish, subscribe } = permissionsOf(peer);
      expect(publish).not.toContain('>');
      expect(subscribe.filter((subject) => subject.startsWith('_INBOX'))).toEqual([`_INBOX_${peer}.>`]);
    }
  });
});

describe('Fault', () => {
  it('crosses the wire whole, without its cause', () => {
    const fault = new Fault('password_required', 'Enter the password again.', {
      errors: [{ path: 'password', message: 'is missing' }],
      cause: new Error('x'),
    });
    const back = Fault.fromWire(JSON.parse(JSON.stringify(fault.toWire())) as ReturnType<Fault['toWire']>);
    expect(back).toMatchObject({
      code: 'password_required',
      kind: 'conflict',
      message: 'Enter the password again.',
      errors: fault.errors,
    });
    expect(back.cause).toBeUndefined();
  });

  it('reads an unknown code as internal', () => {
    expect(Fault.fromWire({ code: 'toString' as 'internal', message: 'x' }).kind).toBe('internal');
  });
});
