/**
 * How a session begins: as SQL Server's own tools set theirs. Without it the server would compare with NULL, quote and round as it did in
 * 1995. Language and date format stay those of the login.
 */
export const sessionSettings = [
  'SET ANSI_NULLS ON',
  'SET ANSI_NULL_DFLT_ON ON',
  'SET ANSI_PADDING ON',
  'SET ANSI_WARNINGS ON',
  'SET ARITHABORT ON',
  'SET CONCAT_NULL_YIELDS_NULL ON',
  'SET QUOTED_IDENTIFIER ON',
  'SET TEXTSIZE 2147483647',
  'SET TRANSACTION ISOLATION LEVEL READ COMMITTED',
].join('\n');
