const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  '0': '\0',
  '\n': '',
};

/** A text with its escapes resolved, or the place of one that is not known. */
export const unescaped = (body: string): string | number => {
  if (!body.includes('\\')) return body;
  let text = '';
  for (let at = 0; at < body.length; at += 1) {
    const character = body.charAt(at);
    if (character !== '\\') {
      text += character;
      continue;
    }
    const place = at;
    at += 1;
    const letter = body.charAt(at);
    const code = /^(?:x([0-9a-f]{2})|u([0-9a-f]{4})|u\{([0-9a-f]{1,6})\})/iu.exec(body.slice(at, at + 10));
    if (code !== null) {
      const point = Number.parseInt(code[1] ?? code[2] ?? code[3] ?? '', 16);
      if (point > 0x10ffff) return place;
      text += code[3] === undefined ? String.fromCharCode(point) : String.fromCodePoint(point);
      at += code[0].length - 1;
    } else if (/^(?:[xu1-9]|0\d)/u.test(body.slice(at, at + 2))) {
      return place;
    } else {
      text += Object.hasOwn(escapes, letter) ? (escapes[letter] ?? '') : letter;
    }
  }
  return text;
};
