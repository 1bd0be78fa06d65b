import type { ErdTable, ResponseOf, schemaErd } from '@orrery/contracts';

export type ErdRelation = ResponseOf<typeof schemaErd>['relations'][number];

export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** How much room there is on screen for a diagram, in px. */
export type Room = Pick<Box, 'width' | 'height'>;

/** px of the diagram at 100 %. */
export const tableWidth = 232;
export const headHeight = 32;
export const rowHeight = 22;
const footHeight = 24;
/** A table of 1,600 columns is told in its own page, not in a diagram. */
export const mostRows = 120;

/** A table as it stands in the diagram: which of its columns are shown. */
export interface TableFace {
  readonly table: ErdTable;
  readonly rows: ErdTable['columns'];
  /** What the foot says; empty where every column is shown and no fewer could be. */
  readonly foot: string;
  readonly height: number;
}

/** The columns that relations end at. */
export function columnsInRelations(relations: readonly ErdRelation[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const note = (table: string, columns: readonly string[]): void => {
    const known = found.get(table) ?? new Set<string>();
    for (const column of columns) known.add(column);
    found.set(table, known);
  };
  for (const relation of relations) {
    note(relation.tableFrom, relation.columnsFrom);
    note(relation.tableTo, relation.columnsTo);
  }
  return found;
}

/** How a table looks: all its columns, or those of keys and relations. */
export function faceOf(table: ErdTable, open: boolean, related: ReadonlySet<string> | undefined): TableFace {
  const keys = table.columns.filter(
    (column) => column.isPrimaryKey || column.isForeignKey || (related?.has(column.name) ?? false),
  );
  const rows = (open ? table.columns : keys).slice(0, mostRows);
  const hidden = table.columnCount - rows.length;
  const foot = hidden > 0 ? `${hidden.toString()} more` : open && keys.length < rows.length ? 'Keys only' : '';
  const height = headHeight + rows.length * rowHeight + (foot === '' ? (rows.length > 0 ? 4 : 0) : footHeight);
  return { table, rows, foot, height };
}

/** Where the line of a column begins, counted from the top of its table; the head where the column isn't shown. */
export function portY(face: TableFace, column: string | undefined): number {
  const at = face.rows.findIndex((row) => row.name === column);
  return at < 0 ? headHeight / 2 : headHeight + at * rowHeight + rowHeight / 2;
}

export const overlaps = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** The smallest box around all of them; null where there are none. */
export function boundsOf(boxes: Iterable<Box>): Box | null {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const box of boxes) {
    left = Math.min(left, box.x);
    top = Math.min(top, box.y);
    right = Math.max(right, box.x + box.width);
    bottom = Math.max(bottom, box.y + box.height);
  }
  return left === Infinity ? null : { x: left, y: top, width: right - left, height: bottom - top };
}
