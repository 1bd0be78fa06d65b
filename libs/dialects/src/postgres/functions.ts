/** Words that may stand before a parenthesis without being called. */
export const notFunctions: ReadonlySet<string> = new Set([
  ...['SELECT', 'FROM', 'WHERE', 'AND', 'OR', 'NOT', 'IN', 'ANY', 'ALL', 'SOME', 'EXISTS', 'AS', 'ON', 'USING', 'VALUES', 'WITH'],
  ...['UNION', 'INTERSECT', 'EXCEPT', 'LIMIT', 'OFFSET', 'BY', 'HAVING', 'WHEN', 'THEN', 'ELSE', 'CASE', 'OVER', 'FILTER', 'JOIN'],
  ...['LATERAL', 'MATERIALIZED', 'RECURSIVE', 'DISTINCT', 'BETWEEN', 'LIKE', 'ILIKE', 'IS', 'ARRAY', 'ROW', 'SETS', 'ROLLUP', 'CUBE'],
  ...['PARTITION', 'WITHIN', 'GROUP', 'ROWS', 'WINDOW', 'COPY', 'EXPLAIN', 'TO', 'RETURNING', 'INTERVAL', 'FETCH', 'FIRST', 'NEXT'],
  ...['VARCHAR', 'CHAR', 'CHARACTER', 'VARYING', 'NUMERIC', 'DECIMAL', 'FLOAT', 'BIT', 'TIMESTAMP', 'TIMESTAMPTZ', 'TIME', 'PRECISION'],
]);

/** Functions that change something, end somebody's work or reach outside the database, although a query can call them. */
export const flaggedFunctions: ReadonlySet<string> = new Set([
  ...['nextval', 'setval', 'set_config', 'pg_notify', 'txid_current', 'pg_current_xact_id', 'pg_export_snapshot'],
  ...['pg_terminate_backend', 'pg_cancel_backend', 'pg_reload_conf', 'pg_rotate_logfile', 'pg_log_backend_memory_contexts'],
  ...['pg_promote', 'pg_switch_wal', 'pg_create_restore_point', 'pg_backup_start', 'pg_backup_stop', 'pg_start_backup', 'pg_stop_backup'],
  ...['pg_wal_replay_pause', 'pg_wal_replay_resume', 'pg_logical_emit_message', 'pg_import_system_collations', 'pg_extension_config_dump'],
  ...['pg_read_file', 'pg_read_binary_file', 'pg_ls_dir', 'pg_stat_file', 'pg_file_write', 'pg_file_rename', 'pg_file_unlink', 'pg_file_sync'],
  ...['pg_execute_server_program', 'pg_logdir_ls', 'pg_prewarm', 'pg_drop_replication_slot', 'pg_copy_physical_replication_slot'],
  ...['pg_copy_logical_replication_slot', 'pg_sync_replication_slots', 'pg_set_attribute_stats', 'pg_restore_relation_stats'],
  ...['pg_restore_attribute_stats', 'pg_clear_relation_stats', 'pg_clear_attribute_stats', 'gin_clean_pending_list', 'lowrite', 'loread'],
  ...['brin_summarize_new_values', 'brin_summarize_range', 'brin_desummarize_range', 'query_to_xml', 'query_to_xmlschema'],
  ...['query_to_xml_and_xmlschema', 'cursor_to_xml', 'database_to_xml', 'table_to_xml', 'schema_to_xml', 'currval_and_set'],
  ...['postgres_fdw_disconnect', 'postgres_fdw_disconnect_all', 'pg_replication_origin_create', 'pg_replication_origin_drop'],
]);

const flaggedPrefixes = ['lo_', 'dblink', 'pg_advisory_', 'pg_try_advisory_', 'pg_stat_reset', 'pg_create_', 'pg_replication_', 'pg_replslot', 'pg_logical_slot_'];

/** Whether a function is one of a family that changes something: large objects, dblink, advisory locks, replication. */
export const isFlaggedFunction = (name: string): boolean => flaggedPrefixes.some((prefix) => name.startsWith(prefix));

/** Functions of the server that can leave nothing behind in a session. Also what the editor completes. */
export const commonFunctions: readonly string[] = [
  ...['count', 'sum', 'avg', 'min', 'max', 'array_agg', 'string_agg', 'json_agg', 'jsonb_agg', 'json_object_agg', 'jsonb_object_agg'],
  ...['bool_and', 'bool_or', 'every', 'stddev', 'variance', 'percentile_cont', 'percentile_disc', 'mode', 'corr', 'regr_slope'],
  ...['row_number', 'rank', 'dense_rank', 'percent_rank', 'cume_dist', 'ntile', 'lag', 'lead', 'first_value', 'last_value', 'nth_value'],
  ...['coalesce', 'nullif', 'greatest', 'least', 'cast', 'extract', 'date_part', 'date_trunc', 'date_bin', 'age', 'now', 'clock_timestamp'],
  ...['statement_timestamp', 'timeofday', 'to_char', 'to_date', 'to_timestamp', 'to_number', 'make_date', 'make_interval', 'make_time'],
  ...['make_timestamp', 'make_timestamptz', 'isfinite', 'justify_days', 'justify_hours', 'lower', 'upper', 'initcap', 'length'],
  ...['char_length', 'octet_length', 'bit_length', 'substring', 'substr', 'position', 'strpos', 'overlay', 'trim', 'ltrim', 'rtrim', 'btrim'],
  ...['left', 'right', 'lpad', 'rpad', 'repeat', 'replace', 'reverse', 'split_part', 'translate', 'concat', 'concat_ws', 'format', 'chr'],
  ...['ascii', 'md5', 'sha256', 'sha512', 'encode', 'decode', 'quote_ident', 'quote_literal', 'quote_nullable', 'regexp_match'],
  ...['regexp_matches', 'regexp_replace', 'regexp_split_to_array', 'regexp_split_to_table', 'regexp_count', 'regexp_like', 'starts_with'],
  ...['string_to_array', 'string_to_table', 'array_to_string', 'array_length', 'array_upper', 'array_lower', 'array_append', 'array_cat'],
  ...['array_position', 'array_remove', 'array_replace', 'cardinality', 'unnest', 'generate_series', 'generate_subscripts', 'abs', 'ceil'],
  ...['ceiling', 'floor', 'round', 'trunc', 'sign', 'sqrt', 'power', 'exp', 'ln', 'log', 'mod', 'div', 'gcd', 'lcm', 'pi', 'sin', 'cos'],
  ...['tan', 'asin', 'acos', 'atan', 'atan2', 'degrees', 'radians', 'random', 'width_bucket', 'gen_random_uuid', 'uuidv7', 'jsonb_each'],
  ...['jsonb_each_text', 'jsonb_array_elements', 'jsonb_array_elements_text', 'jsonb_array_length', 'jsonb_object_keys', 'jsonb_typeof'],
  ...['jsonb_build_object', 'jsonb_build_array', 'jsonb_extract_path', 'jsonb_extract_path_text', 'jsonb_set', 'jsonb_insert'],
  ...['jsonb_strip_nulls', 'jsonb_pretty', 'jsonb_path_query', 'jsonb_path_exists', 'jsonb_to_recordset', 'json_each', 'json_each_text'],
  ...['json_array_elements', 'json_array_elements_text', 'json_array_length', 'json_object_keys', 'json_typeof', 'json_build_object'],
  ...['json_build_array', 'json_extract_path_text', 'row_to_json', 'to_json', 'to_jsonb', 'lower_inc', 'upper_inc', 'isempty', 'host'],
  ...['to_tsvector', 'to_tsquery', 'plainto_tsquery', 'websearch_to_tsquery', 'ts_rank', 'ts_headline', 'similarity', 'current_database'],
  ...['current_schema', 'current_schemas', 'current_setting', 'version', 'pg_typeof', 'pg_get_functiondef', 'pg_get_viewdef', 'pg_get_expr'],
  ...['pg_get_constraintdef', 'pg_get_indexdef', 'pg_get_serial_sequence', 'format_type', 'obj_description', 'col_description'],
  ...['pg_relation_size', 'pg_table_size', 'pg_total_relation_size', 'pg_indexes_size', 'pg_database_size', 'pg_size_pretty', 'pg_sleep'],
  ...['pg_backend_pid', 'pg_is_in_recovery', 'pg_postmaster_start_time', 'has_table_privilege', 'has_schema_privilege', 'to_regclass'],
  ...['inet_server_addr', 'inet_server_port', 'pg_encoding_to_char', 'pg_stat_get_activity', 'bit_and', 'bit_or', 'get_byte', 'set_byte'],
];

/** The same functions, for asking. */
export const harmlessFunctions: ReadonlySet<string> = new Set(commonFunctions);
