/** The names in a text in which commas part them. `\` makes the sign after it part of a name: `a\,b` is one name, with a comma. */
export function namesIn(text: string): readonly string[] {
  const names: string[] = [];
  let name = '';
  let kept = 0;
  const end = (): void => {
    names.push(name.slice(0, kept) + name.slice(kept).trimEnd());
    name = '';
    kept = 0;
  };
  for (const [sign] of text.matchAll(/\\[^]|[^]/g)) {
    if (sign === ',') end();
    else if (sign.length === 2) {
      name += sign.slice(1);
      kept = name.length;
    } else if (name !== '' || sign.trim() !== '') name += sign;
  }
  end();
  return names;
}

/** Names as one text that `namesIn` reads. */
export const namesText = (names: readonly string[]): string =>
  names.map((name) => name.replaceAll(/[\\,]|^\s|\s$/g, '\\$&')).join(',');
