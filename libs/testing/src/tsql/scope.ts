import { TsqlFailure } from './failure.js';
import type { Query, Value } from './syntax.js';
import { isComparable, type TsqlType } from './types.js';
import type { Written } from './write-conversion.js';

/** A table as it stands in a query. */
export interface InScope {
  readonly alias: string;
  readonly columns: readonly {
    readonly name: string;
    readonly sql: string;
    readonly type: TsqlType;
    readonly nullable: boolean;
  }[];
}

/** What values are written against. */
export interface Scope {
  readonly sources: readonly InScope[];
  /** @p1 and the like, and @@ROWCOUNT. */
  variable(name: string): Written;
  query(query: Query, outer: readonly InScope[], within: boolean): { readonly sql: string; readonly columns: readonly Written[] };
  /** A relation of the catalog, for functions that look into it. */
  relation(name: string): string;
  readonly database: string;
  readonly lastIdentity: string | undefined;
  /** Transactions that are open, one in the other. */
  readonly transactions: number;
}

/** What writes values, as the functions that are called in them see it. */
export interface Writing {
  readonly scope: Scope;
  value(value: Value): Written;
  /** The type that all of them meet as. */
  meet(values: readonly Written[]): TsqlType;
}

/** Refuses what has no order and no equality. */
export const refuseIncomparable = (type: TsqlType, where: string): void => {
  if (isComparable(type)) return;
  if (type.name === 'xml')
    throw new TsqlFailure(305, 'The xml data type cannot be compared or sorted, except when using the IS NULL operator.');
  throw new TsqlFailure(
    306,
    `The text, ntext, and image data types cannot be compared or sorted, except when using IS NULL or LIKE operator (${where}).`,
  );
};
