import { Fault, type FaultCode, type FieldError, faultCodes } from '@orrery/contracts';

const known = (code: unknown): code is FaultCode => typeof code === 'string' && Object.hasOwn(faultCodes, code);

/** Anything that was thrown, as a `Fault`. */
export function faultOf(error: unknown): Fault {
  if (error instanceof Fault) return error;
  if (error instanceof DOMException && error.name === 'AbortError')
    return new Fault('query_cancelled', 'Cancelled.', { cause: error });
  // `fetch` rejects with a TypeError, and says no more, when nothing answered.
  if (error instanceof TypeError)
    return new Fault('service_unavailable', 'The server can’t be reached. Check that Orrery is running, then try again.', {
      cause: error,
    });
  return new Fault('internal', error instanceof Error ? error.message : 'Something unexpected happened.', { cause: error });
}

const fieldErrors = (value: unknown): readonly FieldError[] | undefined => {
  if (!Array.isArray(value)) return undefined;
  const found: FieldError[] = [];
  for (const entry of value as unknown[]) {
    if (typeof entry !== 'object' || entry === null || !('message' in entry) || typeof entry.message !== 'string') continue;
    const path = 'path' in entry && typeof entry.path === 'string' ? entry.path : '';
    found.push({ path, message: entry.message });
  }
  return found;
};

/** What a problem document has of its own; everything else in it is what the fault wants to be known. */
const ownMembers: ReadonlySet<string> = new Set(['type', 'title', 'status', 'code', 'detail', 'instance', 'requestId', 'errors']);

/** Reads an RFC 9457 problem document; a body of another shape becomes a fault that says which status came. */
export function faultOfProblem(status: number, body: unknown): Fault {
  const problem: Record<string, unknown> = typeof body === 'object' && body !== null ? { ...body } : {};
  const errors = fieldErrors(problem['errors']);
  const details = Object.fromEntries(Object.entries(problem).filter(([name]) => !ownMembers.has(name)));
  const text = [problem['detail'], problem['title']].find((part) => typeof part === 'string' && part !== '');
  const fallback: FaultCode = status === 401 ? 'unauthenticated' : status >= 502 ? 'service_unavailable' : 'internal';
  const fault = new Fault(
    known(problem['code']) ? problem['code'] : fallback,
    typeof text === 'string'
      ? text
      : status >= 502
        ? 'The server is not ready. Try again in a moment.'
        : `The server answered ${status.toString()} without saying why.`,
    {
      ...(errors ? { errors } : {}),
      ...(Object.keys(details).length > 0 ? { details } : {}),
    },
  );
  if (typeof problem['requestId'] === 'string') fault.requestId = problem['requestId'];
  return fault;
}
