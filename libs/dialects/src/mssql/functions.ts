const list = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/u));

/** Words that may stand before a parenthesis without being called. */
export const notFunctions: ReadonlySet<string> = list(`
  SELECT FROM WHERE AND OR NOT IN ANY ALL SOME EXISTS AS ON USING VALUES WITH UNION INTERSECT EXCEPT BY HAVING WHEN THEN ELSE CASE OVER JOIN
  APPLY DISTINCT BETWEEN LIKE IS TOP PIVOT UNPIVOT ROLLUP CUBE SETS PARTITION WINDOW OPTION OFFSET INDEX WITHIN GROUP TABLESAMPLE
  VARCHAR NVARCHAR CHAR NCHAR BINARY VARBINARY DECIMAL NUMERIC FLOAT DATETIME2 DATETIMEOFFSET TIME INTO END IF PRINT SET
`);

/** Functions that reach outside the database or change something, although a query can call them. */
export const flaggedFunctions: ReadonlySet<string> = list(`
  openrowset openquery opendatasource fn_get_audit_file fn_trace_gettable fn_xe_file_target_read_file fn_dblog fn_dump_dblog
  dm_os_file_exists dm_os_enumerate_filesystem dm_os_enumerate_fixed_drives fn_full_dblog ai_generate_embeddings
`);

/** Extended procedures, which functions can wrap, and system procedures: never known to read only. */
export const isFlaggedFunction = (name: string): boolean => /^(?:xp_|sp_)/.test(name);

const aggregate = `avg checksum_agg count count_big grouping grouping_id max min stdev stdevp string_agg sum var varp approx_count_distinct`;
const ranking = `row_number rank dense_rank ntile lag lead first_value last_value percent_rank cume_dist percentile_cont percentile_disc`;
const text = `ascii char charindex concat concat_ws difference format left len lower ltrim nchar patindex quotename replace replicate reverse
  right rtrim soundex space str string_escape string_split stuff substring translate trim unicode upper datalength`;
const numbers = `abs acos asin atan atn2 ceiling cos cot degrees exp floor log log10 pi power radians rand round sign sin sqrt square tan`;
const time = `current_timestamp dateadd datediff datediff_big datefromparts datename datepart datetime2fromparts datetimefromparts
  datetimeoffsetfromparts datetrunc date_bucket day eomonth getdate getutcdate isdate month smalldatetimefromparts switchoffset sysdatetime
  sysdatetimeoffset sysutcdatetime timefromparts todatetimeoffset year`;
const values = `cast choose coalesce convert greatest iif isnull isnumeric least nullif parse try_cast try_convert try_parse checksum
  binary_checksum hashbytes newid compress decompress isjson json_array json_modify json_object json_path_exists json_query json_value openjson
  generate_series nodes query value exist`;
const about = `app_name col_length col_name columnproperty databasepropertyex db_id db_name has_perms_by_name host_name indexproperty
  is_member is_rolemember is_srvrolemember object_definition object_id object_name object_schema_name objectproperty objectpropertyex
  original_login schema_id schema_name serverproperty session_context suser_id suser_name suser_sname type_id type_name typeproperty user_id
  user_name error_line error_message error_number error_procedure error_severity error_state ident_current scope_identity xact_state`;

/** Functions that come with the server, for completion. */
export const commonFunctions: readonly string[] = [
  ...list([aggregate, ranking, text, numbers, time, values, about].join(' ')),
].sort();

/** Functions that are known to leave nothing behind. */
export const harmlessFunctions: ReadonlySet<string> = new Set(commonFunctions);
