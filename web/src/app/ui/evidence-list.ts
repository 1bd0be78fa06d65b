import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { RelationEvidence } from '@orrery/contracts';

const signWords: Readonly<Record<RelationEvidence['sign'], string>> = {
  name: 'Name',
  type: 'Type',
  unique: 'Uniqueness',
  index: 'Index',
  containment: 'Values',
  history: 'Your queries',
  polymorphic: 'Type column',
};

/** What speaks for a relation that nobody declared, and against it. */
@Component({
  selector: 'o-evidence-list',
  template: `
    <table>
      <caption class="visually-hidden">
        Why this relation is believed in
      </caption>
      @for (one of evidence(); track $index) {
        <tr>
          <th scope="row">{{ words[one.sign] }}</th>
          <td>{{ one.detail }}</td>
          <td class="weight" [class.against]="one.weight < 0">{{ weight(one.weight) }}</td>
        </tr>
      }
    </table>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    table {
      width: 100%;
      margin: 6px 0;
      border-radius: var(--o-radius);
      background: var(--o-chrome);
      border-collapse: collapse;
      font-size: var(--o-size-small);
    }
    th,
    td {
      padding: 4px 10px;
      vertical-align: top;
    }
    th {
      width: 1%;
      color: var(--o-text-dim);
      font-weight: 500;
      text-align: left;
      white-space: nowrap;
    }
    td {
      overflow-wrap: anywhere;
    }
    .weight {
      width: 1%;
      color: var(--o-success);
      text-align: right;
      font-variant-numeric: tabular-nums;
      white-space: nowrap;
    }
    .against {
      color: var(--o-danger);
    }
  `,
})
export class EvidenceList {
  readonly evidence = input.required<readonly RelationEvidence[]>();
  protected readonly words = signWords;

  protected weight(share: number): string {
    return `${share < 0 ? '−' : '+'}${Math.round(Math.abs(share) * 100).toString()} %`;
  }
}
