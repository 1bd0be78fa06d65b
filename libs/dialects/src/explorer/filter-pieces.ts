/** A text that can't be read as a filter, and where. */
export class Unclear extends Error {
  constructor(
    message: string,
    readonly position: number,
  ) {
    super(message);
  }
}

/** A part of the text, with the place it stands at. */
export interface Part {
  readonly text: string;
  readonly at: number;
}

/** A part that is read as a value. */
export interface Piece extends Part {
  /** It was written between quotes: nothing in it has a meaning. */
  readonly quoted: boolean;
}

/** The piece without the spaces around it. */
export const trimmed = (text: string, at: number): Part => {
  const lead = text.length - text.trimStart().length;
  return { text: text.trim(), at: at + lead };
};

/** An & within a word, as in AT&T, parts nothing. */
const isWithinWord = (text: string, at: number): boolean => /[\p{L}\p{N}]&[\p{L}\p{N}]/u.test(text.slice(at - 1, at + 2));

/** Cuts at a separator outside quotes and slashes. Throws where a quote is left open. */
export const cut = (text: string, at: number, separator: ',' | '&'): Part[] => {
  const parts: Part[] = [];
  let begin = 0;
  let index = 0;
  while (index < text.length) {
    const character = text[index];
    const opens = character === '"' || (character === '/' && /^[\s]*$/.test(text.slice(begin, index)));
    if (opens) {
      const end = closing(text, index, character);
      if (end < 0)
        throw new Unclear(
          character === '"' ? 'This quote is not closed.' : 'This expression is not closed: it ends with /.',
          at + index,
        );
      index = end + 1;
      continue;
    }
    if (character === separator && !(separator === '&' && isWithinWord(text, index))) {
      parts.push(trimmed(text.slice(begin, index), at + begin));
      begin = index + 1;
    }
    index += 1;
  }
  parts.push(trimmed(text.slice(begin), at + begin));
  return parts;
};

/** Where what opened at `from` ends; a quote is doubled, a slash follows a backslash, to stand for itself. -1: nowhere. */
export const closing = (text: string, from: number, character: string): number => {
  for (let index = from + 1; index < text.length; index += 1) {
    if (character === '/' && text[index] === '\\') index += 1;
    else if (text[index] === character) {
      if (character === '"' && text[index + 1] === '"') index += 1;
      else return index;
    }
  }
  return -1;
};

/** The part as a value: without its quotes, if it has them. */
export const pieceOf = ({ text, at }: Part): Piece => {
  if (text.startsWith('"')) {
    const end = closing(text, 0, '"');
    if (end < text.length - 1) throw new Unclear('Nothing may follow the quoted text here.', at + end + 1);
    return { text: text.slice(1, -1).replaceAll('""', '"'), at, quoted: true };
  }
  return { text, at, quoted: false };
};
