import { z } from 'zod';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Shapes that say more where they stand than under a name of their own. */
const unnamed = new Set(['nothing', 'flag']);
/** Formats whose pattern repeats, at length, what the format says. */
const selfEvident = new Set(['uuid', 'date-time', 'email', 'uri']);

/** An object's fields as JSON Schema. */
export interface Fields {
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required: readonly string[];
}

/** Turns the contracts' shapes into JSON Schema; those that are exported under a name become components of that name. */
export function schemasOf(exported: Readonly<Record<string, unknown>>): Schemas {
  const names = z.registry<{ id: string }>();
  const recursive = z.registry<{ id: string }>();
  for (const [name, value] of Object.entries(exported)) {
    const id = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const named = value instanceof z.ZodObject || value instanceof z.ZodUnion || value instanceof z.ZodLazy;
    if (named && !unnamed.has(name)) names.add(value, { id });
    if (value instanceof z.ZodLazy) recursive.add(value, { id });
  }
  return new Schemas(names, recursive);
}

export class Schemas {
  private readonly named = new Map<string, JsonSchema>();

  constructor(
    private readonly names: ReturnType<typeof z.registry<{ id: string }>>,
    /** Shapes that hold themselves: they can only be referred to, in requests too. */
    private readonly recursive: ReturnType<typeof z.registry<{ id: string }>>,
  ) {}

  /** A request's fields: those named, and the rest. */
  split(request: z.ZodType, apart: readonly string[]): { readonly apart: Fields; readonly rest: Fields } {
    const schema = tidy(z.toJSONSchema(request, { io: 'input', unrepresentable: 'any', metadata: this.recursive }));
    const { $defs } = schema as { $defs?: Record<string, JsonSchema> };
    for (const [name, shape] of Object.entries($defs ?? {})) this.name(name, shape);
    const fields = fieldsOf(schema);
    const only = (wanted: (name: string) => boolean): Fields => ({
      properties: Object.fromEntries(Object.entries(fields.properties).filter(([name]) => wanted(name))),
      required: fields.required.filter(wanted),
    });
    return { apart: only((name) => apart.includes(name)), rest: only((name) => !apart.includes(name)) };
  }

  /** An answer's schema, without the fields that never reach a client. */
  answer(response: z.ZodType, without: readonly string[]): JsonSchema {
    const schema = tidy(z.toJSONSchema(response, { io: 'output', unrepresentable: 'any', metadata: this.names }));
    const { $defs, ...root } = schema as Record<string, unknown> & { $defs?: Record<string, JsonSchema> };
    const own = this.names.get(response)?.id;
    const whole = (own === undefined ? undefined : $defs?.[own]) ?? root;
    for (const [name, shape] of Object.entries($defs ?? {})) if (without.length === 0 || name !== own) this.name(name, shape);
    if (without.length === 0) return root;
    const { properties, required } = fieldsOf(whole);
    return {
      type: 'object',
      properties: Object.fromEntries(Object.entries(properties).filter(([name]) => !without.includes(name))),
      required: required.filter((name) => !without.includes(name)),
      additionalProperties: false,
    };
  }

  /** The shapes that have been referred to. */
  components(): Readonly<Record<string, JsonSchema>> {
    return Object.fromEntries([...this.named].sort(([a], [b]) => a.localeCompare(b)));
  }

  private name(name: string, schema: JsonSchema): void {
    this.named.set(name, Object.fromEntries(Object.entries(schema).filter(([key]) => key !== 'id')));
  }
}

const fieldsOf = (schema: JsonSchema): Fields => ({
  properties: (schema['properties'] ?? {}) as Record<string, JsonSchema>,
  required: (schema['required'] ?? []) as string[],
});

/** The schema with references that point into the document, and without what only says the same again. */
function tidy(schema: JsonSchema): JsonSchema {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    const source = value as Record<string, unknown>;
    const format = source['format'];
    return Object.fromEntries(
      Object.entries(source)
        .filter(([name]) => name !== '$schema')
        .filter(([name]) => !(name === 'pattern' && typeof format === 'string' && selfEvident.has(format)))
        .map(([name, inner]) => [
          name,
          name === '$ref' && typeof inner === 'string' ? inner.replace('#/$defs/', '#/components/schemas/') : walk(inner),
        ]),
    );
  };
  return walk(schema) as JsonSchema;
}
