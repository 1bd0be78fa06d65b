/** How well a text answers what was typed: each word of it must be found, in order of its letters; null where it isn't. */
export function fuzzyScore(typed: string, text: string): number | null {
  let score = 0;
  for (const word of typed.toLowerCase().split(/\s+/)) {
    if (word === '') continue;
    const found = wordScore(word, text);
    if (found === null) return null;
    score += found;
  }
  // Of two that answer as well, the shorter one says less besides.
  return score - text.length / 200;
}

function wordScore(word: string, text: string): number | null {
  const lower = text.toLowerCase();
  const whole = lower.indexOf(word);
  if (whole >= 0) return word.length * 4 + (whole === 0 ? 6 : startsWord(text, whole) ? 4 : 0);
  let score = 0;
  let from = 0;
  let last = -2;
  for (const letter of word) {
    const at = nextOf(letter, lower, text, from);
    if (at < 0) return null;
    score += at === last + 1 ? 2 : startsWord(text, at) ? 2 : -0.5;
    last = at;
    from = at + 1;
  }
  return score;
}

/** Prefers the letter where a word begins, if it is not far. */
function nextOf(letter: string, lower: string, text: string, from: number): number {
  const near = lower.indexOf(letter, from);
  for (let at = near; at >= 0; at = lower.indexOf(letter, at + 1)) if (at === from || startsWord(text, at)) return at;
  return near;
}

const startsWord = (text: string, at: number): boolean =>
  at === 0 || /[\s_.\-/(“:]/.test(text.charAt(at - 1)) || (/[A-Z]/.test(text.charAt(at)) && /[a-z]/.test(text.charAt(at - 1)));
