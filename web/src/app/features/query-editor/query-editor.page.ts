import { ChangeDetectionStrategy, Component, DestroyRef, computed, effect, inject, untracked, viewChild } from '@angular/core';
import { Commands } from '../../core/commands';
import { isMarked, markOf } from '../../core/connection-mark';
import { Theme } from '../../core/theme';
import { Toasts } from '../../core/toasts';
import { SplitPane } from '../../ui/split-pane';
import type { Complete } from '../../ui/sql-input/completion';
import { SqlInput, type TextSpan } from '../../ui/sql-input/sql-input';
import { CompletionSource } from './completion/completion-source';
import { formatSql } from './format-sql';
import { StagedResults } from './editing/staged-results';
import { QueryEditorStore } from './query-editor.store';
import { QuerySaving } from './query-saving';
import { PlanPane } from './plan/plan-pane';
import { ResultsPane } from './results-pane/results-pane';
import { RunBar } from './run-bar/run-bar';

/** An SQL tab: text above, what it brought below. */
@Component({
  selector: 'o-query-editor-page',
  imports: [PlanPane, ResultsPane, RunBar, SplitPane, SqlInput],
  providers: [StagedResults, QueryEditorStore, QuerySaving],
  templateUrl: './query-editor.page.html',
  styleUrl: './query-editor.page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class QueryEditorPage {
  protected readonly store = inject(QueryEditorStore);
  protected readonly theme = inject(Theme);
  readonly #saving = inject(QuerySaving);
  readonly #completions = inject(CompletionSource);
  readonly #toasts = inject(Toasts);
  private readonly input = viewChild.required(SqlInput);
  /** One that nobody marked has no edge: a grey one would only be noise. */
  protected readonly mark = computed(() => {
    const connection = this.store.connection();
    return connection && isMarked(connection) ? markOf(connection) : null;
  });
  protected readonly isProduction = computed(() => this.store.connection()?.extraOptions.environment === 'production');
  protected readonly placeholder = computed(() => {
    const connection = this.store.connection();
    return connection ? `Write SQL for ${connection.name}` : 'Write SQL';
  });
  /** px: the larger half of the page for the results, as long as nobody chose otherwise. */
  protected readonly initialHeight = Math.round(
    Math.max(240, (window.innerHeight - 140) * (window.innerWidth < 640 ? 0.66 : 0.55)),
  );
  protected readonly complete: Complete = (text, offset) => this.#completions.at(this.store.connection(), text, offset);
  protected readonly showPlace = (span: TextSpan) => {
    this.input().reveal(span);
  };
  protected readonly rewrite = (from: string, to: string) => {
    const start = this.store.text().indexOf(from);
    if (start >= 0) this.input().replace(to, { start, end: start + from.length });
    void this.store.runStatement(to);
  };
  protected readonly tryExample = (text: string) => {
    this.input().replace(text);
    this.store.edit(text);
    void this.store.runAll();
  };

  constructor() {
    const { handle } = this.store;
    const active = () => handle.active();
    const id = untracked(handle.tab).id;
    const remove = inject(Commands).add(
      {
        id: `sql.run.${id}`,
        title: 'Run the statement at the cursor',
        group: 'Query',
        icon: 'play',
        keys: 'mod+enter',
        when: active,
        run: () => {
          this.input().settle();
          void this.store.runPart();
        },
      },
      {
        id: `sql.run-all.${id}`,
        title: 'Run all',
        group: 'Query',
        icon: 'play',
        keys: 'mod+shift+enter',
        when: active,
        run: () => {
          this.input().settle();
          void this.store.runAll();
        },
      },
      {
        id: `sql.plan.${id}`,
        title: 'Show the plan of the statement at the cursor',
        group: 'Query',
        icon: 'tree',
        keys: 'mod+shift+e',
        when: active,
        run: () => {
          this.input().settle();
          this.store.explainPart(false);
        },
      },
      {
        id: `sql.plan-measured.${id}`,
        title: 'Run and measure the plan of the statement at the cursor',
        group: 'Query',
        icon: 'tree',
        when: active,
        run: () => {
          this.input().settle();
          this.store.explainPart(true);
        },
      },
      {
        id: `sql.save.${id}`,
        title: 'Save the query',
        group: 'Query',
        icon: 'bookmark',
        keys: 'mod+s',
        when: active,
        run: () => {
          this.saveQuery();
        },
      },
      {
        id: `sql.format.${id}`,
        title: 'Format the text',
        group: 'Query',
        icon: 'wand',
        keys: 'alt+shift+f',
        when: active,
        run: () => {
          this.formatText();
        },
      },
      {
        id: `sql.replace.${id}`,
        title: 'Find and replace',
        group: 'Query',
        icon: 'search',
        keys: 'mod+h',
        when: active,
        run: () => {
          this.input().find(true);
        },
      },
    );
    inject(DestroyRef).onDestroy(remove);
    effect(() => {
      if (this.store.run())
        untracked(() => {
          this.input().settle();
        });
    });
    effect(() => {
      if (handle.active())
        untracked(() => {
          this.input().focus();
        });
    });
    // opened to be run: from the history, or from the palette
    if (untracked(handle.tab).data['run'] === '1') {
      const { run: _run, ...data } = untracked(handle.tab).data;
      handle.change({ data });
      const begin = effect(() => {
        if (!this.store.connection()) return;
        begin.destroy();
        untracked(() => {
          void this.store.runAll();
        });
      });
    }
  }

  protected saveQuery(): void {
    void this.#saving.save();
  }

  protected formatText(): void {
    const { selection } = this.store.caret();
    const text = selection ? this.store.text().slice(selection.start, selection.end) : this.store.text();
    formatSql(this.store.kind(), text).then(
      (formatted) => {
        if (formatted !== text) this.input().replace(formatted, selection ?? undefined);
      },
      () => {
        this.#toasts.show('The text can’t be formatted: it has an error that the formatter can’t get past.');
      },
    );
  }
}
