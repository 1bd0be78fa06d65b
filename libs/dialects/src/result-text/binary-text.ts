/** Bytes as their text says them: hexadecimal digits, and of MongoDB’s the subtype that they have. */
export interface BinaryText {
  readonly hex: string;
  readonly subType: number;
}

/** Reads binary data as cells show it: `\x00ff`, or `HexData(5, "00ff")` where it has a subtype. Undefined where it is none. */
export function readBinary(text: string): BinaryText | undefined {
  const [, plain, subType, hex] = /^(?:\\x((?:[0-9a-f]{2})*)|HexData\((\d{1,3}), ?"((?:[0-9a-f]{2})*)"\))$/iu.exec(text) ?? [];
  if (plain !== undefined) return { hex: plain.toLowerCase(), subType: 0 };
  return hex === undefined || Number(subType) > 255 ? undefined : { hex: hex.toLowerCase(), subType: Number(subType) };
}

/** Binary data as cells show it, and as it is read again. */
export const binaryText = ({ hex, subType }: BinaryText): string =>
  subType === 0 ? `\\x${hex}` : `HexData(${String(subType)}, "${hex}")`;
