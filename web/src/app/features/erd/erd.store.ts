import { Injectable, computed, effect, inject, signal, untracked } from '@angular/core';
import { Api } from '../../core/api';
import { Connections } from '../../core/connections';
import { Drafts } from '../../core/drafts';
import { kindWords } from '../../core/kind-words';
import { Schemas } from '../../core/schemas';
import { TAB } from '../../core/workspace';
import { DiagramData } from './diagram-data';
import type { Point, Room } from './diagram/geometry';
import { within } from './diagram/neighbours';
import { bendsWithout, facesOf, isOpen, sceneOf } from './diagram/scene';
import { type Arrangement, arrangementOfText, arrangementText, nothingShown } from './layout-content';
import { Arranger, type ToArrange } from './layout/arranger';
import { placesBeside } from './layout/beside';
import type { Arranged } from './layout/elk-graph';
import { isReadable, mayBeRead } from './layout/opening';
import { Spotlight } from './spotlight';
import { UndoStack } from './undo-stack';

/** Schemas up to this many tables are shown whole at once; larger ones begin from a question. */
const wholeUpTo = 120;

/** One diagram: what is shown of a connection's tables, how it stands, and every way to change that. */
@Injectable()
export class ErdStore {
  readonly #api = inject(Api);
  readonly #connections = inject(Connections);
  readonly #drafts = inject(Drafts);
  readonly #tab = inject(TAB);
  readonly connectionId = untracked(this.#tab.tab).ref;
  readonly connection = computed(() => this.#connections.byId().get(this.connectionId));
  /** What its kind calls tables, rows and columns. */
  readonly words = computed(() => kindWords(this.connection()?.type));
  readonly #draftKey = `erd/${this.connectionId}`;
  readonly schema = inject(Schemas).of(this.connectionId);
  readonly data = new DiagramData(this.#api, this.connectionId);
  readonly #steps = new UndoStack<Arrangement>(nothingShown);
  readonly #arranger = new Arranger();
  #room = (): Room => ({ width: 1_000, height: 700 });
  /** What a layout is being worked out for. */
  #pending: { readonly wanted: Arrangement; readonly first: boolean } | null = null;
  readonly arrangement = this.#steps.now;
  readonly canUndo = this.#steps.canUndo;
  readonly canRedo = this.#steps.canRedo;
  /** A layout is being worked out. */
  readonly arranging = this.#arranger.working;
  readonly begun = signal(false);
  /** Grows when the diagram should be fitted into view. */
  readonly fits = signal(0);
  readonly shownTables = computed(() => {
    const { shown } = this.arrangement();
    return [...this.data.tables().values()].filter(({ table }) => shown.has(table));
  });
  readonly scene = computed(() =>
    sceneOf(this.shownTables(), this.data.relations(), this.arrangement(), this.schema.listing.value()?.defaultSchema ?? ''),
  );
  readonly shownRelations = computed(() => [...this.scene().relations.values()]);
  readonly isEmpty = computed(() => this.arrangement().shown.size === 0);
  readonly spotlight = new Spotlight(
    this.shownRelations,
    computed(() => this.arrangement().shown),
    this.data.joined,
  );

  constructor() {
    // Opened by its address, the tab does not know yet whose it is.
    if (untracked(this.#tab.tab).connectionId === null) this.#tab.change({ connectionId: this.connectionId });
    effect(() => {
      if (this.schema.crawls() > 0 && untracked(this.begun)) untracked(() => void this.readAnew());
    });
  }

  /** Whoever shows the diagram says how much room there is for it. */
  showIn(room: () => Room): void {
    this.#room = room;
  }

  /** Loads what there is, and shows what was shown before or what a diagram of this size begins with. */
  async begin(): Promise<void> {
    await this.schema.ensure();
    const total = this.schema.listing.value()?.total;
    if (total === undefined) return;
    const from = untracked(this.#tab.tab).data['from'];
    const kept = arrangementOfText(this.#drafts.text(this.#draftKey));
    if (from !== undefined) {
      if (kept) await this.restore(kept);
      this.begun.set(true);
      await this.startFrom(from);
      return;
    }
    if (kept && kept.shown.size > 0) await this.restore(kept);
    else if (total > 0 && total <= wholeUpTo) await this.showAll();
    this.begun.set(true);
    if (this.isEmpty() && total > wholeUpTo) await this.data.loadWhole();
  }

  destroy(): void {
    this.#arranger.stop();
  }

  /** Shows an arrangement, without those of its tables that are gone. */
  async restore(kept: Arrangement): Promise<void> {
    const known = this.schema.byTable();
    const names = [...kept.shown].filter((table) => known.has(table));
    const loaded = names.length > 150 ? await this.data.loadWhole() : (await this.data.loadAround(names, 0)) !== null;
    if (!loaded) return;
    if (kept.open) await this.data.completeColumns(names);
    this.#steps.reset({ ...kept, shown: new Set(names) });
    this.fits.update((times) => times + 1);
  }

  /** Shows what is shown as the schema now has it: tables that are gone leave it, and where all were shown, new ones come. */
  async readAnew(): Promise<void> {
    const showsAll = this.data.whole() && this.shownTables().length === this.data.tables().size;
    const shown = [...this.arrangement().shown];
    if (!(await this.data.loadAnew(shown))) return;
    if (this.arrangement().open) await this.data.completeColumns(shown);
    if (showsAll) await this.showAll();
  }

  async showAll(): Promise<void> {
    if (!this.data.whole() && !this.data.cut() && !(await this.data.loadWhole())) return;
    await this.#show(new Set(this.data.tables().keys()), this.isEmpty());
  }

  /** Shows a table and its neighbours: alone where nothing is shown yet, else beside what is. */
  async startFrom(table: string, depth = 1): Promise<void> {
    if (!this.isEmpty()) {
      await this.add(table, depth);
      return;
    }
    const names = await this.data.loadAround([table], depth);
    if (!names || names.length === 0) return;
    await this.#show(new Set(names), true);
    this.spotlight.pick(table);
  }

  async showOnly(tables: readonly string[]): Promise<void> {
    const missing = tables.filter((table) => !this.data.tables().has(table));
    if (missing.length > 0 && !(await this.data.loadAround(missing, 0))) return;
    await this.#show(new Set(tables), false);
  }

  /** Adds a table, and its neighbours to a depth, where there is room beside what stands. */
  async add(table: string, depth = 0): Promise<void> {
    const names = await this.data.loadAround([table], depth);
    if (!names) return;
    const now = this.arrangement();
    const fresh = names.filter((name) => !now.shown.has(name));
    if (fresh.length > 0) {
      const boxes = this.scene().boxes;
      const beside = boxes.get(table) ?? boxes.get(names.find((name) => boxes.has(name)) ?? '') ?? [...boxes.values()].at(-1);
      const anchor = beside ?? { x: 0, y: 0, width: 0, height: 0 };
      const faces = facesOf(
        fresh.flatMap((name) => this.data.tables().get(name) ?? []),
        this.data.relations(),
        now,
      );
      const refersHere = new Set(
        this.data.relations().flatMap(({ tableFrom, tableTo }) => (tableTo === table ? [tableFrom] : [])),
      );
      const places = placesBeside(
        anchor,
        [...faces].map(([name, { height }]) => ({ table: name, height, left: refersHere.has(name) })),
        [...boxes.values()],
      );
      this.#step({ ...now, shown: new Set([...now.shown, ...fresh]), positions: new Map([...now.positions, ...places]) });
    }
    this.spotlight.reveal(table);
  }

  hide(table: string): void {
    const now = this.arrangement();
    const shown = new Set(now.shown);
    shown.delete(table);
    if (this.spotlight.picked() === table) this.spotlight.pick(null);
    this.#step({ ...now, shown });
  }

  clear(): void {
    this.spotlight.pick(null);
    this.#step({ ...this.arrangement(), shown: new Set() });
    if (!this.data.whole()) void this.data.loadWhole();
  }

  /** Keeps a table and what is within so many steps of it. */
  focus(table: string, depth: number): void {
    const near = within(this.data.joined(), [table], depth);
    const now = this.arrangement();
    this.#step({ ...now, shown: new Set([...now.shown].filter((name) => near.has(name))) });
    this.fits.update((times) => times + 1);
  }

  moved(table: string, to: Point): void {
    const now = this.arrangement();
    this.#step({
      ...now,
      positions: new Map(now.positions).set(table, to),
      bends: bendsWithout(now.bends, this.data.relations(), table),
    });
  }

  isOpen(table: string): boolean {
    return isOpen(this.arrangement(), table);
  }

  async turn(table: string): Promise<void> {
    if (!this.isOpen(table)) await this.data.completeColumns([table]);
    const now = this.arrangement();
    const turned = new Set(now.turned);
    if (!turned.delete(table)) turned.add(table);
    this.#step({ ...now, turned, bends: bendsWithout(now.bends, this.data.relations(), table) });
  }

  async openAll(open: boolean): Promise<void> {
    const now = this.arrangement();
    if (open) await this.data.completeColumns([...now.shown]);
    await this.#arrange({ ...now, open, turned: new Set() });
  }

  async arrange(): Promise<void> {
    await this.#arrange(this.arrangement());
  }

  /** Gives up the layered layout that is being worked out, for the quick one. */
  hurry(): void {
    const { wanted, first } = this.#pending ?? { wanted: this.arrangement(), first: false };
    this.#finish(wanted, this.#arranger.hurry(this.#toArrange(wanted)), first);
  }

  undo(): void {
    this.#steps.undo();
    this.#keep();
  }

  redo(): void {
    this.#steps.redo();
    this.#keep();
  }

  async #show(shown: ReadonlySet<string>, first: boolean): Promise<void> {
    const wanted = { ...this.arrangement(), shown };
    if (!this.isEmpty()) await this.#arrange(wanted, first);
    else if (!(await this.#open(wanted, first))) await this.#arrange({ ...wanted, open: false, turned: new Set() }, first);
  }

  /** An empty diagram opens with all columns where they can be read at first sight. False where they can't. */
  async #open(shut: Arrangement, first: boolean): Promise<boolean> {
    const counts = [...shut.shown].map((name) => this.data.tables().get(name)?.columnCount ?? 0);
    if (!mayBeRead(counts, this.#room())) return false;
    await this.data.completeColumns([...shut.shown]);
    const wanted = { ...shut, open: true, turned: new Set<string>() };
    const arranged = await this.#workOut(wanted, first);
    // Something else was wished for meanwhile, and is done.
    if (!arranged) return true;
    if (!isReadable(this.#toArrange(wanted), arranged)) return false;
    this.#finish(wanted, arranged, first);
    return true;
  }

  async #arrange(wanted: Arrangement, first = false): Promise<void> {
    const arranged = await this.#workOut(wanted, first);
    if (arranged) this.#finish(wanted, arranged, first);
  }

  #workOut(wanted: Arrangement, first: boolean): Promise<Arranged | null> {
    this.#pending = { wanted, first };
    return this.#arranger.arrange(this.#toArrange(wanted));
  }

  #toArrange(wanted: Arrangement): ToArrange {
    return {
      tables: [...wanted.shown].flatMap((name) => this.data.tables().get(name) ?? []),
      relations: this.data.relations(),
      joined: this.data.joined(),
      view: wanted,
      room: this.#room(),
    };
  }

  #finish(wanted: Arrangement, { positions, bends }: Arranged, first = false): void {
    const next = { ...wanted, positions: new Map([...wanted.positions, ...positions]), bends };
    if (first) this.#steps.reset(next);
    else this.#steps.push(next);
    this.#keep();
    this.fits.update((times) => times + 1);
  }

  #step(next: Arrangement): void {
    this.#steps.push(next);
    this.#keep();
  }

  #keep(): void {
    this.#drafts.set(this.#draftKey, arrangementText(this.arrangement()));
  }
}
