/** How a table's rows are found, by the word that the server has for it. */
export const accesses: Readonly<Record<string, string>> = {
  ALL: 'Table scan',
  index: 'Index scan',
  range: 'Index range scan',
  ref: 'Index lookup',
  ref_or_null: 'Index lookup',
  eq_ref: 'Unique index lookup',
  const: 'Constant row',
  system: 'Constant row',
  unique_subquery: 'Unique index lookup',
  index_subquery: 'Index lookup',
  index_merge: 'Index merge',
  fulltext: 'Full-text search',
  hash_ALL: 'Hash join',
};
