import type { QueryLine } from '@orrery/contracts';
import { keepDocuments, rawRowsIn } from '@orrery/dialects';
import { parseExact } from '../../ui/cell-viewer/exact-json';

type Line<T extends QueryLine['type']> = Extract<QueryLine, { type: T }>;

/**
 * Parses the lines of one run's stream without rounding, and keeps how documents were written. Only rows of result sets with JSON or
 * arrays can hold numbers that JavaScript would round (all others come as text), so only those pay for exact parsing. Throws a
 * SyntaxError for a torn line.
 */
export function resultLineParser(): (line: string) => unknown {
  let exact = false;
  let columns: Line<'columns'>['columns'] = [];
  return (line) => {
    if (line.startsWith('{"type":"columns"')) {
      const told = JSON.parse(line) as Line<'columns'>;
      exact = told.columns.some(({ kind }) => kind === 'json' || kind === 'array' || kind === 'other');
      columns = told.columns.some(({ kind }) => kind === 'json') ? told.columns : [];
      return told;
    }
    if (!exact || !line.startsWith('{"type":"rows"')) return JSON.parse(line) as unknown;
    const told = parseExact(line) as Line<'rows'>;
    if (columns.length > 0) keepDocuments(columns, told.rows, rawRowsIn(line, 'rows'));
    return told;
  };
}
