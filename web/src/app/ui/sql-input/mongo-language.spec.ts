import { describe, expect, it } from '@jest/globals';
import { dialectOf } from '@orrery/dialects';
import { mongoMonarch } from './mongo-language';

type Action = string | { readonly cases: Readonly<Record<string, string>> };
type Rule = readonly [pattern: RegExp, action: Action, next?: string];
const isRule = (rule: unknown): rule is Rule => Array.isArray(rule) && rule[0] instanceof RegExp;

/** Plays a state's rules as Monarch does, without its editor: the first that matches colours what it matches. */
function coloured(text: string): [string, string][] {
  const { tokenizer } = mongoMonarch();
  const { keywords = [], functions = [] } = dialectOf('mongodb') ?? {};
  const states = ['root'];
  const found: [string, string][] = [];
  for (let at = 0; at < text.length;) {
    const rules: readonly unknown[] = tokenizer[states.at(-1) ?? 'root'] ?? [];
    const hit = rules
      .filter(isRule)
      .map(([pattern, action, next]) => ({ match: new RegExp(pattern.source, `${pattern.flags}y`), action, next }))
      .map(({ match, ...rest }) => {
        match.lastIndex = at;
        return { word: match.exec(text)?.[0] ?? '', ...rest };
      })
      .find(({ word }) => word !== '');
    const word = hit?.word ?? text.charAt(at);
    if (hit) {
      const { action } = hit;
      const cases = typeof action === 'string' ? undefined : action.cases;
      const known = (keywords.includes(word) && cases?.['@keywords']) || (functions.includes(word) && cases?.['@functions']);
      const token = typeof action === 'string' ? action : known || (cases?.['@default'] ?? '');
      found.push([word, token]);
      if (hit.next === '@pop') states.pop();
      else if (hit.next !== undefined) states.push(hit.next.slice(1));
    }
    at += word.length;
  }
  return found;
}

describe('the colours of MongoDB’s shell', () => {
  it('are those of methods, operators, texts and numbers', () => {
    expect(coloured('db.users.find({ age: { $gte: 18 } })')).toEqual(
      expect.arrayContaining([
        ['db', 'keyword'],
        ['users', 'identifier'],
        ['find', 'keyword'],
        ['$gte', 'predefined'],
        ['18', 'number'],
      ]),
    );
    expect(coloured('/^a\\/b/i')).toEqual([['/^a\\/b/i', 'string']]);
  });

  it('take the name of a field for no word of the shell, and a word in another case neither', () => {
    expect(coloured('{ count: 1, limit : 2 }').filter(([, token]) => token === 'keyword')).toEqual([]);
    expect(coloured('FIND')).toEqual([['FIND', 'identifier']]);
  });

  it.each([
    ['"a \\" // b" 1', 'string'],
    ["'it\\'s /* no */' 1", 'string'],
    ['/* db.find * 2 */ 1', 'comment'],
  ])('end where %s ends', (text, token) => {
    const parts = coloured(text);
    expect(new Set(parts.slice(0, -1).map(([, colour]) => colour))).toEqual(new Set([token]));
    expect(parts.at(-1)).toEqual(['1', 'number']);
  });
});
