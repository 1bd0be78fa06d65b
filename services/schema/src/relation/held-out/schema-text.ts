import type { CatalogColumn, CatalogTable } from '@orrery/contracts';

/** A relation that is known to be true, in the words of the data sets that tools measure by. */
export interface KnownRelation {
  readonly table: string;
  readonly columns: readonly string[];
  readonly ref_table: string;
  readonly ref_columns: readonly string[];
}

/** How the values of a column come about. */
export interface ColumnPlan {
  readonly name: string;
  readonly type: string;
  readonly isKey: boolean;
  readonly isUnique: boolean;
  readonly isAuto: boolean;
  readonly isNullable: boolean;
  readonly isIndexed: boolean;
  /** Where its values come from: `table.column` of the first reference. */
  readonly source: Place | undefined;
  readonly choices: readonly string[];
}

export interface Place {
  readonly table: string;
  readonly columns: readonly string[];
}

/** Several columns that refer together. */
export interface JointPlan {
  readonly columns: readonly string[];
  readonly to: Place;
}

/** A column that refers to one table or another, as its type column says. */
export interface PolymorphicPlan {
  readonly column: string;
  readonly typeColumn: string;
  readonly targets: ReadonlyMap<string, Place>;
}

export interface TablePlan {
  readonly schema: string;
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly ColumnPlan[];
  readonly uniques: readonly (readonly string[])[];
  readonly joint: readonly JointPlan[];
  readonly polymorphic: readonly PolymorphicPlan[];
}

/** A schema as its text describes it. */
export interface SchemaPlan {
  readonly dialect: 'postgres' | 'mysql' | 'mongodb';
  readonly tables: readonly TablePlan[];
  readonly known: readonly KnownRelation[];
  /** True as well, but not asked for: they follow from others, or the makers of such schemas do not declare them. */
  readonly alsoTrue: readonly KnownRelation[];
}

interface Draft {
  schema: string;
  name: string;
  rows: number;
  columns: ColumnPlan[];
  uniques: string[][];
  joint: JointPlan[];
  polymorphic: PolymorphicPlan[];
}

const listOf = (text: string): string[] => text.split(',').map((one) => one.trim());

/** `schema.table.column` → its table and column. */
const placeOf = (text: string): Place => {
  const parts = text.trim().split('.');
  // Paths of documents hold no dots in references here.
  return { table: parts.at(-2) ?? '', columns: [parts.at(-1) ?? ''] };
};

const jointPlace = (text: string): Place => {
  const [, table = '', columns = ''] = /^([\w.]+)\s*\((.*)\)$/.exec(text.trim()) ?? [];
  return { table: table.split('.').at(-1) ?? '', columns: listOf(columns) };
};

/** Reads the text of a schema: see the files beside this one. Throws where a line can't be read. */
export function readSchema(text: string): SchemaPlan {
  let dialect: SchemaPlan['dialect'] = 'postgres';
  const tables: Draft[] = [];
  const known: KnownRelation[] = [];
  const alsoTrue: KnownRelation[] = [];
  const refer = (list: KnownRelation[], table: string, columns: readonly string[], to: Place): void => {
    list.push({ table, columns, ref_table: to.table, ref_columns: to.columns });
  };
  for (const line of text.split('\n')) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const [first = '', ...rest] = trimmed.split(/\s+/);
    const table = tables.at(-1);
    if (first === 'dialect') {
      dialect = rest[0] === 'mysql' || rest[0] === 'mongodb' ? rest[0] : 'postgres';
    } else if (first === 'table') {
      const parts = (rest[0] ?? '').split('.');
      tables.push({
        schema: parts.length > 1 ? (parts[0] ?? '') : 'public',
        name: parts.at(-1) ?? '',
        rows: Number(rest[1]),
        columns: [],
        uniques: [],
        joint: [],
        polymorphic: [],
      });
    } else if (table === undefined) {
      throw new Error(`This line stands before any table: ${trimmed}`);
    } else if (first.startsWith('unique')) {
      table.uniques.push(listOf(/\((.*)\)/.exec(trimmed)?.[1] ?? ''));
    } else if (first.startsWith('(')) {
      const [, columns = '', target = ''] = /^\((.*?)\)\s*->\s*(.*)$/.exec(trimmed) ?? [];
      const joint = { columns: listOf(columns), to: jointPlace(target) };
      table.joint.push(joint);
      refer(known, table.name, joint.columns, joint.to);
    } else if (rest[0] === 'by') {
      const [, typeColumn = '', targets = ''] = /\sby\s+(\S+):\s*(.*)$/.exec(trimmed) ?? [];
      const byValue = new Map(
        listOf(targets).map((one) => {
          const [value = '', place = ''] = one.split('=');
          return [value, placeOf(place)] as const;
        }),
      );
      table.polymorphic.push({ column: first, typeColumn, targets: byValue });
      for (const place of byValue.values()) refer(known, table.name, [first], place);
    } else {
      const arrows = [...trimmed.matchAll(/([-~])>\s*(\S+)/g)].map(([, sort, place = '']) => ({ sort, place: placeOf(place) }));
      for (const { sort, place } of arrows) refer(sort === '-' ? known : alsoTrue, table.name, [first], place);
      const flags = new Set(rest.slice(1));
      table.columns.push({
        name: first,
        type: rest[0] ?? '',
        isKey: flags.has('key'),
        isUnique: flags.has('unique'),
        isAuto: flags.has('auto'),
        isNullable: flags.has('null'),
        isIndexed: flags.has('index'),
        source: arrows[0]?.place,
        choices: flags.has('in') ? listOf(rest[rest.indexOf('in') + 1] ?? '') : [],
      });
    }
  }
  return { dialect, tables, known, alsoTrue };
}

/** The type as a catalog tells it. */
function typeOf(plan: ColumnPlan): Pick<CatalogColumn, 'dataType' | 'kind' | 'maxLength'> {
  const length = /^char\((\d+)\)$/.exec(plan.type)?.[1];
  if (length !== undefined) return { dataType: `character(${length})`, kind: 'string', maxLength: Number(length) };
  switch (plan.type) {
    case 'int':
    case 'year':
      return { dataType: 'integer', kind: 'number' };
    case 'bigint':
      return { dataType: 'bigint', kind: 'number' };
    case 'uuid':
      return { dataType: 'uuid', kind: 'uuid' };
    case 'oid':
      return { dataType: 'objectId', kind: 'other' };
    case 'text':
      return { dataType: 'varchar(255)', kind: 'string', maxLength: 255 };
    case 'money':
      return { dataType: 'numeric(10,2)', kind: 'number' };
    case 'bool':
      return { dataType: 'boolean', kind: 'boolean' };
    case 'date':
      return { dataType: 'date', kind: 'date' };
    case 'time':
      return { dataType: 'timestamp', kind: 'datetime' };
    default:
      throw new Error(`There is no type ${plan.type}.`);
  }
}

/** The tables as a crawl would find them where no foreign key is declared. */
export const catalogOf = ({ dialect, tables }: SchemaPlan): CatalogTable[] =>
  tables.map(({ schema, name, columns, uniques, rows }): CatalogTable => {
    const key = columns.filter(({ isKey }) => isKey).map((column) => column.name);
    const unique = [...columns.filter(({ isUnique }) => isUnique).map((column) => [column.name]), ...uniques];
    const index = (of: readonly string[], isUnique: boolean) => ({
      name: `${name}_${of.join('_')}`,
      columns: [...of],
      unique: isUnique,
      primary: false,
      method: 'btree',
    });
    return {
      schema,
      name,
      kind: dialect === 'mongodb' ? 'collection' : 'table',
      comment: null,
      columns: columns.map((plan) => ({
        name: plan.name,
        ...typeOf(plan),
        nullable: plan.isNullable,
        default: null,
        isPrimaryKey: plan.isKey,
        generated: plan.isAuto ? 'auto-increment' : null,
        comment: null,
      })),
      primaryKey: key.length > 0 ? { name: null, columns: key } : null,
      foreignKeys: [],
      uniques: unique.map((of) => ({ name: null, columns: [...of] })),
      indexes: [
        ...unique.map((of) => index(of, true)),
        ...columns.filter(({ isIndexed }) => isIndexed).map((column) => index([column.name], false)),
      ],
      checks: [],
      triggers: [],
      ddl: null,
      statistics: { rowEstimate: rows, sizeBytes: null, indexBytes: null },
    };
  });
