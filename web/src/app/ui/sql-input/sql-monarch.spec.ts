import { describe, expect, it } from '@jest/globals';
import { type Kind, kinds } from '@orrery/contracts';
import { dialectOf } from '@orrery/dialects';
import { colouredBy } from './coloured-by';
import { sqlMonarch } from './sql-monarch';

/** What is coloured as what, without what has no colour. */
function coloured(kind: Kind, text: string): [string, string][] {
  const dialect = dialectOf(kind);
  if (!dialect?.rules) throw new Error(`${kind} is no SQL`);
  return colouredBy(sqlMonarch({ ...dialect, rules: dialect.rules }), dialect, text);
}
/** The parts of one colour, joined. */
const inColour = (kind: Kind, text: string, colour: string): string[] =>
  coloured(kind, text)
    .filter(([, one]) => one === colour)
    .map(([part]) => part);

describe('the colours of SQL', () => {
  it.each(kinds.filter((kind) => dialectOf(kind)?.rules))(
    'of %s are those of words, called functions, texts and numbers',
    (kind) => {
      const text = "select count(*), left(a, 1) from b where c = 'it''s' -- d";
      expect(inColour(kind, text, 'keyword')).toEqual(expect.arrayContaining(['select', 'from', 'where']));
      expect(inColour(kind, text, 'predefined')).toContain('count');
      expect(inColour(kind, text, 'string').join('')).toBe("'it''s'");
      expect(inColour(kind, text, 'comment').join('')).toBe('-- d');
      expect(inColour(kind, text, 'number')).toEqual(['1']);
    },
  );

  it('take what each kind quotes names with for names, and nothing in them for words', () => {
    expect(inColour('mssql', 'select [from]]where] from "a""select"', 'keyword')).toEqual(['select', 'from']);
    expect(inColour('mysql', 'select `from` from "a"', 'keyword')).toEqual(['select', 'from']);
    expect(inColour('mysql', 'select "a from b"', 'string').join('')).toBe('"a from b"');
    expect(inColour('postgres', 'select "a from b"', 'string')).toEqual([]);
  });

  it('follow what each kind takes for a comment', () => {
    expect(inColour('mysql', 'select 1 # 2', 'comment').join('')).toBe('# 2');
    expect(inColour('mysql', 'select 1--2', 'comment')).toEqual([]);
    expect(inColour('postgres', 'select 1--2', 'comment')).toEqual(['--2']);
    expect(inColour('postgres', '/* a /* b */ select */ 1', 'keyword')).toEqual([]);
    expect(inColour('mysql', '/* a /* b */ select', 'keyword')).toEqual(['select']);
  });

  it('know the words of each kind', () => {
    expect(inColour('mssql', 'select top 10 * from t', 'keyword')).toContain('top');
    expect(inColour('postgres', 'insert into t values (1) returning a', 'keyword')).toContain('returning');
  });

  it('follow backslashes where they escape', () => {
    expect(inColour('mysql', "select 'a\\' from' from b", 'keyword')).toEqual(['select', 'from']);
    expect(inColour('postgres', "select 'a\\' from b", 'keyword')).toEqual(['select', 'from']);
    expect(inColour('postgres', "select e'a\\' from' from b", 'keyword')).toEqual(['select', 'from']);
  });
});
