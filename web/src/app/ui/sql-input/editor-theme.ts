import type { MonacoApi } from './monaco-loader';

/** Reads our tokens as the hex colours Monaco wants; `light-dark()` is resolved by the browser itself. */
function readTokens(scheme: 'light' | 'dark'): (token: string) => string {
  const probe = document.createElement('span');
  probe.hidden = true;
  probe.style.colorScheme = scheme;
  document.body.append(probe);
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const cache = new Map<string, string>();
  const read = (token: string) => {
    const known = cache.get(token);
    if (known !== undefined) return known;
    probe.style.color = `var(${token})`;
    const colour = hexOf(getComputedStyle(probe).color, canvas);
    cache.set(token, colour);
    return colour;
  };
  queueMicrotask(() => {
    probe.remove();
  });
  return read;
}

function hexOf(colour: string, canvas: CanvasRenderingContext2D | null): string {
  if (!canvas) return '#888888';
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  return `#${[...canvas.getImageData(0, 0, 1, 1).data].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

export const themeName = (dark: boolean): string => (dark ? 'orrery-dark' : 'orrery-light');

/** Gives Monaco our colours, for light and for dark. */
export function defineThemes(monaco: MonacoApi): void {
  for (const scheme of ['light', 'dark'] as const) {
    const colour = readTokens(scheme);
    const code = (token: string) => colour(`--o-code-${token}`).slice(1, 7);
    const text = colour('--o-text').slice(1, 7);
    monaco.editor.defineTheme(themeName(scheme === 'dark'), {
      base: scheme === 'dark' ? 'vs-dark' : 'vs',
      inherit: true,
      rules: [
        { token: '', foreground: text },
        { token: 'keyword', foreground: code('keyword') },
        { token: 'operator.sql', foreground: text },
        { token: 'operator', foreground: text },
        { token: 'string', foreground: code('string') },
        { token: 'string.sql', foreground: code('string') },
        { token: 'number', foreground: code('number') },
        { token: 'number.sql', foreground: code('number') },
        { token: 'comment', foreground: code('comment') },
        { token: 'predefined', foreground: code('function') },
        { token: 'predefined.sql', foreground: code('function') },
        { token: 'identifier', foreground: text },
        { token: 'delimiter', foreground: text },
      ],
      colors: {
        'editor.background': colour('--o-surface'),
        'editor.foreground': colour('--o-text'),
        'editor.lineHighlightBackground': colour('--o-hover'),
        'editor.lineHighlightBorder': '#00000000',
        'editor.selectionBackground': scheme === 'dark' ? '#43bdb24d' : '#0b7a7533',
        'editor.inactiveSelectionBackground': scheme === 'dark' ? '#43bdb226' : '#0b7a751a',
        'editor.wordHighlightBackground': '#00000000',
        'editor.placeholder.foreground': colour('--o-text-faint'),
        'editorCursor.foreground': colour('--o-accent'),
        'editorLineNumber.foreground': colour('--o-text-faint'),
        'editorLineNumber.activeForeground': colour('--o-text'),
        'editorGutter.background': colour('--o-surface'),
        'editorIndentGuide.background1': colour('--o-line'),
        'editorWidget.background': colour('--o-raised'),
        'editorWidget.border': colour('--o-line-strong'),
        'editorSuggestWidget.background': colour('--o-raised'),
        'editorSuggestWidget.border': colour('--o-line-strong'),
        'editorSuggestWidget.foreground': colour('--o-text'),
        'editorSuggestWidget.selectedBackground': colour('--o-selected'),
        'editorSuggestWidget.selectedForeground': colour('--o-text'),
        'editorSuggestWidget.highlightForeground': colour('--o-accent'),
        'editorSuggestWidget.focusHighlightForeground': colour('--o-accent'),
        'editorHoverWidget.background': colour('--o-raised'),
        'editorHoverWidget.border': colour('--o-line-strong'),
        'editorError.foreground': colour('--o-danger'),
        'editorWarning.foreground': colour('--o-warning'),
        'editorBracketMatch.background': colour('--o-selected'),
        'editorBracketMatch.border': '#00000000',
        'editorBracketHighlight.foreground1': colour('--o-text'),
        'editorBracketHighlight.foreground2': colour('--o-text'),
        'editorBracketHighlight.foreground3': colour('--o-text'),
        'input.background': colour('--o-surface'),
        'input.foreground': colour('--o-text'),
        'input.border': colour('--o-control-line'),
        focusBorder: colour('--o-accent'),
        'menu.background': colour('--o-raised'),
        'menu.foreground': colour('--o-text'),
        'menu.selectionBackground': colour('--o-selected'),
        'menu.selectionForeground': colour('--o-text'),
        'menu.separatorBackground': colour('--o-line'),
        'menu.border': colour('--o-line-strong'),
        'scrollbar.shadow': '#00000000',
        'scrollbarSlider.background': colour('--o-pressed'),
        'scrollbarSlider.hoverBackground': colour('--o-line-strong'),
        'scrollbarSlider.activeBackground': colour('--o-line-strong'),
        'editorOverviewRuler.border': '#00000000',
        'widget.shadow': scheme === 'dark' ? '#00000080' : '#10182824',
      },
    });
  }
}
