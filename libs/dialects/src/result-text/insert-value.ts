import { isExactNumber } from '@orrery/contracts';
import type { CellValue, ColumnType, Dialect } from '../dialect.js';
import { DocumentText } from './document-text.js';

/**
 * A value of a result as a statement that inserts it takes it: an exact number as its digits, an array as the language writes one, a text
 * that is a JSON document as that document, and a document’s own text as it is, which only languages have where documents are texts.
 */
export function insertValue(dialect: Dialect, value: CellValue, type: ColumnType | undefined): CellValue {
  if (value instanceof DocumentText) return value.text;
  if (isExactNumber(value)) return value.rawJSON;
  if (type?.kind === 'array' && Array.isArray(value)) return dialect.arrayText?.(value) ?? value;
  // Where documents are not the language's own, they are texts in it.
  return type?.kind === 'json' && typeof value === 'string' && dialect.insertText === undefined ? JSON.stringify(value) : value;
}
