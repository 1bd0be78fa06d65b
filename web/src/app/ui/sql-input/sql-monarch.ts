import type { Dialect, LexRules } from '@orrery/dialects';
import type * as Monaco from 'monaco-editor';

type Rule = Monaco.languages.IMonarchLanguageRule;

/** A language of SQL, as far as it is coloured. */
export interface Coloured extends Pick<Dialect, 'keywords' | 'functions'> {
  readonly rules: LexRules;
}

/** A sign in a pattern, as itself. */
const literal = (sign: string): string => sign.replace(/[[\]\\^]/g, '\\$&');

/** `ends` closes a quoted part, doubled it is part of it; with `escapes` a backslash hides what follows. */
function quotedPart(token: string, ends: string, escapes: boolean): Rule[] {
  const end = literal(ends);
  return [
    ...(escapes ? ([[/\\./, token]] satisfies Rule[]) : []),
    [new RegExp(`[^${end}${escapes ? '\\\\' : ''}]+`), token],
    [new RegExp(end + end), token],
    [new RegExp(end), token, '@pop'],
  ];
}

/** What opens a quoted part, and the state that it leads to. */
function openings({ backslash, doubleQuotedStrings, identifierQuotes, dollarQuotes }: LexRules): Rule[] {
  const always = backslash === 'always';
  return [
    ...(backslash === 'prefixed' ? ([[/[eE]'/, 'string', '@escaped']] satisfies Rule[]) : []),
    [/'/, 'string', always ? '@escaped' : '@single'],
    ...(doubleQuotedStrings ? ([[/"/, 'string', always ? '@doubledEscaped' : '@doubled']] satisfies Rule[]) : []),
    ...Object.keys(identifierQuotes).map((open, at): Rule => [new RegExp(literal(open)), 'identifier', `@name${String(at)}`]),
    ...(dollarQuotes ? ([[/\$([\p{L}_]*)\$/u, { token: 'string', next: '@dollar.$1' }]] satisfies Rule[]) : []),
  ];
}

/** Colours a language of SQL by the rules that tell its words apart everywhere else. */
export function sqlMonarch({ rules, keywords, functions }: Coloured): Monaco.languages.IMonarchLanguage {
  const names = Object.values(rules.identifierQuotes).map(
    (close, at) => [`name${String(at)}`, quotedPart('identifier', close, false)] as const,
  );
  return {
    defaultToken: '',
    tokenPostfix: '.sql',
    ignoreCase: true,
    unicode: true,
    keywords: [...keywords],
    functions: functions.map((name) => name.toUpperCase()),
    tokenizer: {
      root: [
        [rules.dashNeedsSpace ? /--(?=\s|$).*$/ : /--.*$/, 'comment'],
        ...(rules.hashComments ? ([[/#.*$/, 'comment']] satisfies Rule[]) : []),
        [/\/\*/, 'comment', '@comment'],
        ...openings(rules),
        [/::/, 'operator'],
        [/[$@]\w+|:[a-z]\w*/, 'number'],
        [/0[xX][0-9a-fA-F]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?/, 'number'],
        // a function only where it is called: `left`, `date` and `replace` are words of the grammar as well
        [
          /[\p{L}_][\p{L}\p{N}_$]*(?=\s*\()/u,
          { cases: { '@functions': 'predefined', '@keywords': 'keyword', '@default': 'identifier' } },
        ],
        [/[\p{L}_][\p{L}\p{N}_$]*/u, { cases: { '@keywords': 'keyword', '@default': 'identifier' } }],
        [/[()[\]]/, 'delimiter'],
        [/[;,.]/, 'delimiter'],
        [/[<>=!%&+\-*/|~^?]+/, 'operator'],
      ],
      comment: [
        [/[^/*]+/, 'comment'],
        ...(rules.nestedComments ? ([[/\/\*/, 'comment', '@push']] satisfies Rule[]) : []),
        [/\*\//, 'comment', '@pop'],
        [/[/*]/, 'comment'],
      ],
      single: quotedPart('string', "'", false),
      escaped: quotedPart('string', "'", true),
      doubled: quotedPart('string', '"', false),
      doubledEscaped: quotedPart('string', '"', true),
      dollar: [
        [/[^$]+/, 'string'],
        [/\$([\p{L}_]*)\$/u, { cases: { '$1==$S2': { token: 'string', next: '@pop' }, '@default': 'string' } }],
        [/\$/, 'string'],
      ],
      ...Object.fromEntries(names),
    },
  };
}
