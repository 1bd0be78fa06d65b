import { dialectOf, readRowSource } from '@orrery/dialects';

/** The table whose rows a statement's result shows, as parts of its name; undefined where they are of no one table. */
export function tableOf(kind: string | undefined, statement: string): readonly string[] | undefined {
  const dialect = dialectOf(kind ?? '');
  const read = dialect && readRowSource(dialect, statement);
  return read && 'source' in read ? read.source.table.map(({ text }) => text) : undefined;
}
