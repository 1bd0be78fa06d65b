import type { ColumnType } from '../dialect.js';
import { collectionText, fieldText } from './value.js';

interface Fields {
  readonly literals: Map<string, string>;
  readonly inner: Map<string, Fields>;
}
const noFields = (): Fields => ({ literals: new Map(), inner: new Map() });

/** Puts a literal where its path leads. A name with nothing before or behind a dot is no path, nor is one that leads through a value. */
const place = (root: Fields, path: string, literal: string): void => {
  const names = path.split('.');
  const last = names.pop() ?? path;
  let fields = root;
  if (last === '' || names.includes('')) {
    root.literals.set(path, literal);
    return;
  }
  for (const name of names) {
    if (fields.literals.has(name)) {
      root.literals.set(path, literal);
      return;
    }
    const found = fields.inner.get(name) ?? noFields();
    fields.inner.set(name, found);
    fields = found;
  }
  fields.literals.set(last, literal);
};

const text = ({ literals, inner }: Fields): string =>
  `{ ${[
    ...[...literals].map(([name, literal]) => `${fieldText(name)}: ${literal}`),
    ...[...inner].map(([name, fields]) => `${fieldText(name)}: ${text(fields)}`),
  ].join(', ')} }`;

const documentOf = (paths: readonly string[], literals: readonly string[]): string => {
  const root = noFields();
  for (const [at, path] of paths.entries()) place(root, path, literals[at] ?? 'null');
  return text(root);
};

/**
 * Rows as a statement that inserts them. Columns are paths: `address.city` is a field of a document in the document. Where the rows have
 * their documents whole in a column of their own, nothing is put together.
 */
export const insertMongo = (
  table: readonly string[],
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  types: readonly ColumnType[],
): string => {
  const whole = types.findIndex(({ dataType }) => dataType === 'document');
  const documents = rows.map((row) => (row[whole]?.startsWith('{') === true ? row[whole] : documentOf(columns, row)));
  return `${collectionText(table.at(-1) ?? '')}.insertMany([\n${documents.map((one) => `  ${one}`).join(',\n')}\n]);`;
};
