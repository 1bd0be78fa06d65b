/** A JSON number kept as the digits that were written, because a JavaScript number would round them. */
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

/** Digits enough that a double may not hold them, where a number can stand: after `:`, `,`, `[` or at the start. */
const maybeInexact = /(?:^|[:,[\s])-?(?:[\d.]{16}|[\d.]+[eE])/;

/** True for a number that was too exact for JavaScript and is kept as text. */
export function isExactNumber(value: unknown): value is ExactNumber {
  return native.isRawJSON?.(value) ?? false;
}

/** True where JavaScript's number, written out again, is another number than the one in the text. */
function wouldChange(source: string, value: number): boolean {
  if (!Number.isFinite(value)) return true;
  if (String(value) === source) return false;
  const digits = (text: string) => {
    const [, sign = '', whole = '', fraction = '', exponent = '0'] =
      /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
    const all = whole + fraction;
    const trimmed = all.replace(/^0+/, '');
    const significant = trimmed.replace(/0+$/, '');
    return significant === ''
      ? '0'
      : `${sign}${significant}e${Number(exponent) - fraction.length + trimmed.length - significant.length}`;
  };
  return digits(String(value)) !== digits(source);
}

/**
 * Parses JSON without rounding: a number that a double can't hold becomes an `ExactNumber`, which `JSON.stringify` writes back
 * digit by digit. Costs nothing extra where no such number can be in the text. Throws a SyntaxError as `JSON.parse` does.
 */
export function parseExact(text: string): unknown {
  if (!native.rawJSON || !maybeInexact.test(text)) return JSON.parse(text);
  const keep: SourceReviver = (_key, value, context) => {
    if (typeof value !== 'number' || context?.source === undefined) return value;
    return wouldChange(context.source, value) ? native.rawJSON?.(context.source) : value;
  };
  return JSON.parse(text, keep as (key: string, value: unknown) => unknown);
}
