import type { Suggestion } from '@orrery/dialects';
import type * as Monaco from 'monaco-editor';
import type { MonacoApi } from './monaco-loader';
import { languageId } from './sql-languages';

/** What can be written at a place. */
export interface Completions {
  /** Where the word that they take the place of begins and ends, in UTF-16 code units of the whole text. */
  readonly start: number;
  readonly end: number;
  readonly items: readonly Suggestion[];
  /** More may come with the next letter. */
  readonly isIncomplete: boolean;
}

/** Answers what can be written at a place; null where nothing is suggested. Asked on each word. */
export type Complete = (text: string, offset: number) => Promise<Completions | null>;

const sources = new WeakMap<Monaco.editor.ITextModel, Complete>();
const languages = new Set<string>();
/** By rank, and of one rank in the order that they are given in. */
const sortText = ({ rank }: Suggestion, at: number): string => `${String(rank)}${String(at).padStart(6, '0')}`;

/** What comes by itself at a space: tables where one must come, and joins. A menu at every space would be in the way. */
function plainlyNext(items: readonly Suggestion[]): readonly Suggestion[] {
  const joins = items.filter(({ kind }) => kind === 'join');
  if (items.some(({ kind }) => kind === 'column')) return joins;
  return [...joins, ...items.filter(({ kind }) => kind === 'table')];
}

/** A keyword of SQL in the case that the person is typing in. */
export const inCaseOf = (typed: string, keyword: string): string =>
  typed !== '' && typed === typed.toUpperCase() ? keyword.toUpperCase() : keyword.toLowerCase();

/** Lets a text ask `complete`. The provider belongs to the language, so it is made once and finds the text's own source. */
export function completeWith(monaco: MonacoApi, model: Monaco.editor.ITextModel, complete: Complete): void {
  sources.set(model, complete);
  const language = model.getLanguageId();
  if (languages.has(language)) return;
  languages.add(language);
  const { CompletionItemInsertTextRule, CompletionItemKind } = monaco.languages;
  const kinds: Readonly<Record<Suggestion['kind'], Monaco.languages.CompletionItemKind>> = {
    keyword: CompletionItemKind.Keyword,
    function: CompletionItemKind.Function,
    method: CompletionItemKind.Method,
    operator: CompletionItemKind.Operator,
    table: CompletionItemKind.Struct,
    column: CompletionItemKind.Field,
    schema: CompletionItemKind.Module,
    join: CompletionItemKind.Reference,
  };
  const isOfSql = language !== languageId('mongodb');
  monaco.languages.registerCompletionItemProvider(language, {
    triggerCharacters: ['.', ...(isOfSql ? [' '] : ['{', '$'])],
    provideCompletionItems: async (asked, position, context, token) => {
      const source = sources.get(asked);
      const offset = asked.getOffsetAt(position);
      const found = source && (await source(asked.getValue(), offset));
      if (!found || token.isCancellationRequested || asked.isDisposed()) return { suggestions: [] };
      const typed = asked.getValue().slice(found.start, offset);
      const items = context.triggerCharacter === ' ' ? plainlyNext(found.items) : found.items;
      const start = asked.getPositionAt(found.start);
      const insert = monaco.Range.fromPositions(start, position);
      const range = { insert, replace: monaco.Range.fromPositions(start, asked.getPositionAt(found.end)) };
      return {
        incomplete: found.isIncomplete,
        suggestions: items.map((item, at) => {
          const text = isOfSql && (item.kind === 'keyword' || item.kind === 'function') ? inCaseOf(typed, item.text) : item.text;
          const isCalled = isOfSql && item.kind === 'function';
          return {
            label: item.detail === undefined ? text : { label: text, description: item.detail },
            kind: kinds[item.kind],
            insertText: isCalled ? `${text}($0)` : text,
            ...(isCalled ? { insertTextRules: CompletionItemInsertTextRule.InsertAsSnippet } : {}),
            ...(item.filter === undefined ? {} : { filterText: item.filter }),
            sortText: sortText(item, at),
            range,
          };
        }),
      };
    },
  });
}
