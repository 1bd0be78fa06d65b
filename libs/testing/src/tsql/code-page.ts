const decoder = new TextDecoder('windows-1252');
/** The byte of each character of code page 1252. */
const byteOf: ReadonlyMap<string, number> = new Map(
  Array.from({ length: 256 }, (_none, byte) => [decoder.decode(Uint8Array.of(byte)), byte]),
);

/** A text in the code page of Latin1_General_CI_AS; what it lacks is a question mark. */
export const inCodePage = (text: string): Buffer => Buffer.from(Array.from(text, (one) => byteOf.get(one) ?? 0x3f));
