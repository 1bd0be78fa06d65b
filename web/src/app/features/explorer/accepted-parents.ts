import type { ExplorerColumn, ResponseOf, schemaTable } from '@orrery/contracts';

type KnownTable = Pick<ResponseOf<typeof schemaTable>, 'table' | 'relations'>;
type References = NonNullable<ExplorerColumn['references']>;

/** What columns of a table refer to by relations that no key declares and somebody said are true: by the names of the columns. */
export function acceptedParents({ table, relations }: KnownTable): ReadonlyMap<string, References> {
  const found = new Map<string, References>();
  for (const { tableFrom, tableTo, columnsFrom, columnsTo, relationType, condition, source, state } of relations) {
    const isOurs = tableFrom === table && source === 'inferred' && state === 'accepted';
    // Of a relation that is true of some rows alone, one column does not tell which.
    if (!isOurs || relationType === 'many-to-many' || condition !== undefined) continue;
    const pairs = columnsFrom.map((column, at) => ({ column, refColumn: columnsTo[at] ?? '' }));
    for (const { column, refColumn } of pairs) {
      const others = pairs.filter((pair) => pair.column !== column);
      if (!found.has(column))
        found.set(column, { table: tableTo, column: refColumn, ...(others.length === 0 ? {} : { others }) });
    }
  }
  return found;
}

/** The columns with what they refer to: what a key declares comes first. */
export const withParents = (
  columns: readonly ExplorerColumn[],
  parents: ReadonlyMap<string, References>,
): readonly ExplorerColumn[] =>
  parents.size === 0
    ? columns
    : columns.map((column) => {
        const references = column.references ?? parents.get(column.name);
        return references ? { ...column, references } : column;
      });
