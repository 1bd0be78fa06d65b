import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api';
import { type ErdRelation, type Point, type TableFace, portY, tableWidth } from '../diagram/geometry';

/** What a layout says: where tables stand, and the corners of the lines between them. */
export interface Arranged {
  readonly positions: ReadonlyMap<string, Point>;
  readonly bends: ReadonlyMap<string, readonly Point[]>;
}

const options: Readonly<Record<string, string>> = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.spacing.nodeNodeBetweenLayers': '84',
  'elk.layered.spacing.edgeNodeBetweenLayers': '30',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '10',
  'elk.spacing.nodeNode': '32',
  'elk.spacing.edgeNode': '24',
  'elk.spacing.componentComponent': '64',
  'elk.aspectRatio': '1.6',
  'elk.layered.wrapping.strategy': 'OFF',
  'elk.layered.compaction.postCompaction.strategy': 'EDGE_LENGTH',
  'elk.layered.considerModelOrder.strategy': 'NONE',
  'elk.layered.thoroughness': '7',
};

/** The diagram as ELK takes it: each relation leaves the row of its column to the right and enters the other table from the left. */
export function elkGraphOf(faces: readonly TableFace[], relations: readonly ErdRelation[]): ElkNode {
  const byName = new Map(faces.map((face) => [face.table.table, face]));
  const ports = new Map<string, NonNullable<ElkNode['ports']>>(faces.map((face) => [face.table.table, []]));
  const edges: ElkExtendedEdge[] = [];
  for (const relation of relations) {
    const [from, to] = [byName.get(relation.tableFrom), byName.get(relation.tableTo)];
    if (!from || !to || from === to) continue;
    ports.get(relation.tableFrom)?.push({
      id: `${relation.id}>`,
      x: tableWidth,
      y: portY(from, relation.columnsFrom[0]),
      width: 0,
      height: 0,
      layoutOptions: { 'elk.port.side': 'EAST' },
    });
    ports.get(relation.tableTo)?.push({
      id: `>${relation.id}`,
      x: 0,
      y: portY(to, relation.columnsTo[0]),
      width: 0,
      height: 0,
      layoutOptions: { 'elk.port.side': 'WEST' },
    });
    edges.push({ id: relation.id, sources: [`${relation.id}>`], targets: [`>${relation.id}`] });
  }
  return {
    id: 'diagram',
    layoutOptions: options,
    edges,
    children: faces.map((face) => ({
      id: face.table.table,
      width: tableWidth,
      height: face.height,
      ports: ports.get(face.table.table) ?? [],
      layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
    })),
  };
}

/** What ELK answered, in our words. */
export function arrangedOf(graph: ElkNode): Arranged {
  const positions = new Map<string, Point>();
  const bends = new Map<string, readonly Point[]>();
  for (const node of graph.children ?? []) positions.set(node.id, { x: node.x ?? 0, y: node.y ?? 0 });
  for (const edge of graph.edges ?? []) {
    const points = edge.sections?.[0]?.bendPoints;
    if (points && points.length > 0)
      bends.set(
        edge.id,
        points.map(({ x, y }) => ({ x, y })),
      );
  }
  return { positions, bends };
}
