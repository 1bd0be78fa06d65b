import { describe, expect, it } from '@jest/globals';
import { fuzzyScore } from './fuzzy';

const best = (typed: string, ...texts: string[]): string | undefined =>
  texts
    .map((text) => ({ text, score: fuzzyScore(typed, text) }))
    .filter((entry): entry is { text: string; score: number } => entry.score !== null)
    .sort((a, b) => b.score - a.score)[0]?.text;

describe('finding by a few letters', () => {
  it('finds by the first letters of words', () => {
    expect(best('nq', 'New query', 'Unique constraints')).toBe('New query');
  });
  it('puts a text that begins with what was typed first', () => {
    expect(best('con', 'Add a connection', 'Connections', 'Second option')).toBe('Connections');
  });
  it('needs every word, in any order', () => {
    expect(fuzzyScore('shop new', 'New query on Sample shop')).not.toBeNull();
    expect(fuzzyScore('shop delete', 'New query on Sample shop')).toBeNull();
  });
  it('prefers the shorter of two that answer as well', () => {
    expect(best('orders', 'orders', 'orders_archive_2019')).toBe('orders');
  });
});
