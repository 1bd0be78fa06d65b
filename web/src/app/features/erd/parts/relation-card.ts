import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import type { ErdTable, RelationEvidence, RelationState } from '@orrery/contracts';
import type { Remote } from '../../../core/remote';
import { EvidenceList } from '../../../ui/evidence-list';
import { Icon } from '../../../ui/icon';
import { Progress } from '../../../ui/progress';
import { cardinalityText } from '../diagram/cardinality';
import type { ErdRelation } from '../diagram/geometry';
import { percent } from '../diagram/relation-marks';

/** The picked relation of the diagram: what it joins, how sure that is and why, and what the person thinks of it. */
@Component({
  selector: 'o-relation-card',
  imports: [EvidenceList, Icon, Progress],
  template: `
    <o-progress [active]="evidence().state === 'loading'" />
    <header>
      <h2>Relation</h2>
      <button type="button" class="btn btn-ghost btn-icon btn-small" aria-label="Close" (click)="closed.emit()">
        <o-icon name="x" [size]="14" />
      </button>
    </header>
    <p class="end" dir="ltr" [title]="relation().tableFrom">
      {{ relation().tableFrom }}<span class="dim">.{{ relation().columnFrom }}</span>
    </p>
    <p class="end" dir="ltr" [title]="relation().tableTo">
      <span class="dim" aria-label="refers to">→ </span>{{ relation().tableTo
      }}<span class="dim">.{{ relation().columnTo }}</span>
    </p>
    <p class="facts">{{ facts() }}</p>
    @if (relation().source === 'inferred') {
      @if (evidence().fault; as fault) {
        <p class="notice notice-danger" role="alert">{{ fault.message }}</p>
      }
      @if (evidence().value; as value) {
        <o-evidence-list [evidence]="value" />
      }
      <div class="acts">
        @if (relation().state !== 'accepted') {
          <button type="button" class="btn btn-primary btn-small" (click)="judged.emit('accepted')">
            <o-icon name="check" [size]="14" />Accept
          </button>
        } @else {
          <button type="button" class="btn btn-small" (click)="judged.emit('suggested')">
            <o-icon name="undo" [size]="14" />Only a suggestion again
          </button>
        }
        <button type="button" class="btn btn-small" (click)="judged.emit('rejected')">
          <o-icon name="x" [size]="14" />Reject
        </button>
      </div>
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      position: relative;
      display: block;
      flex: none;
      max-height: 60%;
      overflow: auto;
      padding: 8px 12px 12px;
      border-bottom: 1px solid var(--o-line);
    }
    @media (max-width: 700px) {
      :host {
        max-height: none;
        overflow: visible;
      }
    }
    header {
      display: flex;
      align-items: center;
      justify-content: space-between;
      margin-bottom: 4px;
    }
    h2 {
      font-size: var(--o-size);
    }
    .end {
      font: 400 12px/20px var(--o-mono);
      overflow-wrap: anywhere;
    }
    .dim {
      color: var(--o-text-dim);
    }
    .facts {
      margin-top: 4px;
      color: var(--o-text-dim);
      font-size: var(--o-size-small);
    }
    .acts {
      display: flex;
      flex-wrap: wrap;
      gap: 6px;
      margin-top: 8px;
    }
  `,
})
export class RelationCard {
  readonly relation = input.required<ErdRelation>();
  readonly from = input<ErdTable>();
  readonly evidence = input.required<Remote<readonly RelationEvidence[]>>();
  readonly judged = output<RelationState>();
  readonly closed = output();
  protected readonly facts = computed(() => {
    const relation = this.relation();
    const ends = cardinalityText(relation, this.from());
    if (relation.source === 'declared')
      return `${ends} · declared${relation.constraintName === null ? '' : ` as ${relation.constraintName}`}`;
    const sure = `inferred, ${percent(relation.confidence)}`;
    return `${ends} · ${relation.state === 'accepted' ? `accepted (${sure})` : sure}`;
  });
}
