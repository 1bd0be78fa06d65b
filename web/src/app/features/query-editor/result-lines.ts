import { parseExact } from '../../ui/cell-viewer/exact-json';

/**
 * Parses the lines of one run's stream without rounding. Only rows of result sets with JSON or arrays can hold numbers that
 * JavaScript would round (all others come as text), so only those pay for exact parsing. Throws a SyntaxError for a torn line.
 */
export function resultLineParser(): (line: string) => unknown {
  let exact = false;
  return (line) => {
    const isRows = line.startsWith('{"type":"rows"');
    const parsed: unknown = isRows && exact ? parseExact(line) : JSON.parse(line);
    if (line.startsWith('{"type":"columns"')) exact = /"kind":"(?:json|array|other)"/.test(line);
    return parsed;
  };
}
