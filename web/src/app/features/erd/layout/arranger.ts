import { signal, untracked } from '@angular/core';
import type { ErdTable } from '@orrery/contracts';
import type { ErdRelation, Room, TableFace } from '../diagram/geometry';
import type { Joined } from '../diagram/neighbours';
import { type View, drawnRelations, facesOf } from '../diagram/scene';
import { clustersOf, joinsBetween } from './clusters';
import type { Arranged } from './elk-graph';
import { readable, scaleIn } from './fit';
import { LayoutWorker, extentOf, isTower } from './layout-worker';
import { withLone } from './lone';
import { packedLayout } from './packed-layout';

/** Up to here one layered layout of everything can be read… */
const layeredUpTo = 40;
/** …and up to here layered layouts of its clusters are worth their time. */
const clusteredUpTo = 250;
/** How much larger tables must be seen in clusters to give up that lines lead from left to right. */
const worthIt = 1.3;
/** A phone's: there is little room beside each other for what lines lead to. */
const isUpright = ({ width, height }: Room): boolean => width < height * 0.8;
const nothing: Arranged = { positions: new Map(), bends: new Map() };

export interface ToArrange {
  readonly tables: readonly ErdTable[];
  readonly relations: readonly ErdRelation[];
  readonly joined: Joined;
  /** Which tables show all their columns. */
  readonly view: Pick<View, 'open' | 'turned'>;
  readonly room: Room;
}

/** Works out where tables stand: the better layout where it can be had in time, else the quick one. Only the last wish counts. */
export class Arranger {
  readonly #worker = new LayoutWorker();
  readonly #turn = signal(0);
  readonly #working = signal(false);
  #giveUp: () => void = () => undefined;
  /** A layout is being worked out. */
  readonly working = this.#working.asReadonly();

  /** Answers null where another layout was wished for meanwhile. */
  async arrange(wanted: ToArrange): Promise<Arranged | null> {
    const turn = this.#begin();
    if (wanted.tables.length > clusteredUpTo) return this.quick(wanted);
    this.#working.set(true);
    try {
      // A worker that was ended answers nothing.
      const givenUp = new Promise<null>((resolve) => {
        this.#giveUp = () => {
          resolve(null);
        };
      });
      const arranged = await Promise.race([this.#better(wanted), givenUp]);
      return this.#isOver(turn) ? null : arranged;
    } catch {
      // No worker, or it broke: the quick layout needs none.
      return this.#isOver(turn) ? null : this.quick(wanted);
    } finally {
      if (!this.#isOver(turn)) this.#working.set(false);
    }
  }

  /** The layout that takes no time. What was being worked out is given up. */
  hurry(wanted: ToArrange): Arranged {
    this.stop();
    return this.quick(wanted);
  }

  quick({ tables, relations, joined, view, room }: ToArrange): Arranged {
    const shown = new Set(tables.map(({ table }) => table));
    const faces = facesOf(tables, drawnRelations(relations, shown), view);
    return this.#packed(faces, joined, room);
  }

  #packed(faces: ReadonlyMap<string, TableFace>, joined: ToArrange['joined'], room: Room): Arranged {
    const clusters = clustersOf([...faces.keys()], joined);
    const heightOf = (table: string): number => faces.get(table)?.height ?? 0;
    const shape = isUpright(room) ? { whole: room.width / room.height, block: room.width / room.height } : undefined;
    const { positions } = packedLayout(clusters, heightOf, joinsBetween(clusters, joined), shape);
    return { positions, bends: new Map() };
  }

  stop(): void {
    this.#begin();
    this.#worker.stop();
  }

  async #better({ tables, relations, joined, view, room }: ToArrange): Promise<Arranged> {
    const drawn = drawnRelations(relations, new Set(tables.map(({ table }) => table)));
    const faces = facesOf(tables, drawn, view);
    if (tables.length <= layeredUpTo) {
      const ends = new Set(drawn.flatMap(({ tableFrom, tableTo }) => (tableFrom === tableTo ? [] : [tableFrom, tableTo])));
      const together = [...faces.values()].filter(({ table }) => ends.has(table.table));
      const lone = [...faces.values()].filter(({ table }) => !ends.has(table.table));
      const arranged = together.length === 0 ? nothing : await this.#worker.layered(together, drawn);
      const layered = withLone(arranged, extentOf(arranged, faces), lone, room);
      if (!isTower(arranged, faces)) {
        const seen = scaleIn(room, layered, faces);
        if (seen >= readable) return layered;
        const packed = await this.#clustered(faces, drawn, joined, room);
        return scaleIn(room, packed, faces) >= seen * worthIt ? packed : layered;
      }
    }
    return this.#clustered(faces, drawn, joined, room);
  }

  #clustered(
    faces: ReadonlyMap<string, TableFace>,
    drawn: readonly ErdRelation[],
    joined: ToArrange['joined'],
    room: Room,
  ): Promise<Arranged> {
    if (isUpright(room)) return Promise.resolve(this.#packed(faces, joined, room));
    const clusters = clustersOf([...faces.keys()], joined);
    return this.#worker.clustered(clusters, faces, drawn, joinsBetween(clusters, joined));
  }

  #begin(): number {
    this.#giveUp();
    const turn = untracked(this.#turn) + 1;
    this.#turn.set(turn);
    this.#working.set(false);
    return turn;
  }

  #isOver(turn: number): boolean {
    return turn !== untracked(this.#turn);
  }
}
