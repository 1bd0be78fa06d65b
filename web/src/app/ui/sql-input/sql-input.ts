import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  type ElementRef,
  ViewEncapsulation,
  afterNextRender,
  effect,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import type * as Monaco from 'monaco-editor';
import { completeWith, type Complete } from './completion';
import { editorOptions, suggestions } from './editor-options';
import { defineThemes, themeName } from './editor-theme';
import { loadMonaco, type MonacoApi } from './monaco-loader';
import { defineLanguages, languageId, type SqlLanguage } from './sql-languages';

/** A stretch of the text, in UTF-16 code units. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** Where the person is in the text. */
export interface Caret {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
  /** What is selected; null where nothing is. */
  readonly selection: TextSpan | null;
}

/** Something wrong at a place of the text. */
export interface TextMark extends TextSpan {
  readonly message: string;
}

/** The part of the editor that offers suggestions, as far as it is used here. */
interface SuggestControl extends Monaco.editor.IEditorContribution {
  cancelSuggestWidget?(): void;
}

const owner = 'orrery';
/** px */
const narrowScreen = 640;

/**
 * Monaco as an SQL editor. It is driven through its own interface: the text is set once, and from then on belongs to the person;
 * `edited` says what it is.
 */
@Component({
  selector: 'o-sql-input',
  template: `
    <div class="place" #place></div>
    @if (failed()) {
      <div class="instead">
        <p>The editor could not be loaded. <button type="button" (click)="begin()">Try again</button></p>
        <textarea class="mono" aria-label="SQL" spellcheck="false" [value]="text()" (input)="typed($event)"></textarea>
      </div>
    }
  `,
  styleUrl: './sql-input.scss',
  encapsulation: ViewEncapsulation.None,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SqlInput {
  /** The text at the beginning. */
  readonly initial = input('');
  readonly language = input<SqlLanguage>('sql');
  readonly dark = input(false);
  /** The statement that would run, marked at the edge. */
  readonly target = input<TextSpan | null>(null);
  readonly marks = input<readonly TextMark[]>([]);
  readonly complete = input<Complete | null>(null);
  readonly label = input('SQL');
  readonly placeholder = input('');
  readonly edited = output<string>();
  readonly caret = output<Caret>();
  readonly ready = output();

  private readonly place = viewChild.required<ElementRef<HTMLElement>>('place');
  private readonly editor = signal<Monaco.editor.IStandaloneCodeEditor | undefined>(undefined);
  protected readonly failed = signal(false);
  protected readonly text = signal('');
  private monaco: MonacoApi | undefined;
  private targetMark: Monaco.editor.IEditorDecorationsCollection | undefined;
  private gone = false;
  private wantsFocus = false;
  /** No suggestions are asked for until the next key. */
  private settled = false;

  constructor() {
    afterNextRender(() => {
      this.begin();
    });
    inject(DestroyRef).onDestroy(() => {
      this.gone = true;
      const editor = this.editor();
      const model = editor?.getModel();
      editor?.dispose();
      model?.dispose();
    });
    effect(() => {
      const model = this.editor()?.getModel();
      if (model && this.monaco) this.monaco.editor.setModelLanguage(model, languageId(this.language()));
      const complete = this.complete();
      if (model && this.monaco && complete) completeWith(this.monaco, model, complete);
    });
    effect(() => {
      const dark = this.dark();
      if (this.editor()) this.monaco?.editor.setTheme(themeName(dark));
    });
    effect(() => {
      this.showTarget(this.editor(), this.target());
    });
    effect(() => {
      this.showMarks(this.editor(), this.marks());
    });
    effect(() => {
      this.editor()?.updateOptions({ placeholder: this.placeholder() });
    });
  }

  focus(): void {
    const editor = this.editor();
    if (editor) editor.focus();
    else this.wantsFocus = true;
  }

  /** True while the keyboard is in the text. */
  hasFocus(): boolean {
    return this.editor()?.hasTextFocus() ?? false;
  }

  /** Shows a place of the text and puts the cursor there. */
  reveal(span: TextSpan): void {
    const editor = this.editor();
    const model = editor?.getModel();
    if (!editor || !model) return;
    const range = this.rangeOf(model, span);
    editor.setSelection(range);
    editor.revealRangeInCenterIfOutsideViewport(range);
    editor.focus();
  }

  /** Replaces a stretch of the text, or all of it, so that Ctrl-Z takes it back. */
  replace(text: string, span?: TextSpan): void {
    const editor = this.editor();
    const model = editor?.getModel();
    if (!editor || !model) return;
    const range = span ? this.rangeOf(model, span) : model.getFullModelRange();
    editor.pushUndoStop();
    editor.executeEdits(owner, [{ range, text, forceMoveMarkers: true }]);
    editor.pushUndoStop();
  }

  /** Closes what pops up while typing: something else has the person's attention. */
  settle(): void {
    const editor = this.editor();
    // What was typed a moment ago may be about to ask for suggestions: none is asked for until the next key.
    editor?.updateOptions({ quickSuggestions: false });
    this.settled = true;
    editor?.getContribution<SuggestControl>('editor.contrib.suggestController')?.cancelSuggestWidget?.();
    editor?.trigger(owner, 'closeParameterHints', undefined);
  }

  /** Opens find, or find and replace. */
  find(replace = false): void {
    const editor = this.editor();
    editor?.focus();
    editor?.trigger(owner, replace ? 'editor.action.startFindReplaceAction' : 'actions.find', undefined);
  }

  protected typed(event: Event): void {
    if (event.target instanceof HTMLTextAreaElement) {
      this.text.set(event.target.value);
      this.edited.emit(event.target.value);
      this.caret.emit({ offset: event.target.selectionStart, line: 1, column: 1, selection: null });
    }
  }

  protected begin(): void {
    if (!this.failed()) this.text.set(this.initial());
    this.failed.set(false);
    loadMonaco().then(
      (monaco) => {
        if (!this.gone) this.create(monaco);
      },
      () => {
        this.failed.set(true);
      },
    );
  }

  private create(monaco: MonacoApi): void {
    this.monaco = monaco;
    defineThemes(monaco);
    defineLanguages(monaco);
    const editor = monaco.editor.create(this.place().nativeElement, {
      ...editorOptions(window.innerWidth < narrowScreen),
      value: this.text(),
      language: languageId(this.language()),
      theme: themeName(this.dark()),
      ariaLabel: this.label(),
    });
    this.targetMark = editor.createDecorationsCollection();
    editor.onKeyDown(() => {
      if (this.settled) editor.updateOptions({ quickSuggestions: suggestions });
      this.settled = false;
    });
    editor.onDidChangeModelContent(() => {
      this.edited.emit(editor.getValue());
    });
    editor.onDidChangeCursorSelection(() => {
      this.tellCaret(editor);
    });
    void document.fonts.ready.then(() => {
      monaco.editor.remeasureFonts();
    });
    this.editor.set(editor);
    this.tellCaret(editor);
    if (this.wantsFocus) editor.focus();
    this.ready.emit();
  }

  private tellCaret(editor: Monaco.editor.IStandaloneCodeEditor): void {
    const model = editor.getModel();
    const selection = editor.getSelection();
    if (!model || !selection) return;
    const at = selection.getPosition();
    this.caret.emit({
      offset: model.getOffsetAt(at),
      line: at.lineNumber,
      column: at.column,
      selection: selection.isEmpty()
        ? null
        : { start: model.getOffsetAt(selection.getStartPosition()), end: model.getOffsetAt(selection.getEndPosition()) },
    });
  }

  private rangeOf(model: Monaco.editor.ITextModel, span: TextSpan): Monaco.IRange {
    const from = model.getPositionAt(span.start);
    const to = model.getPositionAt(span.end);
    return {
      startLineNumber: from.lineNumber,
      startColumn: from.column,
      endLineNumber: to.lineNumber,
      endColumn: to.column,
    };
  }

  private showTarget(editor: Monaco.editor.IStandaloneCodeEditor | undefined, target: TextSpan | null): void {
    const model = editor?.getModel();
    if (!model || !this.targetMark) return;
    this.targetMark.set(
      target
        ? [
            {
              range: this.rangeOf(model, target),
              options: { isWholeLine: true, linesDecorationsClassName: 'o-target', zIndex: 1 },
            },
          ]
        : [],
    );
  }

  private showMarks(editor: Monaco.editor.IStandaloneCodeEditor | undefined, marks: readonly TextMark[]): void {
    const model = editor?.getModel();
    if (!model || !this.monaco) return;
    const severity = this.monaco.MarkerSeverity.Error;
    this.monaco.editor.setModelMarkers(
      model,
      owner,
      marks.map((mark) => ({ ...this.rangeOf(model, mark), message: mark.message, severity })),
    );
  }
}
