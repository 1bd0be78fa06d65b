import { CdkFixedSizeVirtualScroll, CdkVirtualForOf, CdkVirtualScrollViewport } from '@angular/cdk/scrolling';
import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import type { RelationState } from '@orrery/contracts';
import { type KindWords, kindWords } from '../../../core/kind-words';
import { Icon } from '../../../ui/icon';
import { cardinalityText } from '../diagram/cardinality';
import type { ErdRelation } from '../diagram/geometry';
import { percent } from '../diagram/relation-marks';
import type { Scene } from '../diagram/scene';

/** The relations of the diagram as a list: what the picture says, for whoever does not see it. */
@Component({
  selector: 'o-relation-rows',
  imports: [CdkFixedSizeVirtualScroll, CdkVirtualForOf, CdkVirtualScrollViewport, Icon],
  template: `
    @if (relations().length === 0) {
      <p class="none">No relations {{ about() === null ? 'among' : 'with' }} the {{ words().table.many }} shown.</p>
    } @else {
      <cdk-virtual-scroll-viewport [itemSize]="52" role="list" [attr.aria-label]="title()" tabindex="-1">
        <div
          *cdkVirtualFor="let relation of relations(); trackBy: byId; let index = index; let count = count"
          class="row"
          role="listitem"
          [attr.aria-posinset]="index + 1"
          [attr.aria-setsize]="count"
          [class.picked]="relation.id === picked()"
        >
          <button type="button" class="what" (click)="chosen.emit(relation.id)">
            <span class="line ellipsis" dir="ltr"
              >{{ shortName(relation.tableFrom) }}<span class="dim">.{{ relation.columnFrom }}</span></span
            >
            <span class="line ellipsis" dir="ltr"
              ><span class="arrow" aria-label="refers to">→ </span>{{ shortName(relation.tableTo)
              }}<span class="dim">.{{ relation.columnTo }}</span></span
            >
            <span class="visually-hidden">{{ factsOf(relation) }}</span>
          </button>
          @if (relation.source === 'inferred') {
            <span class="badge" [class.badge-success]="relation.state === 'accepted'" title="Inferred, not declared">{{
              relation.state === 'accepted' ? 'accepted' : percent(relation.confidence)
            }}</span>
            @if (relation.state === 'suggested') {
              <button
                type="button"
                class="btn btn-ghost btn-icon btn-small"
                aria-label="Accept the relation"
                title="Accept"
                (click)="judged.emit({ id: relation.id, state: 'accepted' })"
              >
                <o-icon name="check" [size]="14" />
              </button>
            }
            <button
              type="button"
              class="btn btn-ghost btn-icon btn-small"
              aria-label="Reject the relation"
              title="Reject"
              (click)="judged.emit({ id: relation.id, state: 'rejected' })"
            >
              <o-icon name="x" [size]="14" />
            </button>
          }
        </div>
      </cdk-virtual-scroll-viewport>
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      display: block;
      min-height: 0;
      height: 100%;
    }
    cdk-virtual-scroll-viewport {
      height: 100%;
    }
    .row {
      display: flex;
      align-items: center;
      gap: 2px;
      height: 52px;
      padding-right: 8px;
      /* A long name is cut, rather than widening the list. */
      contain: inline-size;
      border-bottom: 1px solid var(--o-line);
    }
    .row.picked {
      background: var(--o-selected);
    }
    .what {
      flex: 1;
      min-width: 0;
      height: 100%;
      padding: 4px 6px 4px 12px;
      text-align: left;
    }
    .what:hover {
      background: var(--o-hover);
    }
    .what:focus-visible {
      outline-offset: -2px;
    }
    .line {
      display: block;
      font-size: var(--o-size-small);
    }
    .dim,
    .arrow {
      color: var(--o-text-faint);
    }
    .none {
      padding: 12px;
      color: var(--o-text-dim);
    }
  `,
})
export class RelationRows {
  readonly words = input<KindWords>(kindWords(undefined));
  readonly scene = input.required<Scene>();
  /** Only the relations of this table. */
  readonly about = input<string | null>(null);
  readonly picked = input<string | null>(null);
  readonly chosen = output<string>();
  readonly judged = output<{ readonly id: string; readonly state: RelationState }>();
  protected readonly percent = percent;
  protected readonly relations = computed(() => {
    const [about, all] = [this.about(), [...this.scene().relations.values()]];
    return about === null ? all : all.filter(({ tableFrom, tableTo }) => tableFrom === about || tableTo === about);
  });
  protected readonly title = computed(() => `${this.relations().length.toString()} relations`);

  protected readonly byId = (_index: number, { id }: ErdRelation): string => id;

  protected shortName(table: string): string {
    const face = this.scene().faces.get(table)?.table;
    return !face ? table : face.schema === this.scene().defaultSchema ? face.name : `${face.schema}.${face.name}`;
  }

  protected factsOf(relation: ErdRelation): string {
    const from = this.scene().faces.get(relation.tableFrom)?.table;
    const sure = relation.source === 'declared' ? 'declared' : `inferred, ${percent(relation.confidence)}`;
    return `, ${cardinalityText(relation, from)}, ${sure}`;
  }
}
