import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A relation that is known to be true. */
export interface Known {
  readonly table: string;
  readonly columns: readonly string[];
  readonly ref_table: string;
  readonly ref_columns: readonly string[];
}

export const dialects = ['postgres', 'mysql'] as const;
export type DataDialect = (typeof dialects)[number];

/** A schema with its data and what is known of its relations, in one dialect. */
export interface DataSet {
  readonly name: string;
  readonly dialect: DataDialect;
  /** Gzipped SQL that makes it. */
  readonly load: string;
  /** SQL that drops its foreign keys; undefined where it has none. */
  readonly dropKeys: string | undefined;
  readonly known: readonly Known[];
  /** True as well, though not in the list: neither asked for nor held against us. */
  readonly alsoTrue: readonly Known[];
}

interface RelationsFile {
  readonly relations?: readonly Known[];
  readonly relations_by_dialect?: Readonly<Partial<Record<DataDialect, readonly Known[]>>>;
  readonly also_true_not_declared?: readonly Known[];
}

/** The data sets of a folder: each subfolder with `relations.json` and `<dialect>.sql.gz`. */
export function dataSetsIn(folder: string): DataSet[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .flatMap((name) =>
      dialects.flatMap((dialect): DataSet[] => {
        const at = (file: string): string => join(folder, name, file);
        if (!existsSync(at('relations.json')) || !existsSync(at(`${dialect}.sql.gz`))) return [];
        const file = JSON.parse(readFileSync(at('relations.json'), 'utf8')) as RelationsFile;
        const known = file.relations ?? file.relations_by_dialect?.[dialect] ?? [];
        if (known.length === 0) return [];
        const drop = at(`drop-fks.${dialect}.sql`);
        return [
          {
            name,
            dialect,
            load: at(`${dialect}.sql.gz`),
            dropKeys: existsSync(drop) ? drop : undefined,
            known,
            alsoTrue: file.also_true_not_declared ?? [],
          },
        ];
      }),
    );
}
