/** JSON text that PostgreSQL can keep: it takes neither a NUL nor half a character, and databases of other kinds hold both. */
export function storable(value: unknown): string {
  const text = JSON.stringify(value);
  if (!/\\u(?:0000|d[89a-f])/i.test(text)) return text;
  return JSON.stringify(value, (_key, one: unknown) =>
    typeof one === 'string' ? one.replaceAll('\0', '\uFFFD').toWellFormed() : one,
  );
}
