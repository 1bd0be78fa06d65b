import type { ValueKind } from '@orrery/contracts';

/**
 * A JSON document as its database writes it. Where that keeps the text (PostgreSQL’s json, a document in MySQL’s or SQL Server’s text),
 * reading it as values would lose the second of two equal keys, and how it is spaced.
 */
export class DocumentText {
  constructor(readonly text: string) {}
}

const texts = new WeakMap<object, DocumentText>();

/**
 * Remembers of the documents in rows how they were written.
 * @param cells the same rows as their own JSON text
 */
export function keepDocuments(
  columns: readonly { readonly kind: ValueKind }[],
  rows: readonly (readonly unknown[])[],
  cells: readonly (readonly string[])[],
): void {
  const documents = [...columns.keys()].filter((place) => columns[place]?.kind === 'json');
  for (const [at, row] of rows.entries())
    for (const place of documents) {
      const [value, text] = [row[place], cells[at]?.[place]];
      if (typeof value === 'object' && value !== null && text !== undefined) texts.set(value, new DocumentText(text));
    }
}

/** A document as it was written, where that was remembered; every other value as it is. */
export const asWritten = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? (texts.get(value) ?? value) : value;
