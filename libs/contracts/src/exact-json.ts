/** A JSON number kept as the digits that were written, because a JavaScript number would round or rewrite them. */
export interface ExactNumber {
  readonly rawJSON: string;
}

interface ExactJson {
  rawJSON?(text: string): ExactNumber;
  isRawJSON?(value: unknown): value is ExactNumber;
}

// ES2026; TypeScript's library does not know them yet. Remove with the first `lib` that does.
const native = JSON as unknown as ExactJson;

type SourceReviver = (this: unknown, key: string, value: unknown, context?: { source?: string }) => unknown;

/**
 * A number, where one can stand, that JavaScript may not write as it was written: too many digits, an exponent, or zeros at the end
 * of its fraction (`1.10` is a price).
 */
const maybeInexact = /(?:^|[:,[\s])-?(?:[\d.]{16}|[\d.]+[eE]|\d+\.\d*0(?!\d))/;

/** True for a number that is kept as its text. */
export function isExactNumber(value: unknown): value is ExactNumber {
  return native.isRawJSON?.(value) ?? false;
}

/**
 * Parses JSON without rounding: a number that a double can't give back becomes an `ExactNumber`, which `JSON.stringify` writes back
 * digit by digit. Costs nothing extra where no such number can be in the text. Throws a SyntaxError as `JSON.parse` does.
 */
export function parseExact(text: string): unknown {
  if (!native.rawJSON || !maybeInexact.test(text)) return JSON.parse(text);
  const keep: SourceReviver = (_key, value, context) => {
    if (typeof value !== 'number' || context?.source === undefined) return value;
    return String(value) === context.source ? value : native.rawJSON?.(context.source);
  };
  return JSON.parse(text, keep);
}
