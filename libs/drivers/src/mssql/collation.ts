/** Turns the bytes of a code page into text. */
export type Decode = (bytes: Buffer) => string;

/** In which encoding bytes of text are: none needed for UTF-8. */
export type CodePage = Decode | 'utf8';

const utf8Flag = 0x04;

/** Languages whose code page is not 1252, by the lower half of their LCID. */
const pages: ReadonlyMap<number, string> = new Map([
  ...[0x041e].map((id) => [id, 'windows-874'] as const),
  ...[0x0411].map((id) => [id, 'shift_jis'] as const),
  ...[0x0804, 0x1004].map((id) => [id, 'gbk'] as const),
  ...[0x0412].map((id) => [id, 'euc-kr'] as const),
  ...[0x0404, 0x0c04, 0x1404].map((id) => [id, 'big5'] as const),
  ...[0x0405, 0x040e, 0x0415, 0x0418, 0x041a, 0x041b, 0x041c, 0x0424, 0x0442, 0x081a, 0x141a].map(
    (id) => [id, 'windows-1250'] as const,
  ),
  ...[0x0419, 0x0422, 0x0423, 0x042f, 0x043f, 0x0444, 0x046d, 0x0485, 0x082c, 0x0c1a, 0x201a, 0x0402].map(
    (id) => [id, 'windows-1251'] as const,
  ),
  ...[0x0408].map((id) => [id, 'windows-1253'] as const),
  ...[0x041f, 0x042c, 0x0443].map((id) => [id, 'windows-1254'] as const),
  ...[0x040d].map((id) => [id, 'windows-1255'] as const),
  ...[0x0401, 0x0420, 0x0429, 0x0480, 0x048c].map((id) => [id, 'windows-1256'] as const),
  ...[0x0425, 0x0426, 0x0427].map((id) => [id, 'windows-1257'] as const),
  ...[0x042a].map((id) => [id, 'windows-1258'] as const),
]);

/** The upper halves of the two code pages of DOS, which no decoder brings along. */
const dos: Readonly<Record<string, string>> = {
  cp437:
    'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0',
  cp850:
    'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0',
};

/** The code page of a collation of old (a sort id), by the first id of each group. */
const sortPages: readonly (readonly [from: number, page: string])[] = [
  [183, 'windows-1252'],
  [152, 'windows-1257'],
  [144, 'windows-1256'],
  [136, 'windows-1255'],
  [128, 'windows-1254'],
  [112, 'windows-1253'],
  [104, 'windows-1251'],
  [80, 'windows-1250'],
  [55, 'cp850'],
  [51, 'windows-1252'],
  [40, 'cp850'],
  [30, 'cp437'],
];

const decoders = new Map<string, Decode>();

const decoderOf = (page: string): Decode => {
  const known = decoders.get(page);
  if (known !== undefined) return known;
  const upper = dos[page];
  const decoder = new TextDecoder(upper === undefined ? page : 'latin1');
  const decode: Decode =
    upper === undefined
      ? (bytes) => decoder.decode(bytes)
      : (bytes) => Array.from(bytes, (byte) => (byte < 128 ? String.fromCharCode(byte) : upper.charAt(byte - 128))).join('');
  decoders.set(page, decode);
  return decode;
};

/** The encoding that five bytes of collation stand for ([MS-TDS] 2.2.5.1.2). */
export const codePageOf = (collation: Buffer): CodePage => {
  const word = collation.length < 5 ? 0 : collation.readUInt32LE(0);
  const sort = collation[4] ?? 0;
  if (((word >>> 24) & utf8Flag) !== 0) return 'utf8';
  const page = sort === 0 ? pages.get(word & 0xffff) : sortPages.find(([from]) => sort >= from)?.[1];
  return decoderOf(page ?? 'windows-1252');
};
