import { type Kind, kinds } from '@orrery/contracts';
import { dialectOf } from '@orrery/dialects';
import type * as Monaco from 'monaco-editor';
import { mongoConfiguration, mongoMonarch } from './mongo-language';
import type { MonacoApi } from './monaco-loader';
import { sqlMonarch } from './sql-monarch';

/** The languages that the editor colours: of a kind of database, or plain SQL where there is none. */
export type SqlLanguage = Kind | 'sql';

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

let known = false;
export const languageId = (language: SqlLanguage): string => `orrery-${language}`;

/** Teaches the editor our languages, whose words are those that the rest of the program knows. */
export function defineLanguages(monaco: MonacoApi): void {
  if (known) return;
  known = true;
  for (const language of ['sql', ...kinds] as const) {
    const id = languageId(language);
    // what is written for no database is read as the commonest of them would
    const dialect = dialectOf(language) ?? dialectOf('postgres');
    const rules = dialect?.rules;
    monaco.languages.register({ id });
    monaco.languages.setLanguageConfiguration(id, rules ? configuration : mongoConfiguration);
    monaco.languages.setMonarchTokensProvider(id, dialect && rules ? sqlMonarch({ ...dialect, rules }) : mongoMonarch());
  }
}
