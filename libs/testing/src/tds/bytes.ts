/** Whole numbers, little end first. */
export const u8 = (value: number): Buffer => Buffer.from([value & 255]);
export const u16 = (value: number): Buffer => {
  const out = Buffer.alloc(2);
  out.writeUInt16LE(value);
  return out;
};
export const i32 = (value: number): Buffer => {
  const out = Buffer.alloc(4);
  out.writeInt32LE(value | 0);
  return out;
};
export const u64 = (value: bigint): Buffer => {
  const out = Buffer.alloc(8);
  out.writeBigUInt64LE(BigInt.asUintN(64, value));
  return out;
};
/** A whole number of any length. */
export const uint = (value: bigint, bytes: number): Buffer =>
  Buffer.from(Array.from({ length: bytes }, (_, index) => Number((value >> BigInt(index * 8)) & 255n)));
export const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
/** Text after its length in one byte, and in two. */
export const shortText = (text: string): Buffer => Buffer.concat([u8(text.length), utf16(text)]);
export const longText = (text: string): Buffer => Buffer.concat([u16(text.length), utf16(text)]);
