import type * as Monaco from 'monaco-editor';
import type { MonacoApi } from './monaco-loader';
import { languageId } from './sql-languages';

/** Something that can be written where the cursor is. */
export interface Completion {
  readonly text: string;
  readonly kind: 'keyword' | 'function' | 'table' | 'column' | 'schema';
  /** Said beside it: the type of a column, the schema of a table. */
  readonly detail?: string;
  /** Lower comes first. */
  readonly rank?: number;
}

/** Answers what can be written at a place. Asked on each word, so it answers from memory. */
export type Complete = (text: string, offset: number) => readonly Completion[];

const sources = new WeakMap<Monaco.editor.ITextModel, Complete>();
const languages = new Set<string>();

/** A keyword of SQL in the case that the person is typing in. */
export const inCaseOf = (typed: string, keyword: string): string =>
  typed !== '' && typed === typed.toUpperCase() ? keyword.toUpperCase() : keyword.toLowerCase();

/** Lets a text ask `complete`. The provider belongs to the language, so it is made once and finds the text's own source. */
export function completeWith(monaco: MonacoApi, model: Monaco.editor.ITextModel, complete: Complete): void {
  sources.set(model, complete);
  const language = model.getLanguageId();
  if (languages.has(language)) return;
  languages.add(language);
  const { CompletionItemKind } = monaco.languages;
  const kinds: Readonly<Record<Completion['kind'], Monaco.languages.CompletionItemKind>> = {
    keyword: CompletionItemKind.Keyword,
    function: CompletionItemKind.Function,
    table: CompletionItemKind.Struct,
    column: CompletionItemKind.Field,
    schema: CompletionItemKind.Module,
  };
  monaco.languages.registerCompletionItemProvider(language, {
    triggerCharacters: ['.'],
    provideCompletionItems: (asked, position) => {
      const source = sources.get(asked);
      if (!source) return { suggestions: [] };
      const word = asked.getWordUntilPosition(position);
      const range = new monaco.Range(position.lineNumber, word.startColumn, position.lineNumber, word.endColumn);
      return {
        suggestions: source(asked.getValue(), asked.getOffsetAt(position)).map((item) => {
          const isOfSql = language !== languageId('mongodb');
          const text =
            isOfSql && (item.kind === 'keyword' || item.kind === 'function') ? inCaseOf(word.word, item.text) : item.text;
          const isCalled = isOfSql && item.kind === 'function';
          return {
            label: text,
            kind: kinds[item.kind],
            insertText: isCalled ? `${text}($0)` : text,
            ...(isCalled ? { insertTextRules: monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet } : {}),
            ...(item.detail === undefined ? {} : { detail: item.detail }),
            sortText: `${(item.rank ?? 5).toString()}${text}`,
            range,
          };
        }),
      };
    },
  });
}
