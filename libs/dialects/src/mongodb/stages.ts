/** Stages of a pipeline that do nothing but read. One that is not here is taken to write. */
export const readingStages: ReadonlySet<string> = new Set([
  ...['$addFields', '$bucket', '$bucketAuto', '$changeStream', '$collStats', '$count', '$currentOp', '$densify', '$documents'],
  ...['$facet', '$fill', '$geoNear', '$graphLookup', '$group', '$indexStats', '$limit', '$listLocalSessions'],
  ...['$listSampledQueries', '$listSearchIndexes', '$listSessions', '$lookup', '$match', '$planCacheStats', '$project'],
  ...['$rankFusion', '$redact', '$replaceRoot', '$replaceWith', '$sample', '$scoreFusion', '$search', '$searchMeta', '$set'],
  ...['$setWindowFields', '$shardedDataDistribution', '$skip', '$sort', '$sortByCount', '$unionWith', '$unset', '$unwind'],
  ...['$vectorSearch'],
]);

/** Commands that do nothing but read. One that is not here is taken to write. */
export const readingCommands: ReadonlySet<string> = new Set([
  ...['aggregate', 'buildInfo', 'collStats', 'connPoolStats', 'connectionStatus', 'count', 'currentOp', 'dataSize', 'dbHash'],
  ...['dbStats', 'distinct', 'explain', 'features', 'find', 'getClusterParameter', 'getDefaultRWConcern', 'getParameter'],
  ...['hello', 'hostInfo', 'isMaster', 'listCollections', 'listCommands', 'listDatabases', 'listIndexes', 'listSearchIndexes'],
  ...['lockInfo', 'ping', 'planCacheListFilters', 'replSetGetConfig', 'replSetGetStatus', 'rolesInfo', 'serverStatus', 'top'],
  ...['usersInfo', 'whatsmyuri'],
]);

/** Commands that define or drop what data lives in, or who may do what. */
export const definingCommands: ReadonlySet<string> = new Set([
  ...['collMod', 'compact', 'convertToCapped', 'create', 'createIndexes', 'createRole', 'createSearchIndexes', 'createUser'],
  ...['drop', 'dropAllRolesFromDatabase', 'dropAllUsersFromDatabase', 'dropDatabase', 'dropIndexes', 'dropRole'],
  ...['dropSearchIndex', 'dropUser', 'grantPrivilegesToRole', 'grantRolesToRole', 'grantRolesToUser', 'reIndex'],
  ...['renameCollection', 'revokePrivilegesFromRole', 'revokeRolesFromRole', 'revokeRolesFromUser', 'shardCollection'],
  ...['updateRole', 'updateSearchIndex', 'updateUser'],
]);

/** Operators and stages that run code on the server or write somewhere, wherever they stand. */
export const isFlaggedOperator = (name: string): boolean =>
  flagged.has(name) || name.startsWith('$_') || name.startsWith('$internal');

const flagged: ReadonlySet<string> = new Set(['$where', '$function', '$accumulator', '$out', '$merge']);
