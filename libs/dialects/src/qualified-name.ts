const part = (name: string): string => (/[."]/.test(name) || name === '' ? `"${name.replaceAll('"', '""')}"` : name);

/** A table's name with its schema, as it stands in routes, tabs and rows: `public.orders`. Parts that hold a dot or a quote are quoted. */
export const qualifiedName = (schema: string, name: string): string => `${part(schema)}.${part(name)}`;
