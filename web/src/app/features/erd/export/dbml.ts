import type { ErdTable } from '@orrery/contracts';
import { conditionText } from '../diagram/cardinality';
import type { ErdRelation } from '../diagram/geometry';

/** A name or a type as DBML quotes it. It knows no escape for a quote inside. */
const quoted = (text: string): string => `"${text.replaceAll('"', "'").replace(/\s+/g, ' ')}"`;
const note = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replace(/\s+/g, ' ')}'`;
const tableName = ({ schema, name }: Pick<ErdTable, 'schema' | 'name'>): string => `${quoted(schema)}.${quoted(name)}`;

const signs = { 'one-to-one': '-', 'one-to-many': '>', 'pk-fk': '>', 'many-to-many': '<>' } as const;

/** The diagram in DBML (dbml.dbdiagram.io). */
export function dbmlOf(tables: readonly ErdTable[], relations: readonly ErdRelation[]): string {
  const byName = new Map(tables.map((table) => [table.table, table]));
  const blocks = tables.map((table) => {
    const composite = table.columns.filter((column) => column.isPrimaryKey).length > 1;
    const columns = table.columns.map((column) => {
      const settings = [
        ...(column.isPrimaryKey && !composite ? ['pk'] : []),
        ...(column.nullable || column.isPrimaryKey ? [] : ['not null']),
      ];
      return `  ${quoted(column.name)} ${quoted(column.dataType)}${settings.length === 0 ? '' : ` [${settings.join(', ')}]`}`;
    });
    const key = table.columns.filter((column) => column.isPrimaryKey).map((column) => quoted(column.name));
    return [
      `Table ${tableName(table)} {`,
      ...columns,
      ...(composite ? ['', '  indexes {', `    (${key.join(', ')}) [pk]`, '  }'] : []),
      ...(table.comment === null ? [] : ['', `  Note: ${note(table.comment)}`]),
      '}',
    ].join('\n');
  });
  const end = (table: string, columns: readonly string[]): string | null => {
    const known = byName.get(table);
    if (!known) return null;
    const names = columns.map(quoted);
    return `${tableName(known)}.${names.length === 1 ? (names[0] ?? '') : `(${names.join(', ')})`}`;
  };
  const refs = relations.flatMap((relation) => {
    const [from, to] = [end(relation.tableFrom, relation.columnsFrom), end(relation.tableTo, relation.columnsTo)];
    if (from === null || to === null) return [];
    const name = relation.constraintName === null ? '' : ` ${quoted(relation.constraintName)}`;
    const when = relation.condition ? `, ${conditionText(relation.condition).replace(/\s+/g, ' ')}` : '';
    const guessed =
      relation.source === 'inferred' ? ` // inferred, ${Math.round(relation.confidence * 100).toString()} %${when}` : '';
    return [`Ref${name}: ${from} ${signs[relation.relationType]} ${to}${guessed}`];
  });
  return [...blocks, ...(refs.length === 0 ? [] : [refs.join('\n')]), ''].join('\n\n').trimEnd() + '\n';
}
