import type { Dialect } from '@orrery/dialects';
import type * as Monaco from 'monaco-editor';

type Action = string | { readonly cases: Readonly<Record<string, string>> };
type Rule = readonly [pattern: RegExp, action: Action, next?: string];
const isRule = (rule: unknown): rule is Rule => Array.isArray(rule) && rule[0] instanceof RegExp;

/** Plays a state's rules as Monarch does, without its editor: the first that matches colours what it matches. */
export function colouredBy(
  { tokenizer, ignoreCase }: Monaco.languages.IMonarchLanguage,
  words: Pick<Dialect, 'keywords' | 'functions'> | undefined,
  text: string,
): [string, string][] {
  const asKnown = (word: string): string => (ignoreCase ? word.toUpperCase() : word);
  const keywords = (words?.keywords ?? []).map(asKnown);
  const functions = (words?.functions ?? []).map(asKnown);
  const states = ['root'];
  const found: [string, string][] = [];
  for (let at = 0; at < text.length;) {
    const rules: readonly unknown[] = tokenizer[states.at(-1) ?? 'root'] ?? [];
    const hit = rules
      .filter(isRule)
      .map(([pattern, action, next]) => ({
        match: new RegExp(pattern.source, `${pattern.flags}${ignoreCase ? 'i' : ''}my`),
        action,
        next,
      }))
      .map(({ match, ...rest }) => {
        match.lastIndex = at;
        return { word: match.exec(text)?.[0] ?? '', ...rest };
      })
      .find(({ word }) => word !== '');
    const word = hit?.word ?? text.charAt(at);
    if (hit) {
      const { action } = hit;
      const cases = typeof action === 'string' ? undefined : action.cases;
      const known =
        (functions.includes(asKnown(word)) && cases?.['@functions']) ||
        (keywords.includes(asKnown(word)) && cases?.['@keywords']);
      const token = typeof action === 'string' ? action : known || (cases?.['@default'] ?? '');
      found.push([word, token]);
      if (hit.next === '@pop') states.pop();
      else if (hit.next === '@push') states.push(states.at(-1) ?? 'root');
      else if (hit.next !== undefined) states.push(hit.next.slice(1));
    }
    at += word.length;
  }
  return found;
}
