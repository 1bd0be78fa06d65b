import { describe, expect, it } from '@jest/globals';
import { selectText } from './index.js';

describe('selectText', () => {
  it('reads the first rows in each language', () => {
    expect(selectText('postgres', ['public', 'a"b'], ['id', 'x y'], 10)).toBe(
      'SELECT "id", "x y"\nFROM "public"."a""b"\nLIMIT 10;',
    );
    expect(selectText('mysql', ['shop', 'orders'])).toBe('SELECT *\nFROM `shop`.`orders`\nLIMIT 100;');
    expect(selectText('mssql', ['dbo', 'a]b'])).toBe('SELECT TOP (100) *\nFROM [dbo].[a]]b];');
    expect(selectText('mongodb', ['shop', 'orders'], ['a', 'b.c'], 5)).toBe('db.orders.find({}, { a: 1, "b.c": 1 }).limit(5);');
  });
});
