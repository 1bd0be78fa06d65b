import { dia } from '@joint/core';
import { type Box, type ErdRelation, type Point, type TableFace, tableWidth } from '../diagram/geometry';
import { elementOf } from '../diagram/mark';
import { relationMarks } from '../diagram/relation-marks';
import type { Route } from '../diagram/route';
import { type Scene, routeIn } from '../diagram/scene';
import type { SceneIndex } from '../diagram/scene-index';
import { type Distance, tableMarks } from '../diagram/table-marks';
import type { Measure } from '../diagram/text-width';

/** What every view of the paper draws from. */
export interface Stage {
  scene: Scene;
  index: SceneIndex;
  distance: Distance;
  readonly measure: Measure;
  /** The table that is being dragged: it is elsewhere than the scene has it. */
  dragged: string | null;
  /** Views that are drawn, and from which distance: one that comes back into sight may have to be drawn again. */
  readonly drawn: Map<dia.CellView, Distance>;
}

/** A table as JointJS knows it: its id is the table's qualified name. */
export class TableCell extends dia.Element {
  override defaults() {
    return { type: 'erd.TableCell', position: { x: 0, y: 0 }, size: { width: tableWidth, height: 0 }, angle: 0, attrs: {}, z: 2 };
  }
}

/** A relation as JointJS knows it: its id is the relation's. */
export class RelationCell extends dia.Link {
  override defaults() {
    return { type: 'erd.RelationCell', attrs: {}, z: 1 };
  }
}

export const tableCell = (face: TableFace, box: Box, z: number): TableCell =>
  new TableCell({
    id: face.table.table,
    position: { x: box.x, y: box.y },
    size: { width: box.width, height: box.height },
    face,
    z,
  });

/** What was inferred lies above what is declared: no line crosses out how sure it is. */
export const relationCell = (relation: ErdRelation): RelationCell =>
  new RelationCell({
    id: relation.id,
    source: { id: relation.tableFrom },
    target: { id: relation.tableTo },
    relation,
    z: relation.source === 'declared' ? 0 : 1,
  });

/** How a relation runs now: as ever, unless one of its tables is being dragged. */
function routeNow(stage: Stage, graph: dia.Graph | undefined, relation: ErdRelation): Route | null {
  const follows = stage.dragged === relation.tableFrom || stage.dragged === relation.tableTo;
  return graph && follows
    ? routeIn(stage.scene, relation, (table) => boxNow(stage, graph, table))
    : (stage.index.routes.get(relation.id) ?? null);
}

/** Where a table stands now. */
function boxNow(stage: Stage, graph: dia.Graph, table: string): Box | undefined {
  const box = stage.scene.boxes.get(table);
  if (!box || stage.dragged !== table) return box;
  const cell = graph.getCell(table);
  return cell instanceof TableCell ? { ...box, ...xyOf(cell) } : box;
}

const xyOf = (cell: TableCell): Point => {
  const { x, y } = cell.position();
  return { x, y };
};

/**
 * Views that draw tables and relations with marks of our own. JointJS keeps the graph, mounts what is in sight, and drags; its own
 * markup, anchors and routers would measure every text of every table, which a thousand tables have no time for.
 */
export function viewsOn(stage: Stage): {
  elementView: typeof dia.ElementView<dia.Element>;
  linkView: typeof dia.LinkView<dia.Link>;
} {
  class TableView extends dia.ElementView {
    override presentationAttributes() {
      const { Flags } = dia.ElementView;
      return { face: [Flags.RENDER], size: [Flags.RENDER], position: [Flags.RENDER] };
    }

    override render(): this {
      const face = stage.scene.faces.get(this.model.id.toString());
      if (face) {
        const at = this.model.position();
        const marks = tableMarks(face, stage.distance, stage.scene, stage.measure);
        this.el.replaceChildren(...marks.map((mark) => elementOf(mark, at)));
      }
      stage.drawn.set(this, stage.distance);
      return this;
    }

    protected override updateTransformation(): void {
      // Its marks stand where it stands.
    }

    override update(): void {
      // Everything is drawn by `render`.
    }

    protected override onMount(first: boolean): void {
      super.onMount(first);
      if (stage.drawn.get(this) !== stage.distance) this.render();
    }

    override onRemove(): void {
      stage.drawn.delete(this);
      super.onRemove();
    }
  }

  class RelationView extends dia.LinkView {
    override confirmUpdate(): number {
      this.render();
      return 0;
    }

    override render(): this {
      const relation = stage.scene.relations.get(this.model.id.toString());
      const route = relation && routeNow(stage, this.paper?.model, relation);
      if (relation && route) {
        const from = stage.scene.faces.get(relation.tableFrom)?.table;
        this.el.replaceChildren(...relationMarks(relation, from, route, stage.distance, true).map((mark) => elementOf(mark)));
      }
      stage.drawn.set(this, stage.distance);
      return this;
    }

    protected override onMount(first: boolean): void {
      super.onMount(first);
      if (stage.drawn.get(this) !== stage.distance) this.render();
    }

    override onRemove(): void {
      stage.drawn.delete(this);
      super.onRemove();
    }
  }
  return { elementView: TableView, linkView: RelationView };
}
