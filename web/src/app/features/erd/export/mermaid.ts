import type { ErdTable } from '@orrery/contracts';
import { type End, endsOf } from '../diagram/cardinality';
import type { ErdRelation } from '../diagram/geometry';

const quoted = (text: string): string => `"${text.replaceAll('"', '#quot;').replace(/\s+/g, ' ')}"`;
/** Mermaid's attributes are words of letters, digits and a few signs, beginning with a letter. */
const word = (text: string): string => {
  const plain = text.replace(/[^\p{L}\p{N}_()[\]-]+/gu, '_').replace(/^_+|_+$/g, '');
  return /^\p{L}/u.test(plain) ? plain : `_${plain}`.replace(/^_/, 'x_');
};

const left: Readonly<Record<End, string>> = { one: '||', 'zero-or-one': '|o', many: '}o' };
const right: Readonly<Record<End, string>> = { one: '||', 'zero-or-one': 'o|', many: 'o{' };

/** The diagram as Mermaid's `erDiagram`. Inferred relations are dashed there too. */
export function mermaidOf(tables: readonly ErdTable[], relations: readonly ErdRelation[], defaultSchema: string): string {
  const byName = new Map(tables.map((table) => [table.table, table]));
  const nameOf = (table: ErdTable): string =>
    quoted(table.schema === defaultSchema ? table.name : `${table.schema}.${table.name}`);
  const blocks = tables.map((table) =>
    [
      `  ${nameOf(table)} {`,
      ...table.columns.map((column) => {
        const keys = [...(column.isPrimaryKey ? ['PK'] : []), ...(column.isForeignKey ? ['FK'] : [])].join(', ');
        const name = word(column.name);
        return `    ${word(column.dataType)} ${name}${keys === '' ? '' : ` ${keys}`}${name === column.name ? '' : ` ${quoted(column.name)}`}`;
      }),
      '  }',
    ].join('\n'),
  );
  const lines = relations.flatMap((relation) => {
    const [from, to] = [byName.get(relation.tableFrom), byName.get(relation.tableTo)];
    if (!from || !to) return [];
    const ends = endsOf(relation, from);
    const line = relation.source === 'inferred' ? '..' : '--';
    return [`  ${nameOf(to)} ${left[ends.to]}${line}${right[ends.from]} ${nameOf(from)} : ${quoted(relation.columnFrom)}`];
  });
  return `${['erDiagram', ...blocks, ...lines].join('\n')}\n`;
}
