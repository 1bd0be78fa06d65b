import type { TsqlType } from './types.js';

/** A value. */
export type Value =
  | { readonly is: 'column'; readonly of: string | undefined; readonly name: string }
  | { readonly is: 'literal'; readonly kind: 'text' | 'unicode' | 'binary' | 'number' | 'null'; readonly text: string }
  | { readonly is: 'variable'; readonly name: string }
  | { readonly is: 'cast'; readonly value: Value; readonly type: TsqlType; readonly style: number | undefined }
  | { readonly is: 'call'; readonly name: string; readonly args: readonly Value[]; readonly star: boolean }
  | {
      readonly is: 'case';
      readonly whens: readonly { readonly when: Condition; readonly then: Value }[];
      readonly otherwise: Value | undefined;
    }
  | { readonly is: 'arithmetic'; readonly operator: string; readonly left: Value; readonly right: Value }
  | { readonly is: 'query'; readonly query: Query };

/** A condition: never a value, for T-SQL has no booleans. */
export type Condition =
  | { readonly is: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly is: 'not'; readonly part: Condition }
  | { readonly is: 'compare'; readonly operator: string; readonly left: Value; readonly right: Value }
  | { readonly is: 'null'; readonly value: Value; readonly not: boolean }
  | { readonly is: 'in'; readonly value: Value; readonly list: readonly Value[]; readonly not: boolean }
  | { readonly is: 'between'; readonly value: Value; readonly low: Value; readonly high: Value; readonly not: boolean }
  | {
      readonly is: 'like';
      readonly value: Value;
      readonly pattern: Value;
      readonly escape: Value | undefined;
      readonly not: boolean;
    };

export interface ObjectName {
  readonly schema: string | undefined;
  readonly name: string;
}

export type Source = (TableSource | DerivedTable) & {
  readonly alias: string;
  /** How it is joined to what stands before it. */
  readonly join?:
    { readonly kind: 'join' | 'left join'; readonly on: Condition } | { readonly kind: 'cross join'; readonly on?: undefined };
};

/** A table or view, by its name. */
export interface TableSource {
  readonly table: ObjectName;
  readonly hints: readonly string[];
}

/** A query in FROM. `columns`: their names, where a list behind its own gives them. */
export interface DerivedTable {
  readonly query: Query;
  readonly columns: readonly string[] | undefined;
}

export interface Query {
  readonly items: readonly ({ readonly value: Value; readonly alias: string | undefined } | 'all')[];
  readonly top: number | undefined;
  readonly from: readonly Source[];
  readonly where: Condition | undefined;
  readonly groupBy: readonly Value[];
  readonly orderBy: readonly { readonly value: Value; readonly descends: boolean }[];
  readonly offset: { readonly skip: number; readonly take: number | undefined } | undefined;
  /** What UNION ALL adds to its rows. */
  readonly more: readonly Query[];
}

export interface ColumnDefinition {
  readonly name: string;
  readonly type: TsqlType | undefined;
  readonly nullable: boolean | undefined;
  readonly identity: { readonly seed: number; readonly increment: number } | undefined;
  readonly fallback: { readonly value: Value; readonly text: string } | undefined;
  readonly computed: { readonly value: Value; readonly text: string } | undefined;
  readonly constraints: readonly ConstraintDefinition[];
}

export type ConstraintDefinition =
  | { readonly is: 'key'; readonly primary: boolean; readonly name: string | undefined; readonly columns: readonly string[] }
  | {
      readonly is: 'check';
      readonly name: string | undefined;
      readonly condition: Condition;
      readonly text: string;
      readonly column: string | undefined;
    }
  | {
      readonly is: 'reference';
      readonly name: string | undefined;
      readonly columns: readonly string[];
      readonly table: ObjectName;
      readonly refColumns: readonly string[];
      readonly onDelete: 'NO_ACTION' | 'CASCADE';
    };

export type Statement =
  | { readonly is: 'select'; readonly query: Query }
  | {
      readonly is: 'insert';
      readonly table: ObjectName;
      readonly columns: readonly string[] | undefined;
      readonly rows: readonly (readonly (Value | 'default')[])[];
    }
  | {
      readonly is: 'update';
      readonly table: ObjectName;
      readonly set: readonly { readonly column: string; readonly value: Value | 'default' }[];
      readonly where: Condition | undefined;
    }
  | { readonly is: 'delete'; readonly table: ObjectName; readonly where: Condition | undefined }
  | { readonly is: 'begin' | 'commit' }
  | { readonly is: 'rollback'; readonly to: string | undefined }
  | { readonly is: 'save'; readonly name: string }
  /** Where a transaction is open, or where none is. */
  | { readonly is: 'if-transaction'; readonly open: boolean; readonly then: Statement }
  | { readonly is: 'return' }
  | { readonly is: 'set'; readonly option: 'xact_abort' | 'nocount'; readonly on: boolean }
  | { readonly is: 'lock-timeout'; readonly ms: number }
  | { readonly is: 'isolation' }
  | { readonly is: 'identity-insert'; readonly table: ObjectName; readonly on: boolean }
  | {
      readonly is: 'create-table';
      readonly table: ObjectName;
      readonly columns: readonly ColumnDefinition[];
      readonly constraints: readonly ConstraintDefinition[];
    }
  | { readonly is: 'create-view'; readonly table: ObjectName; readonly query: Query; readonly text: string }
  | {
      readonly is: 'create-index';
      readonly name: string;
      readonly table: ObjectName;
      readonly columns: readonly string[];
      readonly unique: boolean;
    }
  | { readonly is: 'create-schema'; readonly name: string }
  | { readonly is: 'add-column'; readonly table: ObjectName; readonly column: ColumnDefinition }
  | { readonly is: 'add-constraint'; readonly table: ObjectName; readonly constraint: ConstraintDefinition }
  | { readonly is: 'drop-column'; readonly table: ObjectName; readonly column: string }
  | { readonly is: 'drop'; readonly kind: 'table' | 'view'; readonly ifThere: boolean; readonly table: ObjectName };
