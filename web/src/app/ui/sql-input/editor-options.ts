import type * as Monaco from 'monaco-editor';

/** Where suggestions come by themselves. */
export const suggestions = { other: true, comments: false, strings: false };

/** How the editor looks and what it does by itself. */
export const editorOptions = (narrow: boolean): Monaco.editor.IStandaloneEditorConstructionOptions => ({
  automaticLayout: true,
  fontFamily: "'JetBrains Mono Variable', ui-monospace, Menlo, Consolas, monospace",
  fontSize: 13,
  lineHeight: 20,
  fontLigatures: false,
  minimap: { enabled: false },
  stickyScroll: { enabled: false },
  scrollBeyondLastLine: false,
  padding: { top: 8, bottom: 8 },
  lineNumbersMinChars: 3,
  lineDecorationsWidth: 10,
  // Where lines don't fit, scrolling sideways to read each of them would be worse than a fold.
  wordWrap: narrow ? 'on' : 'off',
  glyphMargin: false,
  folding: true,
  showFoldingControls: 'mouseover',
  renderLineHighlight: 'line',
  renderLineHighlightOnlyWhenFocus: true,
  occurrencesHighlight: 'off',
  selectionHighlight: true,
  overviewRulerLanes: 2,
  hideCursorInOverviewRuler: true,
  fixedOverflowWidgets: true,
  tabSize: 2,
  wordBasedSuggestions: 'currentDocument',
  quickSuggestions: suggestions,
  suggest: { showWords: true, preview: false, showStatusBar: false },
  suggestSelection: 'first',
  // Enter behind a word that is whole already goes on to the next line.
  acceptSuggestionOnEnter: 'smart',
  bracketPairColorization: { enabled: false },
  guides: { indentation: false },
  // SQL is full of names in other scripts: what matters is shown by the grid, not warned about
  unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: true },
  scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false, alwaysConsumeMouseWheel: false },
});
