import { Injectable, computed, effect, inject, signal, untracked } from '@angular/core';
import { dialectOf } from '@orrery/dialects';
import { Api } from '../../core/api';
import { Confirm } from '../../core/confirm';
import { Connections } from '../../core/connections';
import { Drafts } from '../../core/drafts';
import { Queries } from '../../core/queries';
import { TAB, type TabStatus, Workspace, draftKeyOf } from '../../core/workspace';
import type { Caret, TextMark, TextSpan } from '../../ui/sql-input/sql-input';
import type { SqlLanguage } from '../../ui/sql-input/sql-languages';
import { StagedResults } from './editing/staged-results';
import { PlanAsk } from './plan/plan-ask';
import { QueryRun } from './query-run';
import { lineSpan, livelyLength, partToRun, type RunPart, statementCount, statementText, wholeText, wordAt } from './run-target';

/** Rows to fetch at most; null fetches all. */
export type RowLimit = number | null;
export const rowLimits: readonly RowLimit[] = [1_000, 10_000, 100_000, null];
const limitKey = 'orrery.sql.rows';

function rememberedLimit(): RowLimit {
  const text = localStorage.getItem(limitKey);
  if (text === 'all') return null;
  const found = rowLimits.find((limit) => limit !== null && limit.toString() === text);
  return found ?? 1_000;
}

/** Where the database saw what keeps it from making a plan. */
function planMarks({ part, fault }: PlanAsk): TextMark[] {
  const failed = fault();
  const position = failed?.details?.['position'];
  if (!failed || typeof position !== 'number') return [];
  const word = wordAt(part.text, position - 1);
  return [{ start: part.start + word.start, end: part.start + word.end, message: failed.message }];
}

/** All state of one SQL tab: its text, where the cursor is, and its last run. */
@Injectable()
export class QueryEditorStore {
  readonly #api = inject(Api);
  readonly #drafts = inject(Drafts);
  readonly #connections = inject(Connections);
  readonly #queries = inject(Queries);
  readonly #workspace = inject(Workspace);
  readonly #confirm = inject(Confirm);
  readonly staged = inject(StagedResults);
  readonly handle = inject(TAB);
  readonly #key = draftKeyOf(untracked(this.handle.tab));
  readonly #savedKey = `${this.#key}/saved`;

  readonly text = signal(this.#drafts.text(this.#key) ?? '');
  readonly caret = signal<Caret>({ offset: 0, line: 1, column: 1, selection: null });
  readonly limit = signal<RowLimit>(rememberedLimit());
  readonly run = signal<QueryRun | null>(null);
  /** The plan that lies over the results, until it is closed or something runs. */
  readonly plan = signal<PlanAsk | null>(null);
  /** The text as it was when the run was sent: marks of its errors hold only while it is the same. */
  readonly #ranText = signal('');

  readonly connection = computed(() => {
    const id = this.handle.tab().connectionId;
    return (id === null ? undefined : this.#connections.byId().get(id)) ?? null;
  });
  readonly kind = computed(() => this.connection()?.type);
  readonly language = computed<SqlLanguage>(() => dialectOf(this.kind() ?? '')?.kind ?? 'sql');
  readonly isEmpty = computed(() => this.text().trim() === '');

  /** What Run would run now. Not looked for in very long texts while they are being written. */
  readonly part = computed<RunPart | null>(() => {
    const { offset, selection } = this.caret();
    const text = this.text();
    return text.length > livelyLength && !selection ? null : partToRun(this.kind(), text, offset, selection);
  });
  /** Marked at the editor's edge: only where it says something, among several statements. */
  readonly target = computed<TextSpan | null>(() => {
    const part = this.part();
    if (!part || this.caret().selection) return null;
    return wholeText(this.text())?.text.replace(/\s*;$/, '') === part.text
      ? null
      : { start: part.start, end: part.start + part.text.length };
  });
  readonly marks = computed<readonly TextMark[]>(() => {
    if (this.text() !== this.#ranText()) return [];
    const [run, plan] = [this.run(), this.plan()];
    if (plan) return planMarks(plan);
    if (!run) return [];
    run.version();
    return run.result.errors.flatMap(({ error, text }) => {
      const span = this.placeOf(run, error);
      return span ? [{ ...span, message: text }] : [];
    });
  });
  readonly running = computed(() => this.run()?.running() ?? false);
  /** What is staged makes a tab unsaved too: that alone says nothing of its text. */
  readonly #textDirty = signal(
    untracked(this.handle.tab).dirty && (untracked(this.staged.count) === 0 || this.#isUnsaved(untracked(this.text))),
  );

  constructor() {
    // a saved query that was just opened is, so far, what was saved
    if (untracked(this.handle.tab).data['savedId'] !== undefined && this.#savedText() === undefined)
      this.#drafts.set(this.#savedKey, untracked(this.text));
    effect(() => {
      this.handle.status.set(this.#status());
    });
    effect(() => {
      const dirty = this.#textDirty() || this.staged.count() > 0;
      if (untracked(this.handle.tab).dirty !== dirty) this.handle.change({ dirty });
    });
  }

  edit(text: string): void {
    this.text.set(text);
    this.#drafts.set(this.#key, text);
    this.#textDirty.set(this.#isUnsaved(text));
  }

  setLimit(limit: RowLimit): void {
    this.limit.set(limit);
    localStorage.setItem(limitKey, limit === null ? 'all' : limit.toString());
  }

  pick(connectionId: string): void {
    this.#workspace.pick(connectionId);
  }

  /** Runs the selection, or the statement at the cursor. */
  async runPart(): Promise<boolean> {
    const { offset, selection } = this.caret();
    return this.start(partToRun(this.kind(), this.text(), offset, selection));
  }

  /** True where it was run. */
  runAll(): Promise<boolean> {
    return this.start(wholeText(this.text()));
  }

  /** The same part once more, as it was sent. */
  async runAgain(limit?: RowLimit): Promise<boolean> {
    const run = this.run();
    if (!run) return false;
    if (limit !== undefined) this.setLimit(limit);
    return this.start(run.ask.part);
  }

  /** Runs a part; where changes are staged in the rows on the screen, that is asked first. True where it was run. */
  async start(part: RunPart | null): Promise<boolean> {
    const connection = this.connection();
    if (!connection || !part) return false;
    if (untracked(this.staged.onScreen) > 0 && !(await this.#mayLeave(untracked(this.staged.onScreen)))) return false;
    this.run()?.cancel();
    this.closePlan();
    const run = new QueryRun(this.#api, {
      connectionId: connection.id,
      kind: connection.type,
      part,
      maxRows: this.limit() ?? undefined,
    });
    this.#ranText.set(this.text());
    this.run.set(run);
    void run.ended.then(() => {
      this.#queries.noteChange();
    });
    return true;
  }

  /** Runs a statement that was run before. */
  runStatement(statement: string): Promise<boolean> {
    const at = this.text().indexOf(statement);
    return this.start({ text: statement, start: Math.max(0, at) });
  }

  /** Asks for the plan of the selection, or of the statement at the cursor. True where it was asked for. */
  explainPart(analyze: boolean): boolean {
    const { offset, selection } = this.caret();
    return this.#explain(partToRun(this.kind(), this.text(), offset, selection), analyze);
  }

  /** The plan of the same statement once more. */
  explainAgain(analyze: boolean): void {
    this.#explain(this.plan()?.part ?? null, analyze);
  }

  #explain(part: RunPart | null, analyze: boolean): boolean {
    const connection = this.connection();
    if (!connection || !part) return false;
    this.plan()?.cancel();
    const ask = new PlanAsk(this.#api, connection.id, part, analyze);
    this.plan.set(ask);
    this.#ranText.set(this.text());
    void ask.ended.then(() => {
      this.#queries.noteChange();
    });
    return true;
  }

  /** Back to the results. What is still asked for is cancelled on the server. */
  closePlan(): void {
    this.plan()?.cancel();
    this.plan.set(null);
  }

  cancel(): void {
    this.run()?.cancel();
  }

  /** Where in the whole text an error of a run stands; null where the database did not say. */
  placeOf(run: QueryRun, error: { readonly position?: number | undefined; readonly line?: number | undefined }): TextSpan | null {
    const { part } = run.ask;
    if (error.position !== undefined) {
      const word = wordAt(part.text, error.position - 1);
      return { start: part.start + word.start, end: part.start + word.end };
    }
    return error.line === undefined ? null : lineSpan(part, error.line);
  }

  /** The statement of a run that brought a result. */
  statementOf(run: QueryRun, index: number): string {
    return statementText(run.ask.kind, run.ask.part.text, index);
  }

  /**
   * Whether asking again for more rows only reads: true for one statement that the dialect knows to read. Anything else would be
   * run a second time, which only the person may want.
   */
  canFetchMore(run: QueryRun): boolean {
    const { kind, part } = run.ask;
    const dialect = kind === undefined ? undefined : dialectOf(kind);
    return dialect !== undefined && statementCount(kind, part.text) === 1 && dialect.classify(part.text).reads;
  }

  #mayLeave(count: number): Promise<boolean> {
    const changes = count === 1 ? '1 change is' : `${count.toLocaleString('en')} changes are`;
    return this.#confirm.ask({
      heading: `${changes} staged and not applied`,
      text: 'Running reads the rows anew. What is staged stays so: it lies over the same rows where they come again, and waits above the result where they don’t.',
      action: 'Run',
    });
  }

  #isUnsaved(text: string): boolean {
    return text.trim() !== '' && text !== this.#savedText();
  }

  // What was saved is compared by its text; it is kept with the tab because a saved query may be gone by now.
  #savedText(): string | undefined {
    return this.#drafts.text(this.#savedKey);
  }

  /** Notes that the text is saved under a name. */
  saved(savedId: string, name: string, text: string): void {
    this.#drafts.set(this.#savedKey, text);
    this.#textDirty.set(text !== this.text());
    this.handle.change({
      title: name,
      data: { ...untracked(this.handle.tab).data, savedId },
    });
  }

  #status(): TabStatus {
    const { line, column } = this.caret();
    const position = `Ln ${line.toString()}, Col ${column.toString()}`;
    const run = this.run();
    if (!run) return { position };
    run.version();
    const { result } = run;
    const rows = result.sets.length > 0 ? { rows: result.rowCount } : {};
    if (run.running()) {
      return {
        position,
        ...rows,
        running: {
          what: run.cancelling() ? 'Cancelling' : result.rowCount > 0 ? 'Fetching rows' : 'Running',
          startedAt: run.startedAt,
          cancel: () => {
            run.cancel();
          },
        },
      };
    }
    const time = result.executionTime ?? run.took();
    return {
      position,
      ...rows,
      cut: result.sets.some(({ truncated }) => truncated),
      ...(time === undefined ? {} : { time }),
    };
  }
}
