import { dialectOf } from '@orrery/dialects';
import type * as Monaco from 'monaco-editor';

/** How statements of MongoDB’s shell are typed: their brackets, quotes and words, which may begin with a dollar sign. */
export const mongoConfiguration: Monaco.languages.LanguageConfiguration = {
  comments: { lineComment: '//', blockComment: ['/*', '*/'] },
  brackets: [
    ['{', '}'],
    ['[', ']'],
    ['(', ')'],
  ],
  autoClosingPairs: [
    { open: '{', close: '}' },
    { open: '[', close: ']' },
    { open: '(', close: ')' },
    { open: '"', close: '"', notIn: ['string', 'comment'] },
    { open: "'", close: "'", notIn: ['string', 'comment'] },
  ],
  surroundingPairs: [
    { open: '{', close: '}' },
    { open: '[', close: ']' },
    { open: '(', close: ')' },
    { open: '"', close: '"' },
    { open: "'", close: "'" },
  ],
  wordPattern: /\$?[\p{L}_][\p{L}\p{N}_$]*|\$/u,
};

const quoted = (quote: string): Monaco.languages.IMonarchLanguageRule[] => [
  [new RegExp(`[^${quote}\\\\]+`), 'string'],
  [/\\./, 'string'],
  [new RegExp(quote), 'string', '@pop'],
];

/** Colours statements of MongoDB's shell. A word is a keyword as it is written, never in another case. */
export const mongoMonarch = (): Monaco.languages.IMonarchLanguage => ({
  defaultToken: '',
  tokenPostfix: '.mongo',
  unicode: true,
  keywords: [...(dialectOf('mongodb')?.keywords ?? [])],
  functions: [...(dialectOf('mongodb')?.functions ?? [])],
  tokenizer: {
    root: [
      [/\/\/.*$/, 'comment'],
      [/\/\*/, 'comment', '@comment'],
      [/"/, 'string', '@double'],
      [/'/, 'string', '@single'],
      // A regular expression: there is nothing to divide.
      [/\/(?:[^/\\\n]|\\.)+\/[a-z]*/, 'string'],
      // The name of a field is a name, whatever it is called; an operator in its place is none.
      [/\$[\p{L}\p{N}_]*/u, { cases: { '@functions': 'predefined', '@default': 'identifier' } }],
      [/[\p{L}_][\p{L}\p{N}_$]*(?=\s*:)/u, 'identifier'],
      [/[\p{L}_][\p{L}\p{N}_$]*/u, { cases: { '@keywords': 'keyword', '@default': 'identifier' } }],
      [/0[xX][0-9a-fA-F]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?/, 'number'],
      [/[{}()[\]]/, 'delimiter'],
      [/[;,.:]/, 'delimiter'],
      [/[-+]/, 'operator'],
    ],
    comment: [
      [/[^*]+/, 'comment'],
      [/\*\//, 'comment', '@pop'],
      [/\*/, 'comment'],
    ],
    double: quoted('"'),
    single: quoted("'"),
  },
});
