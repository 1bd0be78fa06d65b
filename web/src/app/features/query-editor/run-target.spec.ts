import { describe, expect, it } from '@jest/globals';
import { lineAndColumn, lineSpan, partToRun, statementCount, wholeText, wordAt } from './run-target';

const text = "select 1;\n\n-- totals\nselect ';' from t;\n";

describe('partToRun', () => {
  it('is the statement at the cursor, and knows where it begins', () => {
    expect(partToRun('postgres', text, 3, null)).toEqual({ text: 'select 1', start: 0 });
    expect(partToRun('postgres', text, text.indexOf("';'"), null)).toEqual({ text: "select ';' from t", start: 21 });
  });

  it('is the statement at the cursor in MongoDB’s shell, over all its lines', () => {
    const shell = 'show collections\ndb.users\n  .find({ a: ";" })\n  .limit(5)\n// done\ndb.x.drop()';
    expect(partToRun('mongodb', shell, 2, null)).toEqual({ text: 'show collections', start: 0 });
    expect(partToRun('mongodb', shell, shell.indexOf('limit'), null)).toEqual({
      text: 'db.users\n  .find({ a: ";" })\n  .limit(5)',
      start: 17,
    });
    expect(statementCount('mongodb', shell)).toBe(3);
  });

  it('is the selection where there is one, without the space around it', () => {
    expect(partToRun('postgres', text, 0, { start: 6, end: 9 })).toEqual({ text: '1;', start: 7 });
  });

  it('ignores a selection of nothing but space', () => {
    expect(partToRun('postgres', text, 3, { start: 9, end: 11 })?.text).toBe('select 1');
  });

  it('is nothing where there is nothing', () => {
    expect(partToRun('postgres', ' \n', 0, null)).toBeNull();
    expect(wholeText('  ')).toBeNull();
  });

  it('is the whole text for a language that is not known here', () => {
    expect(partToRun('elsewhere', ' a; b ', 1, null)).toEqual({ text: 'a; b', start: 1 });
  });
});

describe('statementCount', () => {
  it('counts as the server does', () => {
    expect(statementCount('postgres', text)).toBe(2);
  });
});

describe('wordAt', () => {
  it('takes the word or the quoted name that begins there', () => {
    expect(wordAt('select frm', 7)).toEqual({ start: 7, end: 10 });
    expect(wordAt('from "a b" x', 5)).toEqual({ start: 5, end: 10 });
  });

  it('always gives something that can be underlined', () => {
    expect(wordAt('select ', 7)).toEqual({ start: 6, end: 7 });
    expect(wordAt('(', 0)).toEqual({ start: 0, end: 1 });
    expect(wordAt('', 0)).toEqual({ start: 0, end: 1 });
  });
});

describe('places in a text', () => {
  it('finds a line of what was run in the whole text', () => {
    const part = { text: 'select\nfrom\nt', start: 10 };
    expect(lineSpan(part, 2)).toEqual({ start: 17, end: 21 });
  });

  it('tells line and column', () => {
    expect(lineAndColumn('ab\ncd', 4)).toEqual({ line: 2, column: 2 });
    expect(lineAndColumn('ab', 0)).toEqual({ line: 1, column: 1 });
  });
});
