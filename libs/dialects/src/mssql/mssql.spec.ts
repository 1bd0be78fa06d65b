import { describe, expect, it } from '@jest/globals';
import type { ValueKind } from '@orrery/contracts';
import { type CellValue, classify, insertText, quoteIdentifier, quoteLiteral, splitStatements, statementAt } from '../index.js';

const texts = (text: string): string[] => splitStatements('mssql', text).map((piece) => piece.text);
const reads = (text: string): boolean => classify('mssql', text).reads;

describe('splitting', () => {
  it('cuts at GO alone on a line, whatever its case, and runs a batch as often as its count says', () => {
    expect(texts('SELECT 1\nGO\nselect 2\r\n  go  \r\nINSERT t DEFAULT VALUES\nGO 3')).toEqual([
      'SELECT 1',
      'select 2',
      'INSERT t DEFAULT VALUES',
      'INSERT t DEFAULT VALUES',
      'INSERT t DEFAULT VALUES',
    ]);
    expect(texts('SELECT 1\nGO -- done\nSELECT 2')).toEqual(['SELECT 1', 'SELECT 2']);
  });

  it('leaves a GO that is not alone, or stands in a string, a name or a comment', () => {
    for (const text of [
      "SELECT '\nGO\n'",
      'SELECT [\nGO\n]',
      'SELECT 1 /* /* */\nGO\n*/ + 1',
      'SELECT 1\nGO FROM t',
      'SELECT 1 GO',
    ]) {
      expect(texts(text)).toEqual([text]);
    }
  });

  it('leaves a count that nobody can mean for the server to refuse', () => {
    expect(texts('SELECT 1\nGO 100000')).toEqual(['SELECT 1\nGO 100000']);
  });

  it('cuts a plain batch at its semicolons', () => {
    expect(texts('SELECT \'a;b\', [c;d], "e;f"; -- x;\nUPDATE t SET a = 1;;')).toEqual([
      'SELECT \'a;b\', [c;d], "e;f"',
      'UPDATE t SET a = 1',
    ]);
    expect(texts('BEGIN TRAN; UPDATE t SET a = 1; COMMIT')).toEqual(['BEGIN TRAN', 'UPDATE t SET a = 1', 'COMMIT']);
    expect(texts('DROP TABLE IF EXISTS a; SELECT t.[if], t.declare, @return FROM t; SELECT 2')).toHaveLength(3);
  });

  it('keeps a batch whole whose statements belong together', () => {
    for (const text of [
      'DECLARE @a int = 1; SELECT @a',
      'IF EXISTS (SELECT 1) SELECT 2; ELSE SELECT 3',
      'WHILE 1 = 0 SELECT 1; SELECT 2',
      'BEGIN TRY SELECT 1; END TRY BEGIN CATCH THROW; END CATCH',
      'BEGIN; SELECT 1; END',
      'CREATE OR ALTER PROCEDURE p AS SELECT 1; SELECT 2',
      'CREATE FUNCTION f() RETURNS int AS BEGIN RETURN 1; END',
      'ALTER TRIGGER t ON x AFTER INSERT AS SELECT 1; SELECT 2',
    ]) {
      expect(texts(text)).toEqual([text]);
    }
  });

  it('knows the line of each statement and the one that the caret means', () => {
    const text = 'SELECT 1;\n\nSELECT 2\nGO\nDECLARE @a int;\nSELECT @a\nGO\n';
    expect(splitStatements('mssql', text).map(({ line }) => line)).toEqual([1, 3, 5]);
    expect(statementAt('mssql', text, text.indexOf('@a', 40))?.text).toBe('DECLARE @a int;\nSELECT @a');
  });

  it('takes linear time for a text that is one long comment or string', () => {
    expect(texts('/*'.repeat(200_000)).length).toBe(0);
    expect(texts(`SELECT ${'['.repeat(200_000)}`)).toHaveLength(1);
  });
});

describe('classifying', () => {
  it.each([
    'SELECT 1',
    'SELECT TOP 5 * FROM t WITH (NOLOCK) WHERE a = 1 ORDER BY b OFFSET 5 ROWS FETCH NEXT 5 ROWS ONLY',
    'WITH a AS (SELECT 1 AS x) SELECT * FROM a INNER MERGE JOIN b ON a.x = b.x OPTION (MERGE JOIN)',
    'DECLARE @a int = 1; SET @a = 2; SELECT @a; PRINT @a',
    'SELECT [delete], t.update, "insert", 0x1F, 1.5e-3, N\'DROP TABLE t\' -- DELETE\n FROM t /* EXEC p */',
    "SELECT COUNT(*), JSON_VALUE(a, '$.b') FROM t FOR JSON PATH",
  ])('reads: %s', (text) => {
    expect(classify('mssql', text)).toMatchObject({ reads: true, writes: false });
  });

  it.each([
    'SELECT * INTO copy FROM t',
    'SELECT 1 DELETE FROM t',
    'SELECT 1DELETE FROM t',
    'SELECT 0xDELETE FROM t',
    'SELECT 1eDELETE FROM t',
    'SELECT 1\u00a0DELETE FROM t',
    "SELECT 1 /*/*/ ' */ */ DELETE FROM t --'",
    "SELECT 1 --\rDELETE FROM t --'\n",
    'SELECT 1 EXEC p',
    'sp_who',
    'EXEC sp_executesql @a',
    'WITH a AS (SELECT 1 AS x) DELETE FROM a',
    'MERGE t USING s ON 1 = 1 WHEN MATCHED THEN DELETE',
    'SELECT NEXT VALUE FOR s',
    'SET NOCOUNT ON DELETE FROM t',
    'BEGIN TRAN DELETE FROM t COMMIT',
    'BEGIN SELECT 1 END',
    'IF 1 = 1 DROP TABLE t',
    'DISABLE TRIGGER x ON t',
    "WAITFOR DELAY '1:00'",
    'DBCC SHRINKDATABASE (a)',
    'KILL 51',
    '',
  ])('may write: %s', (text) => {
    expect(classify('mssql', text)).toMatchObject({ reads: false, writes: true });
  });

  it('names functions that reach outside', () => {
    expect(classify('mssql', "SELECT * FROM OPENROWSET(BULK 'C:\\x', SINGLE_CLOB) AS a")).toMatchObject({
      reads: false,
      flagged: ['openrowset'],
    });
    expect(reads("SELECT * FROM OPENQUERY(other, 'DELETE FROM t')")).toBe(false);
    expect(reads('SELECT dbo.xp_cmdshell(1)')).toBe(false);
  });

  it('tells transactions, sessions and definitions', () => {
    expect(classify('mssql', 'BEGIN TRANSACTION')).toMatchObject({ command: 'BEGIN', transaction: true, writes: false });
    expect(classify('mssql', 'ROLLBACK')).toMatchObject({ transaction: true, writes: false });
    expect(classify('mssql', 'USE other')).toMatchObject({ session: true, writes: false, reads: false });
    expect(classify('mssql', 'UPDATE t SET a = 1')).toMatchObject({ command: 'UPDATE', session: false, writes: true });
    expect(classify('mssql', 'SET NOCOUNT ON')).toMatchObject({ session: true, writes: false, reads: false });
    expect(classify('mssql', 'CREATE VIEW v AS SELECT 1 AS a')).toMatchObject({ command: 'CREATE', ddl: true, writes: true });
  });

  it('knows a read that leaves nothing behind, and one of few rows', () => {
    expect(classify('mssql', 'SELECT dbo.f(1)')).toMatchObject({ reads: true, traceless: false });
    expect(classify('mssql', 'SELECT TOP 3 a FROM t')).toMatchObject({ traceless: true, few: true });
    expect(classify('mssql', 'SELECT a FROM t')).toMatchObject({ few: false });
  });
});

describe('rows to copy', () => {
  const written = (kind: ValueKind, dataType: string, ...values: readonly CellValue[]): string =>
    insertText(
      'mssql',
      ['t'],
      ['v'],
      values.map((value) => [value]),
      [{ kind, dataType }],
    )
      .split('\n')
      .slice(1)
      .join(' ');

  it('have numbers as numbers, so that a long one beside a short one is no text to convert', () => {
    expect(written('number', 'bigint', 1, '9007199254740993')).toBe('  (1),   (9007199254740993);');
    expect(written('number', 'decimal(10,2)', '1.50', 12.25)).toBe('  (1.50),   (12.25);');
    expect(written('number', 'float', 0.1, '1.7976931348623157e+308', '-0')).toBe(
      '  (0.1e0),   (1.7976931348623157e+308),   (-0e0);',
    );
  });

  it('have bytes only where a column holds them, and objects and variants as what they are', () => {
    expect(written('string', 'nvarchar(9)', '\\x00ff')).toBe(String.raw`  (N'\x00ff');`);
    expect(written('binary', 'varbinary(9)', '\\x00ff')).toBe('  (0x00ff);');
    expect(written('binary', 'hierarchyid', '\\x5b40')).toBe('  (CAST(0x5b40 AS hierarchyid));');
    expect(written('other', 'sql_variant', 1, 'a', true)).toBe(
      "  (CAST(1 AS sql_variant)),   (CAST(N'a' AS sql_variant)),   (CAST(CAST(1 AS bit) AS sql_variant));",
    );
  });

  it('have moments that mean the same in every language of a session', () => {
    expect(written('datetime', 'datetime', '2024-02-01 10:30:00.003')).toBe("  (N'2024-02-01T10:30:00.003');");
    expect(written('datetime', 'datetime2(3)', '2024-02-01 10:30:00.003')).toBe("  (N'2024-02-01 10:30:00.003');");
  });

  it('have long texts whole, whose parts put together would be cut', () => {
    const text = `${'a'.repeat(3_000)}\\\n${'b'.repeat(3_000)}`;
    expect(written('string', 'nvarchar(max)', text)).toMatch(/^ {2}\(CAST\(N'' AS nvarchar\(max\)\)\+N'a+\\'\+N' b+'\);$/);
  });
});

describe('quoting', () => {
  it('quotes names in brackets', () => {
    expect(quoteIdentifier('mssql', 'a]b')).toBe('[a]]b]');
    expect(() => quoteIdentifier('mssql', '')).toThrow(RangeError);
  });

  it('quotes values so that they come back as they were', () => {
    expect(quoteLiteral('mssql', "O'Brien ü")).toBe("N'O''Brien ü'");
    expect(quoteLiteral('mssql', '\\x0aff')).toBe('0x0aff');
    expect(quoteLiteral('mssql', true)).toBe('1');
    expect(quoteLiteral('mssql', null)).toBe('NULL');
    expect(quoteLiteral('mssql', 'a\\\nb')).toBe("N'a\\'+N'\nb'");
    expect(insertText('mssql', ['dbo', 't'], ['a'], [[1]])).toBe('INSERT INTO [dbo].[t] ([a]) VALUES\n  (1);');
  });
});
