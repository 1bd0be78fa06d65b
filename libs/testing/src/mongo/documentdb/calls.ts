/**
 * The functions of DocumentDB's SQL interface, each for the command of its name: `$1` is the database, `$2` the command just as a client
 * sent it, `$3` the documents that a client sent beside it.
 */
const command = '$2::bytea::documentdb_core.bson';
const page = (name: string): string =>
  `SELECT cursorPage::bytea AS reply, continuation::bytea AS continuation, persistConnection AS held, cursorId AS cursor
   FROM documentdb_api.${name}($1, ${command})`;
const write = (name: string): string =>
  `SELECT p_result::bytea AS reply FROM documentdb_api.${name}($1, ${command}, $3::bytea::documentdb_core.bsonsequence)`;

/** Commands that are answered by the first page of a cursor. */
export const cursors: Readonly<Record<string, string>> = {
  find: page('find_cursor_first_page'),
  aggregate: page('aggregate_cursor_first_page'),
  listCollections: page('list_collections_cursor_first_page'),
  listIndexes: page('list_indexes_cursor_first_page'),
};

/** Commands that may come with documents beside them, and whose reply tells what failed one by one. */
export const writes: Readonly<Record<string, string>> = {
  insert: write('insert'),
  update: write('update'),
  delete: write('delete'),
};

/** Commands that are answered at once. */
export const plain: Readonly<Record<string, string>> = {
  count: `SELECT documentdb_api.count_query($1, ${command})::bytea AS reply`,
  distinct: `SELECT documentdb_api.distinct_query($1, ${command})::bytea AS reply`,
  findAndModify: `SELECT p_result::bytea AS reply FROM documentdb_api.find_and_modify($1, ${command})`,
  create: `SELECT documentdb_api.create_collection_view($1, ${command})::bytea AS reply`,
  createIndexes: `SELECT documentdb_api_internal.create_indexes_non_concurrently($1, ${command}, true)::bytea AS reply`,
  validate: `SELECT documentdb_api.validate($1, ${command})::bytea AS reply`,
};

/** Commands of the whole server: no database is told. */
export const ofServer: Readonly<Record<string, string>> = {
  listDatabases: 'SELECT documentdb_api.list_databases($1::bytea::documentdb_core.bson)::bytea AS reply',
  renameCollection: 'SELECT documentdb_api.rename_collection($1::bytea::documentdb_core.bson)::bytea AS reply',
};

/** The next page of a cursor: `$2` asks for it, `$3` is where the last one ended. */
export const nextPage = `SELECT cursorPage::bytea AS reply, continuation::bytea AS continuation
   FROM documentdb_api.cursor_get_more($1, ${command}, $3::bytea::documentdb_core.bson)`;

/** What each command that is explained selects. */
export const explained: Readonly<Record<string, string>> = Object.fromEntries(
  ['find', 'aggregate', 'count', 'distinct'].map((name) => [
    name,
    `SELECT document FROM documentdb_api_catalog.bson_aggregation_${name === 'aggregate' ? 'pipeline' : name}($1, ${command})`,
  ]),
);
