import { describe, expect, it } from '@jest/globals';
import { capital, countOf, inWords, kindWords } from './kind-words';

describe('the words of a kind of database', () => {
  it('are documents in collections for MongoDB, and rows in tables elsewhere', () => {
    const words = kindWords('mongodb');
    expect([words.table.many, words.row.many, words.column.many]).toEqual(['collections', 'documents', 'fields']);
    expect(kindWords('mssql').table.one).toBe('table');
  });

  it('are those of SQL while the kind is not known', () => {
    expect(kindWords(undefined)).toBe(kindWords('postgres'));
    expect(kindWords('constructor')).toBe(kindWords('postgres'));
  });

  it('take the place of those of SQL in a sentence', () => {
    const sentences = ['Show the row as a form', 'Columns', 'Rows of tables; a Table, rowing'];
    expect(sentences.map((text) => inWords(kindWords('mongodb'), text))).toEqual([
      'Show the document as a form',
      'Fields',
      'Documents of collections; a Collection, rowing',
    ]);
    expect(sentences.map((text) => inWords(kindWords('mysql'), text))).toEqual(sentences);
  });

  it('are counted and begin sentences', () => {
    const { table } = kindWords('mongodb');
    expect([countOf(1, table), countOf(2_000, table)]).toEqual(['1 collection', '2,000 collections']);
    expect(capital(table.many)).toBe('Collections');
  });
});
