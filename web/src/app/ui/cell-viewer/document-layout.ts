/**
 * A JSON document's text on one line, or with each entry on its own. It is laid out without being read: reading would lose the first of
 * two equal keys, and the order of keys that are numbers.
 */
export function laidOut(text: string, indent = ''): string {
  let out = '';
  let depth = 0;
  let before = '';
  const newLine = (): string => (indent === '' ? '' : `\n${indent.repeat(depth)}`);
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"?|[{}[\],:]|[^\s"{}[\],:]+/gsu)) {
    const opened = before === '{' || before === '[';
    const closes = token === '}' || token === ']';
    if (closes) depth -= 1;
    // an empty document stays on its line
    if (before === ',' || opened !== closes) out += newLine();
    out += token === ':' && indent !== '' ? ': ' : token;
    if (token === '{' || token === '[') depth += 1;
    before = token;
  }
  return out;
}
