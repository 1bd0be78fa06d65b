const quote = 34;
const comma = 44;
const backslash = 92;

/** The place after the string that begins at `at`. */
const endOfString = (text: string, at: number): number => {
  for (let index = at + 1; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === backslash) index += 1;
    else if (code === quote) return index + 1;
  }
  return text.length;
};

/** The parts of the inside of a JSON array or object, cut at the commas of its own level. */
const partsOf = (text: string, from: number, to: number): string[] => {
  const parts: string[] = [];
  let begin = from;
  let depth = 0;
  let index = from;
  while (index < to) {
    const code = text.charCodeAt(index);
    if (code === quote) {
      index = endOfString(text, index);
      continue;
    }
    if (code === 91 || code === 123) depth += 1;
    else if (code === 93 || code === 125) depth -= 1;
    else if (code === comma && depth === 0) {
      parts.push(text.slice(begin, index).trim());
      begin = index + 1;
    }
    index += 1;
  }
  if (begin < to) parts.push(text.slice(begin, to).trim());
  return parts;
};

/**
 * The cells of rows as their own JSON text, which parsing would round and rewrite.
 * @param rows JSON arrays joined by commas, without the outer brackets: `[1,"a"],[2,null]`
 */
export const rawRows = (rows: string): string[][] => partsOf(rows, 0, rows.length).map((row) => partsOf(row, 1, row.length - 1));

/** The same of the array that an object has by this name; nothing where it has none. */
export function rawRowsIn(object: string, name: string): string[][] {
  const begin = `${JSON.stringify(name)}:`;
  const part = partsOf(object, 1, object.length - 1).find((one) => one.startsWith(begin));
  return part === undefined ? [] : rawRows(part.slice(begin.length).trim().slice(1, -1));
}
