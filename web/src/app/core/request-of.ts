import { Fault, type Operation } from '@orrery/contracts';

/**
 * How an operation's request looks over HTTP: `:name` parts of the path are taken from it, what remains goes into the query string
 * of a GET and the JSON body of everything else.
 */
export function requestOf(op: Operation, request: unknown, token: string | null): { url: string; init: RequestInit } {
  const route = op.http;
  if (!route) throw new Fault('internal', `${op.name} has no HTTP route.`);
  const rest = new Map<string, unknown>(typeof request === 'object' && request !== null ? Object.entries(request) : []);
  const path = route.path.replace(/:([A-Za-z]+)/g, (_part, name: string) => {
    const value = rest.get(name);
    rest.delete(name);
    if (typeof value !== 'string') throw new Fault('internal', `${op.name} needs “${name}”.`);
    return encodeURIComponent(value);
  });
  const headers: Record<string, string> = {
    accept: op.file ? '*/*' : op.stream && route.document !== true ? 'application/x-ndjson' : 'application/json',
  };
  if (token !== null) headers['authorization'] = `Bearer ${token}`;
  // The routes that use the refresh cookie answer only to a page that can set a header of its own.
  if (route.session) headers['x-requested-with'] = 'orrery';
  const key = rest.get('idempotencyKey');
  if (route.idempotent && typeof key === 'string') {
    headers['idempotency-key'] = key;
    rest.delete('idempotencyKey');
  }
  const given = [...rest].filter(([, value]) => value !== undefined);
  if (route.method === 'GET') {
    const query = new URLSearchParams();
    // A list is its parameter repeated.
    for (const [name, value] of given)
      for (const one of Array.isArray(value) ? value : [value])
        if (typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean') query.append(name, String(one));
    const text = query.toString();
    return { url: `/api${path}${text === '' ? '' : `?${text}`}`, init: { method: 'GET', headers } };
  }
  if (given.length === 0 && route.method === 'DELETE') return { url: `/api${path}`, init: { method: 'DELETE', headers } };
  headers['content-type'] = 'application/json';
  return { url: `/api${path}`, init: { method: route.method, headers, body: JSON.stringify(Object.fromEntries(given)) } };
}
