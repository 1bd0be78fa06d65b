import * as contracts from '@orrery/contracts';
import { bodyLimit } from '../http/json-body.js';
import { statusOf } from '../http/problem.js';
import type { MountedOperation } from '../operation/mounted.js';
import { type JsonSchema, type Schemas, schemasOf } from './json-schema.js';
import { systemRoutes } from './system.controller.js';

type Json = Readonly<Record<string, unknown>>;

const problem: JsonSchema = {
  type: 'object',
  description: 'An error, RFC 9457. `code` is stable: branch on it.',
  required: ['type', 'title', 'status', 'code', 'detail', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(contracts.faultCodes) },
    detail: { type: 'string', description: 'What happened and what to do next, in a sentence.' },
    requestId: { type: 'string', description: 'The same as the `x-request-id` header.' },
    errors: {
      type: 'array',
      description: 'Each bad field of the request.',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};

const description =
  `The HTTP API of Orrery. Every answer carries \`x-request-id\`; one that you send is kept. Bodies are JSON of at most
${String(bodyLimit / 1024 / 1024)} MB. Lists answer \`{items, nextCursor}\` and take \`cursor\` and \`limit\`. Streams are
\`application/x-ndjson\`: one JSON object a line, and a stream whose last line is not \`done\` was cut.`.replaceAll('\n', ' ');

/** The machine-readable form of the API: OpenAPI 3.1, made from the contracts. */
export function openapiOf(operations: readonly MountedOperation[], version: string): Json {
  const schemas = schemasOf(contracts);
  const paths: Record<string, Record<string, Json>> = {};
  for (const op of operations.toSorted(byAddress)) {
    const path = `/api${op.http.path.replace(/:(\w+)/g, '{$1}')}`;
    paths[path] = { ...paths[path], [op.http.method.toLowerCase()]: describe(op, schemas) };
  }
  for (const { path, summary } of systemRoutes) paths[`/api${path}`] = { get: describeSystem(path, summary) };
  return {
    openapi: '3.1.0',
    info: { title: 'Orrery', version, description, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    tags: [...new Set([...operations.toSorted(byAddress).map(tagOf), 'system'])].map((name) => ({ name })),
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'The access token of a session, or a personal access token (`orr_…`).',
        },
        refreshCookie: {
          type: 'apiKey',
          in: 'cookie',
          name: 'orrery_refresh',
          description: 'Set by signing in. HttpOnly; over https its name begins with `__Secure-`.',
        },
      },
      schemas: { Problem: problem, ...schemas.components() },
    },
  };
}

function describe(op: MountedOperation, schemas: Schemas): Json {
  const { http } = op;
  const names = [...http.path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? '');
  const { apart, rest } = schemas.split(op.request, [...names, ...fromHeaders(op)]);
  const asQuery = http.method === 'GET' ? Object.entries(rest.properties) : [];
  const hasBody = http.method !== 'GET' && Object.keys(rest.properties).length > 0;
  return {
    operationId: op.name,
    summary: http.summary,
    tags: [tagOf(op)],
    ...securityOf(op),
    'x-access': op.access,
    ...(http.perMinute === undefined ? {} : { 'x-requests-per-minute': http.perMinute }),
    parameters: [
      ...names.map((name) => ({ name, in: 'path', required: true, schema: apart.properties[name] ?? { type: 'string' } })),
      ...asQuery.map(([name, schema]) => ({ name, in: 'query', required: rest.required.includes(name), schema })),
      ...(http.idempotent ? [idempotencyKey] : []),
    ],
    ...(hasBody
      ? {
          requestBody: {
            required: rest.required.length > 0,
            content: {
              'application/json': {
                schema: { type: 'object', ...rest, additionalProperties: false },
              },
            },
          },
        }
      : {}),
    responses: { ...success(op, schemas), ...failures(op) },
  };
}

/** Fields of a request that come in headers. */
const fromHeaders = ({ http }: MountedOperation): string[] => [
  ...(http.session ? ['refreshToken'] : []),
  ...(http.idempotent ? ['idempotencyKey'] : []),
];

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: { type: 'string', maxLength: 200 },
  description: 'A retry with the same key and the same body answers the first result and changes nothing again.',
};

function securityOf(op: MountedOperation): Json {
  if (op.access !== 'public') return {};
  return { security: op.http.session === 'use' || op.http.session === 'end' ? [{ refreshCookie: [] }] : [] };
}

function success(op: MountedOperation, schemas: Schemas): Json {
  const { status = 200, session } = op.http;
  const headers = {
    'x-request-id': { schema: { type: 'string' } },
    ...(session ? { 'set-cookie': { schema: { type: 'string' }, description: 'The refresh cookie.' } } : {}),
  };
  if (status === 204) return { 204: { description: 'Done.', headers } };
  if (op.file) {
    const content = { 'application/octet-stream': { schema: { type: 'string', contentMediaType: 'application/octet-stream' } } };
    const named = { ...headers, 'content-disposition': { schema: { type: 'string' } } };
    return { [status]: { description: 'A file, streamed.', headers: named, content } };
  }
  const schema = schemas.answer(op.response, session ? ['refreshToken'] : []);
  const lines = op.stream && !op.http.document;
  const type = lines ? 'application/x-ndjson' : 'application/json';
  const words = lines ? 'A stream; the schema is that of one line.' : 'Done.';
  return { [status]: { description: words, headers, content: { [type]: { schema } } } };
}

function failures(op: MountedOperation): Json {
  const codes = new Set<contracts.FaultCode>([...op.throws, 'invalid_request', 'rate_limited', 'service_unavailable', 'timeout']);
  if (op.access !== 'public') codes.add('unauthenticated');
  if (op.access === 'read' || op.access === 'write') codes.add('scope_missing');
  if (op.access === 'account') codes.add('forbidden');
  if (op.http.session) codes.add('cross_site_request');
  if (op.http.method !== 'GET') for (const code of ['payload_too_large', 'unsupported_media_type'] as const) codes.add(code);
  const byStatus = new Map<number, contracts.FaultCode[]>();
  for (const code of codes) byStatus.set(statusOf(code), [...(byStatus.get(statusOf(code)) ?? []), code]);
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => [
      status,
      {
        description: list.map((code) => `\`${code}\``).join(', '),
        ...(status === 429 || status === 503 ? { headers: { 'retry-after': { schema: { type: 'integer' } } } } : {}),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

function describeSystem(path: string, summary: string): Json {
  const ok = { description: 'Done.', content: { 'application/json': { schema: { type: 'object' } } } };
  return {
    operationId: `system${path.replace(/[/.](\w)/g, (_, letter: string) => `.${letter}`)}`,
    summary,
    tags: ['system'],
    security: [],
    'x-access': 'public',
    parameters: [],
    responses: {
      200: ok,
      ...(path === '/health/ready' ? { 503: { ...ok, description: 'Something is missing; the body says what.' } } : {}),
    },
  };
}

const methodOrder = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const byAddress = (a: MountedOperation, b: MountedOperation): number =>
  a.http.path.localeCompare(b.http.path) || methodOrder.indexOf(a.http.method) - methodOrder.indexOf(b.http.method);

const tagOf = (op: MountedOperation): string => op.http.path.split('/')[1] ?? 'api';
