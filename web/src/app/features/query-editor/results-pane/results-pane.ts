import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu';
import { NgTemplateOutlet } from '@angular/common';
import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  signal,
  untracked,
  viewChildren,
} from '@angular/core';
import type { ExportFormat } from '@orrery/contracts';
import { Confirm } from '../../../core/confirm';
import { FileExports } from '../../../core/file-exports';
import { Toasts } from '../../../core/toasts';
import { Workspace } from '../../../core/workspace';
import { changesText } from '../../../row-editing/staging/row-changes';
import { CellViewer } from '../../../ui/cell-viewer/cell-viewer';
import { ExportMenu } from '../../../ui/export-menu';
import { Icon } from '../../../ui/icon';
import { Kbd } from '../../../ui/kbd';
import { Progress } from '../../../ui/progress';
import type { CopiedNotice, GridCell } from '../../../ui/result-grid/result-grid';
import { SplitPane } from '../../../ui/split-pane';
import { countText as counted, durationText } from '../../../ui/time-text';
import { EditState } from '../editing/edit-state';
import type { ShownSet } from '../editing/edited-result';
import { EditableResult } from '../editing/editable-result';
import type { StagedResult } from '../editing/staged-results';
import { examplesFor } from '../examples';
import { MessageList } from '../message-list/message-list';
import { QueryEditorStore, type RowLimit, rowLimits } from '../query-editor.store';
import type { QueryRun } from '../query-run';
import { countText, type ResultSet } from '../result-model';
import { ticking } from '../ticking';
import { faultOfRun, stripOf } from './shortfall';

type Shown = number | 'messages';
/** ms that the last result stays while the next run has brought nothing yet: quick runs don't flicker. */
const patience = 250;
const narrowScreen = 640;

/** What a run brought: its result sets, its messages, and the way on where it did not go well. */
@Component({
  selector: 'o-results-pane',
  imports: [
    CdkMenu,
    CdkMenuItem,
    CdkMenuTrigger,
    CellViewer,
    EditState,
    EditableResult,
    ExportMenu,
    Icon,
    Kbd,
    MessageList,
    NgTemplateOutlet,
    Progress,
    SplitPane,
  ],
  templateUrl: './results-pane.html',
  styleUrl: './results-pane.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ResultsPane {
  /** Shows a place of the text in the editor. */
  readonly show = input.required<(span: { readonly start: number; readonly end: number }) => void>();
  /** Writes a statement in another way, and runs it. */
  readonly rewrite = input.required<(from: string, to: string) => void>();
  /** Puts a text into the editor and runs it. */
  readonly tryExample = input.required<(text: string) => void>();
  protected readonly store = inject(QueryEditorStore);
  protected readonly workspace = inject(Workspace);
  readonly #confirm = inject(Confirm);
  readonly #toasts = inject(Toasts);
  readonly #files = inject(FileExports);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly grids = viewChildren(EditableResult);

  /** The run on screen: the last one, once it has something to say. */
  protected readonly run = signal<QueryRun | null>(null);
  protected readonly sets = computed(() => {
    const run = this.run();
    run?.version();
    if (!run) return [];
    return run.result.sets.map((set) => ({
      set,
      shown: this.#shownOf(run, set),
      count: set.rows.length,
      text: countText(set),
    }));
  });
  protected readonly errorCount = computed(() => {
    const run = this.run();
    run?.version();
    return run?.result.errors.length ?? 0;
  });
  protected readonly messageCount = computed(() => {
    const run = this.run();
    run?.version();
    return run?.result.messages.length ?? 0;
  });
  private readonly natural = computed<Shown>(() => {
    const run = this.run();
    run?.version();
    if (!run) return 0;
    return this.errorCount() > 0 && run.result.state !== 'cancelled' ? 'messages' : this.sets().length > 0 ? 0 : 'messages';
  });
  /** What the person looks at: what suits the run, until they choose. */
  protected readonly shown = linkedSignal<{ run: QueryRun | null; natural: Shown }, Shown>({
    source: () => ({ run: this.run(), natural: this.natural() }),
    computation: ({ run, natural }, before) => {
      if (before?.source.run === run && this.chosen) return before.value;
      this.chosen = false;
      return natural;
    },
  });
  private chosen = false;
  /** The result set on the screen, in its grid. */
  protected readonly onScreen = computed(() => this.grids().find((grid) => grid.shown().set === this.set()?.set) ?? null);
  /** What is staged and not on the screen: not while a run may still bring it back. */
  protected readonly elsewhere = computed(() => {
    const run = this.store.run();
    return run?.running() === true || this.onScreen()?.result.asking() === true ? [] : this.store.staged.elsewhere();
  });
  protected readonly changesText = changesText;
  readonly #known = new WeakMap<ResultSet, ShownSet>();
  protected readonly set = computed(() => this.sets().find(({ set }) => set.key === this.shown()));
  /** Result sets that were looked at: their grids stay, with their scroll, sort and widths. */
  protected readonly opened = linkedSignal<{ run: QueryRun | null; shown: Shown }, readonly number[]>({
    source: () => ({ run: this.run(), shown: this.shown() }),
    computation: ({ run, shown }, before) => {
      const kept = before?.source.run === run ? before.value : [];
      return shown === 'messages' || kept.includes(shown) ? kept : [...kept, shown];
    },
  });
  protected readonly cell = signal<GridCell | null>(null);
  protected readonly cut = computed(() => {
    const cell = this.cell();
    return (cell && this.onScreen()?.cutOf(cell)) ?? null;
  });
  protected readonly selected = signal<{ readonly rows: number; readonly columns: number } | null>(null);
  protected readonly viewing = signal(false);
  protected readonly narrow = signal(false);
  readonly #now = ticking(() => this.store.running());
  protected readonly waited = computed(() => {
    const run = this.run();
    return run?.running() ? durationText(Math.max(1, this.#now() - run.startedAt)) : '';
  });
  protected readonly examples = computed(() => examplesFor(this.store.connection()));
  protected readonly fault = computed(() => {
    const run = this.run();
    run?.version();
    return run && faultOfRun(run.result, run.fault());
  });
  /** One line above a result that is not whole. */
  protected readonly strip = computed(() => {
    const run = this.run();
    const shown = this.set();
    run?.version();
    return run && !run.running() && shown ? stripOf(shown.set.state, shown.count) : null;
  });
  protected readonly more = computed<readonly RowLimit[]>(() => {
    const run = this.run();
    const shown = this.set();
    run?.version();
    if (!run || run.running() || !shown?.set.truncated || !this.store.canFetchMore(run)) return [];
    return rowLimits.filter((limit) => limit === null || limit > shown.count);
  });
  protected readonly cost = computed(() => {
    const run = this.run();
    run?.version();
    const one = run?.result.statements === 1 ? undefined : this.set()?.set.executionTime;
    const time = one ?? run?.result.executionTime;
    return run && !run.running() && time !== undefined ? durationText(time) : '';
  });

  constructor() {
    effect((onCleanup) => {
      const next = this.store.run();
      const now = untracked(this.run);
      if (next === now) return;
      next?.version();
      if (!now || !next || next.result.sets.length > 0 || !next.running()) {
        this.run.set(next);
        this.cell.set(null);
        this.selected.set(null);
        return;
      }
      const timer = setTimeout(() => {
        this.run.set(next);
      }, patience);
      onCleanup(() => {
        clearTimeout(timer);
      });
    });
    effect((onCleanup) => {
      const watch = new ResizeObserver(() => {
        this.narrow.set(this.#host.clientWidth < narrowScreen);
      });
      watch.observe(this.#host);
      onCleanup(() => {
        watch.disconnect();
      });
    });
  }

  /** Opens or closes the side viewer; the cell it shows stays in sight and keeps the keyboard. */
  protected view(open: boolean): void {
    this.viewing.set(open);
    setTimeout(() => {
      this.focusGrid();
    });
  }

  protected choose(shown: Shown): void {
    this.chosen = true;
    this.shown.set(shown);
  }

  /** The keyboard goes through the tabs with the arrows, as tabs do. */
  protected step(event: KeyboardEvent): void {
    const all: Shown[] = [...this.sets().map(({ set }) => set.key), 'messages'];
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const next = all.at((all.indexOf(this.shown()) + by) % all.length);
    if (next !== undefined) this.choose(next);
    requestAnimationFrame(() => this.#host.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')?.focus());
  }

  protected statementOf(set: ResultSet): string {
    const run = this.run();
    return run ? this.store.statementOf(run, set.statement).slice(0, 300) : '';
  }

  /** Has the whole result of the statement on the screen written into a file. */
  protected export(format: ExportFormat): void {
    const [run, shown] = [this.run(), this.set()];
    if (!run || !shown) return;
    const { connectionId, kind } = run.ask;
    void this.#files.begin({ connectionId, kind, text: this.store.statementOf(run, shown.set.statement), format });
  }

  /** The same for the same set: its grid stays. */
  #shownOf(run: QueryRun, set: ResultSet): ShownSet {
    const known = this.#known.get(set) ?? { run, set, statement: this.store.statementOf(run, set.statement) };
    this.#known.set(set, known);
    return known;
  }

  /** Throws away what is staged in a result that is not on the screen, once that was agreed to. */
  protected async discard(staged: StagedResult): Promise<void> {
    const sure = await this.#confirm.ask({
      heading: `Discard ${changesText(staged.count)} of ${staged.table}`,
      text: 'They were never applied. This can’t be taken back.',
      action: 'Discard',
      danger: true,
    });
    if (sure) this.store.staged.discard(staged);
  }

  protected copied({ rows, columns, byKey }: CopiedNotice): void {
    if (byKey) this.#toasts.show('Press Ctrl C to copy: this page is not secure, so the browser copies only by key.');
    else if (rows * columns > 1) this.#toasts.show(`Copied ${counted(rows)} × ${counted(columns)} cells.`);
    else this.#toasts.show('Copied.');
  }

  protected async copyText(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.#toasts.show('Copied.');
    } catch {
      this.#toasts.show('The browser did not allow copying.');
    }
  }

  /** The keyboard comes into the results from elsewhere. */
  protected focusShown(): void {
    if (this.set() && !this.fault()) this.focusGrid();
    else this.#host.querySelector<HTMLElement>('.failed button, o-message-list, [role="tab"][aria-selected="true"]')?.focus();
  }

  private focusGrid(): void {
    const key = this.shown();
    this.grids()[this.opened().indexOf(key === 'messages' ? -1 : key)]?.focus();
  }

  protected readonly limitText = (limit: RowLimit): string => (limit === null ? 'All rows' : `${counted(limit)} rows`);

  protected editConnection(): void {
    const connection = this.store.connection();
    if (connection) this.workspace.open({ kind: 'connection', ref: connection.id, title: connection.name });
  }
}
