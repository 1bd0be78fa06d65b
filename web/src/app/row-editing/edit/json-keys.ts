const token = /"(?:[^"\\]|\\.)*"|[{}[\]:]/gs;

/**
 * The first key that stands twice in one object of a text that is JSON: reading it as values would keep the last of the two and lose the
 * other. Undefined where there is none.
 */
export function repeatedKey(text: string): string | undefined {
  const open: (Set<string> | null)[] = [];
  let last = '';
  for (const [found] of text.matchAll(token)) {
    if (found === '{') open.push(new Set());
    else if (found === '[') open.push(null);
    else if (found === '}' || found === ']') open.pop();
    else if (found === ':') {
      const keys = open.at(-1);
      const key = JSON.parse(last) as string;
      if (keys?.has(key) === true) return key;
      keys?.add(key);
    } else last = found;
  }
  return undefined;
}

/** What is wrong with a JSON text that has a key twice; undefined where none is. */
export function repeatedKeyFault(text: string): string | undefined {
  const key = repeatedKey(text);
  return key === undefined
    ? undefined
    : `The key “${key.slice(0, 60)}” is there twice, and only one of them could be kept: take one out.`;
}
