import { describe, expect, it } from '@jest/globals';
import { mounted } from '../operation/mounted.js';
import { openapiOf } from './openapi.js';

interface Described {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly security?: readonly unknown[];
  readonly requestBody?: {
    readonly content: { readonly 'application/json': { readonly schema: { readonly properties: object } } };
  };
  readonly responses: Readonly<Record<string, { readonly content?: object }>>;
}
interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: object };
}

const text = JSON.stringify(openapiOf(mounted, '1.2.3'));
const document = JSON.parse(text) as Document;
const described = Object.values(document.paths).flatMap((methods) => Object.values(methods));

describe('the OpenAPI document', () => {
  it('describes every route, once', () => {
    expect(document.openapi).toBe('3.1.0');
    const ids = described.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const op of mounted) expect(ids).toContain(op.name);
  });

  it('names every parameter of an address', () => {
    for (const [path, methods] of Object.entries(document.paths))
      for (const { parameters } of Object.values(methods))
        expect(parameters.filter((one) => one.in === 'path').map(({ name }) => name)).toEqual(
          [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]),
        );
  });

  it('refers to nothing that is not there', () => {
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g))
      expect(document.components.schemas).toHaveProperty(name ?? '');
    expect(text).not.toContain('#/$defs');
    for (const [reference] of text.matchAll(/"\$ref":"[^"]*"/g)) expect(reference).toContain('#/components/schemas/');
  });

  it('says 401 on every route that asks who it is', () => {
    for (const { operationId, security, responses } of described)
      if (security === undefined)
        expect([operationId, Object.keys(responses)]).toEqual([operationId, expect.arrayContaining(['401'])]);
  });

  it('shows the refresh token nowhere', () => {
    expect(text).not.toContain('"refreshToken"');
  });

  it('describes a body as the contract does', () => {
    const body = document.paths['/api/queries']?.['post']?.requestBody?.content['application/json'].schema.properties;
    expect(Object.keys(body ?? {})).toEqual(expect.arrayContaining(['connectionId', 'text', 'maxRows']));
  });
});
