import { Injectable, computed, inject, signal, untracked } from '@angular/core';
import { type RelationState, schemaRelationUpdate } from '@orrery/contracts';
import { Api } from '../../core/api';
import { Drafts } from '../../core/drafts';
import { faultOf } from '../../core/fault-of';
import { Schemas } from '../../core/schemas';
import { Toasts } from '../../core/toasts';
import { TAB } from '../../core/workspace';
import { DiagramData } from './diagram-data';
import type { Point } from './diagram/geometry';
import { within, wayBetween } from './diagram/neighbours';
import { drawnRelations, facesOf, isOpen, sceneOf } from './diagram/scene';
import { type Arrangement, arrangementOfText, arrangementText, nothingShown } from './layout-content';
import { placesBeside } from './layout/beside';
import { clustersOf } from './layout/clusters';
import { LayoutWorker } from './layout/layout-worker';
import { packedLayout } from './layout/packed-layout';
import { UndoStack } from './undo-stack';

/** Schemas up to this many tables are shown whole at once; larger ones begin from a question. */
const wholeUpTo = 120;
/** Up to here one layered layout of everything can be read… */
const layeredUpTo = 40;
/** …and up to here layered layouts of its clusters are worth their time. */
const clusteredUpTo = 250;
/** Up to here all columns are shown at first. */
const openUpTo = 16;

/** One diagram: what is shown of a connection's tables, how it stands, and every way to change that. */
@Injectable()
export class ErdStore {
  readonly #api = inject(Api);
  readonly #drafts = inject(Drafts);
  readonly #toasts = inject(Toasts);
  readonly #tab = inject(TAB);
  readonly connectionId = untracked(this.#tab.tab).ref;
  readonly #draftKey = `erd/${this.connectionId}`;
  readonly schema = inject(Schemas).of(this.connectionId);
  readonly data = new DiagramData(this.#api, this.connectionId);
  readonly #steps = new UndoStack<Arrangement>(nothingShown);
  readonly #worker = new LayoutWorker();
  readonly #turn = signal(0);
  readonly arrangement = this.#steps.now;
  readonly canUndo = this.#steps.canUndo;
  readonly canRedo = this.#steps.canRedo;
  /** A layout is being worked out. */
  readonly arranging = signal(false);
  readonly begun = signal(false);
  readonly picked = signal<string | null>(null);
  readonly pickedRelation = signal<string | null>(null);
  readonly hovered = signal<string | null>(null);
  /** Relations of a path that was asked for. */
  readonly path = signal<ReadonlySet<string> | null>(null);
  /** Grows when the diagram should be fitted into view. */
  readonly fits = signal(0);
  /** Tables to bring into view. */
  readonly revealed = signal<readonly string[]>([]);

  readonly shownTables = computed(() => {
    const { shown } = this.arrangement();
    return [...this.data.tables().values()].filter(({ table }) => shown.has(table));
  });
  readonly scene = computed(() =>
    sceneOf(this.shownTables(), this.data.relations(), this.arrangement(), this.schema.listing.value()?.defaultSchema ?? ''),
  );
  readonly shownRelations = computed(() => [...this.scene().relations.values()]);
  readonly isEmpty = computed(() => this.arrangement().shown.size === 0);
  /** Tables and relations to light up: a path, else the way from what is picked to what the pointer is on, else its neighbours. */
  readonly lit = computed((): ReadonlySet<string> | null => {
    const relations = this.shownRelations();
    const path = this.path();
    if (path) {
      const lit = new Set(path);
      for (const relation of relations) if (path.has(relation.id)) lit.add(relation.tableFrom).add(relation.tableTo);
      return lit;
    }
    const [hovered, picked] = [this.hovered(), this.picked()];
    const about = hovered ?? picked;
    if (about === null) return null;
    const way = hovered !== null && picked !== null && hovered !== picked ? wayBetween(this.data.joined(), picked, hovered) : [];
    const tables = way.length > 2 && way.every((table) => this.arrangement().shown.has(table)) ? new Set(way) : null;
    const lit = new Set(tables ?? [about]);
    for (const { id, tableFrom, tableTo } of relations) {
      const touches = tables ? tables.has(tableFrom) && tables.has(tableTo) : tableFrom === about || tableTo === about;
      if (touches) lit.add(id).add(tableFrom).add(tableTo);
    }
    return lit;
  });

  constructor() {
    // Opened by its address, the tab does not know yet whose it is.
    if (untracked(this.#tab.tab).connectionId === null) this.#tab.change({ connectionId: this.connectionId });
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
    this.#worker.stop();
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
    this.picked.set(table);
  }

  async showOnly(tables: readonly string[]): Promise<void> {
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
    this.picked.set(table);
    this.revealed.set([table]);
  }

  hide(table: string): void {
    const now = this.arrangement();
    const shown = new Set(now.shown);
    shown.delete(table);
    if (this.picked() === table) this.picked.set(null);
    this.#step({ ...now, shown });
  }

  clear(): void {
    this.picked.set(null);
    this.path.set(null);
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
      bends: this.#bendsWithout(now, new Set([table])),
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
    this.#step({ ...now, turned, bends: this.#bendsWithout(now, new Set([table])) });
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
    this.#worker.stop();
    this.#turn.update((turn) => turn + 1);
    this.arranging.set(false);
    const now = this.arrangement();
    this.#finish(now, this.#packed(now), new Map());
  }

  undo(): void {
    this.#steps.undo();
    this.#keep();
  }

  redo(): void {
    this.#steps.redo();
    this.#keep();
  }

  async judge(relation: string, state: RelationState): Promise<void> {
    try {
      const { evidence: _evidence, ...judged } = await this.#api.call(schemaRelationUpdate, {
        id: this.connectionId,
        relationId: relation,
        state,
      });
      this.data.put(judged);
    } catch (error) {
      this.#toasts.fault(faultOf(error));
    }
  }

  async #show(shown: ReadonlySet<string>, first: boolean): Promise<void> {
    const now = this.arrangement();
    const open = first ? shown.size <= openUpTo : now.open;
    if (open) await this.data.completeColumns([...shown]);
    await this.#arrange({ ...now, shown, open }, first);
  }

  async #arrange(wanted: Arrangement, first = false): Promise<void> {
    const turn = untracked(this.#turn) + 1;
    this.#turn.set(turn);
    const tables = [...wanted.shown].flatMap((name) => this.data.tables().get(name) ?? []);
    if (tables.length > clusteredUpTo) {
      this.#finish(wanted, this.#packed(wanted), new Map(), first);
      return;
    }
    this.arranging.set(true);
    if (first) this.#steps.reset({ ...wanted, positions: new Map() });
    const relations = drawnRelations(this.data.relations(), wanted.shown);
    try {
      const faces = facesOf(tables, relations, wanted);
      const { positions, bends } =
        tables.length > layeredUpTo
          ? await this.#worker.clustered(clustersOf([...faces.keys()], this.data.joined()), faces, relations)
          : await this.#worker.layered([...faces.values()], relations);
      if (turn === untracked(this.#turn)) this.#finish(wanted, positions, bends, first);
    } catch {
      // No worker, or it broke: the quick layout needs none.
      if (turn === untracked(this.#turn)) this.#finish(wanted, this.#packed(wanted), new Map(), first);
    } finally {
      if (turn === untracked(this.#turn)) this.arranging.set(false);
    }
  }

  #packed(wanted: Arrangement): ReadonlyMap<string, Point> {
    const faces = facesOf(
      [...wanted.shown].flatMap((name) => this.data.tables().get(name) ?? []),
      drawnRelations(this.data.relations(), wanted.shown),
      wanted,
    );
    return packedLayout(clustersOf([...faces.keys()], this.data.joined()), (table) => faces.get(table)?.height ?? 0).positions;
  }

  #finish(wanted: Arrangement, positions: Arrangement['positions'], bends: Arrangement['bends'], first = false): void {
    const next = { ...wanted, positions: new Map([...wanted.positions, ...positions]), bends };
    if (first) this.#steps.reset(next);
    else this.#steps.push(next);
    this.#keep();
    this.fits.update((times) => times + 1);
  }

  #bendsWithout(now: Arrangement, tables: ReadonlySet<string>): Arrangement['bends'] {
    const bends = new Map(now.bends);
    for (const { id, tableFrom, tableTo } of this.data.relations())
      if (tables.has(tableFrom) || tables.has(tableTo)) bends.delete(id);
    return bends;
  }

  #step(next: Arrangement): void {
    this.#steps.push(next);
    this.#keep();
  }

  #keep(): void {
    this.#drafts.set(this.#draftKey, arrangementText(this.arrangement()));
  }
}
