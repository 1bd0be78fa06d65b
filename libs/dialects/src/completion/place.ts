/** A table, or what stands for one, that the columns of a query can be of. */
export interface ScopeRelation {
  /** Its name as it is written, part by part; empty of a subquery. */
  readonly path: readonly string[];
  readonly alias?: string | undefined;
  /** Its columns as the text has them: a name, or a relation whose columns they all are. Where it is missing, the catalog knows. */
  readonly columns?: readonly (string | ScopeRelation)[] | undefined;
}

/** What can stand at the caret. */
export type Wanted =
  /** A statement's first words, or words between its parts. */
  | 'keyword'
  | 'relation'
  /** A relation that is joined to those before it. */
  | 'joined'
  /** What the relation before is called here, or a word that goes on behind it. */
  | 'alias'
  /** Something that has a value. */
  | 'value'
  /** The condition of the last relation's JOIN, from its beginning. */
  | 'condition'
  /** The name of a column, of the only relation there is. */
  | 'column'
  | 'nothing';

/** What is known of a place in a statement. */
export interface Place {
  readonly wants: Wanted;
  /** Names before the caret, each with its dot. */
  readonly qualifier: readonly string[];
  /** The query's own, then those of the queries around it. */
  readonly relations: readonly (readonly ScopeRelation[])[];
  /** How many of the query's own stand before the caret. */
  readonly before: number;
  /** Names that WITH gave to queries. */
  readonly named: readonly ScopeRelation[];
}
