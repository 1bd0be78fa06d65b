import { Fault, type FieldError, type Operation } from '@orrery/contracts';
import type { z } from 'zod';

type Fields = Readonly<Record<string, unknown>>;

/** A query string's fields; one that is repeated becomes an array. */
export function queryFields(url: string): Record<string, unknown> {
  const start = url.indexOf('?');
  const fields: Record<string, unknown> = {};
  if (start < 0) return fields;
  const params = new URLSearchParams(url.slice(start + 1));
  for (const name of new Set(params.keys())) {
    const values = params.getAll(name);
    // Defined, not assigned: a field may be called `__proto__`.
    Object.defineProperty(fields, name, {
      value: values.length === 1 ? values[0] : values,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return fields;
}

/**
 * One request out of its parts. A name that stands in two of them is refused: which one would win is nobody's guess.
 * Throws `invalid_request`.
 */
export function merge(...parts: readonly (Fields | undefined)[]): Record<string, unknown> {
  const whole: Record<string, unknown> = {};
  const errors: FieldError[] = [];
  for (const part of parts) {
    for (const [name, value] of Object.entries(part ?? {})) {
      if (name === '__proto__') errors.push({ path: name, message: 'is not a field of this request' });
      else if (Object.hasOwn(whole, name)) errors.push({ path: name, message: 'is given twice' });
      else whole[name] = value;
    }
  }
  if (errors.length > 0) throw invalid(errors);
  return whole;
}

/** Parses a request by its contract. Throws `invalid_request` that names each bad field. */
export function parseRequest(op: Operation, request: Fields): unknown {
  const parsed = op.request.safeParse(request);
  if (!parsed.success) throw invalid(parsed.error.issues.flatMap(fieldErrors));
  return parsed.data;
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const prefix = path === '' ? '' : `${path}.`;
    return issue.keys
      .slice(0, 50)
      .map((key) => ({ path: `${prefix}${key.slice(0, 100)}`, message: 'is not a field of this request' }));
  }
  return [{ path, message: issue.message }];
}

const invalid = (errors: readonly FieldError[]): Fault =>
  new Fault('invalid_request', 'Something in this request is not as it should be.', { errors: errors.slice(0, 50) });
