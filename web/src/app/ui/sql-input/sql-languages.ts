import { dialectOf } from '@orrery/dialects';
import type * as Monaco from 'monaco-editor';
import { mongoConfiguration, mongoMonarch } from './mongo-language';
import type { MonacoApi } from './monaco-loader';

/** The languages that the editor colours: of a kind of database, or plain SQL where the kind has none. */
export type SqlLanguage = 'postgres' | 'mysql' | 'mongodb' | 'sql';

const configuration: Monaco.languages.LanguageConfiguration = {
  comments: { lineComment: '--', blockComment: ['/*', '*/'] },
  brackets: [
    ['[', ']'],
    ['(', ')'],
  ],
  autoClosingPairs: [
    { open: '[', close: ']' },
    { open: '(', close: ')' },
    { open: '"', close: '"', notIn: ['string', 'comment'] },
    { open: "'", close: "'", notIn: ['string', 'comment'] },
    { open: '`', close: '`', notIn: ['string', 'comment'] },
  ],
  surroundingPairs: [
    { open: '[', close: ']' },
    { open: '(', close: ')' },
    { open: '"', close: '"' },
    { open: "'", close: "'" },
    { open: '`', close: '`' },
  ],
  wordPattern: /[\p{L}_][\p{L}\p{N}_$]*/u,
};

/** `ends` closes a quoted part, doubled it is part of it; with `escapes` a backslash hides what follows. */
function quotedPart(token: string, ends: string, escapes: boolean): Monaco.languages.IMonarchLanguageRule[] {
  return [
    ...(escapes ? ([[/\\./, token]] as Monaco.languages.IMonarchLanguageRule[]) : []),
    [new RegExp(`[^${ends}${escapes ? '\\\\' : ''}]+`), token],
    [new RegExp(ends + ends), token],
    [new RegExp(ends), token, '@pop'],
  ];
}

function monarch(language: Exclude<SqlLanguage, 'mongodb'>): Monaco.languages.IMonarchLanguage {
  const mysql = language === 'mysql';
  const dialect = dialectOf(mysql ? 'mysql' : 'postgres');
  return {
    defaultToken: '',
    tokenPostfix: '.sql',
    ignoreCase: true,
    unicode: true,
    keywords: [...(dialect?.keywords ?? [])],
    functions: (dialect?.functions ?? []).map((name) => name.toUpperCase()),
    tokenizer: {
      root: [
        [/--.*$/, 'comment'],
        ...((mysql ? [[/#.*$/, 'comment']] : []) as Monaco.languages.IMonarchLanguageRule[]),
        [/\/\*/, 'comment', '@comment'],
        ...((mysql
          ? [
              [/'/, 'string', '@escaped'],
              [/"/, 'string', '@doubled'],
              [/`/, 'identifier', '@backticked'],
            ]
          : [
              [/[eE]'/, 'string', '@escaped'],
              [/'/, 'string', '@single'],
              [/"/, 'identifier', '@doubled'],
              [/\$([\p{L}_]*)\$/u, { token: 'string', next: '@dollar.$1' }],
            ]) as Monaco.languages.IMonarchLanguageRule[]),
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
        // PostgreSQL nests them
        ...((mysql ? [] : [[/\/\*/, 'comment', '@push']]) as Monaco.languages.IMonarchLanguageRule[]),
        [/\*\//, 'comment', '@pop'],
        [/[/*]/, 'comment'],
      ],
      single: quotedPart('string', "'", false),
      escaped: quotedPart('string', "'", true),
      doubled: quotedPart(mysql ? 'string' : 'identifier', '"', mysql),
      backticked: quotedPart('identifier', '`', false),
      dollar: [
        [/[^$]+/, 'string'],
        [/\$([\p{L}_]*)\$/u, { cases: { '$1==$S2': { token: 'string', next: '@pop' }, '@default': 'string' } }],
        [/\$/, 'string'],
      ],
    },
  };
}

let known = false;
export const languageId = (language: SqlLanguage): string => `orrery-${language}`;

/** Teaches the editor our languages, whose words are those that the rest of the program knows. */
export function defineLanguages(monaco: MonacoApi): void {
  if (known) return;
  known = true;
  for (const language of ['postgres', 'mysql', 'sql'] as const) {
    const id = languageId(language);
    monaco.languages.register({ id });
    monaco.languages.setLanguageConfiguration(id, configuration);
    monaco.languages.setMonarchTokensProvider(id, monarch(language));
  }
  const mongo = languageId('mongodb');
  monaco.languages.register({ id: mongo });
  monaco.languages.setLanguageConfiguration(mongo, mongoConfiguration);
  monaco.languages.setMonarchTokensProvider(mongo, mongoMonarch());
}
