import type { CatalogTable, Containment, ContainmentPair, Kind, TableRef } from '@orrery/contracts';
import type { TableStructure } from '../catalog/table-record.js';
import { type Candidate, inferred, isWorthMeasuring, keepFrom, pairsOf, surestFirst } from './candidate.js';
import { candidatesOf } from './infer.js';
import { joinsIn, type RanText, TableNames } from './joins.js';
import { lookupsIn } from './lookups.js';
import { typeColumnsIn } from './polymorphic.js';
import { type FoundRelation, relationsOf } from './relation.js';

/** Pairs that are looked up in one crawl; the likeliest to be decided by it come first. */
const mostPairs = 2_000;
/** Columns that say what others refer to, and are looked at. */
const mostTypeColumns = 200;

/** A column that says what others refer to. */
export type TypeColumn = TableRef & { readonly column: string };

/** What is known of a catalog besides its tables when its relations are looked for. */
export interface Known {
  /** Undefined where it is of a kind whose statements nobody can read. */
  readonly kind: Kind | undefined;
  readonly defaultSchema: string;
  /** What ran. */
  readonly texts: readonly RanText[];
  /** The distinct values of each type column, in their order. */
  readonly typeValues: readonly (readonly string[] | undefined)[];
}

/**
 * Thinks about the relations of one catalog, step by step; between the steps the database is asked. A large catalog takes seconds of
 * thought, which is why the service does it in a thread: a step's answer may be waited for.
 */
export interface Finding {
  /** Takes tables, as the JSON texts in which they are kept. */
  add(texts: readonly string[]): void;
  typeColumns(): Promise<TypeColumn[]> | TypeColumn[];
  /** What the data should be asked. */
  pairs(known: Known): Promise<ContainmentPair[]> | ContainmentPair[];
  /** All relations. `measured`: what the data said of each pair; undefined where it was not asked. */
  relations(measured: readonly (Containment | undefined)[]): Promise<FoundRelation[]> | FoundRelation[];
  /** Nothing more is asked. */
  end(): void;
}

const noStatistics: CatalogTable['statistics'] = { rowEstimate: null, sizeBytes: null, indexBytes: null };

/** The thinking itself. */
export class FindingHere implements Finding {
  private readonly tables: CatalogTable[] = [];
  private candidates: readonly Candidate[] = [];

  add(texts: readonly string[]): void {
    for (const text of texts) {
      const structure = JSON.parse(text) as TableStructure;
      // Relations are found by names, types and keys; what texts a table has would only take room.
      this.tables.push({ ...structure, ddl: null, triggers: [], checks: [], statistics: noStatistics });
    }
  }

  typeColumns(): TypeColumn[] {
    return typeColumnsIn(this.tables).slice(0, mostTypeColumns);
  }

  pairs({ kind, defaultSchema, texts, typeValues }: Known): ContainmentPair[] {
    const names = new TableNames(this.tables, defaultSchema);
    const joins = kind === undefined ? [] : kind === 'mongodb' ? lookupsIn(texts, names) : joinsIn(kind, texts, names);
    const columns = typeValues.length === 0 ? [] : this.typeColumns();
    const values = new Map(columns.map((column, at) => [placeOf(column), typeValues[at]]));
    const found = candidatesOf(this.tables, {
      joins,
      typeValues: ({ schema, name }, column) => values.get(placeOf({ schema, name, column })),
    });
    this.candidates = surestFirst(found.filter(isWorthMeasuring));
    return pairsOf(this.candidates.slice(0, mostPairs));
  }

  relations(measured: readonly (Containment | undefined)[]): FoundRelation[] {
    return relationsOf(this.tables, inferred(this.candidates, measured, keepFrom));
  }

  end(): void {
    this.candidates = [];
    this.tables.length = 0;
  }
}

const placeOf = ({ schema, name, column }: TypeColumn): string => JSON.stringify([schema, name, column]);
