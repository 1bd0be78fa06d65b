import { ChangeDetectionStrategy, Component, input, output, signal } from '@angular/core';
import type { Relation, RelationState } from '@orrery/contracts';
import { EvidenceList } from '../../../ui/evidence-list';
import { Icon } from '../../../ui/icon';

const typeWords: Readonly<Record<Relation['relationType'], string>> = {
  'one-to-one': 'one to one',
  'one-to-many': 'many to one',
  'many-to-many': 'many to many',
  'pk-fk': 'junction',
};

/** The relations of a table in one direction, with what speaks for those that nobody declared. */
@Component({
  selector: 'o-relation-list',
  imports: [EvidenceList, Icon],
  template: `
    <ul role="list">
      @for (relation of relations(); track relation.id) {
        <li [class.rejected]="relation.state === 'rejected'">
          <div class="line">
            <span class="mono columns ellipsis" [title]="incoming() ? relation.columnTo : relation.columnFrom">{{
              incoming() ? relation.columnTo : relation.columnFrom
            }}</span>
            <o-icon [name]="incoming() ? 'chevron-left' : 'chevron-right'" [size]="14" />
            <button type="button" class="table ellipsis" (click)="opened.emit(other(relation))">
              <span dir="auto">{{ other(relation) }}</span><span class="dim"
                >.{{ incoming() ? relation.columnFrom : relation.columnTo }}</span
              >
            </button>
            @if (relation.condition; as condition) {
              <span class="dim ellipsis">where {{ condition.column }} is {{ condition.values.join(' or ') }}</span>
            }
            <span class="badge type">{{ words[relation.relationType] }}</span>
            @if (relation.source === 'declared') {
              <span class="badge" [title]="relation.constraintName ?? ''"><o-icon name="key" [size]="11" />declared</span>
            } @else {
              <button
                type="button"
                class="badge"
                [class.badge-success]="relation.state === 'accepted'"
                [class.badge-accent]="relation.state === 'suggested'"
                [attr.aria-expanded]="open() === relation.id"
                (click)="open.set(open() === relation.id ? null : relation.id)"
              >
                {{ relation.state === 'suggested' ? 'inferred' : relation.state }} · {{ percent(relation.confidence) }}
                <o-icon [name]="open() === relation.id ? 'chevron-up' : 'chevron-down'" [size]="11" />
              </button>
              <span class="judge">
                @if (relation.state !== 'accepted') {
                  <button type="button" class="btn btn-small" (click)="judged.emit({ id: relation.id, state: 'accepted' })">
                    <o-icon name="check" [size]="13" />Accept
                  </button>
                }
                @if (relation.state !== 'rejected') {
                  <button
                    type="button"
                    class="btn btn-small btn-ghost"
                    (click)="judged.emit({ id: relation.id, state: 'rejected' })"
                  >
                    Reject
                  </button>
                }
              </span>
            }
          </div>
          @if (open() === relation.id) {
            <o-evidence-list [evidence]="relation.evidence" />
          }
        </li>
      }
    </ul>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    li {
      padding: 6px 0;
      border-bottom: 1px solid var(--o-line);
    }
    .line {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 8px;
      align-items: center;
      min-height: 28px;
    }
    o-icon {
      color: var(--o-text-faint);
    }
    .mono,
    .table {
      font: 400 12px/20px var(--o-mono);
    }
    .columns {
      max-width: 30%;
    }
    .table {
      min-width: 0;
      color: var(--o-accent);
      text-align: left;
    }
    .table:hover {
      text-decoration: underline;
    }
    .dim {
      color: var(--o-text-dim);
    }
    .type {
      margin-left: auto;
    }
    .rejected .mono,
    .rejected .table {
      color: var(--o-text-dim);
      text-decoration: line-through;
    }
    .judge {
      display: flex;
      gap: 4px;
    }
  `,
})
export class RelationList {
  readonly relations = input.required<readonly Relation[]>();
  /** They end here, rather than begin. */
  readonly incoming = input(false);
  readonly opened = output<string>();
  readonly judged = output<{ readonly id: string; readonly state: RelationState }>();
  protected readonly open = signal<string | null>(null);
  protected readonly words = typeWords;

  protected percent(share: number): string {
    return `${Math.round(share * 100).toString()} %`;
  }

  protected other(relation: Relation): string {
    return this.incoming() ? relation.tableFrom : relation.tableTo;
  }
}
