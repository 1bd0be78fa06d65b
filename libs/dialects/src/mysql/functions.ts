/** Words that may stand before a parenthesis without being called. */
export const notFunctions: ReadonlySet<string> = new Set([
  ...['SELECT', 'FROM', 'WHERE', 'AND', 'OR', 'NOT', 'XOR', 'IN', 'ANY', 'ALL', 'SOME', 'EXISTS', 'AS', 'ON', 'USING', 'VALUES', 'WITH'],
  ...['UNION', 'INTERSECT', 'EXCEPT', 'LIMIT', 'OFFSET', 'BY', 'HAVING', 'WHEN', 'THEN', 'ELSE', 'CASE', 'OVER', 'JOIN', 'LATERAL'],
  ...['RECURSIVE', 'DISTINCT', 'BETWEEN', 'LIKE', 'IS', 'ROW', 'ROLLUP', 'PARTITION', 'WINDOW', 'EXPLAIN', 'ANALYZE', 'INTERVAL', 'KEY'],
  ...['VARCHAR', 'CHAR', 'NUMERIC', 'DECIMAL', 'FLOAT', 'DOUBLE', 'DATETIME', 'TIME', 'BINARY', 'INDEX', 'AGAINST', 'DIV', 'MOD'],
]);

/** Functions that change something, hold a lock or reach outside the database, although a query can call them. */
export const flaggedFunctions: ReadonlySet<string> = new Set([
  ...['load_file', 'get_lock', 'release_lock', 'release_all_locks', 'last_insert_id', 'nextval', 'setval', 'lastval', 'sys_eval'],
  ...['sys_exec', 'sys_get', 'sys_set', 'master_pos_wait', 'source_pos_wait', 'master_gtid_wait', 'wait_for_executed_gtid_set'],
  ...['wait_until_sql_thread_after_gtids', 'asynchronous_connection_failover_add_source', 'keyring_key_store', 'keyring_key_remove'],
  ...['keyring_key_generate', 'audit_log_filter_set_filter', 'audit_log_rotate', 'ps_kill', 'spider_direct_sql', 'spider_bg_direct_sql'],
  ...['spider_copy_tables', 'spider_flush_table_mon_cache', 'binlog_gtid_pos_and_set'],
]);

const flaggedPrefixes = ['group_replication_', 'asynchronous_connection_', 'audit_', 'keyring_', 'sys_', 'service_', 'version_tokens_', 'mysql_firewall_'];

/** Whether a function is one of a family that administers the server. */
export const isFlaggedFunction = (name: string): boolean => flaggedPrefixes.some((prefix) => name.startsWith(prefix));

/** Functions of the server that can leave nothing behind in a session. Also what the editor completes. */
export const commonFunctions: readonly string[] = [
  ...['count', 'sum', 'avg', 'min', 'max', 'group_concat', 'json_arrayagg', 'json_objectagg', 'bit_and', 'bit_or', 'bit_xor', 'std'],
  ...['stddev', 'stddev_pop', 'stddev_samp', 'variance', 'var_pop', 'var_samp', 'row_number', 'rank', 'dense_rank', 'percent_rank'],
  ...['cume_dist', 'ntile', 'lag', 'lead', 'first_value', 'last_value', 'nth_value', 'coalesce', 'ifnull', 'nullif', 'if', 'greatest'],
  ...['least', 'cast', 'convert', 'now', 'curdate', 'curtime', 'current_timestamp', 'utc_timestamp', 'sysdate', 'date', 'time', 'year'],
  ...['month', 'day', 'dayofmonth', 'dayofweek', 'dayofyear', 'dayname', 'monthname', 'hour', 'minute', 'second', 'microsecond', 'week'],
  ...['weekday', 'weekofyear', 'quarter', 'extract', 'date_add', 'date_sub', 'adddate', 'subdate', 'addtime', 'subtime', 'datediff'],
  ...['timediff', 'timestampdiff', 'timestampadd', 'date_format', 'time_format', 'str_to_date', 'from_unixtime', 'unix_timestamp'],
  ...['last_day', 'makedate', 'maketime', 'convert_tz', 'sec_to_time', 'time_to_sec', 'lower', 'upper', 'lcase', 'ucase', 'length'],
  ...['char_length', 'character_length', 'octet_length', 'bit_length', 'substring', 'substr', 'substring_index', 'mid', 'left', 'right'],
  ...['lpad', 'rpad', 'trim', 'ltrim', 'rtrim', 'concat', 'concat_ws', 'replace', 'repeat', 'reverse', 'insert', 'instr', 'locate'],
  ...['position', 'field', 'find_in_set', 'elt', 'format', 'hex', 'unhex', 'ascii', 'ord', 'char', 'bin', 'oct', 'conv', 'quote', 'soundex'],
  ...['space', 'strcmp', 'to_base64', 'from_base64', 'md5', 'sha1', 'sha2', 'crc32', 'uuid', 'uuid_to_bin', 'bin_to_uuid', 'regexp_like'],
  ...['regexp_replace', 'regexp_substr', 'regexp_instr', 'abs', 'ceil', 'ceiling', 'floor', 'round', 'truncate', 'sign', 'sqrt', 'pow'],
  ...['power', 'exp', 'ln', 'log', 'log2', 'log10', 'mod', 'pi', 'rand', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'atan2', 'degrees'],
  ...['radians', 'json_extract', 'json_unquote', 'json_object', 'json_array', 'json_contains', 'json_contains_path', 'json_keys'],
  ...['json_length', 'json_type', 'json_valid', 'json_set', 'json_insert', 'json_replace', 'json_remove', 'json_merge_patch', 'json_table'],
  ...['json_search', 'json_value', 'json_pretty', 'json_quote', 'database', 'schema', 'user', 'current_user', 'session_user', 'version'],
  ...['connection_id', 'found_rows', 'row_count', 'charset', 'collation', 'sleep', 'benchmark', 'any_value', 'grouping', 'match'],
  ...['st_astext', 'st_asgeojson', 'st_geomfromtext', 'st_x', 'st_y', 'st_distance', 'st_contains', 'point', 'inet_aton', 'inet_ntoa'],
  ...['is_free_lock', 'is_used_lock', 'values', 'default', 'export_set', 'make_set', 'period_add', 'period_diff', 'to_days', 'from_days'],
];

/** The same functions, for asking. */
export const harmlessFunctions: ReadonlySet<string> = new Set(commonFunctions);
