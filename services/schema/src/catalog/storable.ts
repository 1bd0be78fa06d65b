const unstorable = /\\u(?:0000|d[89a-f])/i;

/** JSON text that PostgreSQL can keep: it takes neither a NUL nor half a character, and databases of other kinds hold both. */
export const storable = (value: unknown): string => storableText(JSON.stringify(value));

/** The same of what is JSON already. */
export function storableText(json: string): string {
  if (!unstorable.test(json)) return json;
  return JSON.stringify(
    JSON.parse(json, (_key, one: unknown) => (typeof one === 'string' ? one.replaceAll('\0', '\uFFFD').toWellFormed() : one)),
  );
}
