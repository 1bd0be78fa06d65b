import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu';
import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  ElementRef,
  computed,
  effect,
  inject,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { type Kind, type TableSummary, kinds } from '@orrery/contracts';
import { selectText } from '@orrery/dialects';
import { Commands } from '../../core/commands';
import { capital, countOf } from '../../core/kind-words';
import { explorerTab, tableTab } from '../../core/table-tab';
import { TAB, Workspace } from '../../core/workspace';
import { EmptyState } from '../../ui/empty-state';
import { Icon } from '../../ui/icon';
import { Progress } from '../../ui/progress';
import { countText } from '../../ui/time-text';
import { erdCommands } from './erd-commands';
import { ErdStore } from './erd.store';
import { type ExportChoice, ExportsStore } from './exports.store';
import type { Room } from './diagram/geometry';
import { LayoutsStore } from './layouts.store';
import { ErdCanvas } from './parts/erd-canvas';
import { type FoundPath, PathPanel } from './parts/path-panel';
import { RelationCard } from './parts/relation-card';
import { RelationRows } from './parts/relation-rows';
import { StartScreen } from './parts/start-screen';
import { type TableAct, TableCard } from './parts/table-card';
import { TableSearch } from './parts/table-search';
import { RelationsStore } from './relations.store';

/** px, as the style sheet has it. */
const panelWidth = 288;
const panelKept = 'orrery.erd.panel';
const isKind = (text: string | undefined): text is Kind => (kinds as readonly string[]).includes(text ?? '');

/** The diagram of a connection's tables. */
@Component({
  selector: 'o-erd-page',
  imports: [
    CdkMenu,
    CdkMenuItem,
    CdkMenuTrigger,
    EmptyState,
    ErdCanvas,
    Icon,
    PathPanel,
    Progress,
    RelationCard,
    RelationRows,
    StartScreen,
    TableCard,
    TableSearch,
  ],
  providers: [ErdStore, LayoutsStore, RelationsStore, ExportsStore],
  templateUrl: './erd.page.html',
  styleUrl: './erd.page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class.alone]': 'alone()' },
})
export class ErdPage {
  protected readonly store = inject(ErdStore);
  protected readonly spotlight = this.store.spotlight;
  protected readonly layouts = inject(LayoutsStore);
  protected readonly relations = inject(RelationsStore);
  protected readonly exports = inject(ExportsStore);
  readonly #tab = inject(TAB);
  readonly #workspace = inject(Workspace);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  protected readonly canvas = viewChild(ErdCanvas);
  protected readonly finder = viewChild<TableSearch>('finder');
  protected readonly below = viewChild.required<ElementRef<HTMLElement>>('below');
  protected readonly panel = signal(localStorage.getItem(panelKept) !== 'closed' && innerWidth > 900);
  protected readonly finding = signal(false);
  /** The table that was picked when a path was asked for. */
  protected readonly pathFrom = signal<TableSummary | null>(null);
  /** The diagram covers everything else. */
  protected readonly alone = signal(false);
  protected readonly about = signal<string | null>(null);
  protected readonly menuAt = signal({ x: 0, y: 0 });
  protected readonly connection = this.store.connection;
  protected readonly words = this.store.words;
  protected readonly capital = capital;
  protected readonly allColumns = computed(() => `All ${this.words().column.many}`);
  protected readonly tables = this.store.schema.tables;
  protected readonly fault = computed(() => this.store.schema.listing.fault() ?? this.store.data.asking.fault());
  protected readonly waiting = computed(
    () => this.store.schema.listing.loading() || this.store.data.asking.loading() || this.store.arranging(),
  );
  protected readonly pickedTable = computed(() => {
    const picked = this.spotlight.picked();
    return picked === null ? undefined : this.store.scene().faces.get(picked)?.table;
  });
  protected readonly facts = computed(() => {
    const { boxes, relations } = this.store.scene();
    const total = this.store.schema.listing.value()?.total ?? boxes.size;
    const { table, relation } = this.words();
    return `${countText(boxes.size)} of ${countOf(total, table)} · ${countOf(relations.size, relation)}`;
  });

  constructor() {
    this.store.showIn(() => this.#room());
    void this.#begin();
    const takeAway = inject(Commands).add(...erdCommands(this.#tab.active, this));
    const left = (): void => {
      if (this.#host.ownerDocument.fullscreenElement === null) this.alone.set(false);
    };
    this.#host.ownerDocument.addEventListener('fullscreenchange', left);
    inject(DestroyRef).onDestroy(() => {
      takeAway();
      this.#host.ownerDocument.removeEventListener('fullscreenchange', left);
      this.store.destroy();
    });
    // Opened anew from elsewhere with a table to begin from.
    effect(() => {
      const from = this.#tab.tab().data['from'];
      if (from === undefined || !this.store.begun()) return;
      untracked(() => {
        const { from: _from, ...data } = this.#tab.tab().data;
        this.#tab.change({ data });
        if (!this.store.arrangement().shown.has(from)) void this.store.startFrom(from);
        else this.spotlight.reveal(from);
      });
    });
    effect(() => {
      localStorage.setItem(panelKept, this.panel() ? 'open' : 'closed');
    });
    effect(() => {
      this.#tab.change({ dirty: this.layouts.changed() });
    });
    // Tabs of several connections would all read the same.
    effect(() => {
      const name = this.connection()?.name;
      if (name !== undefined) this.#tab.change({ title: `${this.layouts.current()?.name ?? 'Diagram'} · ${name}` });
    });
  }

  async #begin(): Promise<void> {
    await Promise.all([this.store.begin(), this.layouts.load()]);
  }

  /** What is left of the page beside the panel, which comes with the first table. */
  #room(): Room {
    const { clientWidth: width, clientHeight: height } = this.below().nativeElement;
    if (!this.panel()) return { width, height };
    return matchMedia('(max-width: 700px)').matches ? { width, height: height * 0.54 } : { width: width - panelWidth, height };
  }

  protected retry(): void {
    void this.store.begin();
  }

  find(): void {
    this.finder()?.focus();
  }

  fit(): void {
    this.canvas()?.fit();
  }

  undo(): void {
    this.store.undo();
  }

  redo(): void {
    this.store.redo();
  }

  save(): void {
    void this.layouts.save();
  }

  arrange(): void {
    void this.store.arrange();
  }

  showPath(): void {
    if (this.finding() && this.panel()) {
      this.closePath();
      return;
    }
    this.pathFrom.set(this.store.schema.byTable().get(this.spotlight.picked() ?? '') ?? null);
    this.panel.set(true);
    this.finding.set(true);
  }

  protected closePath(): void {
    this.finding.set(false);
    this.spotlight.pick(null);
    this.canvas()?.focus();
  }

  toggleAlone(): void {
    const { ownerDocument } = this.#host;
    const alone = !this.alone();
    this.alone.set(alone);
    if (alone) ownerDocument.documentElement.requestFullscreen().catch(() => undefined);
    else if (ownerDocument.fullscreenElement) void ownerDocument.exitFullscreen();
  }

  protected add(table: string): void {
    if (this.store.arrangement().shown.has(table)) this.spotlight.reveal(table);
    else void (this.store.isEmpty() ? this.store.startFrom(table) : this.store.add(table));
  }

  protected pickRelation(id: string): void {
    this.spotlight.pickRelation(id);
    this.panel.set(true);
  }

  protected async showFound({ relations, tables }: FoundPath): Promise<void> {
    if (this.store.isEmpty()) await this.store.showOnly(tables);
    for (const table of tables) if (!this.store.arrangement().shown.has(table)) await this.store.add(table);
    this.spotlight.showPath(relations, tables);
  }

  protected write(join: string): void {
    this.#workspace.openSql({ text: `SELECT *\n${join}`, connectionId: this.store.connectionId });
  }

  protected openMenu(table: string, at: { readonly x: number; readonly y: number }, opener: CdkMenuTrigger): void {
    this.about.set(table);
    const box = this.#host.getBoundingClientRect();
    this.menuAt.set({ x: at.x - box.left, y: at.y - box.top });
    setTimeout(() => {
      opener.open();
    });
  }

  protected act(act: TableAct, table: string): void {
    const { store } = this;
    const place = { connectionId: store.connectionId, table };
    if (act === 'open') this.#workspace.open(tableTab(place));
    else if (act === 'browse') this.#workspace.open(explorerTab(place));
    else if (act === 'neighbours') void store.add(table, 1);
    else if (act === 'focus') store.focus(table, 1);
    else if (act === 'hide') store.hide(table);
    else if (act === 'turn') void store.turn(table);
    else this.#select(table);
  }

  #select(table: string): void {
    const known = this.store.schema.byTable().get(table);
    const kind = this.connection()?.type;
    if (known && isKind(kind))
      this.#workspace.openSql({
        text: selectText(kind, [known.schema, known.name]),
        connectionId: this.store.connectionId,
      });
  }

  protected download(choice: ExportChoice): void {
    void this.exports.download(choice, this.#host);
  }
}
