/** Lays a text out in the habits of its language. Loaded when first used. Throws where the text can't be read. */
export async function formatSql(kind: string | undefined, text: string): Promise<string> {
  const { formatDialect, postgresql, mariadb, sql } = await import('sql-formatter');
  const dialect = kind === 'postgres' ? postgresql : kind === 'mysql' ? mariadb : sql;
  return formatDialect(text, { dialect, tabWidth: 2, keywordCase: 'preserve', linesBetweenQueries: 1 });
}
