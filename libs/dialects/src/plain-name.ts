/**
 * How names are written that need no quotes: `shape` is what a name without them may be made of so that the server reads it as it is,
 * and `reserved` are the words, in upper case, that mean something else there.
 */
export const plainOr =
  (shape: RegExp, reserved: ReadonlySet<string>, quote: (name: string) => string) =>
  (name: string): string =>
    shape.test(name) && !reserved.has(name.toUpperCase()) ? name : quote(name);
