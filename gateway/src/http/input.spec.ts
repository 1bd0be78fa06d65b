import { Fault, queryUpdate } from '@orrery/contracts';
import { describe, expect, it } from '@jest/globals';
import { merge, parseRequest, queryFields } from './input.js';

const errorsOf = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    if (error instanceof Fault) return error.errors;
    throw error;
  }
  return undefined;
};

describe('the fields of a query string', () => {
  it('are text, and lists where they are repeated', () => {
    expect(queryFields('/x?a=1&b=&a=2&c=%C3%A4+b')).toEqual({ a: ['1', '2'], b: '', c: 'ä b' });
    expect(queryFields('/x')).toEqual({});
  });

  it('may be called anything without harm', () => {
    const fields = queryFields('/x?__proto__=1');
    expect(Object.keys(fields)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
  });
});

describe('the parts of a request', () => {
  it('become one', () => {
    expect(merge({ id: '1' }, { limit: '5' }, undefined, { name: 'x' })).toEqual({ id: '1', limit: '5', name: 'x' });
  });

  it('may not contradict each other', () => {
    expect(errorsOf(() => merge({ id: '1' }, undefined, { id: '2' }))).toEqual([{ path: 'id', message: 'is given twice' }]);
  });

  it('may not reach for the prototype', () => {
    const body = JSON.parse('{"__proto__":{"admin":true}}') as Record<string, unknown>;
    expect(errorsOf(() => merge(body))).toEqual([{ path: '__proto__', message: 'is not a field of this request' }]);
  });
});

describe('parsing', () => {
  const id = '0190b0a0-0000-7000-8000-000000000001';

  it('answers what the contract makes of it', () => {
    expect(parseRequest(queryUpdate, { id, savedName: ' x ' })).toEqual({ id, savedName: 'x' });
  });

  it('names each bad field', () => {
    expect(errorsOf(() => parseRequest(queryUpdate, { id: 'no', isSaved: 'yes', ownerId: id }))).toEqual([
      { path: 'id', message: expect.any(String) },
      { path: 'isSaved', message: expect.any(String) },
      { path: 'ownerId', message: 'is not a field of this request' },
    ]);
  });
});
