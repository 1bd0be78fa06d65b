/** What a column holds, in words that every kind of database has a type for. */
export type ValueShape = 'key' | 'name' | 'text' | 'count' | 'amount' | 'moment' | 'flag';

export interface ColumnShape {
  readonly name: string;
  readonly holds: ValueShape;
  readonly nullable: boolean;
}

/** Columns that refer to the key of a table made before, or of the same one. */
export interface ReferenceShape {
  readonly columns: readonly string[];
  /** The place of that table among all. */
  readonly to: number;
  /** Whether the database is told of it, or names and values have to tell. */
  readonly declared: boolean;
}

/** A table as each kind of database can have it. */
export interface TableShape {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly ColumnShape[];
  readonly key: readonly string[];
  readonly references: readonly ReferenceShape[];
}
