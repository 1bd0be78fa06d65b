/** One line of a hex view: where it begins, its bytes, and the same as text. */
export interface HexLine {
  readonly offset: string;
  readonly hex: string;
  readonly text: string;
}

const width = 16;

/** The digits of a binary value, also of one that was cut somewhere, and its subtype where it has one. */
export function digitsOf(value: string): { readonly hex: string; readonly subType: string | undefined } {
  const [, subType, hex = ''] = /^(?:\\x|HexData\((\d+), ")([0-9a-f]*)/i.exec(value) ?? [];
  return { hex, subType };
}

/** The bytes of a binary value, sixteen a line, from the first up to `lines`. */
export function hexLines(value: string, lines: number): HexLine[] {
  const { hex: digits } = digitsOf(value);
  const shown: HexLine[] = [];
  for (let at = 0; at < digits.length && shown.length < lines; at += width * 2) {
    const bytes = digits.slice(at, at + width * 2).match(/../g) ?? [];
    shown.push({
      offset: (at / 2).toString(16).padStart(8, '0'),
      hex: bytes.map((byte, n) => (n === width / 2 ? ` ${byte}` : byte)).join(' '),
      text: bytes
        .map((byte) => Number.parseInt(byte, 16))
        .map((code) => (code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '·'))
        .join(''),
    });
  }
  return shown;
}
