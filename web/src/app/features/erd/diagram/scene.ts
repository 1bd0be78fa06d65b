import type { ErdTable } from '@orrery/contracts';
import {
  type Box,
  type ErdRelation,
  type Point,
  type TableFace,
  boundsOf,
  columnsInRelations,
  faceOf,
  overlaps,
  portY,
  tableWidth,
} from './geometry';
import { type Route, routeAlong, routeOf } from './route';
import { longestLandmark } from './table-marks';

/** What is shown, and how. Everything that a saved layout keeps is in here. */
export interface View {
  readonly positions: ReadonlyMap<string, Point>;
  /** Corners of lines, as the layout found them: good until one of their tables is moved. */
  readonly bends: ReadonlyMap<string, readonly Point[]>;
  /** Whether tables show all their columns… */
  readonly open: boolean;
  /** …and those that do the other thing. */
  readonly turned: ReadonlySet<string>;
}

/** A diagram ready to be drawn: faces, boxes and routes of what is shown. */
export interface Scene {
  readonly defaultSchema: string;
  readonly faces: ReadonlyMap<string, TableFace>;
  readonly boxes: ReadonlyMap<string, Box>;
  readonly relations: ReadonlyMap<string, ErdRelation>;
  readonly lanes: ReadonlyMap<string, number>;
  /** Tables by which a person finds the way from very far, and how large their names are written, in px of the diagram. */
  readonly landmarks: ReadonlySet<string>;
  readonly landmarkSize: number;
  readonly bends: View['bends'];
}

export const isOpen = (view: Pick<View, 'open' | 'turned'>, table: string): boolean => view.open !== view.turned.has(table);

/** The relations to draw among some tables. One that leads through a junction table which is itself shown would be told twice. */
export function drawnRelations(relations: readonly ErdRelation[], shown: ReadonlySet<string>): readonly ErdRelation[] {
  return relations.filter(
    ({ tableFrom, tableTo, via, state }) =>
      state !== 'rejected' && shown.has(tableFrom) && shown.has(tableTo) && (via === null || !shown.has(via)),
  );
}

/** The corners that are still good once a table has been moved or turned: those of lines that don't end at it. */
export const bendsWithout = (bends: View['bends'], relations: readonly ErdRelation[], table: string): View['bends'] => {
  const own = new Set(relations.filter(({ tableFrom, tableTo }) => tableFrom === table || tableTo === table).map(({ id }) => id));
  return new Map([...bends].filter(([id]) => !own.has(id)));
};

export function facesOf(
  tables: readonly ErdTable[],
  relations: readonly ErdRelation[],
  view: Pick<View, 'open' | 'turned'>,
): ReadonlyMap<string, TableFace> {
  const related = columnsInRelations(relations);
  return new Map(tables.map((table) => [table.table, faceOf(table, isOpen(view, table.table), related.get(table.table))]));
}

export function sceneOf(
  tables: readonly ErdTable[],
  relations: readonly ErdRelation[],
  view: View,
  defaultSchema: string,
): Scene {
  const placed = tables.filter(({ table }) => view.positions.has(table));
  const drawn = drawnRelations(relations, new Set(placed.map(({ table }) => table)));
  const faces = facesOf(placed, drawn, view);
  const boxes = new Map<string, Box>();
  for (const [table, face] of faces) {
    const at = view.positions.get(table);
    if (at) boxes.set(table, { ...at, width: tableWidth, height: face.height });
  }
  const lanes = new Map<string, number>();
  const used = new Map<string, number>();
  for (const relation of drawn) {
    const lane = used.get(relation.tableTo) ?? 0;
    used.set(relation.tableTo, lane + 1);
    lanes.set(relation.id, lane);
  }
  return {
    defaultSchema,
    faces,
    boxes,
    lanes,
    ...landmarksOf(drawn, boxes, faces),
    relations: new Map(drawn.map((one) => [one.id, one])),
    bends: view.bends,
  };
}

const mostLandmarks = 24;

/** The tables that most relations end at, as far as their names don't cover each other; they can be read when all is in view. */
function landmarksOf(
  relations: readonly ErdRelation[],
  boxes: ReadonlyMap<string, Box>,
  faces: ReadonlyMap<string, TableFace>,
): Pick<Scene, 'landmarks' | 'landmarkSize'> {
  const bounds = boundsOf(boxes.values()) ?? { width: 0, height: 0 };
  const size = Math.round(Math.max(130, bounds.width / 70, bounds.height / 64));
  const ends = new Map<string, number>();
  for (const { tableFrom, tableTo } of relations)
    for (const table of [tableFrom, tableTo]) ends.set(table, (ends.get(table) ?? 0) + 1);
  const sorted = [...ends].filter(([, count]) => count > 3).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const labels = new Map<string, Box>();
  for (const [table] of sorted) {
    const [box, face] = [boxes.get(table), faces.get(table)];
    if (!box || !face) continue;
    const width = Math.min(face.table.name.length, longestLandmark) * size * 0.6;
    const label = { x: box.x + (box.width - width) / 2, y: box.y + box.height / 2 - size, width, height: size * 2 };
    if (![...labels.values()].some((other) => overlaps(label, other))) labels.set(table, label);
    if (labels.size === mostLandmarks) break;
  }
  return { landmarks: new Set(labels.keys()), landmarkSize: size };
}

/** The route of a relation, its tables where `boxOf` says they are: a table that is being dragged is elsewhere than the scene has it. */
export function routeIn(scene: Scene, relation: ErdRelation, boxOf: (table: string) => Box | undefined): Route | null {
  const [from, to] = [boxOf(relation.tableFrom), boxOf(relation.tableTo)];
  const [fromFace, toFace] = [scene.faces.get(relation.tableFrom), scene.faces.get(relation.tableTo)];
  if (!from || !to || !fromFace || !toFace) return null;
  const fromY = portY(fromFace, relation.columnsFrom[0]);
  const toY = portY(toFace, relation.columnsTo[0]);
  const bends = scene.bends.get(relation.id);
  const still = from === scene.boxes.get(relation.tableFrom) && to === scene.boxes.get(relation.tableTo);
  return bends && still
    ? routeAlong(from, fromY, to, toY, bends)
    : routeOf(from, fromY, to, toY, scene.lanes.get(relation.id) ?? 0);
}
