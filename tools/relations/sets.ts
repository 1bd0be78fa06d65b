import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type KnownRelation, readSchema, type SchemaPlan } from '../../services/schema/src/relation/held-out/schema-text.ts';

export const dialects = ['postgres', 'mysql', 'mongodb'] as const;
export type DataDialect = (typeof dialects)[number];

/** A schema with its data and what is known of its relations, in one dialect. */
export interface DataSet {
  readonly name: string;
  readonly dialect: DataDialect;
  /** SQL that makes it, without its foreign keys. */
  readonly load: () => Promise<string[]>;
  readonly known: readonly KnownRelation[];
  /** True as well, though not in the list: neither asked for nor held against us. */
  readonly alsoTrue: readonly KnownRelation[];
  /** Columns that refer to one table or another. Which ones is not known: what is found of them counts neither way. */
  readonly polymorphic: readonly { readonly table: string; readonly column: string }[];
  /** Of one that is a text: what it says. */
  readonly plan?: SchemaPlan;
}

interface RelationsFile {
  readonly relations?: readonly KnownRelation[];
  readonly relations_by_dialect?: Readonly<Partial<Record<DataDialect, readonly KnownRelation[]>>>;
  readonly also_true_not_declared?: readonly KnownRelation[];
  readonly polymorphic?: readonly { readonly table: string; readonly column: string }[];
}

/** The data sets of a folder: each subfolder with `relations.json` and `<dialect>.sql.gz`, and each text of a schema. */
export function dataSetsIn(folder: string): DataSet[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry): DataSet[] => {
      const path = join(folder, entry.name);
      if (entry.name.endsWith('.schema')) return textSet(entry.name.replace(/\.schema$/, ''), path);
      if (!entry.isDirectory()) return [];
      const dumps = dialects.flatMap((dialect) => dumpSet(entry.name, path, dialect));
      return dumps.length > 0 || existsSync(join(path, 'relations.json')) ? dumps : dataSetsIn(path);
    });
}

function dumpSet(name: string, folder: string, dialect: DataDialect): DataSet[] {
  const at = (file: string): string => join(folder, file);
  if (!existsSync(at('relations.json')) || !existsSync(at(`${dialect}.sql.gz`))) return [];
  const file = JSON.parse(readFileSync(at('relations.json'), 'utf8')) as RelationsFile;
  const known = file.relations ?? file.relations_by_dialect?.[dialect] ?? [];
  if (known.length === 0) return [];
  const drop = at(`drop-fks.${dialect}.sql`);
  return [
    {
      name,
      dialect,
      load: () =>
        Promise.resolve([
          gunzipSync(readFileSync(at(`${dialect}.sql.gz`))).toString(),
          ...(existsSync(drop) ? [readFileSync(drop, 'utf8')] : []),
        ]),
      known,
      alsoTrue: file.also_true_not_declared ?? [],
      polymorphic: file.polymorphic ?? [],
    },
  ];
}

function textSet(name: string, path: string): DataSet[] {
  const plan = readSchema(readFileSync(path, 'utf8'));
  const { dialect, known, alsoTrue } = plan;
  // What writes SQL is built later than this is read.
  const load = async (): Promise<string[]> =>
    dialect === 'mongodb' ? [] : [(await import('./schema-sql.ts')).sqlOf(plan, dialect)];
  return [{ name, dialect, load, known, alsoTrue, polymorphic: [], plan }];
}
